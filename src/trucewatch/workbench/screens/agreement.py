"""One agreement: its clauses and duties with their clocks, its parties, zones and versions, and all that is dated."""

from functools import partial
from typing import TYPE_CHECKING

from fastapi import Request
from markupsafe import Markup
from nicegui import ui

from trucewatch.model import Agreement, ObligationState
from trucewatch.model.errors import AgreementError
from trucewatch.publish.text import visible
from trucewatch.publish.wording import counted
from trucewatch.workbench.contents.agreement import (
    AgreementTold,
    ObligationTold,
    agreement_told,
    differences_told,
    find_agreement,
)
from trucewatch.workbench.contents.seen import Seen
from trucewatch.workbench.frame import Page, frame, screen
from trucewatch.workbench.screens.looking import look, nothing, panel
from trucewatch.workbench.widgets import link_to, words
from trucewatch.workbench.widgets.markup import anchor, chip, day, facts, lines, put, table

if TYPE_CHECKING:
    from trucewatch.workbench.desk import Desk

__all__ = ["register"]

_HELP = """
The agreement as data: whom it names and binds, what is owed by when, where, and what the versions of its text say
differently. The state of a duty is that of the day "as true on", on what was known "as known on"; a version of the text
that was not public then does not count yet.

Choose two versions to read them side by side. Duties are this watch's summary of the text; the file of the agreement
says where each comes from.
"""


def register(desk: "Desk") -> None:  # noqa: ARG001 - every screen is registered alike
    """The pages at /w/WATCH/agreement and /w/WATCH/agreement/ID."""

    @screen("/w/{watch}/agreement")
    async def agreements(request: Request) -> None:
        with frame("Agreement", request, help=_HELP) as page:
            _, seen = await look(page)
            held = seen.view.setting.agreements
            if len(held) == 1:
                _draw(page, seen, held[0])
                return
            words(f"This watch holds {counted(len(held), 'agreement')}.", "p")
            put(lines([anchor(visible(a.title), page.to("agreement", a.id)) for a in held]))

    @screen("/w/{watch}/agreement/{name}")
    async def agreement(request: Request, name: str) -> None:
        with frame("Agreement", request, help=_HELP) as page:
            _, seen = await look(page)
            found = find_agreement(seen, name)
            if found is None:
                nothing(page, f"There is no agreement {visible(name[:80])} here.", "All agreements", "agreement")
                return
            _draw(page, seen, found)


def _draw(page: Page, seen: Seen, agreement: Agreement) -> None:
    told = agreement_told(seen, agreement)
    words(told.title, "p", "headline")
    words(told.clock, "p", "clock-said")
    jumps = (
        ("duties", "Duties"),
        ("parties", "Parties"),
        ("zones", "Zones"),
        ("versions", "Versions"),
        ("dates", "Dates"),
    )
    with ui.element("nav").classes("jumps").props('aria-label="Parts of the agreement"'):
        for number, (name, title) in enumerate(jumps, start=1):
            link_to(title, f"#{name}")
            script = f'document.getElementById("{name}").scrollIntoView()'
            page.key(str(number), title, partial(ui.run_javascript, script))
    with ui.element("div").classes("panels"):
        with panel("In short", "wide"):
            put(facts(told.facts))
        _duties(page, told)
        _parties(told)
        _zones(page, told)
        _versions(page, agreement, told)
        with panel("Everything dated", "wide", "dates"):
            rows = [(day(when), kind, what, said) for when, kind, what, said in told.points]
            put(table("Dates", ("Day", "What", "In words", ""), rows))
        if told.notes:
            with panel("Notes", "wide"):
                put(lines(told.notes))


def _duties(page: Page, told: AgreementTold) -> None:
    with panel("Clauses and duties", "wide", "duties"):
        for clause in told.clauses:
            words(f"Provision {clause.name}", "h3")
            columns = ("Duty", "Who, and how firmly", "State", "Deadline", "Evidence")
            rows = [_duty(page, duty) for duty in clause.duties]
            put(table(f"Duties of provision {clause.name}", columns, rows), "duties")


def _duty(page: Page, duty: ObligationTold) -> tuple[str, ...]:
    more = [f"also given as {other}" for other in duty.others]
    more += [duty.recurrence] if duty.recurrence else []
    state = Markup("{}<br><span class='muted'>{}</span>{}").format(
        chip(ObligationState(duty.state), "Obligation", duty.state_words), duty.reason, lines(duty.clocks, "muted")
    )
    deadline = Markup("{}{}{}").format(duty.deadline, _left(duty), lines(more, "muted"))
    return (
        Markup("<code>{}</code> {}{}").format(
            duty.id, duty.duty, Markup("<br><span class='muted'>{}</span>").format(duty.where) if duty.where else ""
        ),
        Markup("{}<br><span class='muted'>{}</span>").format(duty.actors, duty.modality),
        state,
        deadline,
        Markup("{}{}").format(_evidence(page, duty.evidence), _quoted(page, duty.quoted)),
    )


