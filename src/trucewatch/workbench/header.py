"""The head of every screen: where one is, where one can go, the two clocks, help, theme, and who one is."""

from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from nicegui import ui

from trucewatch.workbench.clocks import AS_KNOWN_ON, AS_TRUE_ON
from trucewatch.workbench.people import Role
from trucewatch.workbench.places_of_screens import SCREENS
from trucewatch.workbench.widgets import link_to, words

if TYPE_CHECKING:
    from trucewatch.workbench.frame import Page

__all__ = ["draw_header"]

_KEYS_OF_CLOCKS = {AS_TRUE_ON: "t", AS_KNOWN_ON: "k"}
_KEYS_EVERYWHERE = (
    ("?", "these keys, and what the screen is for"),
    ("g, then a letter", "go to a screen: b board, q review, i incidents, m map, a agreement, s sources, r releases"),
    ("g t, g k", "to the clock as true on, as known on: type a day, then Enter; Tab, then arrows, moves its slider"),
    ("/", "search"),
    ("Esc", "close what is open; leave a clock as it was"),
)


def draw_header(page: "Page") -> None:
    """Draw it. A link that only the keyboard shows skips it."""
    ui.add_head_html(_HEAD)
    ui.link("To the content", "#content").classes("skip-link")
    with ui.element("header").classes("top"):
        with ui.element("div").classes("top-row"):
            link_to("Trucewatch", "/", "brand")
            if page.watch_id:
                _watch_name(page)
            ui.element("span").classes("spacer")
            _tools(page)
        if page.watch_id:
            with ui.element("div").classes("top-row second"):
                _navigation(page)
                _clocks(page)


def _watch_name(page: "Page") -> None:
    watches = page.desk.watches_of(page.person)
    names = {key: watch.settings.title for key, watch in watches.items()}
    if len(names) == 1:
        words(names[page.watch_id or ""], classes="watch-name")
        return

    def go(event: object) -> None:
        ui.navigate.to(f"/w/{getattr(event, 'value', '')}/board")

    chosen = ui.select(names, value=page.watch_id, on_change=go).props(
        'dense options-dense borderless aria-label="Watch"'
    )
    chosen.classes("watch-name")


def _navigation(page: "Page") -> None:
    role = page.role or Role.READER
    here = page.request.url.path.split("/")[3] if page.request.url.path.count("/") > 2 else "board"
    parts = {"incident": "incidents", "source": "sources", "coders": "queue"}
    with ui.element("nav").props('aria-label="Screens"').classes("screens"):
        for place in SCREENS:
            if place.key is None or role < place.least:
                continue
            link = link_to(place.title, page.to(place.path), "screen-link")
            link.props(f'data-key="{place.key}"')
            if place.path == parts.get(here, here):
                link.props('aria-current="page"')


def _clocks(page: "Page") -> None:
    """Both clocks, each as a day and a slider from the first day that the watch tells of until today."""
    watch = page.watch
    today = datetime.now(watch.zone).date()
    first = min(today, page.desk.pictures[watch.settings.id].first_day())
    shown = {AS_TRUE_ON: page.clocks.as_true_on, AS_KNOWN_ON: page.clocks.as_known_on}
    live = "" if page.clocks.live else " past"
    with ui.element("div").classes(f"clocks{live}").props('role="group" aria-label="Clocks"'):
        for name, label in ((AS_TRUE_ON, "as true on"), (AS_KNOWN_ON, "as known on")):
            _clock(name, label, shown[name], first, today)
        if not page.clocks.live:
            link_to("now", _elsewhen(page, {AS_TRUE_ON: "", AS_KNOWN_ON: ""}), "button quiet small")


def _clock(name: str, label: str, value: date | datetime | None, first: date, today: date) -> None:
    """A day between the first and today, typed or slid to; static/clocks.js leads there."""
    day = (value.date() if isinstance(value, datetime) else value) or today
    span = max(1, (today - first).days)
    with ui.element("label").classes("clock"):
        words(label, classes="clock-label")
        field = ui.element("input").classes("clock-day")
        field.props(f'type="date" name="{name}" defaultValue="{day}" min="{first}" max="{today}"')
        field.props(f'data-clock="{name}" data-key="{_KEYS_OF_CLOCKS[name]}"')
    slider = ui.element("input").classes("clock-slider")
    at = min(span, max(0, (day - first).days))
    slider.props(f'type="range" min="0" max="{span}" defaultValue="{at}" aria-label="{label}, days from {first}"')
    slider.props(f'aria-valuetext="{day}" data-clock="{name}"')


def _elsewhen(page: "Page", clocks: dict[str, str]) -> str:
    """The same screen with the same filters on other clocks."""
    asked = {**page.request.query_params, **clocks}
    kept = {name: value for name, value in asked.items() if value}
    return page.request.url.path + (f"?{urlencode(kept)}" if kept else "")


def _tools(page: "Page") -> None:
    with ui.dialog().classes("help") as help_dialog, ui.card().props('role="document"'):
        _help(page, help_dialog)
    page.key("?", "help", partial(_open_help, page, help_dialog))
    with ui.element("div").classes("tools"):
        ui.button(icon="help_outline", on_click=partial(_open_help, page, help_dialog)).props(
            'flat dense aria-label="Help and keys" title="Help and keys (?)"'
        )
        ui.button(icon="contrast").props('flat dense aria-label="Light or dark" title="Light or dark"').on(
            "click", js_handler="() => trucewatch.turnTheme()"
        )
        with (
            ui.button(page.person.name, icon="person_outline").props("flat dense no-caps"),
            ui.menu().classes("who"),
        ):
            words(_who(page), "p", "muted")
            link_to("Password, second factor, tokens", "/account")
            if page.person.may(Role.ADMINISTRATOR):
                link_to("Server", "/server")
            with ui.element("form").props('method="post" action="/logout"'):
                ui.element("input").props(f'type="hidden" name="csrf" value="{page.session.csrf}"')
                words("Sign out", "button", "button quiet").props('type="submit"')


def _who(page: "Page") -> str:
    role = page.role
    return f"{page.person.name}, {role.value} here" if role else page.person.name


def _open_help(page: "Page", dialog: ui.dialog) -> None:
    dialog.clear()
    with dialog, ui.card().props('role="document"'):
        _help(page, dialog)
    dialog.open()


def _help(page: "Page", dialog: ui.dialog) -> None:
    words(f"{page.title}: what it is for", "h2")
    for paragraph in page.help.strip().split("\n\n"):
        words(" ".join(paragraph.split()), "p")
    words("Keys", "h3")
    with ui.element("dl").classes("keys"):
        own = [(key, meaning) for key, (meaning, _) in page.keys.items() if key != "?"]
        for key, meaning in (*own, *_KEYS_EVERYWHERE):
            words(key, "dt")
            words(meaning, "dd")
    ui.button("Close", on_click=dialog.close).props("flat no-caps")


_HEAD = """
<link rel="stylesheet" href="/static/workbench.css">
<script src="/static/frame.js"></script>
<script src="/static/clocks.js"></script>
"""
