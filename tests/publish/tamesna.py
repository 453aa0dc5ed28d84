"""What the Tamesna watch makes of its reports: incidents, findings, obligations, and the view of one evening."""

from datetime import date, datetime
from typing import Any

from tamesna_claims import CLAIMS, D4, D5, D7, D8, TEXTS, report
from tamesna_world import SETTING, TZ

from trucewatch.model import (
    Copy,
    Deadline,
    Finding,
    Holding,
    Incident,
    ObligationStatus,
    Origin,
    Proposition,
    Report,
    Test,
    TimeCode,
    View,
    Weight,
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


def spoken(name: str = "beacon-0504") -> dict[str, Report]:
    """The reports, one of them as the subtitles of a recording: its second half is heard after twelve and a half
    minutes."""
    one = report(name)
    half = len(one.text) // 2
    times = (
        TimeCode(start=0, end=half, begins=3.0, ends=750.0, speaker="Marten Oldweather"),
        TimeCode(start=half, end=len(one.text), begins=751.9, ends=3700.0),
    )
    return {key: report(key) for key in TEXTS} | {name: one.model_copy(update={"time_codes": times})}


def make_view(**fields: Any) -> View:
    values: dict[str, Any] = {
        "setting": SETTING,
        "as_of": datetime(2031, 5, 10, 18, tzinfo=TZ),
        "known_on": datetime(2031, 5, 10, 18, tzinfo=TZ),
        "reports": {report_id: report(report_id) for report_id in TEXTS},
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
