"""One report: its text with the claims in it, whose it is, where its bytes lie, and what became of it."""

import asyncio
from typing import TYPE_CHECKING

from fastapi import Request
from markupsafe import Markup
from nicegui import ui

from trucewatch.ledger.custody import Custody
from trucewatch.publish.text import visible
from trucewatch.publish.wording import counted, moment
from trucewatch.workbench.contents.report import ClaimTold, ReportTold, custody_told, report_told
from trucewatch.workbench.contents.seen import Seen
from trucewatch.workbench.frame import Page, frame, screen
from trucewatch.workbench.screens.deciding import bind_decide_key, decide_link, decides, waiting_link
from trucewatch.workbench.screens.flagging import show_flag
from trucewatch.workbench.screens.looking import look, nothing, panel
from trucewatch.workbench.widgets import link_to, words
from trucewatch.workbench.widgets.markup import anchor, facts, lines, put, table

if TYPE_CHECKING:
    from trucewatch.workbench.desk import Desk
    from trucewatch.workbench.pictures import Picture

__all__ = ["register"]

_HELP = """
One published text as it came in. The words that name an event are marked; each mark leads to its claim in the list, and
back. Grey text is page furniture, which is kept as evidence and never coded.

Reviewers come from here to Review: decide on it (d) opens the claim whose words or card are in focus; what waits of it
in review goes through the report's claims one after the other. They flag the report (f) with a class of sensitivity and
a reason: above a release profile's ceiling neither its words nor its claims leave.

The text is never altered. What would act on its own in it (marks that turn the direction of writing, for instance) is
spelt out as [U+202E].

The chain of custody says who captured the bytes with what, where they lie by their hash, and every entry of the ledger
about the report. After a takedown the words are gone and the hashes stay.
"""


def register(desk: "Desk") -> None:  # noqa: ARG001 - every screen is registered alike
    """The page at /w/WATCH/report/ID."""

    @screen("/w/{watch}/report/{name}")
    async def report(request: Request, name: str) -> None:
        with frame("Report", request, help=_HELP) as page:
            picture, seen = await look(page)
            told = await asyncio.to_thread(report_told, seen, name)
            custody, gone = await asyncio.to_thread(custody_told, picture.watch, seen, name)
            if told is None:
                _not_here(page, picture, custody, name, gone)
                return
            words(told.title, "p", "headline")
            with ui.element("div").classes("report-screen"):
                with ui.element("div"):
                    _text(told)
                with ui.element("div"):
                    await _about(page, seen, told, flags=decides(page, picture))
                    _claims(page, told, decidable=decides(page, picture))
            with ui.element("div").classes("panels two"):
                _origins(told)
                _copies(page, told)
                _custody(picture, seen, custody)
            if decides(page, picture):
                bind_decide_key(page)
            page.key("j", "the next claim", lambda: ui.run_javascript(_STEP.format(1)))
            page.key("k", "the claim before", lambda: ui.run_javascript(_STEP.format(-1)))


_STEP = """
const marks = [...document.querySelectorAll("mark[id]")];
const at = marks.indexOf(document.activeElement);
const next = marks[(at + {0} + marks.length) % marks.length];
if (next) {{ next.focus(); next.scrollIntoView({{ block: "center" }}); }}
"""


def _not_here(page: Page, picture: "Picture", custody: Custody | None, name: str, gone: str) -> None:
    shown = visible(name[:80])
    if gone:
        with panel("Taken down"):
            words(f"The words of report {shown} were removed for good. The hashes stay in the ledger.", "p")
            words(f"Reason: {gone}", "p")
            link_to("All incidents", page.to("incidents"))
        if custody is not None:
            with ui.element("div").classes("panels"):
                _custody_panel(picture, custody)
        return
    nothing(page, f"There is no report {shown} here.", "All incidents", "incidents")


def _text(told: ReportTold) -> None:
    with panel("Text", "report-text-panel", "text"):
        if told.unread:
            words(
                "No extractor reads this language; the report is kept and listed, its claims are not.", "p", "problem"
            )
        begun: set[str] = set()
        parts = []
        for piece in told.pieces:
            css = "furniture" if piece.furniture else ""
            if not piece.claims:
                parts.append(Markup('<span class="{}">{}</span>').format(css, piece.text))
                continue
            fresh = [key for key in piece.claims if key not in begun]
            begun.update(piece.claims)
            ids = [key.rpartition("/")[2] for key in piece.claims]
            name = Markup(' id="{}" tabindex="0"').format(fresh[0].rpartition("/")[2]) if fresh else Markup()
            label = f"{counted(len(ids), 'claim')}: {', '.join(ids)}"
            inner = Markup('<a href="#claim-{}" title="{}">{}</a>').format(ids[0], label, piece.text)
            parts.append(Markup('<mark{} class="claim {}">{}</mark>').format(name, css, inner))
            parts += [Markup('<span id="{}"></span>').format(key.rpartition("/")[2]) for key in fresh[1:]]
        language = Markup(' lang="{}"').format(told.language) if told.language else Markup()
        body = Markup().join(parts)
        put(Markup('<div class="report-text" dir="{}"{}>{}</div>').format(told.direction, language, body))


