"""How the review queue looks: drawn once, then filled with one item after the other."""

import asyncio
import json
from datetime import datetime

from nicegui import ui

from trucewatch.model import Sensitivity
from trucewatch.publish.text import visible
from trucewatch.review.coding import Coding
from trucewatch.review.store import Filters, Item
from trucewatch.review.value import REASONS
from trucewatch.workbench.contents.queue import ClaimShown, IncidentShown, blank_fields
from trucewatch.workbench.frame import Page
from trucewatch.workbench.people import Role
from trucewatch.workbench.rooms import Room
from trucewatch.workbench.screens.queue_parts import (
    LAST_DIGIT,
    Choice,
    Fields,
    Line,
    Named,
    claims_list,
    codings_table,
    reasons_list,
)
from trucewatch.workbench.widgets import link_to, words
from trucewatch.workbench.widgets.highlighted import highlighted

__all__ = ["QueueView", "items"]

ACTIONS_ON_INCIDENTS, ACTIONS_ON_CODINGS = "asupxmfz", "ijrsup"
_AT_ONCE = 24
"""How many claims of an incident are drawn at first, and more of them each time."""

_REASONS_TO_CHOOSE = ("changes_verdict", "contested", "disputed_zone", "soon_published", "unsure")


class QueueView:
    """What one person has open. `shown` is the item on it, None where nothing waits; `codings` are the two that an
    adjudicator is to settle; `decided` the entries of each decision that was the last word on an item; `put_off` how
    many items they put off that still wait."""

    def __init__(self, page: Page, room: Room) -> None:
        self.page, self.room = page, room
        self.reviews = page.may(Role.REVIEWER)
        self.item: Item | None = None
        self.shown: ClaimShown | IncidentShown | None = None
        self.codings: tuple[Coding, ...] = ()
        self.ticked: set[str] = set()
        self.drawn = 0
        self.put_off = 0
        self.decided: list[frozenset[int]] = []
        self.news: list[str] = []
        self.refused = False
        self.buttons: dict[str, ui.element] = {}
        known_on = page.clocks.as_known_on
        self.known_on: datetime | None = page.clocks.moments(page.watch.zone)[1] if known_on is not None else None
        self.filters = self._asked()

    def _asked(self) -> Filters:
        """Filters are in the address, so that a list can be sent to somebody. Coders are given what is coded twice."""
        asked = self.page.request.query_params
        names = ("kind", "type", "report", "incident", "language", "because")
        kind, type_, report, incident, language, reason = (asked.get(name) or None for name in names)
        return Filters(kind, type_, report, incident, language, reason, None if self.reviews else True)

    @property
    def name(self) -> str:
        """The id of what is shown, "" where nothing is."""
        if self.shown is None:
            return ""
        return self.shown.key if isinstance(self.shown, ClaimShown) else self.shown.id

    @property
    def done(self) -> int:
        """How many items they have decided on since they came and not reopened."""
        return len(self.decided)

    async def save(self) -> None:
        """What Enter in a field does."""
        raise NotImplementedError

    def named(self, name: str) -> str:
        """What is said of a claim or an incident that somebody named."""
        raise NotImplementedError

    def draw(self) -> None:
        """Draw everything, empty."""
        self._draw_filters()
        self.root = ui.element("div").classes("queue")
        with self.root:
            with ui.element("section").classes("panel queue-report").props('aria-label="The report"'):
                self.title = words("", "h2")
                self.about = words("", "p", "muted")
                self.text = ui.html("", sanitize=False).classes("queue-text")
                self.text.props('tabindex="0" role="region" aria-label="Text of the report"')
                self.claims = ui.element("div").classes("queue-claims").props('role="group" aria-label="Its claims"')
                self.claims_said = words("", "p", "queue-claims-said muted").props('role="status"')
            with ui.element("section").classes("panel queue-desk").props('aria-label="The decision"'):
                self.state = words("", "p", "queue-state").props('role="status"')
                self.why = ui.html("", sanitize=False)
                self.codings_box = ui.html("", sanitize=False)
                self.fields_box = ui.element("div")
                with self.fields_box:
                    self.fields = Fields(blank_fields(), self.save)
                self.beside = Named("Other claim or incident, by its id", "beside", "b", self.named, self.tick_named)
                with ui.element("div").classes("queue-pair"):
                    self.sensitivity = Choice("Sensitivity", "sensitivity", "v")
                    self.reason = Line("Reason, for the record", "reason", "q")
                self.actions = ui.element("div").classes("queue-actions")
        self.sensitivity.offer([(one.value, one.value) for one in Sensitivity])

    def _draw_filters(self) -> None:
        chosen = self.filters
        with ui.element("nav").classes("queue-filters").props('aria-label="What waits"'):
            asked = (chosen.reason, chosen.kind, chosen.report, chosen.incident)
            self._filter("everything", self.page.to("queue"), here=not any(asked))
            if chosen.report:
                self._filter(f"report {visible(chosen.report)}", self.page.to("queue", report=chosen.report), here=True)
            if chosen.incident:
                address = self.page.to("queue", incident=chosen.incident)
                self._filter(f"incident {visible(chosen.incident)}", address, here=True)
            for code in _REASONS_TO_CHOOSE:
                made = self._filter(
                    code.replace("_", " "), self.page.to("queue", because=code), here=chosen.reason == code
                )
                made.props(f'title="{REASONS[code]}"')
            for kind in ("incident", "adjudication") if self.reviews else ():
                self._filter(f"{kind}s", self.page.to("queue", kind=kind), here=chosen.kind == kind)
            if self.reviews:
                link_to("coders' agreement", self.page.to("coders"))
            self.count = words("", "span", "muted number")

    def _filter(self, said: str, address: str, *, here: bool) -> ui.link:
        made = link_to(said, address, "here" if here else "")
        return made.props('aria-current="true"') if here else made

    async def show(self, item: Item | None, name: str) -> None:
        """Show an item, or a claim or incident that is none. InputError if there is no such thing."""
        by = self.page.person.name
        shown = await asyncio.to_thread(self.room.shown, item, name, by)
        self.codings = ()
        if item is not None and item.state == "adjudicate" and self.reviews:
            self.codings = await asyncio.to_thread(self._codings, name, by)
        self.put_off = await asyncio.to_thread(self.room.queue.put_off, by)
        self.item, self.shown = item, shown
        self.ticked.clear()
        self.reason.clear()
        self.why.set_content(reasons_list(shown.reasons))
        self.codings_box.set_content(codings_table(self.codings) if self.codings else "")
        if isinstance(shown, ClaimShown):
            self._show_claim(shown)
        else:
            self._show_incident(shown)
        self.show_buttons()
        self.show_state()
        self._arrived(name)

    def show_buttons(self) -> None:
        """Show the actions that are for what is shown."""
        for key, button in self.buttons.items():
            button.set_visibility(self._is_for(key))

    def _is_for(self, key: str) -> bool:
        if key == "p":
            return self.put_off > 0
        if key == "z":
            return isinstance(self.shown, IncidentShown) and self.drawn < len(self.shown.claims)
        if self.shown is None:
            return key in "su"
        if self.codings:
            return key in ACTIONS_ON_CODINGS
        return key not in "ij" and (isinstance(self.shown, ClaimShown) or key in ACTIONS_ON_INCIDENTS)

    def _codings(self, name: str, by: str) -> tuple[Coding, ...]:
        """The codings to settle; () for one who made either of them."""
        found = self.room.person(by, None).codings(name)
        return () if by.casefold() in {coding.by.casefold() for coding in found} else found

    def _show_claim(self, shown: ClaimShown) -> None:
        self._parts(claim=True)
        self.title.set_text(shown.title)
        self.about.set_text(f"{shown.about}; claim {shown.key}")
        report = shown.report
        marked = highlighted(shown.text, shown.marks, language=report.language, furniture=report.boilerplate)
        self.text.set_content(str(marked))
        self.fields.show(shown.fields)
        beside = [(one.key, f"{'same incident: ' if one.same_incident else ''}{one.said}") for one in shown.beside]
        self.beside.offer(beside, beside[0][0] if beside else "")

    def _show_incident(self, shown: IncidentShown) -> None:
        self._parts(claim=False)
        self.title.set_text(f"Incident {shown.id}")
        self.about.set_text(shown.title)
        self.claims.clear()
        self.drawn = 0
        with self.claims:
            words("Are these of one event? Tick those that are of another one, by digit or by id (b).", "p", "muted")
        self.draw_claims(shown, _AT_ONCE)
        to_tick = [(one.key, f"tick: {one.said}") for one in shown.claims[LAST_DIGIT:]]
        self.beside.offer([*shown.twins, *to_tick], shown.twins[0][0] if shown.twins else "")

    def draw_claims(self, shown: IncidentShown, upto: int) -> None:
        """Draw the claims of an incident up to that one, and say how many more there are."""
        with self.claims:
            claims_list(
                shown.claims[self.drawn : upto],
                self.drawn + 1,
                lambda report: self.page.to("report", report),
                self.tick,
            )
        self.drawn = max(self.drawn, min(upto, len(shown.claims)))
        self._say_claims(shown)

    def draw_more(self) -> None:
        """Draw some more claims of the incident."""
        if isinstance(self.shown, IncidentShown):
            self.draw_claims(self.shown, self.drawn + _AT_ONCE)
            self.show_buttons()

    def tick(self, key: str) -> None:
        """Tick a claim of the incident, or let it be again."""
        self.ticked ^= {key}
        if isinstance(self.shown, IncidentShown):
            self._say_claims(self.shown)

    def tick_named(self, key: str) -> str:
        """Tick a claim of the incident that somebody named, drawn or not; what became of it, "" where it is none of
        its claims."""
        shown = self.shown
        keys = [one.key for one in shown.claims] if isinstance(shown, IncidentShown) else []
        if key not in keys or not isinstance(shown, IncidentShown):
            return ""
        if keys.index(key) >= self.drawn:
            self.draw_claims(shown, keys.index(key) + 1)
            self.show_buttons()
        self.tick(key)
        on = key in self.ticked
        ui.run_javascript(f"trucewatchQueue.tick({json.dumps(key)}, {json.dumps(on)})")
        return f"{key} is ticked." if on else f"{key} is ticked no more."

    def _say_claims(self, shown: IncidentShown) -> None:
        more = len(shown.claims) - self.drawn
        said = [f"and {more} more: z shows them." if more else ""]
        if self.ticked:
            said.append(f"Ticked, {len(self.ticked)} of {len(shown.claims)}: {', '.join(sorted(self.ticked))}.")
        self.claims_said.set_text(" ".join(filter(None, said)))

    def _parts(self, *, claim: bool) -> None:
        self.text.set_visibility(claim)
        self.fields_box.set_visibility(claim)
        self.claims.set_visibility(not claim)
        self.claims_said.set_visibility(not claim)

    def show_state(self) -> None:
        """Say what is to be known about the item and the queue."""
        said = []
        if isinstance(self.shown, ClaimShown):
            if self.shown.decided:
                said.append(self.shown.decided)
            if self.shown.blind and not self.codings:
                said.append("Two people code this claim apart: you do not see what another makes of it.")
        if self.codings:
            said.append("Two codings differ: i takes the first, j the second, with what you correct below.")
        if self.room.weighing:
            said.append("The queue is being weighed anew.")
        if self.room.problem:
            said.append(self.room.problem)
        self.state.set_text(" ".join([*self.news, *said]))
        self.state.classes(replace="queue-state" + (" problem" if self.refused else ""))
        self.news, self.refused = [], False
        self.count.set_text(f"{self.done} decided since you came")

    def tell(self, sentence: str, *, refused: bool = False) -> None:
        """Say one sentence beside the item, where it covers nothing."""
        self.news, self.refused = [sentence], refused
        self.show_state()

    async def show_nothing(self) -> None:
        """Say that nothing waits, or nothing but what they put off."""
        self.put_off = await asyncio.to_thread(self.room.queue.put_off, self.page.person.name)
        self.item = self.shown = None
        self.codings = ()
        self.title.set_text(f"Nothing {'else ' if self.put_off else ''}waits for you here.")
        said = [] if self.reviews else ["Coders are given the claims of the share that two people code."]
        if self.put_off:
            said.append(f"You put off {items(self.put_off)}, for half a day: p brings back what you put off.")
        self.about.set_text(" ".join(said))
        for part in (self.text, self.claims, self.claims_said, self.fields_box):
            part.set_visibility(False)
        self.beside.offer([], "")
        self.show_buttons()
        self.why.set_content("")
        self.codings_box.set_content("")
        self.show_state()
        self._arrived("")

    def _arrived(self, name: str) -> None:
        ui.run_javascript(f"trucewatchQueue.arrived({json.dumps(name)}, {self.done})")


def items(number: int) -> str:
    """A number of items in words."""
    return f"{number} item{'s' if number > 1 else ''}"
