"""A war of words with known truth: does weighing find it, and are its probabilities right?

    python -m bench simulator               the table and the reliability diagrams in docs/weighing.md
    python -m bench.simulator --seeds 5     quicker

Events happen or not, and each harms or serves a side. Outlets have a reliability, a lean, and habits: to copy, to lie
where it serves their side, to be late, to correct themselves. Weighing gets what a watch would have: first letters that
are off by a step as often as not, copies of which nine in ten are recognised, and the outcome of three events in ten,
some time after. The same voices go to every baseline. Judged on the later two thirds of events, when records exist.
"""

import argparse
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import mean

from bench.corpora import ROOT
from bench.quality import table
from bench.weighing_baselines import Statement, dawid_skene, majority, truthfinder
from trucewatch.assess.parameters import Parameters, Stake, parameters
from trucewatch.assess.records import Resolved, TrackRecords
from trucewatch.assess.voices import Voice, weigh_voices

EVENTS = 300
SEEDS = 30
ABLATED_SEEDS = 20
FIRST_DAY = date(2020, 1, 1)
RESOLVED, RESOLVED_AFTER_DAYS = 0.3, 20
RECOGNISED = 0.9
LETTERS = "ABCDE"
PAGE = ROOT / "docs" / "weighing.md"
START, END = "<!-- figures: python -m bench simulator -->", "<!-- end of figures -->"


@dataclass(frozen=True)
class Setting:
    """What a simulated war of words is like: shares from 0 to 1."""

    name: str
    copying: float = 0.0
    lying: float = 0.0
    denying: float = 0.0
    correcting: float = 0.0
    flooding: int = 0
    honest: bool = False


SETTINGS = (
    Setting("honest and independent", honest=True),
    Setting("copying", copying=0.5),
    Setting("interest", lying=0.7),
    Setting("interest and denials", lying=0.7, denying=0.8),
    Setting("copying and interest", copying=0.5, lying=0.7),
    Setting("late corrections", copying=0.3, correcting=0.6),
    Setting("one side floods", copying=0.3, lying=0.8, flooding=8),
)


@dataclass(frozen=True)
class Outlet:
    """An outlet: how often it is right by itself, its side, its first letter, whom it copies (None: nobody)."""

    name: str
    right: float
    side: str
    letter: str
    copies: str | None


@dataclass(frozen=True)
class Word:
    """What an outlet said of an event: `origin` whom it really has it from, `known` whether that was recognised."""

    outlet: Outlet
    value: bool
    origin: Outlet
    known: bool
    stake: Stake


@dataclass(frozen=True)
class Event:
    """An event of a day, whether it happened, and what was said of it in order."""

    day: date
    happened: bool
    words: tuple[Word, ...]


def outlets(rng: random.Random, setting: Setting) -> list[Outlet]:
    """A dozen outlets of two sides and none, and the pages of a side that floods."""
    made: list[Outlet] = []
    for n in range(12):
        right = rng.uniform(0.6, 0.95)
        step = min(4, max(0, round((0.92 - right) / 0.09) + rng.choice((-1, 0, 0, 1))))
        side = ("none", "red", "blue")[n % 3]
        copied = rng.choice(made).name if made and rng.random() < setting.copying else None
        made.append(Outlet(f"o{n}", right, side, LETTERS[step], copied))
    head = Outlet("red-head", 0.65, "red", "D", None)
    pages = [Outlet(f"page{n}", 0.65, "red", "F", "red-head") for n in range(setting.flooding)]
    return [*made, head, *pages] if pages else made


def _stake(outlet: Outlet, value: bool, harms: str, serves: str) -> Stake:
    if outlet.side not in (harms, serves):
        return "neutral"
    return "interested" if value == (outlet.side == serves) else "against_interest"


def simulate(seed: int, setting: Setting) -> list[Event]:
    """The events of one war of words."""
    rng = random.Random(f"{seed}/{setting.name}")
    press = outlets(rng, setting)
    by_name = {o.name: o for o in press}
    events = []
    for n in range(EVENTS):
        happened = rng.random() < 0.5
        harms, serves = rng.sample(("red", "blue"), 2)
        said: dict[str, tuple[bool, Outlet]] = {}
        words: list[Word] = []
        for outlet in press:
            if rng.random() > (0.9 if outlet.name.startswith(("page", "red-head")) else 0.45):
                continue
            copied = said.get(outlet.copies) if outlet.copies else None
            if copied and rng.random() < 0.85:
                value, origin = copied
            else:
                value, origin = _own(rng, outlet, happened, harms, serves, setting), outlet
            said[outlet.name] = (value, origin)
            words.append(_word(rng, outlet, value, origin, harms, serves))
        words += _late(rng, words, by_name, happened, harms, serves, setting)
        events.append(Event(FIRST_DAY + timedelta(days=n), happened, tuple(words)))
    return events


