"""What a person does at the review queue: each key a decision, each decision an entry in their name."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Literal, TypeVar
from uuid import uuid4

from markupsafe import Markup
from nicegui import ui

from trucewatch.ledger.entry import Entry
from trucewatch.model import Incident, Sensitivity
from trucewatch.model.errors import ConflictError, InputError, TrucewatchError
from trucewatch.review.incidents import Grouper, LinkKind
from trucewatch.review.store import Item
from trucewatch.workbench.contents.queue import ClaimShown, Group, IncidentShown, said_of
from trucewatch.workbench.contents.undone import decided_on, in_words
from trucewatch.workbench.frame import Page
from trucewatch.workbench.people import Role
from trucewatch.workbench.refusals import Refusal
from trucewatch.workbench.rooms import Room
from trucewatch.workbench.screens.queue_parts import KEYS_OF_FIELDS, hint
from trucewatch.workbench.screens.queue_view import QueueView, items

__all__ = ["QueueDesk"]

_SOON_S = 1.0
_T = TypeVar("_T")
_LOOK_EVERY = 25
"""After how many decisions of one person it is looked whether the queue is to be weighed anew."""

Act = Callable[[Grouper, str], tuple[Entry, ...]]
Step = Callable[[], Awaitable[None]]


class QueueDesk(QueueView):
    """The queue of one person, with its keys."""

    def __init__(self, page: Page, room: Room) -> None:
        super().__init__(page, room)
        self._at_work = asyncio.Lock()

    async def open(self) -> None:
        """Draw the screen and show the first item, or the one that the address names."""
        await asyncio.to_thread(self.room.look)
        self.draw()
        self._bind()
        await self._come()
        wanted = self.page.request.query_params.get("item")
        async with self._at_work:
            await self.page.attempt(lambda: self._first(wanted))

    async def _first(self, wanted: str | None) -> None:
        if wanted:
            self.tell(await self._open_item(wanted))
        else:
            await self._next()

    async def _come(self) -> None:
        """Say at the door that they are here: what they were given is theirs until they leave, or the lease ends."""
        client, by, door = self.page.client, self.page.person.name, asyncio.Lock()

        async def gone() -> None:
            async with door, self._at_work:  # a step that is under way may be given an item yet
                if not client.has_socket_connection:  # else an old connection ended after the new one began
                    await asyncio.to_thread(self.room.leave, by, client.id)

        async def back() -> None:
            async with door:
                await asyncio.to_thread(self.room.enter, by, client.id)
                if self.shown is not None:
                    await asyncio.to_thread(self.room.queue.lease, self.name, by)

        await asyncio.to_thread(self.room.enter, by, client.id)
        client.on_connect(back)
        client.on_disconnect(gone)
        client.on_delete(gone)

    async def save(self) -> None:
        """Enter in a field saves the corrections."""
        await self._press(self._correct)

    def _bind(self) -> None:
        steps: list[tuple[str, str, str, Step]] = [
            ("a", "Accept", "it is right as it stands", self._accept),
            ("c", "Save corrections", "record what you changed", self._correct),
            ("r", "Reject", "the report says no such thing", self._reject),
            ("s", "Put off", "leave it to others for half a day", self._skip),
            ("u", "Undo", "take your last decision back", self._undo),
            ("p", "Bring back", "what you put off waits for you again", self._bring_back),
        ]
        if self.reviews:
            steps += [
                ("x", "Split", "it is of another event", self._split),
                ("m", "Merge", "the other incident is the same event", self._merge),
                ("n", "Denies", "it denies the other claim", lambda: self._link("denies")),
                ("k", "Confirms", "it confirms the other claim", lambda: self._link("confirms")),
                ("e", "Same event", "both claims are of one event", lambda: self._link("same")),
                ("d", "Not the same", "the two claims are of two events", lambda: self._link("not-same")),
                ("f", "Flag", "set the sensitivity, with a reason", self._flag),
                ("z", "More claims", "show more of the incident's claims", self._more),
                ("i", "First coding", "of two codings the first is right", lambda: self._settle(1)),
                ("j", "Second coding", "of two codings the second is right", lambda: self._settle(2)),
            ]
        with self.actions:
            for key, label, meaning, step in steps:
                self._action(key, label, meaning, step)
        self.page.key("b", "the other claim or incident by its id; of an incident, a claim to tick", self.beside.focus)
        self.page.key("v", "the sensitivity", self.sensitivity.focus)
        self.page.key("q", "the reason", self.reason.focus)
        for name, key in KEYS_OF_FIELDS.items():
            said = f"the field {name.replace('_', ' ')}" + ("; of an incident, its claim" if key in "123456789" else "")
            self.page.key(key, said, lambda: None)

    def _action(self, key: str, label: str, meaning: str, step: Step) -> None:
        async def clicked(event: Any) -> None:
            if event.args == self.name:  # else it was meant for what stood there before
                await self._press(step)

        self.page.key(key, f"{label}: {meaning}", lambda: None)
        button = ui.element("button").props(f'type="button" data-action="{key}" title="{meaning}"')
        button.classes("quiet small queue-action" + (" main" if key in "acr" else ""))
        with button:
            ui.html(str(Markup("{} {}").format(hint(key), label)), sanitize=False, tag="span")
        button.on("click", clicked, js_handler="() => emit(trucewatchQueue.item())")
        self.buttons[key] = button

    async def _press(self, step: Step) -> None:
        """Do one thing at a time: a key that is pressed while the one before is at work does nothing."""
        if self._at_work.locked():
            return
        async with self._at_work:
            try:
                await step()
            except ConflictError as error:
                await self._anew()
                self.tell(str(error), refused=True)
            except (Refusal, TrucewatchError) as error:
                self.tell(str(error), refused=True)

    async def _anew(self) -> None:
        """Show what is before them as it is now that somebody else decided, or the next item where it is no more."""
        if self.shown is None:
            return
        await self._worked_out()
        try:
            await self.show(await asyncio.to_thread(self.room.queue.item, self.name), self.name)
        except InputError:
            await self._next()

    async def _worked_out(self) -> None:
        """Wait for decisions on incidents that are being worked out."""
        if self.room.weighing:
            await self._patiently(asyncio.to_thread(self.room.wait))

    # From item to item -----------------------------------------------------------------------------------------------

    async def _next(self) -> None:
        if self.done % _LOOK_EVERY == _LOOK_EVERY - 1:
            await asyncio.to_thread(self.room.look)
        item = await self._asked_for()
        if item is None and self.room.weighing:
            self.tell("The queue is being weighed; what waits for you comes in a moment.")
            await self._worked_out()
            item = await self._asked_for()
        if item is None:
            await self.show_nothing()
        else:
            await self.show(item, item.id)

    async def _asked_for(self) -> Item | None:
        by = self.page.person.name
        return await self._patiently(asyncio.to_thread(self.room.next, by, self.filters, adjudicates=self.reviews))

    async def _patiently(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Wait for work; where it takes longer, as when a queue is laid out first, the page goes out meanwhile."""
        task = asyncio.ensure_future(work)
        done, _ = await asyncio.wait([task], timeout=_SOON_S)
        if not done:
            await self.page.client.connected()
        return await task

    async def _open_item(self, name: str) -> str:
        """Show an item by its id; who else has it before them, "" where nobody does."""
        queue, by = self.room.queue, self.page.person.name
        if not self.reviews and not self.room.reviewing.share.holds(name):
            raise InputError("This is not one of the claims that two people code; ask for the next one.")
        item = await asyncio.to_thread(queue.item, name)
        await self.show(item, name)
        holder = await asyncio.to_thread(queue.lease, name, by)
        return "" if holder is None else f"{holder} is looking at this now; whoever decides first is heard."

    async def _skip(self) -> None:
        if self.shown is not None:
            await asyncio.to_thread(self.room.queue.skip, self.name, self.page.person.name)
        await self._next()

    async def _bring_back(self) -> None:
        number = await asyncio.to_thread(self.room.queue.unskip, self.page.person.name)
        if not number:
            raise InputError("You put nothing off that still waits.")
        self.put_off = 0
        self.show_buttons()
        if self.shown is None:
            await self._next()
        self.tell(f"What you put off waits for you again: {items(number)}.")

    async def _more(self) -> None:
        self.draw_more()

    # Decisions -------------------------------------------------------------------------------------------------------

    async def _recorded(self, act: Act, least: Role = Role.REVIEWER) -> tuple[Entry, ...]:
        """Record a decision in the person's name. What it was made of is asked for before, so that a field that is
        being typed in meanwhile changes nothing."""
        person = self.page.need(least)
        request = uuid4().hex
        entries = await self.page.record(lambda _: act(self.room.person(person.name, self.known_on), request))
        self.room.after(entries)
        return entries

    async def _decide(self, act: Act) -> None:
        """Record a decision that is the last word on the item, and show the next one."""
        await self._done_with(await self._recorded(act, Role.REVIEWER if self.reviews else Role.CODER))

    async def _done_with(self, entries: tuple[Entry, ...]) -> None:
        self.decided.append(frozenset(entry.seq for entry in entries))
        await self._next()

    def _claim(self) -> ClaimShown:
        if not isinstance(self.shown, ClaimShown):
            raise InputError("This is for a claim; no claim is before you.")
        if not self.reviews and not self.shown.blind:
            raise InputError("Coders decide on the claims that two people code; ask for the next one.")
        if self.codings:
            raise InputError("Two codings are before you: i takes the first, j the second, r rejects the claim.")
        return self.shown

    @property
    def _picture(self) -> Group:
        """What was known of incidents when the item was shown: on that they decide."""
        return self.shown.group if self.shown is not None else self.room.group

    @property
    def _seen(self) -> int | None:
        """The last entry that it was made of; None where there was no picture yet."""
        return self._picture.head or None

    def _incident(self) -> Incident:
        name = self.shown.incident if isinstance(self.shown, ClaimShown) else self.name
        found = self._picture.incidents.get(name)
        if found is not None:
            return found
        if self._picture.head < self.room.group.head:
            raise ConflictError("Incidents were worked out after this was shown; look at it again.")
        raise InputError("Its incident is not worked out yet; wait until the queue is weighed.")

    def named(self, name: str) -> str:
        """What the claim or incident is that was named as the other one."""
        return (said_of(self._picture, name) or _unknown(name)) if name else ""

    async def _accept(self) -> None:
        reason, head = self.reason.value, self._seen
        if isinstance(self.shown, IncidentShown):
            incident = self._incident()
            await self._decide(lambda p, request: p.keep(incident, seen=head, reason=reason, request=request))
            return
        shown = self._claim()
        if self.fields.changes():
            raise InputError("You changed a field: c saves the corrections; s leaves the claim as it was.")
        await self._decide(lambda p, key: p.accept(shown.key, version=shown.version, reason=reason, request=key))

    async def _correct(self) -> None:
        shown, changes, reason = self._claim(), self.fields.changes(), self.reason.value
        if not changes:
            raise InputError("Nothing is changed; a accepts the claim as it stands.")
        await self._decide(
            lambda p, key: p.correct(shown.key, changes, version=shown.version, reason=reason, request=key)
        )

    async def _reject(self) -> None:
        reason, name = self.reason.value, self.name
        if self.codings:
            await self._decide(lambda p, key: p.adjudicate(name, reject=True, reason=reason, request=key))
            return
        shown = self._claim()
        await self._decide(lambda p, key: p.reject(shown.key, version=shown.version, reason=reason, request=key))

    async def _settle(self, choice: int) -> None:
        if not self.codings:
            raise InputError("No two codings are before you.")
        reason, name, changes = self.reason.value, self.name, self.fields.changes()
        await self._decide(lambda p, key: p.adjudicate(name, choice, changes=changes, reason=reason, request=key))

    async def _undo(self) -> None:
        person = self.page.need(Role.REVIEWER if self.reviews else Role.CODER)
        entry = await self.page.record(lambda _: self.room.reviewing.undo(person.name, request=uuid4().hex))
        self.room.after((entry,))
        undone = await asyncio.to_thread(self.room.watch.ledger.entry, entry.body["entry"])
        self.decided = [entries for entries in self.decided if undone.seq not in entries]
        said, name = [f"Entry {undone.seq} is undone: {in_words(undone)}."], decided_on(undone)
        if name is not None:
            await asyncio.to_thread(self.room.queue.sync)
            await self._worked_out()
            try:
                said.append(await self._open_item(name))
            except InputError as error:
                said.append(str(error))
        self.tell(" ".join(filter(None, said)))

    async def _split(self) -> None:
        incident, reason, head = self._incident(), self.reason.value, self._seen
        out = [self.name] if isinstance(self.shown, ClaimShown) else sorted(self.ticked)
        if not out:
            raise InputError("Tick the claims that are of another event first, by their digits.")
        done = await self._recorded(lambda p, key: p.split(incident, out, seen=head, reason=reason, request=key))
        await self._regrouped(done, f"Recorded: {', '.join(out)} {'are' if len(out) > 1 else 'is'} of another event.")

    async def _merge(self) -> None:
        own, reason, head, named, group = (
            self._incident(),
            self.reason.value,
            self._seen,
            self.beside.value,
            self._picture,
        )
        if not named:
            raise InputError("Choose the other incident first, or a claim of it (b).")
        other = group.incidents.get(group.of_claim.get(named, named))
        if other is None:
            raise InputError(_unknown(named))
        if other.id == own.id:
            raise InputError(f"{named} is {'of ' if named != own.id else ''}this incident; choose another one (b).")
        both = [own, other]
        done = await self._recorded(lambda p, key: p.merge(both, seen=head, reason=reason, request=key))
        await self._regrouped(done, f"Recorded: {own.id} and {other.id} are one event.")

    async def _regrouped(self, entries: tuple[Entry, ...], said: str) -> None:
        """An incident is done with; a claim may still be decided on."""
        if isinstance(self.shown, IncidentShown):
            await self._done_with(entries)
        self.tell(said)

    async def _link(self, kind: LinkKind) -> None:
        shown, other, reason, head = self._claim(), self.beside.value, self.reason.value, self._seen
        if not other:
            raise InputError("Choose the other claim first (b).")
        if other in self._picture.incidents:
            raise InputError(f"{other} is an incident, and this is between two claims; choose a claim of it (b).")
        if "/" not in other:
            raise InputError(_unknown(other))
        await self._recorded(lambda p, key: p.link(kind, shown.key, other, seen=head, reason=reason, request=key))
        self.tell(f"Recorded: {shown.key}: {kind.replace('-', ' ')}: {other}.")

    async def _flag(self) -> None:
        if self.shown is None:
            raise InputError("Nothing is before you.")
        given, reason, name = Sensitivity(self.sensitivity.value), self.reason.value, self.name
        is_claim = isinstance(self.shown, ClaimShown)
        what: Literal["claim", "incident"] = "claim" if is_claim else "incident"
        incident = None if is_claim else self._incident()
        await self._recorded(
            lambda p, request: p.flag(what, name, given, incident=incident, reason=reason, request=request)
        )
        self.tell(f"Recorded: {name} is {given.value}.")


def _unknown(name: str) -> str:
    return (
        f'There is no incident or claim "{name[:80]}" in the last picture of this watch; type an id as screens show it.'
    )
