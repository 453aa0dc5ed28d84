"""What every screen shares: header, navigation, the two clocks, help, keys, theme; and who looks at it.

    @screen("/w/{watch}/board")
    async def board(request: Request) -> None:
        with frame("Board", request, help=HELP) as page:
            picture = await page.picture()      # as this person may see it, on the clocks of the address
            page.key("n", "the next incident", go_on)

Guard (security.py) has let the person in before; what a screen *does* asks `page.need(Role.REVIEWER)` again, since a
page may stay open for hours. Styles are in static/workbench.css; Tailwind is off, Quasar's own classes are there.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

from fastapi import Request
from nicegui import ui
from nicegui.events import KeyEventArguments

from trucewatch.model.errors import TrucewatchError
from trucewatch.watch import Watch
from trucewatch.workbench.clocks import Clocks
from trucewatch.workbench.header import draw_header
from trucewatch.workbench.people import Person, Role, Session, current_session
from trucewatch.workbench.pictures import Picture
from trucewatch.workbench.refusals import Refusal

if TYPE_CHECKING:
    from trucewatch.workbench.desk import Desk

__all__ = ["Page", "address", "frame", "screen"]

_T = TypeVar("_T")
_SOON_S = 1.0
"""For how long a picture is waited for before the page goes out with a note that it is being computed."""

screen = partial(ui.page, response_timeout=60.0)
"""A page at an address. On a busy machine it may take its time to be drawn; NiceGUI would give up after 3 seconds."""

Handler = Callable[[], Any]


class Page:
    """A screen that somebody has open. `watch_id` is None on screens of no watch; `refresh` draws anew what its own
    buttons have changed."""

    def __init__(self, request: Request, title: str, help_text: str) -> None:
        session = current_session(request)
        if session is None:
            raise Refusal(401, "Sign in to go on.")
        self.request, self.title, self.help = request, title, help_text
        self.desk: Desk = request.app.state.desk
        self.session: Session = session
        self.watch_id: str | None = request.path_params.get("watch")
        self.clocks = Clocks.of(request.query_params)
        self.keys: dict[str, tuple[str, Handler]] = {}
        self.client = ui.context.client
        self.refresh: Callable[[], Awaitable[None]] = _nothing

    @property
    def person(self) -> Person:
        """Who looks at it, with the roles they have now. Refusal (401) once their session is over."""
        person = self.desk.people.person(self.session.person_id) if not self.session.ended else None
        if person is None:
            raise Refusal(401, "You are signed out; sign in again.")
        return person

    @property
    def watch(self) -> Watch:
        """The watch of the screen; KeyError on screens of none."""
        return self.desk.watches[self.watch_id or ""]

    @property
    def role(self) -> Role | None:
        """The person's role in the screen's watch."""
        return self.person.role(self.watch_id) if self.watch_id else None

    def may(self, role: Role) -> bool:
        """Whether the person may do what this role may, here and now."""
        return self.person.may(role, self.watch_id or "*")

    def need(self, role: Role) -> Person:
        """The person, who may do what this role may. Refusal (403) otherwise."""
        person = self.person
        if not person.may(role, self.watch_id or "*"):
            raise Refusal(403, f"This needs the role {role}; ask an administrator of the watch.")
        return person

    async def picture(self, clocks: Clocks | None = None) -> Picture:
        """The watch as this person may see it, on the clocks of the address. Where it has to be computed first, the
        page is shown meanwhile, saying so."""
        watch, person, asked = self.watch_id or "", self.person, clocks or self.clocks
        ready = self.desk.pictures[watch].ready(asked)
        threads = None if ready else self.desk.studio  # who waits for a new picture holds nobody else up
        loop = asyncio.get_running_loop()
        work = loop.run_in_executor(threads, self.desk.picture, watch, asked, person)
        return await self.awaited(work, "Working out this view; it is kept afterwards.")

    async def awaited(self, work: "asyncio.Future[_T]", meanwhile: str) -> _T:
        """What comes of work that may take a while; the page goes out meanwhile, and says so."""
        done, _ = await asyncio.wait([work], timeout=_SOON_S)
        if done:
            return work.result()
        with ui.row().classes("wait").props('role="status"') as note:
            ui.spinner(size="1.4rem")
            ui.label(meanwhile)
        await self.client.connected()
        try:
            return await work
        finally:
            note.delete()

    async def record(self, change: Callable[[Watch], _T]) -> _T:
        """Append to the watch's ledger (desk.py); the caller has asked `need` before."""
        return await self.desk.record(self.watch_id or "", change)

    def to(self, screen: str, *parts: str, **query: str) -> str:
        """The address of another screen of this watch, on the same clocks."""
        return address(self.watch_id or "", screen, *parts, clocks=self.clocks, **query)

    def key(self, key: str, meaning: str, handler: Handler) -> None:
        """Let a key do something; `?` lists it. Letters that are typed into fields do nothing."""
        self.keys[key] = (meaning, handler)

    def say(self, sentence: str, *, problem: bool = False) -> None:
        """One sentence to the person, read out by screen readers."""
        with self.client:
            ui.notify(sentence, type="negative" if problem else "positive", close_button="Close", multi_line=True)

    async def attempt(self, action: Callable[[], Any]) -> bool:
        """Do what may be refused; what was wrong is said, and nothing else happens. Whether it was done."""
        try:
            result = action()
            if asyncio.iscoroutine(result):
                await result
        except (Refusal, TrucewatchError) as error:
            self.say(str(error), problem=True)
            return False
        return True

    async def pressed(self, event: KeyEventArguments) -> None:
        """A key was pressed outside of any field."""
        bare = not (event.modifiers.ctrl or event.modifiers.alt or event.modifiers.meta)
        if not (event.action.keydown and bare):
            return
        found = self.keys.get(event.key.name) or self.keys.get(event.key.name.lower())
        if found is not None:
            await self.attempt(found[1])


async def _nothing() -> None:
    """What a screen draws anew where it has nothing to."""


def address(watch: str, screen: str, *parts: str, clocks: Clocks | None = None, **query: str) -> str:
    """The address of a screen: /w/WATCH/SCREEN/PART?clocks and filters."""
    from urllib.parse import quote

    path = "/".join(quote(part, safe="") for part in (watch, screen, *parts))
    asked = {**(clocks.query() if clocks else {}), **query}
    return f"/w/{path}" + (f"?{urlencode(asked)}" if asked else "")


@contextmanager
def frame(title: str, request: Request, *, help: str = "") -> Iterator[Page]:  # noqa: A002 - what it is called on screen
    """Draw what surrounds a screen, and its content inside; `main` is marked as busy until all of it is drawn. `help`
    is shown by the help button: paragraphs, in plain words, saying what the screen is for."""
    page = Page(request, title, help)
    ui.page_title(f"{title} · Trucewatch")
    around = page.client.content.parent_slot
    if around is not None:
        around.parent.props('role="presentation"')  # Quasar's own <main>, around the one below
    draw_header(page)
    ui.keyboard(on_key=page.pressed, repeating=True)  # first, so that it is there while the content is worked out
    with ui.element("main").classes("screen").props('id="content" tabindex="-1" aria-busy="true"') as content:
        ui.element("h1").classes("screen-title").add_slot("default", title)
        yield page
    content.props('aria-busy="false"')
