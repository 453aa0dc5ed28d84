"""What a notebook shows of a watch, as HTML that any page can hold.

Every word of others is text here: escaped, with hidden direction marks spelt out, never typeset as a formula, and
linked only where its address is a web address.
"""

from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import urlsplit

from trucewatch.model import Claim, Finding, Incident, PropositionKind, Report, Weight
from trucewatch.publish.exports import Leaving
from trucewatch.publish.naming import Naming
from trucewatch.publish.text import quote, visible
from trucewatch.publish.wording import (
    OUTCOME_WORDS,
    PROPOSITION_WORDS,
    STANDING_WORDS,
    TEST_WORDS,
    TYPE_WORDS,
    VERDICT_WORDS,
    capital,
    counted,
    days_of,
    interval,
    manner,
)

__all__ = ["facts", "finding_card", "incident_card", "link", "page", "table", "words"]

# Both names keep MathJax, in its older and newer versions, from reading "$…$" in a title as a formula.
_PLAIN = "trucewatch tex2jax_ignore mathjax_ignore"
_MOST_QUOTES = 12


def words(text: object) -> str:
    """Text of whatever origin as HTML; None is nothing."""
    return "" if text is None else escape(visible(str(text)), quote=True)


def link(address: str | None, text: str) -> str:
    """Text that leads to a web address; where it is none, the text alone."""
    if address and urlsplit(address).scheme in {"http", "https"}:
        return f'<a href="{escape(address, quote=True)}" rel="noopener noreferrer" target="_blank">{words(text)}</a>'
    return words(text)


def page(title: str, *parts: str, note: str = "") -> str:
    """Parts (HTML) under a title (text), with a note (text) below."""
    below = f'<p style="opacity:.7;margin:.3em 0">{words(note)}</p>' if note else ""
    inner = "".join(parts)
    return f'<div class="{_PLAIN}"><p style="margin:.3em 0"><strong>{words(title)}</strong></p>{inner}{below}</div>'


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; heads are text, cells are HTML."""
    head = "".join(f'<th scope="col" style="text-align:left">{words(column)}</th>' for column in columns)
    body = "".join(f"<tr>{''.join(_cell(cell) for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(html: str) -> str:
    return f'<td dir="auto" style="text-align:start;vertical-align:top">{html}</td>'


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Labels (text) and what stands behind them (HTML)."""
    rows = "".join(
        f'<tr><th scope="row" style="text-align:left">{words(label)}</th>{_cell(html)}</tr>' for label, html in pairs
    )
    return f"<table><tbody>{rows}</tbody></table>"


def incident_card(incident: Incident, leaving: Leaving) -> str:
    """An incident with its propositions, how each is weighed, what was found, and the words that it rests on."""
    naming = _naming(leaving)
    where = incident.place.name if incident.place else "a place not stated"
    title = f"{capital(TYPE_WORDS[incident.type])}, {where}, {interval(incident.date_start, incident.date_end)}"
    propositions = table(
        ("proposition", "value", "standing", "probability", "grade", "for", "against"),
        (
            (
                words(PROPOSITION_WORDS[p.kind]),
                words(_asserted(p.kind, p.value, naming, incident)),
                words(STANDING_WORDS[p.standing]),
                words(_sure(p.weight)),
                words(f"{p.weight.grade_source}{p.weight.grade_item}" if p.weight else ""),
                str(len(p.supports)),
                str(len(p.denies)),
            )
            for p in incident.propositions
        ),
    )
    found = "".join(f"<p>{words(_judged(f))}</p>" for f in leaving.findings_of(incident))
    origins = counted(len(incident.origins), "independent origin")
    return page(title, propositions, found, _quotations(incident.claims, leaving), note=f"{incident.id}; {origins}")


def finding_card(finding: Finding, incident: Incident | None, leaving: Leaving) -> str:
    """A finding: its verdict, the six answers with their reasons, and the words that it rests on."""
    title = VERDICT_WORDS[finding.verdict]
    if incident is not None:
        where = incident.place.name if incident.place else "a place not stated"
        title = f"{capital(TYPE_WORDS[incident.type])}, {where}: {title}"
    tests = (
        table(
            ("test", "answer", "code", "reason"),
            (
                (words(TEST_WORDS[t.name]), words(OUTCOME_WORDS[t.outcome]), words(t.code), words(t.reason))
                for t in finding.tests
            ),
        )
        if finding.tests
        else ""
    )
    signed = finding.signature
    by = f"<p>Signed by {words(signed.by)} on {signed.on}: {words(signed.reason)}</p>" if signed else ""
    under = f"{finding.id}; under {finding.agreement}, text {finding.text_version}; {finding.method}"
    return page(title, f"<p>{words(finding.wording)}</p>", tests, by, _quotations(finding.claims, leaving), note=under)


def _naming(leaving: Leaving) -> Naming:
    assert leaving.released is not None
    return Naming(leaving.released.view)


def _asserted(kind: PropositionKind, value: str, naming: Naming, incident: Incident) -> str:
    if kind is PropositionKind.PLACE:
        return next((place.name for place in incident.places if place.place_id == value), value)
    if kind in {PropositionKind.INITIATOR, PropositionKind.TARGET}:
        return naming.actor(value)
    return days_of(value) if kind is PropositionKind.DATE else value


def _sure(weight: Weight | None) -> str:
    return "" if weight is None else f"{weight.probability:.2f} ({weight.low:.2f} to {weight.high:.2f})"


def _judged(finding: Finding) -> str:
    codes = ", ".join(code.replace("_", " ") for code in finding.decided_by)
    return f"{VERDICT_WORDS[finding.verdict]}{f' ({codes})' if codes else ''}: {finding.wording}"


def _quotations(keys: Sequence[str], leaving: Leaving) -> str:
    """Who says what in which words; beyond a dozen, how many more there are."""
    assert leaving.released is not None
    naming, held = _naming(leaving), leaving.released.view.claims
    claims = [held[key] for key in keys if key in held]
    rows = [_quotation(claim, leaving.reports.get(claim.report), naming) for claim in claims[:_MOST_QUOTES]]
    more = len(claims) - len(rows)
    rest = f"<p>and {counted(more, 'more claim')}</p>" if more > 0 else ""
    return table(("claim", "said", "in the words"), rows) + rest if rows else ""


def _quotation(claim: Claim, report: Report | None, naming: Naming) -> tuple[str, str, str]:
    told = manner(claim, naming.speaker(claim))
    when = naming.said_on(claim)
    said = f"{words(told)}{f', {when}' if when else ''}"
    if report is None:
        return words(claim.key), said, words(claim.trigger.text)
    found = quote(report.text, claim.trigger.start, claim.trigger.end, claim.trigger.text)
    sentence = f"{words(found.before)}<mark>{words(found.trigger)}</mark>{words(found.after)}"
    return link(report.url, claim.key), said, sentence
