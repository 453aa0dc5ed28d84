"""The bottom line: five lines, each with how much confidence it bears."""

from trucewatch.model import ObligationState, ObligationStatus, Verdict
from trucewatch.publish.calendar import days
from trucewatch.publish.confidence import in_incident, lowest
from trucewatch.publish.desk import Desk
from trucewatch.publish.document import Bullets, Confidence, Section, Sentence
from trucewatch.publish.sections.agreement import clock_sentence
from trucewatch.publish.sections.coverage import silent_days
from trucewatch.publish.sections.disputes import contested
from trucewatch.publish.sections.groups import Case, Groups, tally
from trucewatch.publish.wording import PROPOSITION_WORDS, STATE_WORDS, VERDICT_WORDS, counted, day, listing

__all__ = ["bottom_line"]

_PRESSING = (ObligationState.MISSED, ObligationState.OVERDUE)
_LADDER = (Verdict.ESTABLISHED, Verdict.PROBABLE, Verdict.ALLEGED, Verdict.INDETERMINATE)
_AHEAD = (ObligationState.DUE, ObligationState.PENDING, ObligationState.IN_PROGRESS)


def bottom_line(desk: Desk, groups: Groups) -> Section:
    """The section that a reader with one minute reads."""
    lines = (_clock(desk), _incidents(desk, groups), _disputes(desk), _obligations(desk), _sight(desk))
    return Section("bottom-line", "Bottom line", (Bullets(lines, ordered=True),))


def _clock(desk: Desk) -> Sentence:
    if not desk.setting.agreements:
        return Sentence("No agreement to judge by.", basis="the watch's settings", confidence=Confidence.UNKNOWN)
    first = desk.setting.agreements[0]
    sentence = clock_sentence(desk, first)
    more = len(desk.setting.agreements) - 1
    text = (
        f"{first.title}: {sentence.text[0].lower()}{sentence.text[1:]}"
        if not sentence.text.startswith("“")
        else sentence.text
    )
    if more:
        text += f" {counted(more, 'more agreement')} below."
    contested_start = len({str(c.value) for c in first.in_force.from_contested}) > 1
    confidence = Confidence.MODERATE if contested_start else Confidence.HIGH
    return Sentence(text, basis=sentence.basis, confidence=confidence)


def _incidents(desk: Desk, groups: Groups) -> Sentence:
    cases = groups.in_zones()
    counts = tally(cases)
    low, middle, high = counts.figures
    text = (
        f"Incidents in the zones: established {low}; established and probable {middle}; all alleged {high}. "
        f"Counted apart: {counts.indeterminate} indeterminate, {counts.contradicted} contradicted."
    )
    best = next((found for verdict in _LADDER if (found := _of(cases, verdict))), [])
    if not best:
        return Sentence(text, basis="count over the findings", confidence=Confidence.UNKNOWN)
    first = min(best, key=lambda case: (-len(case.incident.origins), case.incident.id))
    assert first.finding is not None
    text += (
        f" Best supported: {first.incident.id}, {desk.title(first.incident)} "
        f"({VERDICT_WORDS[first.finding.verdict].lower()})."
    )
    keys = desk.known(key for case in best for key in case.incident.claims)
    return Sentence(text, keys, confidence=lowest(in_incident(case.incident) for case in best))


def _of(cases: list[Case], verdict: Verdict) -> list[Case]:
    return [case for case in cases if case.finding is not None and case.finding.verdict is verdict]


def _disputes(desk: Desk) -> Sentence:
    open_pairs = contested(desk)
    number = len({incident.id for incident, _ in open_pairs})
    if not open_pairs:
        known = Confidence.MODERATE if desk.view.reports else Confidence.UNKNOWN
        return Sentence("No claim known is denied by anyone.", basis="the claims of this view", confidence=known)
    incident, proposition = open_pairs[0]
    keys = desk.known((*proposition.supports, *proposition.denies))
    said = desk.account(keys).text
    text = (
        f"Something is claimed and denied in {counted(number, 'incident')}. Most spoken of: {incident.id}, "
        f"{desk.title(incident)} ({PROPOSITION_WORDS[proposition.kind]}). {said}"
    )
    return Sentence(text, keys, confidence=Confidence.LOW)


def _obligations(desk: Desk) -> Sentence:
    statuses = desk.view.obligations
    pressing = [s for s in statuses if s.state in _PRESSING]
    ahead = sorted(
        (s for s in statuses if s.state in _AHEAD and s.deadline is not None and (s.days_left or 0) >= 0),
        key=lambda s: (s.days_left or 0, s.id),
    )
    parts = []
    if pressing:
        parts.append(f"Missed or overdue: {listing([f'{s.id} ({STATE_WORDS[s.state]})' for s in pressing])}.")
    if ahead:
        parts.append(f"Due next: {_due(ahead[0])}.")
    if not parts:
        return Sentence(
            "No obligation with a deadline is open.", basis="the agreement's text", confidence=Confidence.MODERATE
        )
    shown = [*pressing, *ahead[:1]]
    differing = [s.id for s in shown if any(s.deadline and o.day != s.deadline.day for o in s.others)]
    if differing:
        parts.append(f"Other versions of the text give other days for {listing(differing)}.")
    return Sentence(
        " ".join(parts),
        desk.known(key for s in shown for key in s.evidence),
        basis="the agreement's text and clock",
        confidence=_sureness(shown, differing),
    )


def _due(status: ObligationStatus) -> str:
    assert status.deadline is not None
    left = counted(status.days_left or 0, "day")
    return f"{status.id}, {status.duty}, by {day(status.deadline.day)}, {left} left (version {status.deadline.version})"


def _sureness(statuses: list[ObligationStatus], differing: list[str]) -> Confidence:
    if any(s.deadline is not None and not s.deadline.authoritative for s in statuses):
        return Confidence.LOW
    return Confidence.MODERATE if differing else Confidence.HIGH


def _sight(desk: Desk) -> Sentence:
    silent, shown = silent_days(desk), days(desk)
    reports = counted(len(desk.view.reports), "report")
    text = (
        f"{reports} known on {day(desk.known_on)}; {len(silent)} of the last {counted(len(shown), 'day')} "
        "without any source (unknown, not quiet)"
    )
    if desk.view.unread:
        text += f"; {counted(len(desk.view.unread), 'report')} kept but not read because of the language"
    return Sentence(f"{text}.", basis="count over the reports", confidence=Confidence.HIGH)