def _left(duty: ObligationTold) -> Markup:
    parts = []
    if duty.days_left is not None and duty.deadline != "none":
        left = duty.days_left
        parts.append(f"{counted(left, 'day')} left" if left >= 0 else f"{counted(-left, 'day')} ago")
    if duty.reckoning:
        parts.append(duty.reckoning)
    return Markup("<br><span class='muted'>{}</span>").format("; ".join(parts)) if parts else Markup()


def _evidence(page: Page, keys: tuple[str, ...], most: int = 6) -> Markup:
    shown = [
        anchor(key, f"{page.to('report', key.rpartition('/')[0])}#{key.rpartition('/')[2]}") for key in keys[:most]
    ]
    more = [Markup("and {} more").format(len(keys) - most)] if len(keys) > most else []
    return Markup(", ").join([*shown, *more]) or Markup('<span class="muted">none known</span>')


def _quoted(page: Page, keys: tuple[str, ...]) -> Markup:
    return (
        Markup("<br><span class='muted'>its day is quoted by </span>{}").format(_evidence(page, keys))
        if keys
        else Markup()
    )


def _parties(told: AgreementTold) -> None:
    with panel("Parties", "wide", "parties"):
        rows = [
            (p.name, p.role, p.side, Markup(" to ").join(day(x) for x in (p.since, p.until) if x), p.note)
            for p in told.parties
        ]
        put(table("Parties", ("Who", "Role", "Side", "When", "Note"), rows))
        if told.exclusions:
            words("Whom it does not protect", "h3")
            put(lines(told.exclusions))


def _zones(page: Page, told: AgreementTold) -> None:
    with panel("Zones and their boundary versions", "wide", "zones"):
        rows = [
            (
                Markup("{}<br><span class='muted'>{}</span>").format(zone.name, zone.kind) if not at else "",
                Markup("{}{}").format(
                    version[0], Markup(" <strong>now</strong>") if version[0] == zone.current else ""
                ),
                version[1],
                Markup("{} to {}").format(day(version[2]), day(version[3])),
                version[4],
            )
            for zone in told.zones
            for at, version in enumerate(zone.versions)
        ]
        put(table("Zones", ("Zone", "Version", "Precision", "Holds", "Drawn by"), rows, empty="It names no zones."))
        link_to("On the map", page.to("map"))


def _versions(page: Page, agreement: Agreement, told: AgreementTold) -> None:
    ids = [version.id for version in told.versions]
    query = page.request.query_params
    current = next((v.id for v in told.versions if v.current), ids[-1])
    other = next((v.id for v in told.versions if v.differs and v.id != current), ids[0])
    one, two = query.get("one") or other, query.get("two") or current
    with panel("Versions of the text", "wide", "versions"):
        rows = [
            (
                Markup("{}{}").format(v.id, Markup(" <strong>counts on this day</strong>") if v.current else ""),
                v.status + (", authoritative" if v.authoritative else ""),
                day(v.date),
                v.language,
                Markup("{}{}").format(lines([f"{k}: {value}" for k, value in v.differs]), v.note),
            )
            for v in told.versions
        ]
        put(table("Versions", ("Version", "What it is", "Day", "Language", "What it says differently"), rows))
        words("Side by side", "h3")
        with (
            ui.element("form")
            .classes("filters")
            .props('method="get" action="#versions" aria-label="Versions to compare"')
        ):
            for name, value in page.clocks.query().items():
                made = ui.element("input")
                made.props["type"], made.props["name"], made.props["value"] = "hidden", name, value
            _pick("one", "This version", ids, one)
            _pick("two", "beside this one", ids, two)
            words("Compare", "button", "small").props('type="submit"')
        try:
            found = differences_told(agreement, one, two)
        except AgreementError as error:
            words(visible(str(error)), "p", "problem")
            return
        compared = [(d.entry, d.before, d.after) for d in found]
        put(table(f"{visible(one)} beside {visible(two)}", ("Where", one, two), compared, empty="They say the same."))


def _pick(name: str, label: str, ids: list[str], value: str) -> None:
    with ui.element("label").classes("filter"):
        words(label)
        with ui.element("select") as made:
            made.props["name"] = name
            for each in ids:
                option = words(each, "option")
                option.props["value"] = each
                if each == value:
                    option.props["selected"] = True
        made.on("change", js_handler="(e) => e.target.form.requestSubmit()")
