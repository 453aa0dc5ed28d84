"""An invented watch: the Tamesna truce, with two zones, a denied withdrawal, competing deadlines and copies."""

import hashlib
from datetime import date, datetime, timedelta, timezone
from typing import Any

from trucewatch.model import (
    Actor,
    Agreement,
    Capture,
    Claim,
    Copy,
    Deadline,
    Finding,
    Holding,
    Incident,
    ObligationStatus,
    Origin,
    Place,
    Proposition,
    Report,
    Setting,
    Source,
    Test,
    View,
    Weight,
)

TZ = timezone(timedelta(hours=1))
HOSTILE_TITLE = "Calm <script>alert('x')</script> \u202eREVERSED\u202c & <b>bold</b>"

AGREEMENT: dict[str, Any] = {
    "schema": "trucewatch/agreement/0.1",
    "id": "tamesna-2031",
    "title": "Tamesna memorandum on quiet areas",
    "signed": {"date": "2031-05-04"},
    "text_versions": [
        {"id": "draft-0504", "status": "leaked_draft", "date": "2031-05-04", "authoritative": False},
        {"id": "signed", "status": "signed", "date": "2031-05-04", "authoritative": True},
        {"id": "gazette", "status": "official_publication", "date": "2031-05-06", "authoritative": True},
    ],
    "in_force": {
        "from": "2031-05-05",
        "from_contested": [
            {"value": "2031-05-05", "version": "signed"},
            {"value": "2031-05-04", "version": "draft-0504"},
        ],
        "duration": "P6M",
    },
    "participants": [
        {"actor": "gov", "role": "bound_by_text"},
        {"actor": "nb", "role": "bound_by_text"},
        {"actor": "gua", "role": "guarantor"},
    ],
    "zones": [
        {
            "id": "north",
            "kind": "ceasefire_area",
            "as_worded": "the valley of Amara and certain parts of the north",
            "versions": [
                {
                    "id": "v0-stated",
                    "precision": "stated",
                    "valid_from": "2031-05-04",
                    "boundary_sigma_km": 8,
                    "geometry": {
                        "type": "Polygon",
                        "coordinates": [
                            [[13.1, 22.2], [13.5, 22.75], [14.3, 22.8], [14.5, 22.3], [13.9, 21.95], [13.1, 22.2]]
                        ],
                    },
                }
            ],
        },
        {
            "id": "salam",
            "kind": "ceasefire_area",
            "as_worded": "Deir Salam",
            "versions": [
                {
                    "id": "v1-map",
                    "precision": "provisional",
                    "valid_from": "2031-05-04",
                    "geometry": {
                        "type": "Polygon",
                        "coordinates": [[[15.4, 21.0], [15.4, 21.25], [15.75, 21.25], [15.75, 21.0], [15.4, 21.0]]],
                    },
                }
            ],
        },
        {
            "id": "lines",
            "kind": "security_zone",
            "as_worded": "security zones along the lines of the quiet areas",
            "versions": [{"id": "v0", "precision": "stated", "valid_from": "2031-05-04", "geometry": None}],
        },
    ],
    "obligations": [
        {
            "id": "O1-group",
            "provision": "6",
            "actors": ["gua"],
            "modality": "must",
            "action": "form",
            "object": "the joint group",
            "deadline": {"trigger": "signing", "offset": "P2W"},
        }
    ],
    "monitoring": [{"id": "jg", "name": "Joint Group"}],
    "violations": {"defined": "implied"},
    "reporting": [],
}

