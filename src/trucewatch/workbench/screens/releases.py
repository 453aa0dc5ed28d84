"""Releases: compose an issue, see it as each audience would, sign what it rests on, publish, correct."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fastapi import Request
from markupsafe import Markup
from nicegui import app as screens
from nicegui import ui
from starlette.responses import Response

from trucewatch.embargo import lift
from trucewatch.issuing import FORMATS, file_name
from trucewatch.model import Verdict
from trucewatch.publish.wording import counted
from trucewatch.watch import Watch
from trucewatch.workbench.clocks import Clocks
from trucewatch.workbench.contents.findings import findings_told
from trucewatch.workbench.contents.releases import IssueRow, Signable, issue_rows, profile_rows, signable
from trucewatch.workbench.contents.seen import Seen
from trucewatch.workbench.frame import Page, frame, screen
from trucewatch.workbench.people import Role, current_person
from trucewatch.workbench.publishing import MEDIA_TYPES, PERIODS, Draft, Publishing, may_read
from trucewatch.workbench.refusals import Refusal
from trucewatch.workbench.screens.looking import look, panel
from trucewatch.workbench.screens.signing import sign_dialog
from trucewatch.workbench.widgets import words
from trucewatch.workbench.widgets.buttons import button
from trucewatch.workbench.widgets.markup import anchor, chip, facts, lines, put, table

if TYPE_CHECKING:
    from trucewatch.workbench.desk import Desk
    from trucewatch.workbench.pictures import Picture

__all__ = ["register"]

_HELP = """
What leaves the watch, for whom, and how. Compose an issue for the two clocks above, choose its audience and see it as
they would; the list beside it counts what the profile holds back or changes, by rule, and never says what it was.

Publishing gives the issue a number and an entry in the ledger in your name; the same issue can be made again, byte by
byte. Nothing that was published is taken back: a correction is a new issue that says what it corrects.

