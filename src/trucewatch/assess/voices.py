"""Voices for and against one proposition, and the log-odds sum that they make.

Each independent origin is one voice. It adds the log-odds of its reliability, times factors for its stake, certainty,
access, promptness and for how far it repeats what like voices say. Every term and factor is shown, so that a reader can
redo the sum by hand: a contribution is the product of its factors, the probability 1 / (1 + exp(-sum)).
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trucewatch.assess.parameters import Access, Parameters, Promptness, Stake, parameters
from trucewatch.assess.records import Record, TrackRecords
from trucewatch.model import Contribution, Weight

__all__ = ["Voice", "item_grade", "likeness", "odds", "source_grade", "weigh_voices"]

_EIGHTY_PERCENT = 1.28


@dataclass(frozen=True)
class Voice:
    """One origin's word on a proposition. `letter` is its first Admiralty letter, None for a source that names nobody;
    `side` the side that it has an interest in (None: unknown, "none": judged to have none); `rated` whether the watch
    knows the source. `corrected`: it takes back what it said before. `about` is the layer of the event."""

    origin: str
    name: str
    asserts: bool
    letter: str | None = "F"
    rated: bool = True
    side: str | None = None
    stake: Stake = "neutral"
    certainty: str = "certain"
    access: Access = "unknown"
    promptness: Promptness = "prompt"
    corrected: bool = False
    about: str = "physical"
    claims: tuple[str, ...] = ()


def likeness(voice: Voice) -> tuple[str, str]:
    """What a voice shares with others that nothing shows to be independent of it: being unrated, or an interest. Of
    two independent voices the likenesses differ."""
    if not voice.rated:
        return "unrated", ""
    return ("interest", voice.side) if voice.stake == "interested" and voice.side else ("origin", voice.origin)


def weigh_voices(
    voices: Sequence[Voice],
    records: TrackRecords,
    on: date | None = None,
    extra: Sequence[Contribution] = (),
    settings: Parameters | None = None,
) -> Weight:
    """The weight of a proposition; `on` is the day of the view, `extra` further terms (what reports doubt)."""
    p = settings or parameters()
    terms: list[Contribution] = []
    if p.prior:
        terms.append(Contribution(term="prior", log_odds=p.prior, reason="before anyone spoke"))
    variance = p.model_deviation**2
    repeats: Counter[object] = Counter()
    heard = [(voice, _record(voice, records, on, p)) for voice in voices]
    heard.sort(key=lambda pair: (-_plain(pair[0], pair[1], p), pair[0].origin))
    for voice, record in heard:
        factors = _factors(voice, record, repeats, p)
        terms.append(_term(voice, record, factors))
        scale = math.prod(list(factors.values())[1:])
        variance += (scale**2) * (1 / max(record.right, 0.5) + 1 / max(record.wrong, 0.5)) / 2
    terms += _agreement(voices, p)
    terms += extra
    return _sum(terms, voices, math.sqrt(variance), records, on, p)


def _share(voice: Voice, p: Parameters) -> float:
    return p.unnamed_share if voice.letter is None else p.letter_share[voice.letter]


def _record(voice: Voice, records: TrackRecords, on: date | None, p: Parameters) -> Record:
    return records.of_source(voice.origin, _share(voice, p), p, voice.stake, voice.about, on)


def _reliability(record: Record, p: Parameters) -> float:
    return max(-p.most_of_one_voice, min(p.most_of_one_voice, math.log(record.right / record.wrong)))


def _stake_factor(voice: Voice, record: Record, p: Parameters) -> float:
    factor = p.stake[voice.stake]
    if voice.stake == "interested" and not voice.asserts:
        factor = p.interested_denial
    known = record.seen / (record.seen + p.learned)
    return round(factor + (1.0 - factor) * known, 3)


def _plain(voice: Voice, record: Record, p: Parameters) -> float:
    """A voice's worth before like voices are looked at."""
    return (
        _reliability(record, p)
        * _stake_factor(voice, record, p)
        * p.certainty[voice.certainty]
        * p.access[voice.access]
        * p.promptness[voice.promptness]
        * (p.correction if voice.corrected else 1.0)
    )


def _factors(voice: Voice, record: Record, repeats: Counter[object], p: Parameters) -> dict[str, float]:
    factors = {
        "reliability": round(_reliability(record, p), 3),
        "stake": _stake_factor(voice, record, p),
        "certainty": p.certainty[voice.certainty],
        "access": p.access[voice.access],
        "promptness": p.promptness[voice.promptness],
        "correction": p.correction if voice.corrected else 1.0,
    }
    likeness: list[tuple[object, float]] = []
    if not voice.rated and record.seen == 0:
        likeness.append((("unrated", voice.asserts), p.unrated_decay))
    if voice.stake == "interested" and voice.side:
        likeness.append((("interest", voice.side, voice.asserts), p.same_interest_decay))
    share = 1.0
    for key, decay in likeness:
        share *= decay ** repeats[key]
        repeats[key] += 1
    factors["independence"] = round(share, 6)
    return factors


