"""An invented watch of any size for measuring the workbench: claims in reports, about events of two years.

    python -m bench.workbench_corpus FOLDER --claims 100000     lays the watch down in FOLDER

Its actors, places, sources and agreement are the example's; what happens, and every word, is invented. Each event has
twenty claims in reports of ten claims, so that 100,000 claims are of 5,000 events.
"""

import argparse
import random
import shutil
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from trucewatch.ledger.kinds import ClaimsExtracted, ReportAdded
from trucewatch.model import Claim, Place, Report, Source
from trucewatch.watch import Watch

EXAMPLE = Path(__file__).parent.parent / "examples" / "syria-2017"
DAYS, CLAIMS_AN_EVENT, CLAIMS_A_REPORT, BATCH, VILLAGES = 730, 20, 10, 200, 400
FIRST = date(2017, 5, 6)
TYPES = {
    "shelling": "shelled",
    "air_strike": "bombed",
    "armed_clash": "fought near",
    "assault": "stormed",
    "territory_captured": "took",
    "humanitarian_action": "brought aid to",
}
ACTORS = (("saa", "Syrian Army"), ("jai", "Jaish al-Islam"), ("rahman", "Al-Rahman Corps"), ("hts", "HTS"))
SPEAKERS = ("residents", "the Observatory", "SANA", "the SDF press center", "a commander", "medics", "two witnesses")
STANDING = {
    "polarity": ("+", "+", "+", "-"),
    "certainty": ("certain", "certain", "probable"),
}


class Corpus:
    """Reports with their claims, the earliest first."""

    def __init__(self, places: Sequence[Place], sources: Sequence[Source], claims: int, seed: int = 1) -> None:
        self._random = random.Random(seed)
        self._places = [
            p for p in places if p.kind in ("town", "city", "village", "neighbourhood") and p.lat is not None
        ]
        self._outlets = [s.name for s in sources]
        self._claims = claims

    def reports(self) -> Iterator[tuple[Report, tuple[Claim, ...]]]:
        """Every report with its claims: an event's claims lie in reports of the ten days after it."""
        events = max(1, self._claims // CLAIMS_AN_EVENT)
        told = []
        for number in range(events):
            day = number * DAYS // events
            event = self._event(day)
            told += [
                (day + int(self._random.expovariate(0.4)), self._random.random(), event) for _ in range(CLAIMS_AN_EVENT)
            ]
        told.sort(key=lambda one: one[:2])
        for number in range(0, len(told), CLAIMS_A_REPORT):
            yield self._report(number // CLAIMS_A_REPORT, told[number : number + CLAIMS_A_REPORT])

    def _event(self, day: int) -> dict[str, object]:
        kind = self._random.choice(list(TYPES))
        place = self._random.choice(self._places)
        actors = self._random.sample(ACTORS, 2)
        return {"kind": kind, "place": place, "actors": actors, "day": FIRST + timedelta(days=day)}

    def _report(
        self, number: int, told: Sequence[tuple[int, float, dict[str, object]]]
    ) -> tuple[Report, tuple[Claim, ...]]:
        key, day = f"bench-{number:06}", FIRST + timedelta(days=told[-1][0])
        text, claims = f"Round-up {number}. ", []
        for n, (_, _, event) in enumerate(told):
            sentence, claim = self._claim(key, n, event, len(text))
            text += sentence
            claims.append(claim)
        outlet = self._random.choice(self._outlets)
        moment = datetime.combine(day, time(18), tzinfo=UTC)
        report = Report(
            id=key,
            text=text.rstrip(),
            published=day,
            received=moment,
            publisher=outlet,
            title=f"Round-up {number}",
            language="en",
        )
        return report, tuple(claims)

    def _claim(self, report: str, number: int, event: dict[str, object], offset: int) -> tuple[str, Claim]:
        place, day, kind = event["place"], event["day"], str(event["kind"])
        assert isinstance(place, Place)
        assert isinstance(day, date)
        (one, by), (two, on) = event["actors"]  # type: ignore[misc]
        speaker = self._random.choice(SPEAKERS)
        before = f"{speaker.capitalize()} said that {by} "
        aside = " ".join(self._random.choice(_WORDS) for _ in range(self._random.randrange(12, 30)))
        sentence = f"{before}{TYPES[kind]} {place.name} on {day:%d %B %Y}, against {on}. {aside.capitalize()}. "
        start = offset + len(before)
        claim = {
            "id": f"c{number:02}",
            "report": report,
            "trigger": {"text": TYPES[kind], "start": start, "end": start + len(TYPES[kind])},
            "type": kind,
            "initiators": [{"text": by, "id": one}],
            "targets": [{"text": on, "id": two}],
            "places": [
                {
                    "name": place.name,
                    "lat": place.lat,
                    "lon": place.lon,
                    "radius_km": place.radius_km,
                    "place_id": place.id,
                }
            ],
            "date_start": day,
            "date_end": day,
            "source": [speaker],
            "author_stance": "neutral",
            "method": "bench",
            **{name: self._random.choice(values) for name, values in STANDING.items()},
        }
        return sentence, Claim.model_validate(claim)


_WORDS = [
    a + b for a in "ka lo mi ne ru sa ti vo we za bre dru".split() for b in "nar lin sek tom wal dir gop fus".split()
]


def _add_villages(file: Path) -> None:
    """Invented villages all over the country, as many as a gazetteer of a district has."""
    rng = random.Random(7)
    lines = [
        f"- {{id: village-{n}, name: {_WORDS[n % len(_WORDS)].title()}{_WORDS[-1 - n // len(_WORDS)]}, "
        f"lat: {32.5 + 4 * rng.random():.4f}, lon: {36 + 4.5 * rng.random():.4f}, "
        "r_km: 1.2, kind: village, source: invented}"
        for n in range(VILLAGES)
    ]
    file.write_text(file.read_text("utf-8").rstrip() + "\n" + "\n".join(lines) + "\n", "utf-8")


def lay_down(folder: Path, claims: int) -> Path:
    """The watch with that many claims, in a folder that must not exist."""
    ignored = shutil.ignore_patterns("ledger.db*", "evidence", "reports", "*.png")
    shutil.copytree(EXAMPLE, folder, ignore=ignored)
    _add_villages(folder / "places.yaml")
    with Watch.open(folder) as watch:
        corpus = Corpus(watch.setting.places, watch.setting.sources, claims)
        batch: list[tuple[str, ReportAdded | ClaimsExtracted]] = []
        for report, made in corpus.reports():
            known = watch.known_from(report)
            read = ClaimsExtracted(report=report.id, extractor="import", version="bench", claims=made, known_from=known)
            batch += [
                (ReportAdded.kind, ReportAdded.model_validate({"report": report, "known_from": known})),
                (ClaimsExtracted.kind, read),
            ]
            if len(batch) >= 2 * BATCH:
                watch.ledger.append_many(batch, by="bench")
                batch = []
        watch.ledger.append_many(batch, by="bench")
    return folder


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.workbench_corpus")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--claims", type=int, default=100_000)
    options = parser.parse_args()
    lay_down(options.folder, options.claims)
    sys.exit(0)
