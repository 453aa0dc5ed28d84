"""How fast incidents are held against agreements: all of them at once, and one new one.

The aim: 10,000 incidents against 5 agreements with 20 zones each in under 10 s; one new incident in under 20 ms. Half
of the places lie near a boundary, each report has a sentence to read, half of the zones have two boundary versions.
"""

import random
import statistics
import time
from datetime import date, timedelta

from trucewatch.model import Actor, Claim, Incident, Origin, PlaceRef, Proposition, Report, Trigger
from trucewatch.model.agreement import Agreement
from trucewatch.monitor import Judge, judge
from trucewatch.world import World

INCIDENTS = 10_000
AGREEMENTS, ZONES = 5, 20
AIM_ALL_S, AIM_ONE_MS = 10.0, 20.0
ASKED_ON = date(2032, 1, 1)
SENTENCE = "Northern guns shelled the village on Monday, residents said."


def _ring(lon: float, lat: float, half: float) -> dict[str, object]:
    corners = [[lon - half, lat - half], [lon + half, lat - half], [lon + half, lat + half], [lon - half, lat + half]]
    return {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}


def _zone(name: str, chance: random.Random) -> dict[str, object]:
    lon, lat, half = 35 + chance.random() * 5, 33 + chance.random() * 4, 0.1 + chance.random() * 0.2
    versions = [{"id": "v0", "precision": "stated", "valid_from": "2031-01-01", "geometry": _ring(lon, lat, half)}]
    if chance.random() < 0.5:
        shifted = _ring(lon + 0.02, lat, half)
        versions.append({"id": "v1", "precision": "official", "valid_from": "2031-06-01", "geometry": shifted})
    return {"id": name, "as_worded": f"the area {name}", "kind": "ceasefire_area", "versions": versions}


def agreement(number: int, chance: random.Random) -> Agreement:
    """An invented agreement with twenty zones."""
    zones = [_zone(f"z{number}-{i}", chance) for i in range(ZONES)]
    acts = ["shelling", "assault", "air_strike", "armed_clash"]
    return Agreement.model_validate(
        {
            "schema": "trucewatch/agreement/0.1",
            "id": f"a{number}",
            "title": f"Agreement {number}",
            "signed": {"date": "2031-01-01"},
            "text_versions": [{"id": "signed", "status": "signed", "date": "2031-01-01", "authoritative": True}],
            "in_force": {"from": "2031-01-02", "tz": "UTC"},
            "participants": [{"actor": a, "role": "party", "side": a} for a in ("north", "south")],
            "zones": zones,
            "obligations": [
                {
                    "id": "stop",
                    "actors": ["north", "south"],
                    "modality": "must_not",
                    "action": "fire",
                    "where": [z["id"] for z in zones],
                    "event_types": acts,
                }
            ],
            "monitoring": [],
            "violations": {"defined": "implied", "event_types": acts, "self_defence": "restricted"},
            "reporting": [],
        }
    )


def _incident(number: int, chance: random.Random) -> tuple[Incident, Claim, Report]:
    place = PlaceRef(
        name=f"place {number}",
        lat=33 + chance.random() * 4,
        lon=35 + chance.random() * 5,
        radius_km=1 + chance.random(),
    )
    day = date(2031, 1, 5) + timedelta(days=chance.randrange(300))
    report = Report(id=f"r{number}", text=SENTENCE, published=day, publisher="Wire")
    claim = Claim(
        id="c1", report=report.id, trigger=Trigger(text="shelled", start=14, end=21), type="shelling", date_start=day,
        date_end=day, places=(place,),
    )  # fmt: skip
    origins = tuple(Origin(id=f"o{k}", name=f"O{k}", side=None, claims=(claim.key,)) for k in range(2))
    occurred = Proposition(kind="occurred", supports=(claim.key,), standing="reported")
    made = Incident(
        id=f"i{number}", type="shelling", types=("shelling",), initiators=("north",), targets=("south",), place=place,
        places=(place,), date_start=day, date_end=day, reported_first=day, claims=(claim.key,), origins=origins,
        propositions=(occurred,),
    )  # fmt: skip
    return made, claim, report


def main(count: int = INCIDENTS) -> int:
    """Measure both, print them with the aims, and say by the exit code whether they are met (in CPU time)."""
    chance = random.Random(7)
    world = World([Actor(id=n, name=n, kind="armed_forces", side=n) for n in ("north", "south")], [], [])
    agreements = [agreement(n, chance) for n in range(AGREEMENTS)]
    made = [_incident(n, chance) for n in range(count)]
    claims, reports = {c.key: c for _, c, _ in made}, {r.id: r for _, _, r in made}
    started, cpu = time.perf_counter(), time.process_time()
    findings = [f for a in agreements for f in judge([i for i, _, _ in made], a, claims, reports, world, ASKED_ON)]
    wall, spent = time.perf_counter() - started, time.process_time() - cpu
    assert len(findings) == count * AGREEMENTS
    benches = [Judge(a, world) for a in agreements]
    each = []
    for incident, claim, report in (_incident(n, chance) for n in range(count, count + 200)):
        begun = time.process_time()
        for bench in benches:
            bench.finding(incident, {claim.key: claim}, {report.id: report})
        each.append((time.process_time() - begun) * 1000)
    one = statistics.median(each)
    inside = sum(f.zone is not None for f in findings)
    size = f"{count} incidents x {AGREEMENTS} agreements x {ZONES} zones"
    print(f"{size}: {wall:.1f} s ({spent:.1f} s CPU), {inside} in a zone")
    print(f"one new incident against all of them: median {one:.2f} ms, slowest of 200 {max(each):.1f} ms")
    print(f"aims: {AIM_ALL_S:.0f} s and {AIM_ONE_MS:.0f} ms")
    return int(spent > AIM_ALL_S * count / INCIDENTS or one > AIM_ONE_MS)