An embargo ends on its day, or once two different people have lifted it. A finding counts as established only when a
named person has signed it.
"""
_LANGUAGES = {"en": "English", "fr": "French", "ar": "Arabic", "ru": "Russian"}
_PREVIEW_POLICY = (
    "sandbox allow-scripts; default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    "frame-ancestors 'self'"
)
"""The page brings its own policy, which allows its one script and style by hash; the sandbox gives it no origin."""
_SIGNABLE = 30
_DONE = {
    "published": "Issue {number} is in the record.",
    "there": "This very view went out as issue {number} already; nothing new was recorded.",
    "lifted": "What you decided on issue {number} is recorded.",
}


def register(desk: "Desk") -> None:
    """The page at /w/WATCH/releases, previews, and the files of issues."""
    held: dict[str, Publishing] = {}

    def publishing(watch: str) -> Publishing:
        if watch not in desk.watches:
            raise Refusal(404, "There is no watch of that id on this server, or you have no part in it.")
        return held.setdefault(watch, Publishing(desk.watches[watch]))

    @screen("/w/{watch}/releases")
    async def releases(request: Request) -> None:
        with frame("Releases", request, help=_HELP) as page:
            picture, seen = await look(page)
            publishes = publishing(page.watch_id or "")
            with ui.element("div").classes("panels"):
                if page.may(Role.PUBLISHER):
                    _compose(page, publishes, picture)
                await _issues(page, publishes, desk)
                if page.may(Role.PUBLISHER):
                    _signatures(page, picture, seen)
                if seen.whole:
                    _profiles(page)

    @screens.get("/w/{watch}/releases/preview", include_in_schema=False)
    async def preview(request: Request, watch: str) -> Response:
        _publisher(request, watch)
        query = request.query_params
        draft = Draft(
            Clocks.of(query),
            query.get("profile", "public"),
            query.get("language", "en"),
            period=query.get("period", ""),
            agreement=query.get("agreement", ""),
            zone=query.get("zone", ""),
        )
        page = await asyncio.to_thread(publishing(watch).preview, draft)
        headers = {"Content-Security-Policy": _PREVIEW_POLICY, "X-Frame-Options": "SAMEORIGIN"}
        return Response(page, media_type="text/html", headers=headers)

    @screens.get("/w/{watch}/releases/{number}/{form}", include_in_schema=False)
    async def file(request: Request, watch: str, number: int, form: str) -> Response:
        person, publishes = current_person(request), publishing(watch)
        role = person.role(watch) if person else None
        if role is None:
            raise Refusal(401, "Sign in to go on.")
        entry = await asyncio.to_thread(publishes.entry, number)
        went_out = (entry.snapshot.get("profile") or {}).get("name", "public")
        if not may_read(went_out, desk.profile(watch, role)):
            raise Refusal(403, f"Issue {number} went out under a profile that your role does not read.")
        content, differing = await asyncio.to_thread(publishes.file, number, form)
        headers = {"Content-Disposition": f'attachment; filename="{file_name(f"{watch}-{number}", form)}"'}
        if differing:
            headers["X-Trucewatch-Differs"] = "not byte for byte what went out"
        return Response(content, media_type=MEDIA_TYPES[form], headers=headers)


def _publisher(request: Request, watch: str) -> None:
    person = current_person(request)
    if person is None or not person.may(Role.PUBLISHER, watch):
        raise Refusal(403, "This needs the role publisher; ask an administrator of the watch.")


def _compose(page: Page, publishes: Publishing, picture: "Picture") -> None:
    draft = {"now": Draft(page.clocks)}
    profiles = {row.name: f"{row.name}: {row.title}" for row in profile_rows(publishes.watch)}
    with panel("Compose", "wide", "compose"):
        words(_on(page), "p")
        with ui.element("div").classes("compose"):
            profile = ui.select(profiles, value="public", label="For whom").props("outlined dense options-dense")
            language = ui.select(_LANGUAGES, value="en", label="Headings in").props("outlined dense options-dense")
            period = ui.select(PERIODS, value="", label="Telling of").props("outlined dense options-dense")
            part = ui.select(_parts(publishes.watch), value="", label="Agreement or zone").props("outlined dense")
            formats = ui.select(list(FORMATS), value=["html"], multiple=True, label="Files").props("outlined dense")
            embargo = ui.input("Embargo until").props('outlined dense placeholder="none, or 2017-05-08T06:00"')

        def composed() -> Draft:
            draft["now"] = Draft(
                page.clocks,
                str(profile.value),
                str(language.value),
                tuple(str(form) for form in formats.value or ()),
                str(embargo.value or ""),
                str(period.value or ""),
                *_part(str(part.value or "")),
            )
            return draft["now"]

        shown = ui.element("div").classes("preview")

        async def see() -> None:
            asked = composed()
            asked.edition(publishes.watch)
            shown.clear()
            with shown:
                words("Being made…", "p", "muted").props('role="status"')
            rows = await asyncio.to_thread(publishes.withheld, asked, picture.monitoring.view)
            shown.clear()
            with shown:
                _preview(page, asked)
                columns = ("Kind", "Number", "What", "Class", "Why")
                cells = [(r.kind, str(r.number), r.what, r.sensitivity, r.why) for r in rows]
                empty = f"The profile {asked.profile} holds nothing back of this view."
                words(f"What the profile {asked.profile} holds back or changes", "h3")
                put(table("What is held back", columns, cells, numeric=(1,), empty=empty))

        async def publish() -> None:
            by = page.need(Role.PUBLISHER).name
            number, fresh = await asyncio.to_thread(publishes.publish, composed(), by)
            confirm.close()
            ui.navigate.to(page.to("releases", issue=str(number), done="published" if fresh else "there"))

        def ask() -> None:
            composed().edition(publishes.watch)
            confirm.open()

        with ui.dialog() as confirm, ui.card().props('role="dialog" aria-label="Publish an issue"'):
            words("Publish this issue?", "h2")
            words(
                "It gets a number and an entry in the ledger in your name. It cannot be taken back, only corrected.",
                "p",
            )
            with ui.row():
                button("Publish", lambda: page.attempt(publish))
                button("Cancel", confirm.close, quiet=True)
        with ui.row().classes("compose-actions"):
            button("Preview", lambda: page.attempt(see), quiet=True)
            button("Publish…", lambda: page.attempt(ask))
        shown.move()
        page.key("v", "preview for the chosen audience", see)


_BETWEEN = "\x1f"
"""Stands between an agreement and a zone in the value of a choice; no id has it."""


def _parts(watch: Watch) -> dict[str, str]:
    """What an edition can be of alone: nothing named, an agreement, or one of its zones."""
    parts = {"": "all of them"}
    for agreement in watch.setting.agreements:
        parts[agreement.id] = agreement.title
        parts |= {f"{agreement.id}{_BETWEEN}{zone.id}": f"zone: {zone.as_worded}" for zone in agreement.zones}
    return parts


def _part(value: str) -> tuple[str, str]:
    agreement, _, zone = value.partition(_BETWEEN)
    return agreement, zone


def _on(page: Page) -> str:
    true_on = str(page.clocks.as_true_on or "now")
    known_on = str(page.clocks.as_known_on or "now")
    return f"As true on {true_on}, as known on {known_on}. The clocks above change that."


def _preview(page: Page, draft: Draft) -> None:
    named = ("profile", "language", "period", "agreement", "zone")
    query = {**draft.clocks.query(), **{name: value for name in named if (value := getattr(draft, name))}}
    address = f"/w/{page.watch_id}/releases/preview?{urlencode(query)}"
    words("As they would see it", "h3")
    made = ui.element("iframe").classes("preview-page")
    made.props["src"], made.props["title"] = address, f"Preview for {draft.profile}"
    made.props["sandbox"] = "allow-scripts"
    put(anchor("In a window of its own", address))


async def _issues(page: Page, publishes: Publishing, desk: "Desk") -> None:
    rows = await asyncio.to_thread(issue_rows, publishes.watch, datetime.now(publishes.watch.zone))
    own = desk.profile(page.watch_id or "", page.role or Role.READER)
    readable = [row for row in rows if may_read(row.profile, own)]
    with panel("Issues", "wide", "issues"):
        _done(page, readable)
        if not readable:
            words("Nothing was published yet." if not rows else "No issue went out to your role.", "p", "muted")
        for row in readable:
            _issue(page, publishes, row)


def _done(page: Page, rows: list[IssueRow]) -> None:
    """What was just done, where the address says so and the record agrees."""
    query = page.request.query_params
    row = next((row for row in rows if str(row.number) == query.get("issue")), None)
    if row is None or query.get("done") not in _DONE:
        return
    said = _DONE[query["done"]].format(number=row.number)
    words(f"{said} {row.embargo}" if query["done"] == "lifted" else said, "p", "said").props('role="status"')


def _issue(page: Page, publishes: Publishing, row: IssueRow) -> None:
    with ui.element("article").classes("issue"):
        with ui.element("div").classes("finding-head"):
            words(f"Issue {row.number}", "h3")
            if row.corrects is not None:
                words(f"corrects issue {row.corrects}", "span", "chip chip-open")
            for number in row.corrected_by:
                words(f"corrected by issue {number}", "span", "chip chip-likely")
            if row.holds:
                words("under embargo", "span", "chip chip-strong")
            if page.may(Role.PUBLISHER):
                if row.holds:
                    opened = _lift_dialog(page, row)
                    button("Lift the embargo…", opened, quiet=True)
                button(
                    "Correct…", _correct_dialog(page, publishes, row), quiet=True, label=f"Correct issue {row.number}"
                )
        items: list[tuple[str, str]] = [
            ("True as of", row.as_of),
            ("Known on", row.known_on),
            ("Published", f"{row.published}, by {row.by}"),
            ("For", f"{row.profile}, in {_LANGUAGES.get(row.language, row.language)}"),
            ("Changes since the one before", counted(row.changes, "change")),
        ]
        if row.scope:
            items.append(("Telling of", row.scope))
        if row.correction:
            items.append(("Correction", row.correction))
        if row.embargo:
            items.append(("Embargo", f"until {row.until:%Y-%m-%d %H:%M}. {row.embargo}"))
        put(facts(items))
        files = [
            Markup("{} <code>{}…</code>").format(
                anchor(form.upper(), f"/w/{page.watch_id}/releases/{row.number}/{form}"), digest[:16]
            )
            for form, digest in row.files
        ]
        put(lines(files, "inline"))


def _correct_dialog(page: Page, publishes: Publishing, row: IssueRow) -> Callable[[], object]:
    with ui.dialog() as dialog, ui.card().classes("sign-card").props('role="dialog" aria-label="Correct an issue"'):
        words(f"Correct issue {row.number}", "h2")
        words("A new issue of the same day goes out on what is known now. It says what it corrects and why.", "p")
        reason = ui.textarea("What was wrong").props('outlined autogrow maxlength="1000"').classes("wide")

        async def go() -> None:
            by = page.need(Role.PUBLISHER).name
            number = await asyncio.to_thread(publishes.correct, row.number, str(reason.value or ""), by)
            dialog.close()
            ui.navigate.to(page.to("releases", issue=str(number), done="published"))

        with ui.row():
            button("Publish the correction", lambda: page.attempt(go))
            button("Cancel", dialog.close, quiet=True)
    return dialog.open


def _lift_dialog(page: Page, row: IssueRow) -> Callable[[], object]:
    with ui.dialog() as dialog, ui.card().props('role="dialog" aria-label="Lift an embargo"'):
        words(f"Lift the embargo of issue {row.number}?", "h2")
        words(f"{row.embargo} You would do so as {page.person.name}.", "p")

        async def go() -> None:
            by = page.need(Role.PUBLISHER).name

            def change(watch: Watch) -> str:
                return lift(watch, row.number, by, datetime.now(watch.zone)).sentence

            await page.record(change)
            dialog.close()
            ui.navigate.to(page.to("releases", issue=str(row.number), done="lifted"))

        with ui.row():
            button("Lift it", lambda: page.attempt(go))
            button("Cancel", dialog.close, quiet=True)
    return dialog.open


def _signatures(page: Page, picture: "Picture", seen: Seen) -> None:
    rows = signable(seen)
    with panel("Findings that a person can sign", "wide", "signatures"):
        if not rows:
            words("No finding in the scope of an agreement.", "p", "muted")
        for row in rows[:_SIGNABLE]:
            _signable(page, picture, seen, row)
        if len(rows) > _SIGNABLE:
            words(f"and {len(rows) - _SIGNABLE} more, on their incidents", "p", "muted")


def _signable(page: Page, picture: "Picture", seen: Seen, row: Signable) -> None:
    def opened() -> None:
        incident = seen.incident(row.incident)
        told = next((f for f in findings_told(seen, incident) if f.id == row.id), None) if incident else None
        if told is not None:
            with holder:
                sign_dialog(page, picture, told)()

    with ui.element("div").classes("signable") as holder:
        verdict = chip(Verdict(row.verdict), "Verdict", row.verdict_words)
        signature = Markup(' <span class="muted">{}</span>').format(row.signature) if row.signature else ""
        put(Markup("{} {}{}").format(verdict, anchor(row.title, page.to("incident", row.incident)), signature))
        button("Sign…", opened, quiet=True, label=f"Sign: {row.title}")


def _profiles(page: Page) -> None:
    with panel("Profiles", "wide", "profiles"):
        rows = profile_rows(page.watch)
        names = [name for name, _ in rows[0].rules] if rows else []
        cells = [[name, *(dict(row.rules)[name] for row in rows)] for name in names]
        put(table("What each profile lets leave", ("Rule", *(row.name for row in rows)), cells))
