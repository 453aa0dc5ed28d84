"""How fast things leave: a million claims as CSV and Parquet, and a weekly situation report over 2,000 incidents.

    python -m bench publish_speed

Targets: Parquet 50,000 claims a second, CSV 20,000; the report as HTML and PDF in 30 s and 1 GB. Exits with 1 below.
"""

import io
import resource
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import BinaryIO

from trucewatch.model import Claim, Incident, Issue, Origin, Place, PlaceRef, Proposition, Report, Setting, View
from trucewatch.publish import render_html, render_pdf
from trucewatch.publish.exports import Licences, get_exporter, leaving_claims
from trucewatch.publish.release import shipped_profile

CLAIMS, INCIDENTS = 1_000_000, 2_000
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


def setting() -> Setting:
    places = tuple(
        Place(id=f"p{n}", name=f"Tell {n}", lat=20 + n / 100, lon=13 + n / 90, radius_km=2, kind="town")
        for n in range(200)
    )
    return Setting(id="bench", title="A measurement", timezone="UTC", places=places)


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
    return Report(id=key, text=text, published=date(2031, 5, 20), publisher="Quiet Watch", title=f"Note {key}")


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


def weekly() -> View:
    places = setting().places
    reports, made, incidents = {}, {}, []
    for n in range(INCIDENTS):
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
        origin = Origin(id=f"o{n}", name="residents", claims=(keys[0],))
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
        as_of=KNOWN_ON,
        known_on=KNOWN_ON,
        reports=reports,
        claims=made,
        incidents=tuple(incidents),
        corpus_hash="0" * 64,
        method="bench",
    )


def sitrep() -> float:
    issue = Issue(number=1, view=weekly())
    start, wall = time.process_time(), time.monotonic()
    html = render_html(issue)
    half = time.process_time() - start
    pdf = render_pdf(issue)
    took, waited = time.process_time() - start, time.monotonic() - wall
    print(
        f"sitrep over {INCIDENTS:,} incidents: HTML {half:.1f} s ({len(html) / 1e6:.1f} MB), "
        f"PDF {took - half:.1f} s ({len(pdf) / 1e6:.1f} MB) of one core; {waited:.1f} s on the clock"
    )
    return took


def main() -> int:
    slow = sitrep() > 30
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"peak memory after the report: {peak:.2f} GB")
    slow |= peak > 1
    slow |= export("parquet") < 50_000
    slow |= export("csv") < 20_000
    print(f"peak memory in all: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")
    return int(slow)


if __name__ == "__main__":
    raise SystemExit(main())
