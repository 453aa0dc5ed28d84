"""How fast things leave: a million claims as CSV and Parquet, and a weekly situation report over 2,000 incidents.

    python -m bench publish_speed

Targets: Parquet 50,000 claims a second, CSV 20,000; the report as HTML and PDF, with every chart and map, in 30 s and
1 GB (the greatest sum of this process and those that it starts). Exits with 1 below.
"""

import io
import os
import resource
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from bench.measure import Measure, measured, pairs_of
from trucewatch.model import (
    Agreement,
    Claim,
    Deadline,
    Finding,
    Holding,
    Incident,
    Issue,
    ObligationStatus,
    Origin,
    Place,
    PlaceRef,
    Proposition,
    Report,
    Setting,
    Source,
    Test,
    View,
)
from trucewatch.publish import render_html, render_pdf
from trucewatch.publish.exports import Licences, get_exporter, leaving_claims
from trucewatch.publish.release import shipped_profile

CLAIMS, INCIDENTS = 1_000_000, 2_000
FEW, QUICK, ROUNDS = 200, (20, 100), 3
KNOWN_ON = datetime(2031, 5, 31, tzinfo=UTC)
TYPES = ("shelling", "air_strike", "armed_clash", "withdrawal", "assault", "territory_captured")
NAMES = ("Northern Brigade", "Tamesna Army", "the rebels", "government forces", "fighters")
SOURCES = ("residents", "Media activists", "author", "a doctor in the town", "Salim Haddad, a farmer", "the brigade")


class _Nowhere(io.RawIOBase):
    """Counts bytes and keeps none."""

    size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        length = len(memoryview(data))  # type: ignore[arg-type]
        self.size += length
        return length


ZONES = tuple(
    {
        "id": f"z{n}",
        "kind": "ceasefire_area",
        "as_worded": f"area {n}",
        "versions": [
            {
                "id": "v1",
                "precision": ("stated", "provisional", "official", "indicative")[n],
                "valid_from": "2031-05-01",
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [
                        [[x, y], [x, y + 0.5], [x + 0.5, y + 0.5], [x + 0.5, y], [x, y]]
                        for x, y in [(13 + 0.55 * n, 20 + 0.5 * n)]
                    ],
                },
            }
        ],
    }
    for n in range(4)
)
AGREEMENT = Agreement.model_validate(
    {
        "schema": "trucewatch/agreement/0.1",
        "id": "bench",
        "title": "A memorandum",
        "signed": {"date": "2031-05-01"},
        "text_versions": [{"id": "signed", "status": "signed", "date": "2031-05-01", "authoritative": True}],
        "in_force": {"from": "2031-05-02", "duration": "P6M"},
        "participants": [],
        "zones": list(ZONES),
        "obligations": [],
        "monitoring": [],
        "violations": {"defined": "implied"},
        "reporting": [],
    }
)
TESTS = ("in_force", "in_zone", "actors_bound", "act_prohibited", "attribution", "evidence")
VERDICTS = ("probable", "alleged", "indeterminate", "contradicted")


def setting() -> Setting:
    places = tuple(
        Place(id=f"p{n}", name=f"Tell {n}", lat=20 + n / 100, lon=13 + n / 90, radius_km=2, kind="town")
        for n in range(200)
    )
    sources = tuple(
        Source(id=f"s{n}", name=f"Observer {n}", kind="outlet", lean=("government", "opposition", "none")[n % 3])
        for n in range(12)
    )
    return Setting(
        id="bench", title="A measurement", timezone="UTC", places=places, sources=sources, agreements=(AGREEMENT,)
    )


def claims(number: int, reports: int) -> Iterator[Claim]:
    made = []
    for n in range(5_000):
        day = date(2031, 5, 1) + timedelta(days=n % 20)
        made.append(
            Claim(
                id=f"c{n}",
                report=f"r{n % reports}",
                trigger={"text": "shelled", "start": 0, "end": 7},
                type=TYPES[n % len(TYPES)],
                initiators=({"text": NAMES[n % len(NAMES)]},),
                targets=({"text": NAMES[(n + 1) % len(NAMES)]},),
                places=(PlaceRef(name=f"Tell {n % 200}", place_id=f"p{n % 200}"),),
                date_start=day,
                date_end=day,
                source=(SOURCES[n % len(SOURCES)],),
                author_stance="neutral",
                killed=({"low": n % 9, "high": n % 9},) if n % 3 == 0 else (),
                rules={"type": "x"},
                method="bench",
            )
        )
    for n in range(number):
        yield made[n % len(made)]


def report(key: str, text: str) -> Report:
    day = date(2031, 5, 20 + int(key[1:]) % 7)
    return Report(id=key, text=text, published=day, publisher=f"Observer {int(key[1:]) % 12}", title=f"Note {key}")


def export(name: str) -> float:
    reports = {f"r{n}": report(f"r{n}", "shelled") for n in range(2_000)}
    leaving = leaving_claims(
        setting(),
        claims(CLAIMS, len(reports)),
        reports,
        shipped_profile(),
        known_on=KNOWN_ON,
        leaves=KNOWN_ON,
        licences=Licences(),
    )
    out: BinaryIO = _Nowhere()  # type: ignore[assignment]
    start = time.process_time()
    number = get_exporter(name).write(leaving, out)
    took = time.process_time() - start
    print(f"{name}: {number:,} claims in {took:.1f} s of one core, {number / took:,.0f} a second")
    return number / took