ACTORS = (
    Actor(
        id="gov",
        name="Government of Tamesna",
        side="government",
        kind="state",
        aliases=("the government", "the regime"),
    ),
    Actor(
        id="army",
        name="Tamesna Army",
        side="government",
        kind="armed_forces",
        aliases=("the army", "army press office"),
    ),
    Actor(id="nb", name="Northern Brigade", side="opposition", kind="armed_group", aliases=("the brigade",)),
    Actor(id="gua", name="Guarantor states", kind="class"),
)
PLACES = (
    Place(id="amara", name="Tell Amara", lat=22.4, lon=13.7, radius_km=4, kind="town"),
    Place(id="mill", name="Mill Quarter", lat=22.4213, lon=13.7178, radius_km=0.6, kind="part_of", parent="amara"),
    Place(id="numa", name="Qasr Numa", lat=22.62, lon=14.05, radius_km=2, kind="town"),
    Place(id="deir-salam", name="Deir Salam", lat=21.1234, lon=15.5678, radius_km=3, kind="city"),
    Place(
        id="old-port",
        name="Old Market",
        lat=21.1401,
        lon=15.6012,
        radius_km=0.8,
        kind="neighbourhood",
        parent="deir-salam",
    ),
    Place(
        id="dam",
        name="Wadi Halim Dam",
        lat=20.3777,
        lon=14.2222,
        radius_km=0.5,
        kind="infrastructure",
        parent="halim",
        protected="works containing dangerous forces",
    ),
    Place(id="halim", name="Halim", lat=20.4, lon=14.3, radius_km=4, kind="town"),
)
SOURCES = (
    Source(id="beacon", name="Tamesna Beacon", kind="outlet", aliases=("The Beacon",), lean="government", start="D"),
    Source(id="mirror", name="Beacon Mirror", kind="republisher", lean="government", republishes=("beacon",)),
    Source(id="voice", name="Voice of the Valley", kind="outlet", lean="opposition", start="C"),
    Source(id="quietwatch", name="Quiet Watch", kind="ngo_monitor", lean="none", start="B"),
)

_TEXTS: dict[str, dict[str, Any]] = {
    "beacon-0504": {
        "publisher": "The Beacon",
        "published": date(2031, 5, 4),
        "title": "Truce signed",
        "text": "The memorandum was signed today. By 22 May the guarantors will form a joint group. Media activists "
        "said that the Northern Brigade pulled out of Halim on Sunday. The brigade denied that it withdrew.",
    },
    "mirror-0505": {
        "publisher": "Beacon Mirror",
        "published": date(2031, 5, 5),
        "title": "Truce signed (mirror)",
        "text": "The memorandum was signed today. By 22 May the guarantors will form a joint group. Media activists "
        "said that the Northern Brigade pulled out of Halim on Sunday.",
    },
    "voice-0505": {
        "publisher": "Voice of the Valley",
        "published": date(2031, 5, 5),
        "title": HOSTILE_TITLE,
        "text": "Army guns shelled the Mill Quarter of Tell Amara on 5 May, residents said; at least 3 were killed. "
        'The army press office denied any shelling. "<img src=x onerror=alert(1)>" read a leaflet \u202ethere\u202c.',
    },
    "quiet-0505": {
        "publisher": "Quiet Watch",
        "published": date(2031, 5, 5),
        "title": "Daily note 5 May",
        "text": "Quiet Watch observers heard shelling in Tell Amara on 5 May. Two residents were killed. Aid trucks "
        "reached Qasr Numa. The truce was breached twice that day.",
    },
    "beacon-0505": {
        "publisher": "The Beacon",
        "published": date(2031, 5, 5),
        "title": "Clashes",
        "text": "Terrorists attacked army posts near Qasr Numa. The truce was violated by the brigade on 5 May. "
        "If talks fail, the army will probably storm the Old Market in June.",
    },
    "voice-0508": {
        "publisher": "Voice of the Valley",
        "published": date(2031, 5, 8),
        "title": "Dam",
        "text": "Rockets struck Deir Salam on 8 May, the brigade claimed; the army denied the strike. "
        "Shells hit the Wadi Halim Dam on 7 May, local sources said. Unconfirmed reports spoke of a raid on "
        "the Old Market of Deir Salam.",
    },
    "arabic-0508": {
        "publisher": "صوت الوادي",
        "published": date(2031, 5, 8),
        "title": "بيان",
        "language": "ar",
        "text": "قصف على تل عمارة.",
    },
}


def report(report_id: str) -> Report:
    fields = {"language": "en", **_TEXTS[report_id]}
    digest = hashlib.sha256(fields["text"].encode()).hexdigest()
    return Report(
        id=report_id,
        url=f"https://example.org/{report_id}",
        capture=Capture(sha256=digest, size=len(fields["text"].encode())),
        **fields,
    )


