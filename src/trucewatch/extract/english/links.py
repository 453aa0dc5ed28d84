"""How the claims of one report bear on each other: denials across sentences, confirmations, repetitions, conditions.

"The ministry denied the reports" names no event of its own: it makes one claim with polarity "-" for each event that it
takes back, with a `denies` link (codebook, decisions: Denials). "These reports were untrue" does so in the report's own
voice, and the claim taken back is one that the report rejects.
"""

from collections.abc import Iterator, Sequence

from trucewatch.extract.english.denials import Denial, find_denials
from trucewatch.extract.english.drafts import Draft
from trucewatch.extract.english.events import EventHit
from trucewatch.extract.english.parsed import Token
from trucewatch.extract.english.speech import Attribution
from trucewatch.extract.english.status import Status
from trucewatch.model import AUTHOR, EventType, LinkType, Mode, Polarity, Stance

__all__ = ["Denial", "add_denials", "add_links", "date_denials", "find_denials"]

_TAKEN = 3


def add_denials(drafts: list[Draft], denials: Sequence[Denial]) -> list[Draft]:
    """The drafts with one negative draft more for every event that a denial takes back; what the report itself
    takes back is marked as rejected."""
    made: list[Draft] = []
    for denial in denials:
        for draft in _taken_back(drafts, denial):
            made.append(_negative(draft, denial))
            if denial.speaker is None:
                draft.status.stance = Stance.REJECTS
                draft.status.rules["author_stance"] = denial.rule
    for draft in made:
        denied = draft.links[0][1]
        if not draft.said.by_author and denied.status.stance is Stance.REJECTS:
            draft.status.stance = Stance.ENDORSES
            draft.status.rules["author_stance"] = "agrees_with_report"
    return sorted([*drafts, *made], key=lambda d: (d.hit.span.start, d.hit.shared))


def _taken_back(drafts: Sequence[Draft], denial: Denial) -> list[Draft]:
    """The statements that a denial speaks of: those of the nearest sentence before it that somebody else makes."""
    if denial.about is not None:
        inside = range(denial.about.start, denial.about.end)
        return [d for d in drafts if d.head.i in inside and not d.said.by_author]
    start = denial.head.sent.start
    same = [
        d
        for d in drafts
        if d.sentence == start
        and d.hit.span.end <= denial.span.start
        and not d.said.by_author
        and d.status.polarity is Polarity.POSITIVE
    ]
    if same and denial.speaker is not None:
        return [d for d in same if d.said.source != denial.speaker][:_TAKEN]
    before = [d for d in drafts if d.sentence < start and d.hit.rule != "modifier:held"]
    sentences = sorted({d.sentence for d in before}, reverse=True)
    for sentence in sentences[:4]:
        here = [d for d in before if d.sentence == sentence and d.status.polarity is Polarity.POSITIVE]
        told = [d for d in here if not d.said.by_author] or (here if denial.speaker is not None else [])
        told = [d for d in told if d.said.source != denial.speaker]
        if told:
            return told if denial.plural else told[:_TAKEN]
    return []


def _negative(draft: Draft, denial: Denial) -> Draft:
    said = (
        Attribution((AUTHOR,), (), None, denial.rule)
        if denial.speaker is None
        else Attribution(denial.speaker, denial.speaker, denial.head, denial.rule)
    )
    status = Status(
        polarity=Polarity.NEGATIVE,
        certainty=denial.certainty,
        mode=Mode.ACTUAL if draft.status.mode is not Mode.PLANNED else Mode.PLANNED,
        stance=Stance.ENDORSES if denial.speaker is None else Stance.NEUTRAL,
        rules={
            "polarity": denial.rule,
            "certainty": denial.rule,
            "author_stance": "author" if denial.speaker is None else "quoted",
        },
    )
    hit = EventHit(denial.span, denial.head, draft.hit.type, denial.rule)
    return Draft(
        hit,
        said,
        status,
        draft.roles,
        draft.initiators,
        draft.targets,
        draft.places,
        draft.date_start,
        draft.date_end,
        links=[(LinkType.DENIES, draft)],
        rules={**draft.rules, "trigger": denial.rule, "links": denial.rule},
    )


def add_links(drafts: Sequence[Draft]) -> None:
    """`confirms` where another source or the report itself says the same again, `repeats` where the same one does,
    `denies` where it says the contrary, `conditional_on` where a plan or condition hangs on the claim before it."""
    for n, draft in enumerate(drafts):
        if draft.links:
            continue
        other = next(_earlier(drafts, n), None)
        if other is not None:
            kind = _bearing(draft, other)
            if kind is not None:
                draft.links.append((kind, other))
                draft.rules["links"] = f"same_event:{kind}"
        if draft.status.mode is Mode.CONDITIONAL and draft.status.polarity is Polarity.POSITIVE:
            _condition(drafts, n)
        elif draft.status.mode in (Mode.PLANNED, Mode.PREDICTED):
            _under_accord(drafts[:n], draft)


def date_denials(drafts: Sequence[Draft]) -> None:
    """A denial without a day of its own speaks of the day that what it denies is said to have been."""
    for draft in drafts:
        told = [other for kind, other in draft.links if kind is LinkType.DENIES and other.date_start]
        if told and "date" not in draft.rules and draft.status.mode is told[0].status.mode:
            draft.date_start, draft.date_end = told[0].date_start, told[0].date_end
            draft.rules["date"] = f"denies:{told[0].rules.get('date', 'undated')}"