def weekly(number: int = INCIDENTS) -> View:
    places = setting().places
    reports, made, incidents = {}, {}, []
    for n in range(number):
        place = places[n % len(places)]
        sides = (NAMES[n % 2], NAMES[(n + 1) % 2])
        text = (
            f"{sides[0]} shelled {place.name} on {20 + n % 7} May, said Yusuf Darwish{n % 50}, a teacher. "
            f"The press office of {sides[1]} denied it on day {n}. Six people were wounded."
        )
        key = f"w{n}"
        reports[key] = report(key, text)
        day = date(2031, 5, 20 + n % 7)
        keys = []
        for word, polarity in (("shelled", "+"), ("denied", "-")):
            start = text.index(word)
            one = Claim(
                id=word, report=key, trigger={"text": word, "start": start, "end": start + len(word)}, type="shelling",
                places=(PlaceRef(name=place.name, place_id=place.id),), date_start=day, date_end=day,
                source=("residents",) if polarity == "+" else ("press office",), polarity=polarity,
                author_stance="neutral",
            )  # fmt: skip
            made[one.key] = one
            keys.append(one.key)
        said = Proposition(kind="occurred", supports=(keys[0],), denies=(keys[1],), standing="contested")
        at = PlaceRef(name=place.name, place_id=place.id)
        origin = Origin(id=f"o{n}", name="residents", claims=(keys[0],), side=("government", "opposition", None)[n % 3])
        incidents.append(
            Incident(
                id=f"I-{n}",
                type="shelling",
                types=("shelling",),
                place=at,
                places=(at,),
                claims=tuple(keys),
                date_start=day,
                date_end=day,
                origins=(origin,),
                propositions=(said,),
                reported_first=day,
            )
        )
    return View(
        setting=setting(),
        findings=tuple(finding(n) for n in range(number)),
        obligations=tuple(duty(n) for n in range(12)),
        holdings=tuple(
            Holding(
                place_id=f"p{n}",
                place=f"Tell {n}",
                as_of=date(2031, 5, 31),
                known_on=KNOWN_ON,
                state="unknown",
                reason="nobody says so",
            )
            for n in range(12)
        ),
        as_of=KNOWN_ON,
        known_on=KNOWN_ON,
        reports=reports,
        claims=made,
        incidents=tuple(incidents),
        corpus_hash="0" * 64,
        method="bench",
    )


def measures(quick: bool = False) -> list[Measure]:
    """How the cost of a situation report grows with its incidents, and what its PDF costs beside its HTML."""
    few, many = QUICK if quick else (FEW, INCIDENTS)
    small, large = (Issue(number=1, view=weekly(number)) for number in (few, many))
    growth = pairs_of(lambda: render_html(large), lambda: render_html(small), ROUNDS)
    formats = pairs_of(lambda: render_pdf(large), lambda: render_html(large), ROUNDS)
    name = f"an incident in a situation report of {many:,} beside one in a report of {few:,}"
    note = "The report as HTML, divided by its incidents; processor time."
    of_pdf = f"The report over {many:,} incidents; processor time."
    return [
        measured(name, growth, "ms an incident", note, (1000 / many, 1000 / few)),
        measured("the situation report as PDF beside the same as HTML", formats, "s", of_pdf),
    ]


def finding(n: int) -> Finding:
    """The six tests of one incident, in one of the zones."""
    tests = tuple(
        Test(name=name, outcome="yes", code=f"{name}_yes", reason=f"The answer on incident {n} follows from its place")
        for name in TESTS
    )
    return Finding(
        id=f"F-{n}", incident=f"I-{n}", agreement="bench", text_version="signed", zone=f"z{n % 4}", tests=tests,
        verdict=VERDICTS[n % 4], decided_by=("evidence_yes",), wording="It may be inconsistent with provision 2",
        method="bench",
    )  # fmt: skip


def duty(n: int) -> ObligationStatus:
    """An obligation with a deadline."""
    deadline = Deadline(
        day=date(2031, 6, 1 + n),
        version="signed",
        authoritative=True,
        reckoning="absolute",
        known_from=date(2031, 5, 1),
    )
    return ObligationStatus(
        id=f"O{n}", agreement="bench", provision=str(n), actors=(), modality="must", duty="do as agreed",
        state="pending", deadline=deadline, others=(), days_left=n, quoted=(), reason="The day is ahead",
    )  # fmt: skip


class Memory:
    """The greatest memory, in bytes, that this process and those which it started had together, sampled."""

    def __init__(self) -> None:
        self.peak = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> "Memory":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._over.wait(0.02):
            self.peak = max(self.peak, sum(_resident(pid) for pid in (os.getpid(), *_children(os.getpid()))))


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()
    except (OSError, IndexError):
        return 0


def _children(pid: int) -> list[int]:
    try:
        own = [int(p) for task in Path(f"/proc/{pid}/task").iterdir() for p in (task / "children").read_text().split()]
    except OSError:
        return []
    return [*own, *(grandchild for child in own for grandchild in _children(child))]


def _spent() -> float:
    """Seconds of one core that this process and those it waited for have used."""
    return sum(os.times()[:4])


def sitrep() -> float:
    issue = Issue(number=1, view=weekly())
    start, wall = _spent(), time.monotonic()
    html = render_html(issue)
    half = _spent() - start
    pdf = render_pdf(issue)
    took, waited = _spent() - start, time.monotonic() - wall
    print(
        f"sitrep over {INCIDENTS:,} incidents: HTML {half:.1f} s ({len(html) / 1e6:.1f} MB), "
        f"PDF {took - half:.1f} s ({len(pdf) / 1e6:.1f} MB) of one core; {waited:.1f} s on the clock"
    )
    return took


def main() -> int:
    with Memory() as memory:
        slow = sitrep() > 30
    print(f"peak memory for the report: {memory.peak / 1e9:.2f} GB")
    slow |= memory.peak > 1e9
    slow |= export("parquet") < 50_000
    slow |= export("csv") < 20_000
    print(f"peak memory in all: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")
    return int(slow)


if __name__ == "__main__":
    raise SystemExit(main())