def claim(report_id: str, claim_id: str, words: str, kind: str, **fields: Any) -> Claim:
    start = _TEXTS[report_id]["text"].index(words)
    places = tuple({"name": name, "place_id": place_id} for name, place_id in fields.pop("at", ()))
    when = fields.pop("on", None)
    if when is not None:
        fields.setdefault("date_start", when)
        fields.setdefault("date_end", when)
    return Claim(
        id=claim_id,
        report=report_id,
        trigger={"text": words, "start": start, "end": start + len(words)},
        type=kind,
        places=places,
        rules={"type": "trigger:list", "polarity": "syntax:deny"},
        method="english 0.1",
        **fields,
    )


D4, D5, D7, D8 = date(2031, 5, 4), date(2031, 5, 5), date(2031, 5, 7), date(2031, 5, 8)
_NB, _ARMY = ({"text": "Northern Brigade", "id": "nb"},), ({"text": "the army", "id": "army"},)
AMARA, MILL = [("Tell Amara", "amara")], [("Mill Quarter", "mill")]

CLAIMS = (
    claim("beacon-0504", "c1", "signed", "agreement_signed", on=D4),
    claim(
        "beacon-0504", "c2", "form", "mechanism_established", mode="planned", date_start=D4, date_end=date(2031, 5, 22)
    ),
    claim(
        "beacon-0504",
        "c3",
        "pulled out",
        "withdrawal",
        on=D4,
        initiators=_NB,
        at=[("Halim", "halim")],
        source=("Media activists",),
        author_stance="neutral",
    ),
    claim(
        "beacon-0504",
        "c4",
        "withdrew",
        "withdrawal",
        on=D4,
        initiators=_NB,
        at=[("Halim", "halim")],
        source=("The brigade",),
        polarity="-",
        author_stance="neutral",
        links=({"type": "denies", "to": "c3"},),
    ),
    claim(
        "mirror-0505", "c1", "form", "mechanism_established", mode="planned", date_start=D4, date_end=date(2031, 5, 22)
    ),
    claim(
        "mirror-0505",
        "c2",
        "pulled out",
        "withdrawal",
        on=D4,
        initiators=_NB,
        at=[("Halim", "halim")],
        source=("Media activists",),
        author_stance="neutral",
    ),
    claim(
        "voice-0505",
        "c1",
        "shelled",
        "shelling",
        on=D5,
        initiators=_ARMY,
        at=MILL + AMARA,
        source=("residents",),
        author_stance="neutral",
        killed=({"who": "residents", "low": 3, "high": None},),
    ),
    claim(
        "voice-0505",
        "c2",
        "denied",
        "shelling",
        on=D5,
        initiators=_ARMY,
        at=MILL,
        source=("army press office",),
        polarity="-",
        author_stance="neutral",
        links=({"type": "denies", "to": "c1"},),
    ),
    claim(
        "quiet-0505", "c1", "shelling", "shelling", on=D5, at=AMARA, killed=({"who": "residents", "low": 2, "high": 2},)
    ),
    claim("quiet-0505", "c2", "reached", "humanitarian_action", at=[("Qasr Numa", "numa")]),
    claim("quiet-0505", "c3", "breached", "ceasefire_breach", on=D5),
    claim(
        "beacon-0505",
        "c1",
        "attacked",
        "assault",
        initiators=({"text": "Terrorists"},),
        targets=_ARMY,
        at=[("near Qasr Numa", "numa")],
    ),
    claim("beacon-0505", "c2", "violated", "ceasefire_breach", on=D5, initiators=_NB),
    claim(
        "beacon-0505",
        "c3",
        "storm",
        "assault",
        initiators=_ARMY,
        at=[("Old Market", "old-port")],
        mode="conditional",
        certainty="probable",
        date_start=date(2031, 6, 1),
        date_end=date(2031, 6, 30),
    ),
    claim(
        "voice-0508",
        "c1",
        "hit",
        "shelling",
        on=D7,
        at=[("Wadi Halim Dam", "dam")],
        source=("local sources",),
        author_stance="neutral",
    ),
    claim("voice-0508", "c3", "struck", "shelling", on=D8, source=("the brigade",), at=[("Deir Salam", "deir-salam")]),
    claim("voice-0508", "c4", "strike", "shelling", on=D8, source=("the army",), polarity="-"),
    claim(
        "voice-0508",
        "c2",
        "raid",
        "assault",
        at=[("Old Market", "old-port")],
        source=("Unconfirmed reports",),
        certainty="possible",
        author_stance="neutral",
    ),
)