def _earlier(drafts: Sequence[Draft], n: int) -> Iterator[Draft]:
    draft = drafts[n]
    for other in reversed(drafts[max(0, n - 25) : n]):
        if other.hit.type is draft.hit.type and other.status.mode is draft.status.mode and _same_event(draft, other):
            yield other


def _same_event(one: Draft, other: Draft) -> bool:
    if one.hit.span.start == other.hit.span.start:
        return False
    if (
        one.date_start
        and other.date_start
        and one.date_start != other.date_start
        and one.hit.type not in (EventType.ARMED_CLASH, EventType.SIEGE, EventType.CONTROL)
    ):
        return False
    here, there = _place_keys(one), _place_keys(other)
    if here and there:
        return bool(here & there)
    return one.definite or bool(_party_keys(one) & _party_keys(other)) or bool(_tolls(one) & _tolls(other))


def _party_keys(draft: Draft) -> set[str]:
    return {a.id for a in (*draft.initiators, *draft.targets) if a.id is not None}


def _tolls(draft: Draft) -> set[tuple[int | None, int | None]]:
    return {(k.low, k.high) for k in draft.killed if k.low is not None and k.low > 1}


def _place_keys(draft: Draft) -> set[object]:
    return {p.place_id or (round(p.lat or 0, 2), round(p.lon or 0, 2)) for p in draft.places if p.lat is not None} or {
        p.name.lower() for p in draft.places
    }


def _bearing(draft: Draft, other: Draft) -> LinkType | None:
    if draft.status.polarity is not other.status.polarity:
        return LinkType.DENIES if draft.status.polarity is Polarity.NEGATIVE else None
    if draft.said.source == other.said.source or _same_speaker(draft, other) or _is_headline(other):
        return LinkType.REPEATS
    return LinkType.CONFIRMS


def _same_speaker(one: Draft, other: Draft) -> bool:
    """Whether one wording of a speaker is in the other: "the Observatory" and "the Observatory for Rights"."""
    here, there = (set(" ".join(d.said.source).lower().split()) - {"the", "a", "an"} for d in (one, other))
    return here <= there or there <= here


def _is_headline(draft: Draft) -> bool:
    """Whether the draft stands in the report's first line, which sums up what the report tells."""
    end = draft.head.sent.end
    return draft.sentence == 0 and any("\n" in t.text for t in draft.head.doc[end - 1 : end + 1])


def _condition(drafts: Sequence[Draft], n: int) -> None:
    """What a condition hangs on: the agreement if it speaks of one, the report if it speaks of confirmation, else
    the event told just before."""
    draft = drafts[n]
    clause = _if_clause(draft.head)
    before = [
        d
        for d in drafts[max(0, n - 25) : n]
        if d.sentence < draft.sentence and d.hit.rule != "modifier:held" and d.status.mode is not Mode.CONDITIONAL
    ]
    if clause & _ACCORDS:
        before = [d for d in before if d.hit.type is EventType.AGREEMENT_SIGNED]
    elif "confirmed" in clause:
        told = [d for d in before if not d.said.by_author and not d.links]
        before = [d for d in told if d.sentence == told[-1].sentence][:1] if told else before
    elif not clause & _BACK:
        return
    if before:
        draft.links.append((LinkType.CONDITIONAL_ON, before[-1]))
        draft.rules["links"] = "condition:if"


def _under_accord(before: Sequence[Draft], draft: Draft) -> None:
    """What is planned in words that hang on those of an agreement, talks or a body hangs on it ("a deal that would see
    fighters leave", "a group to draw the map"), and what is due some days after the signing hangs on the signing."""
    if draft.hit.type is not EventType.AGREEMENT_SIGNED and _after_signing(draft.head):
        signed = [d for d in before if d.hit.type is EventType.AGREEMENT_SIGNED and d.status.mode is Mode.ACTUAL]
        if signed:
            draft.links.append((LinkType.CONDITIONAL_ON, signed[-1]))
            draft.rules["links"] = "condition:signing"
        return
    above = {token.i for token in draft.head.ancestors}
    for other in reversed(before):
        hangs = other.sentence == draft.sentence and bool(above & {t.i for t in other.hit.span})
        if hangs and other.hit.type in _SETTLED and (other.head.pos_ == "NOUN" or draft.head.dep_ != "xcomp"):
            draft.links.append((LinkType.CONDITIONAL_ON, other))
            draft.rules["links"] = "condition:accord"
            return


_SETTLED = frozenset((EventType.AGREEMENT_SIGNED, EventType.NEGOTIATION, EventType.MECHANISM_ESTABLISHED))


def _after_signing(head: Token) -> bool:
    """Whether the words of an event count from a signing: "within five days after signing the memorandum"."""
    return any(
        token.lemma_.lower() in ("sign", "signing", "signature")
        and token.head.lower_ in ("after", "following", "upon", "of")
        for token in head.subtree
    )


_ACCORDS = frozenset("initiative deal truce agreement ceasefire accord memorandum plan pact".split())


_BACK = frozenset("this it these that they so holds".split())


def _if_clause(head: Token) -> set[str]:
    for token in head.sent[:80]:
        if token.lower_ in ("if", "should", "provided", "unless"):
            words = token.head.subtree if token.dep_ in ("mark", "aux", "auxpass", "advmod") else head.sent[:12]
            return {t.lower_ for t in words}
    return set()
