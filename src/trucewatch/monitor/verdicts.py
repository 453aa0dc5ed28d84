"""From six answers to a verdict, and the sentence that says it (violation-notes.md, section 4).

Precedence: a no in the tests of force, zone, actors or act decides; then whether it happened at all; then anything
left open in those tests; only then the evidence. "Established" comes from a named person alone.
"""

from collections.abc import Iterator, Mapping

from trucewatch.model import Agreement, Incident, Outcome, Test, TestName, Verdict
from trucewatch.model.finding import Signature
from trucewatch.monitor.reasons import REASONS

__all__ = ["decide", "signed_verdict", "wording"]

_SCOPE = (TestName.IN_FORCE, TestName.IN_ZONE, TestName.ACTORS_BOUND)
_CLOSED = frozenset({Verdict.OUT_OF_SCOPE, Verdict.NOT_A_VIOLATION, Verdict.CONTRADICTED})


_SENTENCES = {
    Verdict.ESTABLISHED: "The {act} is established by {by} as {breach} {title}: {because}.",
    Verdict.PROBABLE: "The {act} is assessed as probably {breach} {title}: {because}.",
    Verdict.ALLEGED: "The {act} is alleged to be {breach} {title}: {because}.",
    Verdict.INDETERMINATE: "Whether the {act} is {breach} {title} is open: {because}.",
    Verdict.CONTRADICTED: "The {act} is contradicted and not held against {title}: {because}.",
    Verdict.NOT_A_VIOLATION: "The {act} is not {breach} {title}: {because}.",
    Verdict.OUT_OF_SCOPE: "The {act} does not fall under {title}: {because}.",
}


def decide(tests: Mapping[TestName, Test]) -> tuple[Verdict, tuple[str, ...]]:
    """The verdict of the six tests and the reason codes that decided it; never ESTABLISHED."""
    outside = [tests[n] for n in _SCOPE if tests[n].outcome is Outcome.NO and tests[n].code != "target_excluded"]
    if outside:
        return Verdict.OUT_OF_SCOPE, tuple(t.code for t in outside)
    act, evidence = tests[TestName.ACT_PROHIBITED], tests[TestName.EVIDENCE]
    if act.outcome is Outcome.NO:
        return Verdict.NOT_A_VIOLATION, (act.code,)
    if evidence.code == "occurrence_rejected":
        return Verdict.CONTRADICTED, (evidence.code,)
    left_open = tuple(_left_open(tests))
    if left_open:
        return Verdict.INDETERMINATE, left_open
    attribution = tests[TestName.ATTRIBUTION]
    if evidence.outcome is not Outcome.YES:
        return Verdict.ALLEGED, (evidence.code,)
    if attribution.outcome is Outcome.DISPUTED:
        return Verdict.ALLEGED, (attribution.code,)
    return Verdict.PROBABLE, (evidence.code,)


def signed_verdict(
    found: Verdict, codes: tuple[str, ...], signature: Signature | None
) -> tuple[Verdict, tuple[str, ...]]:
    """The verdict with a person's decision. One that the tests have since closed to the question does not stand."""
    if signature is None:
        return found, codes
    if signature.verdict is Verdict.ESTABLISHED and found in _CLOSED:
        return found, (*codes, "signature_overtaken")
    code = "signed" if signature.found is found else "signed_on_other_tests"
    return signature.verdict, (code,)


def wording(agreement: Agreement, incident: Incident, verdict: Verdict, codes: tuple[str, ...], by: str = "") -> str:
    """The finding in one neutral sentence."""
    title = agreement.title
    a_breach = "inconsistent with" if agreement.violations.defined == "none" else "a violation of"
    place = f" at {incident.place.name}" if incident.place else ""
    act = f"reported {incident.type.value.replace('_', ' ')}{place}"
    because = "; ".join(REASONS[code] for code in codes)
    return _SENTENCES[verdict].format(act=act, breach=a_breach, title=title, because=because, by=by or "a named person")


def _left_open(tests: Mapping[TestName, Test]) -> Iterator[str]:
    for name in (*_SCOPE, TestName.ACT_PROHIBITED):
        if tests[name].outcome in (Outcome.DISPUTED, Outcome.UNKNOWN):
            yield tests[name].code
    if tests[TestName.EVIDENCE].code == "occurrence_contested":
        yield "occurrence_contested"
