"""One incident: what is asserted and what it weighs, whose voices, what was believed when, and what was found."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from fastapi import Request
from markupsafe import Markup
from nicegui import ui

from trucewatch.model import Incident, Outcome, Standing, Verdict
from trucewatch.publish.evidence import Evidence
from trucewatch.publish.text import visible
from trucewatch.publish.wording import TYPE_WORDS, capital, counted, moment
from trucewatch.workbench.contents.beliefs import Belief, beliefs
from trucewatch.workbench.contents.findings import FindingTold, TestTold, findings_told
from trucewatch.workbench.contents.incidents import incident_order, incident_row
from trucewatch.workbench.contents.origins import folded, origin_graph, origins_told
from trucewatch.workbench.contents.seen import Seen, isolated
from trucewatch.workbench.contents.weighing import PropositionTold, propositions_told
from trucewatch.workbench.frame import Page, frame, screen
from trucewatch.workbench.people import Role
from trucewatch.workbench.screens.deciding import bind_decide_key, decide_link, decides, waiting_link
from trucewatch.workbench.screens.looking import look, nothing, panel
from trucewatch.workbench.screens.signing import sign_dialog
from trucewatch.workbench.widgets import link_to, words
from trucewatch.workbench.widgets.buttons import button
from trucewatch.workbench.widgets.charts import belief_chart, origin_chart, waterfall
from trucewatch.workbench.widgets.ground_map import ground_map
from trucewatch.workbench.widgets.markup import anchor, bar, chip, facts, lines, put, table

if TYPE_CHECKING:
    from trucewatch.workbench.desk import Desk
    from trucewatch.workbench.pictures import Picture

__all__ = ["register"]

_HELP = """
Everything that is known of one event. Each proposition (that it happened, who did it, where, when, how many died)
stands apart; the sum of one is shown term by term, so that it can be redone by hand: a term is the product of its
factors, the probability is 1 / (1 + e to the power of minus the sum).

Ten copies are one origin: the graph shows the steps from each claim to the voice that it goes back to, and why.

What was believed when is the same claims assessed again for each moment at which something about them became known.
Choose a moment to see the whole watch as it was known then.

A finding is six separate tests, never one score. Publishers sign a finding in their own name.

