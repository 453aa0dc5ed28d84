"""Search over everything, as far as whoever searches may see it; what is asked for stands in the address."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Self

from fastapi import Request
from markupsafe import Markup
from nicegui import ui

from trucewatch.model.errors import InputError
from trucewatch.search import KINDS, Found, Hit, Kind
from trucewatch.workbench.frame import Page, frame, screen
from trucewatch.workbench.pictures import Picture
from trucewatch.workbench.screens.deciding import bind_decide_key, decide_link, decides
from trucewatch.workbench.screens.looking import look
from trucewatch.workbench.widgets import link_to, words
from trucewatch.workbench.widgets.markup import anchor, day, put

if TYPE_CHECKING:
    from trucewatch.workbench.desk import Desk

__all__ = ["register"]

_HELP = """
Search everything that this watch holds: claims, reports, incidents, findings, obligations, agreements, sources.

All words must be found. "Words in quotation marks" stand one after the other, begin* finds every word that begins so,
and -word leaves out what has that word; everything else is text. Capital letters, accents and scripts do not matter,
and a place or actor is found by all the names that the watch lists for it.

You find only what your role may see, in the words that it may see, as it was known on the clocks above. Words and
filters stand in the address, so that a search can be kept or sent on.

Reviewers decide from here on claims and incidents: "decide on it" (d) opens the one in focus in Review.
"""
_PAGE = 25
_WORDS = {
    Kind.INCIDENT: "Incidents",
    Kind.FINDING: "Findings",
    Kind.OBLIGATION: "Obligations",
    Kind.CLAIM: "Claims",
    Kind.REPORT: "Reports",
    Kind.AGREEMENT: "Agreements",
    Kind.SOURCE: "Sources",
}


_DECIDABLE = frozenset({Kind.CLAIM, Kind.INCIDENT})


@dataclass(frozen=True)
class _Asked:
    """What is searched for: words, kinds (none: all), days, and how many results were shown before."""

    q: str = ""
    kind: Kind | None = None
    since: date | None = None
    until: date | None = None
    start: int = 0

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Self:
        """From an address. InputError for a kind, day or place in the results that is none."""
        kind = query.get("kind") or None
        if kind is not None and kind not in KINDS:
            raise InputError(f'There is nothing called "{kind[:40]}" to search; there are {", ".join(KINDS)}.')
        start = query.get("start") or "0"
        if not (start.isdecimal() and start.isascii() and int(start[:9]) <= 10_000):
            raise InputError(f'"{start[:20]}" is no place in the results; go on with the links below them.')
        return cls(
            (query.get("q") or "").strip(),
            Kind(kind) if kind else None,
            _day(query.get("since"), "since"),
            _day(query.get("until"), "until"),
            int(start),
        )

    def query(self, *, start: int = 0, kind: Kind | None = None) -> dict[str, str]:
        """As parameters of an address."""
        chosen = kind or self.kind
        asked = {"q": self.q, "kind": chosen.value if chosen else "", "since": str(self.since or "")}
        asked |= {"until": str(self.until or ""), "start": str(start or "")}
        return {name: value for name, value in asked.items() if value}


def _day(text: str | None, name: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f'{name}: "{text[:20]}" is no day; write it like 2017-05-05.') from None


def register(desk: "Desk") -> None:
    """The page at /w/WATCH/search."""

    @screen("/w/{watch}/search")
    async def search(request: Request) -> None:
        with frame("Search", request, help=_HELP) as page:
            ui.add_head_html('<link rel="stylesheet" href="/static/search.css">')
            picture, _ = await look(page)
            problem, asked = None, _Asked()
            try:
                asked = _Asked.of(request.query_params)
            except InputError as error:
                problem = str(error)
            _form(page, asked)
            page.key("f", "to the words", lambda: ui.run_javascript('document.querySelector("[name=q]").focus()'))
            if problem is None and asked.q:
                try:
                    found = await asyncio.to_thread(_found, desk, page, picture, asked)
                except InputError as error:
                    problem = str(error)
                else:
                    _results(page, asked, found, decidable=decides(page, picture))
            if problem is not None:
                words(problem, "p", "panel").props('role="alert"')


def _found(desk: "Desk", page: Page, picture: Picture, asked: _Asked) -> Found:
    index = desk.indexes.fresh(page.watch)
    raw = desk.pictures[page.watch_id or ""].now(page.clocks) if picture.profile is not None else picture
    known_on = picture.monitoring.view.known_on if page.clocks.as_known_on is not None else None
    return desk.catalogues.of(picture, raw, index).search.find(
        asked.q,
        kinds=[asked.kind] if asked.kind else (),
        known_on=known_on,
        since=asked.since,
        until=asked.until,
        start=asked.start,
        limit=_PAGE,
    )


def _form(page: Page, asked: _Asked) -> None:
    """A plain form, so that what is asked for stands in the address."""
    with ui.element("form").classes("filters search-form").props('method="get" role="search" aria-label="Search"'):
        for name, value in page.clocks.query().items():
            _input(name, value, "hidden")
        _field(
            "q",
            "Words",
            asked.q,
            "search",
            'maxlength="400" autofocus placeholder="shelling &quot;northern Hama&quot;"',
        )
        with ui.element("label").classes("filter"):
            words("Among")
            with ui.element("select") as made:
                made.props["name"] = "kind"
                for key, text in {"": "everything", **{kind.value: _WORDS[kind].lower() for kind in KINDS}}.items():
                    option = words(text, "option")
                    option.props["value"] = key
                    if key == (asked.kind.value if asked.kind else ""):
                        option.props["selected"] = True
        _field("since", "From", str(asked.since or ""), "date")
        _field("until", "Until", str(asked.until or ""), "date")
        words("Search", "button", "small").props('type="submit"')


def _field(name: str, label: str, value: str, kind: str, props: str = "") -> None:
    with ui.element("label").classes("filter" if name != "q" else "filter filter-words"):
        words(label)
        _input(name, value, kind, props)


def _input(name: str, value: str, kind: str, props: str = "") -> None:
    made = ui.element("input").props(props)
    # What is typed into a field of which only the default was set stays there when the page is drawn anew.
    made.props["type"], made.props["name"], made.props["value" if kind == "hidden" else "defaultValue"] = (
        kind,
        name,
        value,
    )


def _results(page: Page, asked: _Asked, found: Found, *, decidable: bool) -> None:
    if not found.hits:
        words("Nothing was found. Try fewer words, or the beginning of a word with *.", "p", "count").props(
            'role="status"'
        )
        return
    first, last = asked.start + 1, asked.start + len(found.hits)
    words(f"Results {first} to {last}{', and more' if found.more else ''}", "p", "count").props('role="status"')
    items = Markup().join(_result(page, hit, decidable=decidable) for hit in found.hits)
    put(Markup('<ol class="results" start="{}">{}</ol>').format(first, items))
    if decidable and any(hit.kind in _DECIDABLE for hit in found.hits):
        bind_decide_key(page)
    with ui.element("nav").props('aria-label="Pages of results"').classes("filters"):
        if asked.start:
            before = max(0, asked.start - _PAGE)
            link_to("Earlier results", page.to("search", **asked.query(start=before)), "button quiet small")
        if found.more:
            link_to("More results", page.to("search", **asked.query(start=last)), "button quiet small")


def _result(page: Page, hit: Hit, *, decidable: bool) -> Markup:
    quoted = Markup().join(
        Markup("<mark>{}</mark>").format(piece.text) if piece.hit else Markup("{}").format(piece.text)
        for piece in hit.pieces
    )
    when = Markup(" · {}").format(day(hit.day)) if hit.day else Markup()
    return Markup(
        '<li class="panel"><p class="result-head"><span class="chip">{kind}</span> {title}{when} {decide}</p>'
        '<p class="result-words" dir="auto">{quoted}</p></li>'
    ).format(
        kind=hit.kind.value,
        title=anchor(hit.title, _address(page, hit)),
        when=when,
        decide=decide_link(page, hit.key, hit.title) if decidable and hit.kind in _DECIDABLE else "",
        quoted=quoted,
    )


def _address(page: Page, hit: Hit) -> str:
    """Where a thing is shown whole."""
    match hit.kind:
        case Kind.CLAIM:
            report, _, claim = hit.key.rpartition("/")
            return f"{page.to('report', report)}#{claim}"
        case Kind.FINDING:
            return page.to("incident", hit.key.rpartition(":")[2])
        case Kind.OBLIGATION:
            return page.to("agreement", hit.key.rpartition("/")[0])
        case _:
            return page.to(hit.kind.value, hit.key)