def _word(rng: random.Random, outlet: Outlet, value: bool, origin: Outlet, harms: str, serves: str) -> Word:
    known = origin is not outlet and rng.random() < RECOGNISED
    return Word(outlet, value, origin, known, _stake(origin if known else outlet, value, harms, serves))


def _own(rng: random.Random, outlet: Outlet, happened: bool, harms: str, serves: str, setting: Setting) -> bool:
    if outlet.side in (harms, serves) and rng.random() < setting.lying:
        return outlet.side == serves
    return happened if rng.random() < outlet.right else not happened


def _late(
    rng: random.Random,
    words: Sequence[Word],
    press: dict[str, Outlet],
    happened: bool,
    harms: str,
    serves: str,
    setting: Setting,
) -> Iterator[Word]:
    """Denials by whom the event harms, and corrections by outlets that were wrong."""
    if setting.denying and any(w.value for w in words):
        deniers = [o for o in press.values() if o.side == harms]
        if deniers and rng.random() < setting.denying:
            yield _word(rng, deniers[0], False, deniers[0], harms, serves)
    for word in words:
        if setting.correcting and word.value != happened and rng.random() < setting.correcting:
            yield replace(word, value=happened, origin=word.outlet, known=False)


def voices(event: Event) -> list[Voice]:
    """The event's words as weighing hears them: one voice an origin, the last word of each."""
    last: dict[str, tuple[Word, Outlet]] = {}
    for word in event.words:
        origin = word.origin if word.known else word.outlet
        if not word.known or origin.name not in last:
            last[origin.name] = (word, origin)
    return [
        Voice(
            origin=origin.name,
            name=origin.name,
            asserts=word.value,
            letter=origin.letter,
            rated=origin.letter != "F",
            side=origin.side,
            stake=word.stake,
            corrected=any(not w.known and w.outlet is origin and w.value is not word.value for w in event.words),
        )
        for word, origin in last.values()
    ]


def weighed(events: Sequence[Event], seed: int, settings: Parameters | None = None) -> list[float]:
    """The probability of each event, on its day, with records of what had been resolved by then."""
    rng = random.Random(seed)
    records = TrackRecords()
    found = []
    for event in events:
        heard = voices(event)
        found.append(weigh_voices(heard, records, event.day, settings=settings).probability)
        if rng.random() < RESOLVED:
            learned = event.day + timedelta(days=RESOLVED_AFTER_DAYS)
            for voice in heard:
                right = voice.asserts == event.happened
                records.add(Resolved(learned, voice.origin, voice.stake, voice.about, right))
    return found


def _statements(events: Sequence[Event], *, by_origin: bool) -> list[Statement]:
    found: list[Statement] = []
    for n, event in enumerate(events):
        for word in event.words:
            voice = word.origin if by_origin and word.known else word.outlet
            if not (by_origin and word.known and any(s[0] == n and s[1] == voice.name for s in found[-40:])):
                found.append((n, voice.name, word.value))
    return found


Method = Callable[[Sequence[Event], int], list[float]]


def _baseline(method: Callable[..., dict[int, dict[object, float]]], *, by_origin: bool) -> Method:
    def run(events: Sequence[Event], _seed: int) -> list[float]:
        beliefs = method(_statements(events, by_origin=by_origin))
        return [beliefs.get(n, {}).get(True, 0.5) for n in range(len(events))]

    return run


WITH_OUR_ORIGINS = "Dawid-Skene, our origins"
"""Dawid and Skene's method, lent the origins that were recognised: shown, but more than a baseline."""

METHODS: dict[str, Method] = {
    "weighing": weighed,
    "majority of outlets": _baseline(majority, by_origin=False),
    "majority of origins": _baseline(majority, by_origin=True),
    "Dawid-Skene": _baseline(dawid_skene, by_origin=False),
    WITH_OUR_ORIGINS: _baseline(dawid_skene, by_origin=True),
    "TruthFinder": _baseline(truthfinder, by_origin=False),
}