def _term(voice: Voice, record: Record, factors: dict[str, float]) -> Contribution:
    graded = f"reliability {voice.letter}" if voice.letter else "unnamed source"
    if record.seen:
        graded += f", {record.seen} resolved claims of this kind"
    words = [graded, voice.stake.replace("_", " "), voice.certainty]
    words += [f"access {voice.access}"] if voice.access != "unknown" else []
    words += [voice.promptness.replace("_", " ")] if voice.promptness != "prompt" else []
    words += ["takes back its earlier word"] if voice.corrected else []
    words += ["counts less beside like voices"] if factors["independence"] < 1 else []
    amount = math.prod(factors.values())
    return Contribution(
        term="asserts" if voice.asserts else "denies",
        log_odds=round(amount if voice.asserts else -amount, 4),
        reason=f"{voice.name}: {', '.join(words)}",
        claims=voice.claims,
        factors=factors,
    )


def _agreement(voices: Sequence[Voice], p: Parameters) -> list[Contribution]:
    """A bonus where rated sources of two or more sides agree, counting no side that gains by saying so."""
    found = []
    for asserts, sign, verb in ((True, 1, "assert"), (False, -1, "deny")):
        heard = [v for v in voices if v.asserts is asserts and v.side and v.rated and v.certainty != "possible"]
        sides = sorted({v.side for v in heard if v.side and v.stake != "interested"})
        if len(sides) > 1:
            reason = f"sources of {len(sides)} sides {verb} it: {', '.join(sides)}"
            amount = sign * p.agreement_across_sides
            found.append(Contribution(term="agreement_across_sides", log_odds=amount, reason=reason))
    return found


def _sum(
    terms: list[Contribution],
    voices: Sequence[Voice],
    deviation: float,
    records: TrackRecords,
    on: date | None,
    p: Parameters,
) -> Weight:
    total = sum(term.log_odds for term in terms)
    probability = odds(total)
    pros = [v for v in voices if v.asserts]
    return Weight(
        probability=probability,
        low=odds(total - _EIGHTY_PERCENT * deviation),
        high=odds(total + _EIGHTY_PERCENT * deviation),
        grade_source=source_grade([_record(v, records, on, p) for v in pros], pros, p),
        grade_item=item_grade(probability, voices),
        contributions=tuple(terms),
        would_change=_would_change(voices),
        origins=len({v.origin for v in voices}),
        sides=len({v.side for v in voices if v.side and v.side != "none"}),
    )


def odds(log_odds: float) -> float:
    """The probability of log-odds, to four places."""
    return round(1 / (1 + math.exp(-max(-60.0, min(60.0, log_odds)))), 4)


def source_grade(records: Sequence[Record], voices: Sequence[Voice], p: Parameters) -> str:
    """The Admiralty letter of the best voice: its record's where it has one, else the letter that it starts with."""
    letters = []
    for voice, record in zip(voices, records, strict=True):
        if record.seen < p.letter_strength or voice.letter is None:
            letters.append(voice.letter or "F")
            continue
        share = record.right / (record.right + record.wrong)
        letters.append(next((x for x in "ABCD" if share >= p.letter_share[x] - 0.05), "E"))
    return min(letters, default="F")


def item_grade(probability: float, voices: Sequence[Voice]) -> int:
    """The Admiralty number: 1 confirmed by independent sources that the watch knows .. 5 improbable, 6 cannot be
    judged."""
    pros, cons = [v for v in voices if v.asserts], [v for v in voices if not v.asserts]
    if not pros or all(v.letter is None and v.certainty == "possible" for v in pros):
        return 6
    if probability >= 0.9 and len({likeness(v) for v in pros if v.rated}) > 1 and not cons:
        return 1
    return 2 if probability >= 0.75 else 3 if probability >= 0.5 else 4 if probability >= 0.25 else 5


def _would_change(voices: Sequence[Voice]) -> str:
    pros, cons = [v for v in voices if v.asserts], [v for v in voices if not v.asserts]
    if cons and pros:
        return "a named source of another side that was there, or a statement of either party against its own interest"
    if not any(v.letter for v in pros):
        return "any named source, or a denial"
    if len(pros) == 1:
        return "a second origin that does not go back to the first, or a denial"
    return "a denial by a source with no interest in denying, or by the one it credits"
