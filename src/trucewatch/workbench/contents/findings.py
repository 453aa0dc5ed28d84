"""Findings on an incident: the six tests with their codes, reasons and evidence, and the paragraph that says why."""

from dataclasses import dataclass

from trucewatch.model import Finding, Incident, Test
from trucewatch.monitor.reasons import REASONS
from trucewatch.publish.text import visible
from trucewatch.publish.wording import OUTCOME_WORDS, TEST_WORDS, VERDICT_WORDS
from trucewatch.workbench.contents.seen import Seen

__all__ = ["FindingTold", "TestTold", "findings_told"]


@dataclass(frozen=True)
class TestTold:
    """One of the six tests. `share` gives the probability inside the zone, "" elsewhere; `boundaries` what each version
    of a boundary says of the place."""

    __test__ = False

    name: str
    outcome: str
    outcome_words: str
    code: str
    meaning: str
    reason: str
    share: str
    boundaries: tuple[str, ...]
    claims: tuple[str, ...]


@dataclass(frozen=True)
class FindingTold:
    """A finding laid open. `signature` is who decided what and why, "" where nobody has."""

    id: str
    agreement: str
    agreement_title: str
    text_version: str
    zone: str
    verdict: str
    verdict_words: str
    decided_by: tuple[tuple[str, str], ...]
    wording: str
    tests: tuple[TestTold, ...]
    why: str
    would_change: str
    signature: str


def findings_told(seen: Seen, incident: Incident) -> tuple[FindingTold, ...]:
    """Every finding on an incident, one an agreement; empty where it was not judged."""
    return tuple(_told(seen, finding) for finding in seen.desk.findings_of(incident))


def _told(seen: Seen, finding: Finding) -> FindingTold:
    agreement = next((a for a in seen.view.setting.agreements if a.id == finding.agreement), None)
    zone = next((z.as_worded for z in agreement.zones if z.id == finding.zone), "") if agreement else ""
    return FindingTold(
        id=finding.id,
        agreement=finding.agreement,
        agreement_title=agreement.title if agreement else finding.agreement,
        text_version=finding.text_version,
        zone=zone or finding.zone or "",
        verdict=finding.verdict.value,
        verdict_words=VERDICT_WORDS[finding.verdict],
        decided_by=tuple((code, REASONS.get(code, "")) for code in finding.decided_by),
        wording=visible(finding.wording),
        tests=tuple(_test(seen, test) for test in finding.tests),
        why=visible(seen.why(finding)),
        would_change=seen.would_change(finding),
        signature=_signature(finding),
    )


def _test(seen: Seen, test: Test) -> TestTold:
    share = ""
    if test.low is not None and test.high is not None:
        share = f"{test.low:.2f}" if test.low == test.high else f"{test.low:.2f} to {test.high:.2f}"
    return TestTold(
        name=TEST_WORDS[test.name],
        outcome=test.outcome.value,
        outcome_words=OUTCOME_WORDS[test.outcome],
        code=test.code,
        meaning=REASONS.get(test.code, ""),
        reason=visible(test.reason),
        share=share,
        boundaries=tuple(visible(boundary.said) for boundary in test.boundaries),
        claims=seen.desk.known(test.claims),
    )


def _signature(finding: Finding) -> str:
    sign = finding.signature
    if sign is None:
        return ""
    found = VERDICT_WORDS[sign.found].lower()
    verdict = VERDICT_WORDS[sign.verdict].lower()
    return visible(f"{sign.by} decided {verdict} on {sign.on}: “{sign.reason}”. The tests gave {found} then.")