def incident(incident_id: str, kind: str, claims: tuple[str, ...], standing: str, **fields: Any) -> Incident:
    denies = fields.pop("denies", ())
    extra = fields.pop("propositions", ())
    probability = fields.pop("probability", 0.6)
    occurred = Proposition(
        kind="occurred",
        supports=tuple(key for key in claims if key not in denies),
        denies=denies,
        standing=standing,
        weight=Weight(
            probability=probability,
            low=0.3,
            high=0.9,
            grade_source="C",
            grade_item=3,
            would_change="a second independent origin",
        ),
    )
    on = fields.pop("on", None)
    return Incident(
        id=incident_id,
        type=kind,
        types=(kind,),
        claims=claims,
        propositions=(occurred, *extra),
        date_start=fields.pop("date_start", on),
        date_end=fields.pop("date_end", on),
        reported_first=fields.pop("reported_first", D5),
        method="assess 0.1",
        **fields,
    )


def at(name: str, place_id: str) -> dict[str, str]:
    return {"name": name, "place_id": place_id}


INCIDENTS = (
    incident("T-1", "agreement_signed", ("beacon-0504/c1",), "reported", on=D4, reported_first=D4),
    incident(
        "T-2",
        "withdrawal",
        ("beacon-0504/c3", "mirror-0505/c2", "beacon-0504/c4"),
        "contested",
        on=D4,
        denies=("beacon-0504/c4",),
        initiators=("nb",),
        place=at("Halim", "halim"),
        origins=(
            Origin(id="activists", name="Media activists", claims=("beacon-0504/c3", "mirror-0505/c2")),
            Origin(id="nb", name="Northern Brigade", side="opposition", claims=("beacon-0504/c4",)),
        ),
    ),
    incident(
        "T-3",
        "shelling",
        ("voice-0505/c1", "quiet-0505/c1", "voice-0505/c2"),
        "supported",
        on=D5,
        probability=0.86,
        initiators=("army",),
        place=at("Mill Quarter", "mill"),
        propositions=(
            Proposition(
                kind="initiator",
                value="army",
                supports=("voice-0505/c1",),
                denies=("voice-0505/c2",),
                standing="contested",
            ),
        ),
        origins=(
            Origin(id="residents", name="residents", side="opposition", claims=("voice-0505/c1",)),
            Origin(id="quietwatch", name="Quiet Watch", side="none", claims=("quiet-0505/c1",)),
        ),
    ),
    incident(
        "T-4",
        "assault",
        ("beacon-0505/c1",),
        "reported",
        initiators=("Terrorists",),
        targets=("army",),
        place=at("near Qasr Numa", "numa"),
        origins=(Origin(id="beacon", name="Tamesna Beacon", side="government", claims=("beacon-0505/c1",)),),
    ),
    incident(
        "T-5",
        "assault",
        ("beacon-0505/c3",),
        "foreseen",
        mode_actual=False,
        initiators=("army",),
        date_start=date(2031, 6, 1),
        date_end=date(2031, 6, 30),
        place=at("Old Market", "old-port"),
    ),
    incident(
        "T-6",
        "shelling",
        ("voice-0508/c1",),
        "reported",
        on=D7,
        place=at("Wadi Halim Dam", "dam"),
        origins=(Origin(id="local", name="local sources", claims=("voice-0508/c1",)),),
    ),
    incident(
        "T-7",
        "assault",
        ("voice-0508/c2",),
        "unconfirmed",
        place=at("Old Market", "old-port"),
        reported_first=date(2031, 5, 8),
        origins=(Origin(id="rumour", name="Unconfirmed reports", claims=("voice-0508/c2",)),),
    ),
    incident(
        "T-11",
        "shelling",
        ("voice-0508/c3", "voice-0508/c4"),
        "rejected",
        on=D8,
        denies=("voice-0508/c4",),
        place=at("Deir Salam", "deir-salam"),
        origins=(
            Origin(id="nb", name="Northern Brigade", side="opposition", claims=("voice-0508/c3",)),
            Origin(id="army", name="Tamesna Army", side="government", claims=("voice-0508/c4",)),
        ),
    ),
    incident("T-8", "humanitarian_action", ("quiet-0505/c2",), "reported", place=at("Qasr Numa", "numa")),
    incident(
        "T-9",
        "mechanism_established",
        ("beacon-0504/c2", "mirror-0505/c1"),
        "foreseen",
        mode_actual=False,
        date_start=D4,
        date_end=date(2031, 5, 22),
    ),
    incident(
        "T-10",
        "ceasefire_breach",
        ("quiet-0505/c3",),
        "reported",
        on=D5,
        origins=(Origin(id="quietwatch", name="Quiet Watch", side="none", claims=("quiet-0505/c3",)),),
    ),
)