Reviewers come from here to Review: decide on it (d) opens the incident there, or the claim beside which it stands; what
waits of it in review goes through its claims one after the other.
"""


def register(desk: "Desk") -> None:  # noqa: ARG001 - every screen is registered alike
    """The page at /w/WATCH/incident/ID."""

    @screen("/w/{watch}/incident/{name}")
    async def incident(request: Request, name: str) -> None:
        with frame("Incident", request, help=_HELP) as page:
            picture, seen = await look(page)
            found = seen.incident(name)
            if found is None:
                nothing(page, f"There is no incident {visible(name[:80])} here.", "All incidents", "incidents")
                return
            _head(page, picture, seen, found)
            with ui.element("div").classes("panels incident-panels"):
                _propositions(page, seen, found)
                _findings(page, picture, seen, found)
                _origins(page, seen, found)
                _copies(page, seen, found)
                _claims(page, seen, found, decidable=decides(page, picture))
                _map(page, found)
                held = panel("What was believed when", "wide", "beliefs")
            if seen.whole:
                await _believed(page, picture, found, held)
            else:
                with held:
                    words("How it was seen before is not part of this release profile.", "p", "muted")


def _head(page: Page, picture: "Picture", seen: Seen, incident: Incident) -> None:
    row = incident_row(seen, incident)
    with ui.element("div").classes("incident-head"):
        with ui.element("div"):
            words(f"{row.what}, {row.where}", "p", "headline")
            who = f"{row.who} → {row.whom}" if row.who and row.whom else row.who or row.whom
            words(who or "No claim says who did it.", "p", "" if who else "muted")
        verdicts = Markup(" ").join(chip(Verdict(v), "Verdict") for v in row.verdicts) or chip(None, "Verdict")
        kinds = ", ".join(capital(TYPE_WORDS[kind]) for kind in incident.types[1:])
        items: list[tuple[str, str]] = [
            ("When", row.when),
            ("Where", f"{row.where}, {row.precision}"),
            ("Standing", chip(Standing(row.standing), "Standing", row.standing_words)),
            ("Verdict", verdicts),
            ("Behind it", f"{counted(row.origins, 'origin')}, {counted(row.reports, 'report')}"),
            ("Killed", row.killed or "no figure"),
            ("Id", incident.id),
        ]
        if kinds:
            items.insert(0, ("Also told as", kinds))
        put(facts(items))
        if decides(page, picture):
            both = (decide_link(page, incident.id, "this incident"), waiting_link(page, incident=incident.id))
            put(Markup('<p class="tight decide-links">{} · {}</p>').format(*both))
            bind_decide_key(page)
    _neighbours(page, seen, incident)


def _neighbours(page: Page, seen: Seen, incident: Incident) -> None:
    ids = incident_order(seen)
    at = ids.index(incident.id)

    def go(step: int) -> None:
        ui.navigate.to(page.to("incident", ids[(at + step) % len(ids)]))

    page.key("n", "the next incident of the list (an earlier one)", partial(go, 1))
    page.key("p", "the previous incident of the list (a later one)", partial(go, -1))
    page.key("l", "back to the list", lambda: ui.navigate.to(page.to("incidents")))


def _propositions(page: Page, seen: Seen, incident: Incident) -> None:
    told = propositions_told(seen, incident)
    chosen = {"at": 0}
    with panel("What is asserted, and what it weighs", "wide", "propositions"):
        rows = [
            (
                p.name,
                chip(Standing(p.standing), "Standing", p.standing_words),
                bar(p.probability, p.low, p.high),
                p.grade or "–",
                str(len(p.supports)),
                str(len(p.denies)),
            )
            for p in told
        ]
        columns = ("Proposition", "Standing", "Probability, with interval", "Grade", "For", "Against")
        put(table("Propositions", columns, rows, numeric=(4, 5)))
        weighed = [p for p in told if p.terms]
        if not weighed:
            words("The terms of the sums are not part of this release profile." if not seen.whole else "", "p", "muted")
            return

        @ui.refreshable
        def sums() -> None:
            _sum(page, weighed[chosen["at"]])

        def choose(at: int) -> None:
            chosen["at"] = at % len(weighed)
            picker.value = chosen["at"]
            sums.refresh()

        with ui.element("div").classes("sum-head"):
            words("The sum of", "label").props('for="sum-of"')
            names = {at: p.name for at, p in enumerate(weighed)}
            picker = ui.select(names, value=0, on_change=lambda e: choose(int(e.value)))
            picker.props('dense outlined options-dense for="sum-of" aria-label="The sum of"').classes("sum-pick")
        sums()
        page.key("w", "the sum of the next proposition", lambda: choose(chosen["at"] + 1))


def _sum(page: Page, told: PropositionTold) -> None:
    with ui.element("div").classes("sum"):
        waterfall(told)
        with ui.element("div"):
            rows = [
                (
                    Markup("{}<br><span class='muted'>{}</span>").format(term.reason, term.product),
                    _signed(term.log_odds, 4),
                    _signed(term.after, 4),
                    _claim_links(page, term.claims),
                )
                for term in told.terms
            ]
            put(
                table(
                    f"Terms of: {told.name}",
                    ("Term and its factors", "Adds", "Sum so far", "Claims"),
                    rows,
                    numeric=(1, 2),
                )
            )
            words(told.sum_words, "p", "formula number").props('dir="ltr"')
            if told.would_change:
                words(f"It would change with {told.would_change}.", "p")


def _signed(value: float, digits: int) -> str:
    return f"{value:+.{digits}f}".replace("-", "−")


def _claim_links(page: Page, keys: tuple[str, ...], most: int = 6) -> Markup:
    links = [_claim_link(page, key) for key in keys[:most]]
    more = [Markup("and {} more").format(len(keys) - most)] if len(keys) > most else []
    return Markup(", ").join([*links, *more])


def _claim_link(page: Page, key: str) -> Markup:
    report, _, claim = key.rpartition("/")
    return anchor(key, f"{page.to('report', report)}#{claim}")


def _findings(page: Page, picture: "Picture", seen: Seen, incident: Incident) -> None:
    found = findings_told(seen, incident)
    with panel("What the agreements say to it", "wide", "findings"):
        if not found:
            words(
                "Not judged: it is no act that is held against an agreement, or nobody says that it happened.",
                "p",
                "muted",
            )
        for finding in found:
            _finding(page, picture, finding)


def _finding(page: Page, picture: "Picture", told: FindingTold) -> None:
    with ui.element("article").classes("finding"):
        with ui.element("div").classes("finding-head"):
            put(chip(Verdict(told.verdict), "Verdict", told.verdict_words))
            link_to(told.agreement_title, page.to("agreement", told.agreement))
            if page.may(Role.PUBLISHER):
                opened = sign_dialog(page, picture, told)
                button("Sign or withdraw…", opened, quiet=True)
        words(told.wording, "p")
        if told.signature:
            words(told.signature, "p", "said")
        decided = [Markup("<code>{}</code>: {}").format(code, meaning) for code, meaning in told.decided_by]
        put(Markup("<p>Decided by</p>{}").format(lines(decided)))
        rows = [_test_row(page, test) for test in told.tests]
        put(table(f"Six tests under {told.agreement_title}", ("Test", "Answer", "Code", "Because", "Evidence"), rows))
        with ui.element("details").classes("why"):
            words("Why, as a paragraph", "summary")
            words(told.why, "p")
        if told.would_change:
            words(f"It would change with {told.would_change}.", "p")


def _test_row(page: Page, test: TestTold) -> tuple[str, ...]:
    tones = {Outcome.YES: "calm", Outcome.NO: "unknown", Outcome.UNKNOWN: "open", Outcome.DISPUTED: "against"}
    answer = Markup('<span class="chip chip-{}">{}</span>').format(tones[Outcome(test.outcome)], test.outcome_words)
    if test.share:
        answer = Markup("{} <span class='number'>p = {}</span>").format(answer, test.share)
    because = Markup("{}{}").format(test.reason, lines(test.boundaries, "muted") if len(test.boundaries) > 1 else "")
    code = Markup('<code title="{}">{}</code>').format(test.meaning, test.code)
    return test.name, answer, code, because, _claim_links(page, test.claims, 4)


def _origins(page: Page, seen: Seen, incident: Incident) -> None:
    graph = origin_graph(seen, incident)
    with panel("Whose voices", "wide", "origins"):
        sides = [f"{o.name} ({o.side}): {counted(len(o.claims), 'claim')}" for o in origins_told(seen, incident)]
        put(lines(sides))
        if not graph.steps:
            return
        with ui.element("div").classes("sum"):
            origin_chart(graph)
            with (
                ui.element("div").classes("steps").props('tabindex="0" role="region" aria-label="Steps to the origins"')
            ):
                items = [
                    Markup("{} → <strong>{}</strong>{}").format(
                        _claim_link(page, s.start) if s.start in seen.view.claims else s.start_name,
                        s.end_name,
                        f": {s.reason}" if s.reason else "",
                    )
                    for s in graph.steps
                ]
                found = Markup().join(Markup('<li dir="auto">{}</li>').format(item) for item in items)
                put(Markup('<ol class="lines">{}</ol>').format(found))
                if graph.left_out:
                    words(f"{graph.left_out} further steps are not drawn.", "p", "muted")
                if not graph.explained:
                    words("Why a claim goes back to a voice is not part of this release profile.", "p", "muted")


def _copies(page: Page, seen: Seen, incident: Incident) -> None:
    with panel("Reports, copies folded", "narrow", "reports"):
        for group in folded(seen, incident):
            put(Markup("<p class='tight'>{}</p>").format(anchor(group.name, page.to("report", group.report))))
            if group.copies:
                with ui.element("details").classes("copies"):
                    words(f"{counted(len(group.copies), 'copy', 'copies')}, counted as the same voice", "summary")
                    items = [
                        Markup("{}: {}{}").format(
                            anchor(name, page.to("report", key)), shared, f"; {why}" if why else ""
                        )
                        for key, name, shared, why in group.copies
                    ]
                    put(lines(items))


def _claims(page: Page, seen: Seen, incident: Incident, *, decidable: bool) -> None:
    quotes = seen.quotes(incident.claims)
    with panel(f"{counted(len(quotes), 'claim')} in the reports' own words", "broad", "claims"):
        for one in quotes[:60]:
            put(_quote(page, one, decidable=decidable))
        if len(quotes) > 60:
            words(f"and {len(quotes) - 60} more; the reports hold them.", "p", "muted")


def _quote(page: Page, one: Evidence, *, decidable: bool) -> Markup:
    quoted = Markup("{}<mark>{}</mark>{}").format(
        visible(one.quote.before), visible(one.quote.trigger), visible(one.quote.after)
    )
    status = "; ".join(value for _, value in one.status)
    return Markup(
        '<article class="quote"><blockquote dir="auto"{}>{}</blockquote><p class="muted">{}: {}. {} {}</p></article>'
    ).format(
        Markup(' lang="{}"').format(one.language) if one.language else "",
        quoted,
        _claim_link(page, one.key),
        " ← ".join(isolated(visible(voice)) for voice in one.speakers),
        capital(status),
        decide_link(page, one.key, f"claim {one.key}") if decidable else "",
    )


def _map(page: Page, incident: Incident) -> None:
    with panel("Where, as far as it is known", "wide", "where"):
        ground_map(page, incident=incident.id)


async def _believed(page: Page, picture: "Picture", incident: Incident, held: ui.element) -> None:
    monitoring = picture.monitoring
    found = await asyncio.to_thread(beliefs, picture.watch, monitoring.view, monitoring.world, incident)
    with held:
        if not found:
            words("Nothing was known of it before this moment.", "p", "muted")
            return
        if len(found) > 1:
            belief_chart(found)
        rows = [_belief_row(page, picture, belief) for belief in found]
        columns = ("As known on", "Standing", "Probability", "Claims", "Origins", "Verdict", "What came")
        put(table("What was believed when", columns, rows, numeric=(3, 4)))


def _belief_row(page: Page, picture: "Picture", belief: Belief) -> tuple[str, ...]:
    when = moment(belief.at, picture.watch.zone)
    there = page.request.url.path + f"?as_known_on={belief.at.isoformat().replace('+', '%2B')}"
    if page.clocks.as_true_on is not None:
        there += f"&as_true_on={page.clocks.as_true_on.isoformat().replace('+', '%2B')}"
    apart = f" (as {belief.incidents} incidents then)" if belief.incidents > 1 else ""
    return (
        anchor(when, there),
        Markup("{}{}").format(chip(Standing(belief.standing), "Standing", belief.standing_words), apart),
        bar(belief.probability, belief.low, belief.high),
        str(belief.claims),
        str(belief.origins),
        belief.verdict_words,
        Markup(", ").join(anchor(name, page.to("report", name)) for name in belief.came)
        or "a person's decision, or reports on other events",
    )