async def _about(page: Page, seen: Seen, told: ReportTold, *, flags: bool) -> None:
    with panel("About it", "", "about"):
        shown = [(name, anchor(value, value) if name == "Address" else value) for name, value in told.facts]
        put(facts([*shown, ("Id", told.id)]))
        if seen.whole:
            await show_flag(page, told.id, flags=flags)


def _claims(page: Page, told: ReportTold, *, decidable: bool) -> None:
    with panel(f"{counted(len(told.claims), 'claim')}", "claim-list", "claims"):
        if not told.claims:
            words("No claim was read from it.", "p", "muted")
        if decidable:
            put(Markup('<p class="tight">{}</p>').format(waiting_link(page, report=told.id)))
        put(Markup().join(_claim(page, claim, decidable=decidable) for claim in told.claims))


def _claim(page: Page, claim: ClaimTold, *, decidable: bool) -> Markup:
    who = f"{claim.who} → {claim.whom}" if claim.who and claim.whom else claim.who or claim.whom
    heard = f"at {claim.heard} of the recording" if claim.heard else ""
    line = "; ".join(part for part in (who, claim.where, claim.when, heard) if part)
    incident = anchor("incident", page.to("incident", claim.incident)) if claim.incident else Markup()
    rules = Markup("; ").join(Markup("{}: {}").format(name, rule) for name, rule in claim.rules)
    return Markup(
        '<article class="claim-card" id="claim-{id}"><p class="tight"><a href="#{id}">{id}</a> <strong>{what}</strong> '
        '“<span dir="auto">{trigger}</span>” {incident} {decide}</p><p class="tight">{line}</p>'
        '<p class="tight muted">{chain}. {status}{links}</p>'
        '<details><summary>How it was read</summary><p class="muted">{rules}</p></details></article>'
    ).format(
        id=claim.id,
        what=claim.what,
        trigger=claim.trigger,
        incident=incident,
        decide=decide_link(page, claim.key, f"claim {claim.id}") if decidable else "",
        line=line,
        chain=" ← ".join(claim.chain),
        status="; ".join(claim.status),
        links=f"; {'; '.join(claim.links)}" if claim.links else "",
        rules=rules,
    )


def _origins(told: ReportTold) -> None:
    with panel("Whose voices its claims are", "", "origins"):
        rows = [
            (anchor(key.rpartition("/")[2], f"#{key.rpartition('/')[2]}"), origin, reason)
            for key, origin, reason in told.origins
        ]
        put(table("Origins of the claims", ("Claim", "Goes back to", "Because"), rows, empty="No claim, no voice."))


def _copies(page: Page, told: ReportTold) -> None:
    with panel("Copies", "", "copies"):
        rows = [
            (
                anchor(copy.name, page.to("report", copy.report)),
                ("repeats it" if not copy.earlier else "is repeated here") + ("" if copy.whole else ", in part"),
                copy.shared,
                copy.reason,
            )
            for copy in told.copies
        ]
        columns = ("Report", "How", "Shared words", "Because")
        put(table("Copies", columns, rows, numeric=(2,), empty="No other report repeats it, and it repeats none."))


def _custody(picture: "Picture", seen: Seen, custody: Custody | None) -> None:
    if custody is not None:
        _custody_panel(picture, custody)
        return
    with panel("Chain of custody", "", "custody"):
        said = "Who captured it is not part of this release profile; the hash above is." if not seen.whole else "None."
        words(said, "p", "muted")


def _custody_panel(picture: "Picture", custody: Custody) -> None:
    with panel("Chain of custody", "wide", "custody"):
        capture, zone = custody.capture, picture.watch.zone
        items = []
        if capture is not None:
            items = [
                ("Captured", moment(capture.captured_at, zone) if capture.captured_at else "not recorded"),
                ("By", visible(capture.by or "not recorded")),
                ("With", visible(capture.tool or "not recorded")),
                ("From", visible(capture.url or capture.path or "not recorded")),
                ("Kind", capture.media_type),
            ]
        if custody.working_copy is not None:
            items.append(("SHA-256 of the text", custody.working_copy.sha256))
        put(facts(items))
        originals = [
            (o.sha256, counted(o.bytes, "byte") if o.bytes is not None else "not there", o.state)
            for o in custody.originals
        ]
        put(table("Raw bytes", ("SHA-256", "Size", "State"), originals, empty="No bytes were kept."))
        entries = [
            (str(e.seq), moment(e.recorded_at, zone), visible(e.by), e.kind.replace("_", " "), f"{e.hash[:16]}…")
            for e in custody.entries
        ]
        put(table("Entries of the ledger", ("Entry", "Recorded", "By", "What", "Hash"), entries, numeric=(0,)))
        if custody.taken_down:
            put(lines([f"Taken down: {visible(custody.taken_down)}"]))
