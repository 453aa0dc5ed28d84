"""Incidents by zone, and those outside the zones or outside the agreement's time."""

from collections.abc import Sequence

from trucewatch.model import Agreement, Outcome
from trucewatch.model.agreement import Zone
from trucewatch.publish.clock import zone_version
from trucewatch.publish.confidence import in_incident
from trucewatch.publish.desk import Desk
from trucewatch.publish.document import Block, Figure, Paragraph, Row, Section, Sentence, Table
from trucewatch.publish.sections.groups import Case, Groups, tally, zone_letters
from trucewatch.publish.wording import OUTCOME_WORDS, PRECISION_WORDS, TEST_WORDS, VERDICT_WORDS, day

__all__ = ["findings_in_detail", "incidents_by_zone", "outside_zones"]

_COLUMNS = ("Incident", "When", "Where", "What and who, as reported", "Verdict", "Confidence", "Origins")


def incidents_by_zone(desk: Desk, groups: Groups, figures: Sequence[Figure]) -> Section:
    """The section on incidents in each zone, with the counts, the map and the chart before them."""
    blocks: list[Block] = [_counts(desk, groups), *figures]
    parts = [
        _of_zone(desk, agreement, zone, groups.zones.get((agreement.id, zone.id), []))
        for agreement in desk.setting.agreements
        for zone in agreement.zones
    ]
    if groups.undecided:
        table = _table(desk, "Incidents whose zone cannot be told", groups.undecided)
        parts.append(Section("zone-unknown", "Zone not decidable", (table,)))
    return Section("incidents", "Incidents by zone", tuple(blocks), tuple(parts))


def _counts(desk: Desk, groups: Groups) -> Table:
    rows = [
        _count_row(_zone_title(desk, agreement, zone), groups.zones.get((agreement.id, zone.id), []))
        for agreement in desk.setting.agreements
        for zone in agreement.zones
    ]
    rows.append(_count_row("All zones", groups.in_zones()))
    return Table(
        "Incidents in the zones, as three figures: no netting between sides, and no rate",
        (
            "Zone",
            "Established",
            "Established and probable",
            "All alleged",
            "Indeterminate (apart)",
            "Contradicted (apart)",
            "No violation (apart)",
        ),
        tuple(rows),
        basis="count over the findings below",
        numeric=(1, 2, 3, 4, 5, 6),
    )


def _count_row(name: str, cases: Sequence[Case]) -> Row:
    counts = tally(cases)
    numbers = (*counts.figures, counts.indeterminate, counts.contradicted, counts.other)
    return Row((Sentence(name), *(Sentence(str(number)) for number in numbers)))


def _zone_title(desk: Desk, agreement: Agreement, zone: Zone) -> str:
    return f"Zone {zone_letters(desk)[agreement.id, zone.id]}: {zone.as_worded}"


def _of_zone(desk: Desk, agreement: Agreement, zone: Zone, cases: list[Case]) -> Section:
    version = zone_version(zone.versions, desk.as_of)
    if version is None:
        boundary = f"No boundary of this zone holds on {day(desk.as_of)}."
    else:
        drawn = "" if version.geometry else "; no boundary is published"
        boundary = f"Boundary version {version.id}: {PRECISION_WORDS[version.precision]}{drawn}."
    about = Sentence(boundary, basis=f"agreement {agreement.id}, zone {zone.id}")
    if not cases:
        nothing = Sentence(
            "No report known speaks of an incident here; that is no sign of calm.", basis="the reports of this view"
        )
        return Section(f"zone-{zone.id}", _zone_title(desk, agreement, zone), (Paragraph((about, nothing)),))
    table = _table(desk, "Incidents in this zone", cases)
    return Section(f"zone-{zone.id}", _zone_title(desk, agreement, zone), (Paragraph((about,)), table))


def _table(desk: Desk, caption: str, cases: Sequence[Case]) -> Table:
    return Table(caption, _COLUMNS, tuple(_row(desk, case) for case in cases), note_label="Who says so")


def _row(desk: Desk, case: Case) -> Row:
    incident = case.incident
    confidence = in_incident(incident)
    return Row(
        (
            desk.link(incident),
            Sentence(desk.when(incident)),
            Sentence(desk.where(incident)),
            Sentence(desk.what(incident)),
            Sentence(desk.verdict(case.finding, incident)),
            Sentence(confidence.value, confidence=confidence),
            Sentence(desk.origins(incident)),
        ),
        desk.account(incident.claims),
        desk.anchor(incident.id),
    )


def outside_zones(desk: Desk, groups: Groups) -> Section:
    """The section on what the agreement's zones or time do not cover."""
    blocks: list[Block] = []
    if groups.outside:
        blocks.append(_table(desk, "Incidents outside every zone", groups.outside))
    if groups.before:
        blocks.append(_table(desk, "Incidents outside the agreement's time", groups.before))
    if groups.unjudged:
        blocks.append(_table(desk, "Movements and other events that no agreement was held against", groups.unjudged))
    if not blocks:
        nothing = Sentence("No report known speaks of an incident outside.", basis="the reports of this view")
        blocks.append(Paragraph((nothing,)))
    return Section("outside", "Outside the zones or the agreement's time", tuple(blocks))


def findings_in_detail(desk: Desk, groups: Groups) -> Section:
    """The six tests of every finding in a zone or of undecided zone, with the reasons that decided it."""
    cases = [c for c in (*groups.in_zones(), *groups.undecided, *groups.outside, *groups.before) if c.finding]
    if not cases:
        nothing = Sentence("No incident was judged.", basis="the findings of this view")
        return Section("tests", "The six tests of each finding", (Paragraph((nothing,)),))
    table = Table(
        "Answers of the six tests; the verdict follows from them, never from one score",
        ("Incident", *TEST_WORDS.values(), "Verdict"),
        tuple(_test_row(desk, case) for case in cases),
        note_label="Reasons",
    )
    return Section("tests", "The six tests of each finding", (table,))


def _test_row(desk: Desk, case: Case) -> Row:
    finding = case.finding
    assert finding is not None
    by_name = {test.name: test for test in finding.tests}
    answers = [
        Sentence(f"{OUTCOME_WORDS[by_name[name].outcome]} [{by_name[name].code}]" if name in by_name else "not asked")
        for name in TEST_WORDS
    ]
    deciding = [test for test in finding.tests if test.code in finding.decided_by or test.outcome is Outcome.DISPUTED]
    reasons = " ".join(f"{TEST_WORDS[t.name]}: {desk.ours(t.reason)}" for t in deciding)
    keys = desk.known(key for test in deciding for key in test.claims) or desk.known(case.incident.claims)
    weight = next((p.weight for p in case.incident.propositions if p.kind.value == "occurred"), None)
    would_change = f"Would change it: {desk.ours(weight.would_change)}" if weight and weight.would_change else ""
    return Row(
        (desk.link(case.incident), *answers, Sentence(VERDICT_WORDS[finding.verdict])),
        Sentence(" ".join(p for p in (desk.ours(finding.wording), reasons, would_change) if p), keys),
    )