def finding(incident_id: str, verdict: str, zone: str | None, **answers: str) -> Finding:
    names = ("in_force", "in_zone", "actors_bound", "act_prohibited", "attribution", "evidence")
    tests = tuple(
        Test(
            name=name,
            outcome=answers.get(name, "yes"),
            code=f"{name}_{answers.get(name, 'yes')}",
            reason=f"The answer for {incident_id} is {answers.get(name, 'yes')}",
        )
        for name in names
    )
    return Finding(
        id=f"F-{incident_id}",
        incident=incident_id,
        agreement="tamesna-2031",
        text_version="gazette",
        zone=zone,
        tests=tests,
        verdict=verdict,
        decided_by=tuple(f"{n}_{a}" for n, a in answers.items()),
        wording=f"{incident_id} may be inconsistent with provision 2",
        method="monitor 0.1",
    )


FINDINGS = (
    finding("T-2", "out_of_scope", None, in_zone="no"),
    finding("T-3", "probable", "north", attribution="disputed"),
    finding("T-4", "alleged", "north", actors_bound="unknown"),
    finding("T-6", "out_of_scope", None, in_zone="no"),
    finding("T-7", "indeterminate", "salam", evidence="unknown"),
    finding("T-11", "contradicted", "salam", evidence="no"),
    finding("T-10", "alleged", None, in_zone="unknown"),
)


def obligation(**fields: Any) -> ObligationStatus:
    values: dict[str, Any] = {
        "id": "O1-group",
        "agreement": "tamesna-2031",
        "provision": "6",
        "actors": ("gua",),
        "modality": "must",
        "duty": "form the joint group",
        "state": "pending",
        "deadline": Deadline(
            day=date(2031, 5, 18),
            version="gazette",
            authoritative=True,
            reckoning="signing + 2 weeks",
            known_from=date(2031, 5, 6),
        ),
        "others": (
            Deadline(
                day=date(2031, 5, 22), version="draft-0504", authoritative=False, reckoning="absolute", known_from=D4
            ),
        ),
        "days_left": 8,
        "quoted": ("beacon-0504/c2", "mirror-0505/c1"),
        "reason": "The deadline is ahead and no report says that the group met",
    }
    return ObligationStatus(**{**values, **fields})


SETTING = Setting(
    id="tamesna",
    title="Tamesna truce watch",
    timezone="Africa/Lagos",
    actors=ACTORS,
    places=PLACES,
    sources=SOURCES,
    agreements=(Agreement.model_validate(AGREEMENT),),
)


def make_view(**fields: Any) -> View:
    values: dict[str, Any] = {
        "setting": SETTING,
        "as_of": datetime(2031, 5, 10, 18, tzinfo=TZ),
        "known_on": datetime(2031, 5, 10, 18, tzinfo=TZ),
        "reports": {report_id: report(report_id) for report_id in _TEXTS},
        "copies": (Copy(a="beacon-0504", b="mirror-0505", kind="copy", shared=0.97, reason="near-duplicate"),),
        "claims": {c.key: c for c in CLAIMS},
        "incidents": INCIDENTS,
        "findings": FINDINGS,
        "obligations": (obligation(),),
        "holdings": (
            Holding(
                place_id="halim",
                place="Halim",
                as_of=date(2031, 5, 10),
                known_on=datetime(2031, 5, 10, tzinfo=TZ),
                state="contested",
                claims=("beacon-0504/c4",),
                denied=("beacon-0504/c3",),
                reason="A change of hands is claimed and denied",
            ),
        ),
        "unread": ("arabic-0508",),
        "corpus_hash": "ab" * 32,
        "method": "english 0.1, assess 0.1, monitor 0.1",
    }
    return View(**{**values, **fields})


FIRST = "The Northern Brigade stormed the town of Tell Amara on Thursday, residents said."
SECOND = "The press office of the Northern Brigade denied that it stormed the town of Tell Amara on Thursday."