def judged(setting: Setting, seeds: int, methods: dict[str, Method]) -> dict[str, list[tuple[float, bool]]]:
    """By method: every judged event's probability and whether it happened."""
    found: dict[str, list[tuple[float, bool]]] = {name: [] for name in methods}
    for seed in range(seeds):
        events = simulate(seed, setting)
        spoken = [n for n, e in enumerate(events) if e.words and n >= EVENTS // 3]
        for name, method in methods.items():
            belief = method(events, seed)
            found[name] += [(belief[n], events[n].happened) for n in spoken]
    return found


def brier(pairs: Sequence[tuple[float, bool]]) -> float:
    """Mean squared error of probabilities; 0 is perfect, 0.25 is knowing nothing."""
    return mean((p - happened) ** 2 for p, happened in pairs)


def bins(pairs: Sequence[tuple[float, bool]], count: int = 10) -> list[tuple[float, float, int]]:
    """Mean probability, share that happened, and number, in ten equal bins of probability."""
    kept: list[list[tuple[float, bool]]] = [[] for _ in range(count)]
    for pair in pairs:
        kept[min(count - 1, int(pair[0] * count))].append(pair)
    return [(mean(p for p, _ in b), mean(h for _, h in b), len(b)) for b in kept if b]


def calibration_error(pairs: Sequence[tuple[float, bool]]) -> float:
    """Expected calibration error over ten bins."""
    return sum(abs(p - h) * n for p, h, n in bins(pairs)) / len(pairs)


def holds(scores: dict[str, float], setting: Setting) -> bool:
    """Whether weighing does what it promises in a setting, by Brier score."""
    others = {name: score for name, score in scores.items() if name != "weighing"}
    if setting.honest:
        return scores["weighing"] <= min(others.values()) + 0.005
    return scores["weighing"] < min(score for name, score in others.items() if name != WITH_OUR_ORIGINS)


ABLATIONS: dict[str, Callable[[Parameters], Parameters]] = {
    "all terms": lambda p: p,
    "without stake": lambda p: p.model_copy(
        update={"stake": dict.fromkeys(p.stake, 1.0), "interested_denial": 1.0, "same_interest_decay": 1.0}
    ),
    "without like voices counting less": lambda p: p.model_copy(
        update={"unrated_decay": 1.0, "same_interest_decay": 1.0}
    ),
    "without agreement across sides": lambda p: p.model_copy(update={"agreement_across_sides": 0.0}),
    "without letters": lambda p: p.model_copy(update={"letter_share": dict.fromkeys(p.letter_share, 0.71)}),
    "without track records": lambda p: p.model_copy(update={"letter_strength": 1e6}),
}


def _diagram(name: str, pairs: Sequence[tuple[float, bool]]) -> str:
    """A reliability diagram as a small SVG: on the line, what is called 70 % happens in 70 % of cases."""
    points = [(20 + 160 * p, 180 - 160 * h, 1.5 + 6 * (n / len(pairs)) ** 0.5) for p, h, n in bins(pairs)]
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}"/>' for x, y, r in points)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200" width="200" height="200" '
        f'font-family="sans-serif" font-size="9"><title>{name}</title><rect width="200" height="200" fill="#fff"/>'
        '<path d="M20 20V180H180M20 180L180 20" fill="none" stroke="#999"/>'
        f'<g fill="#1f4e79">{dots}</g><text x="100" y="12" text-anchor="middle">{name}</text>'
        '<text x="100" y="195" text-anchor="middle">stated probability</text>'
        '<text x="10" y="100" text-anchor="middle" transform="rotate(-90 10 100)">share that happened</text></svg>\n'
    )


def main(argv: Sequence[str] = ()) -> int:
    """Measure, print, write docs; 1 if a promise is broken."""
    parser = argparse.ArgumentParser(prog="python -m bench.simulator")
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--dry", action="store_true", help="write nothing")
    args = parser.parse_args(argv)
    rows, kept = [], True
    drawings: list[str] = []
    for setting in SETTINGS:
        results = judged(setting, args.seeds, METHODS)
        scores = {name: brier(pairs) for name, pairs in results.items()}
        kept &= holds(scores, setting)
        error = calibration_error(results["weighing"])
        rows.append([setting.name, *(f"{score:.4f}" for score in scores.values()), f"{error:.3f}"])
        print(" | ".join(rows[-1]), "" if holds(scores, setting) else "<- not kept", flush=True)
        file = f"reliability-{setting.name.replace(' ', '-')}.svg"
        if not args.dry:
            (ROOT / "docs" / "weighing").mkdir(exist_ok=True)
            (ROOT / "docs" / "weighing" / file).write_text(_diagram(setting.name, results["weighing"]), "utf-8")
        drawings.append(f"![Reliability, {setting.name}](weighing/{file})")
    left = [_ablated(name, change, min(args.seeds, ABLATED_SEEDS)) for name, change in ABLATIONS.items()]
    for row in left:
        print(" | ".join(row))
    if not args.dry:
        head = ["Brier score", *METHODS, "calibration error"]
        text = f"{table(head, rows)}\n{table(['Brier, weighing', *(s.name for s in SETTINGS)], left)}\n"
        page = PAGE.read_text("utf-8")
        drawn = " ".join(drawings)
        PAGE.write_text(f"{page[: page.index(START)]}{START}\n\n{text}\n{drawn}\n\n{page[page.index(END) :]}", "utf-8")
    return int(not kept)


def _ablated(name: str, change: Callable[[Parameters], Parameters], seeds: int) -> list[str]:
    settings = change(parameters())
    method: Method = lambda events, seed: weighed(events, seed, settings)
    return [name, *(f"{brier(judged(s, seeds, {name: method})[name]):.4f}" for s in SETTINGS)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
