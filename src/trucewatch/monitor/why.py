"""Why a finding says what it says: a paragraph for a reader, from its own six answers and what they rest on."""

from collections.abc import Mapping, Sequence

from trucewatch.model import Agreement, Claim, Finding, Incident, Outcome, Report, Test, TestName, Verdict
from trucewatch.monitor.deadlines import public_from
from trucewatch.monitor.reasons import REASONS

__all__ = ["tell", "would_change"]

_ASKED = {
    TestName.IN_FORCE: "Was the agreement in force for them then",
    TestName.IN_ZONE: "Did it happen in a zone",
    TestName.ACTORS_BOUND: "Were the actors bound",
    TestName.ACT_PROHIBITED: "Is the act prohibited there",
    TestName.ATTRIBUTION: "Is it said who did it",
    TestName.EVIDENCE: "Does the evidence stand on voices apart from each other",
}
_MOST_WORDS = 30
_CHANGES = {
    "undated": "a claim that dates the event",
    "straddles_start": "a claim with a nearer time",
    "straddles_end": "a claim with a nearer time",
    "straddles_window": "a claim with the hour",
    "before_area_regime": "a settled date from which the agreement binds these actors",
    "start_contested": "a settled date for the start",
    "extension_unclear": "a record that the term was extended, or that it was not",
    "between_phases": "a text that says what binds between the phases",
    "after_phases": "a text that says what binds after the last phase",
    "boundary": "a boundary or a place known more exactly",
    "likely_outside": "a boundary or a place known more exactly",
    "versions_disagree": "a settled boundary",
    "zone_disputed": "a settled boundary, or a statement of the parties on the place",
    "geometry_unknown": "the boundary in force, or a list that names the place",
    "place_vague": "a claim that names a nearer place",
    "no_place": "a claim that names a place",
    "place_unresolved": "an entry for the place in places.yaml",
    "weapon_unnamed": "a claim that names the weapon",
    "mixed_target": "claims that tell the targets apart",
    "role_disputed": "a settled standing of the party",
    "rejecting": "a settled standing of the party",
    "same_side_unlisted": "a dated list of those who joined",
    "side_unknown": "an entry on how the actors stand to each other",
    "actor_unknown": "an entry for the actor in actors.yaml",
    "initiator_unnamed": "a claim that says who did it",
    "target_unnamed": "a claim that says against whom",
    "act_unnamed": "a claim that says what was done",
    "acts_unlisted": "a text that lists acts",
    "act_not_listed_implied": "the text's own words on this kind of act",
    "self_defence_claimed": "independent claims on who fired first",
    "exercise_claimed": "independent claims on whether it was an exercise",
    "removal_claimed": "independent claims on whether it was an agreed removal",
    "occurrence_contested": "independent claims on whether it happened",
    "occurrence_rejected": "independent claims that it happened",
    "single_origin": "a second independent origin",
    "aligned_origins": "an origin that does not gain from the claim",
    "hedged": "a source that commits itself",
    "attribution_disputed": "independent claims on who did it",
    "independent_origins": "a denial that weighs as much, or a person's decision",
}


def tell(
    finding: Finding,
    incident: Incident,
    agreement: Agreement,
    claims: Mapping[str, Claim],
    reports: Mapping[str, Report],
) -> str:
    """The paragraph: the judgement, the six answers with their reasons, what it rests on, what would change it."""
    sentences = [finding.wording]
    if finding.signature is not None:
        sign = finding.signature
        sentences.append(
            f'{sign.by} signed it as {_words(sign.verdict)} on {sign.on} ("{sign.reason}"), when the tests gave '
            f"{_words(sign.found)}."
        )
    sentences += [_answer(test) for test in finding.tests]
    sentences.append(_rests_on(incident, [claims[k] for k in finding.claims if k in claims], reports))
    sentences.append(_by_what(finding, agreement))
    change = would_change(finding)
    if change:
        sentences.append(f"It would change with {change}.")
    return " ".join(sentences)


def would_change(finding: Finding) -> str:
    """What evidence would move the verdict, in words; "" where it was decided by what no evidence moves."""
    codes = [t.code for t in finding.tests if t.outcome is not Outcome.YES or t.name is TestName.EVIDENCE]
    decided = [c for c in finding.decided_by if c in _CHANGES] or (
        [c for c in codes if c in _CHANGES] if finding.verdict in (Verdict.ALLEGED, Verdict.PROBABLE) else []
    )
    return ", ".join(dict.fromkeys(_CHANGES[c] for c in decided))


def _words(verdict: Verdict) -> str:
    return verdict.value.replace("_", " ")


def _answer(test: Test) -> str:
    shares = ""
    if test.low is not None and test.high is not None:
        shares = f", p = {test.low:.2f}" if test.low == test.high else f", p from {test.low:.2f} to {test.high:.2f}"
    reason = test.reason if test.reason.startswith(REASONS[test.code]) else f"{REASONS[test.code]}: {test.reason}"
    return f"{_ASKED[test.name]}? {test.outcome.value.capitalize()}{shares} ({test.code}): {reason}."


def _rests_on(incident: Incident, claims: Sequence[Claim], reports: Mapping[str, Report]) -> str:
    names = ", ".join(dict.fromkeys(o.name for o in incident.origins)) or "no origin that is named"
    told = len({c.report for c in claims})
    count = f"{len(claims)} claim{'' if len(claims) == 1 else 's'} in {told} report{'' if told == 1 else 's'}"
    quotes = [f'{c.key} ("{_around(c, reports[c.report])}")' for c in claims[:4] if c.report in reports]
    more = f", and {len(claims) - 4} more" if len(claims) > 4 else ""
    return f"It rests on {count}, which go back to {names}: {'; '.join(quotes)}{more}."


def _around(claim: Claim, report: Report) -> str:
    """The claim's trigger with a few words about it."""
    before = report.text[: claim.trigger.start].rsplit("\n", 1)[-1].split(" ")[-_MOST_WORDS // 3 :]
    after = report.text[claim.trigger.end :].split("\n", 1)[0].split(" ")[: _MOST_WORDS // 3]
    return " ".join(" ".join((*before, claim.trigger.text, *after)).split())


def _by_what(finding: Finding, agreement: Agreement) -> str:
    text = next((v for v in agreement.text_versions if v.id == finding.text_version), None)
    since = public_from(agreement, text) if text is not None else None
    public = f", public from {since}" if since else ""
    return (
        f"Judged by the {finding.text_version} text of {agreement.id}{public} (data {finding.agreement_hash[:12]}), "
        f"with the method {finding.method}."
    )
