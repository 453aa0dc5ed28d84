"""What is reported on the Tamesna truce: a denied withdrawal, competing deadlines, copies, a hostile headline."""

import hashlib
from datetime import date
from typing import Any

from trucewatch.model import Capture, Claim, Report

HOSTILE_TITLE = "Calm <script>alert('x')</script> \u202eREVERSED\u202c & <b>bold</b>"
TEXTS: dict[str, dict[str, Any]] = {
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
    fields = {"language": "en", **TEXTS[report_id]}
    digest = hashlib.sha256(fields["text"].encode()).hexdigest()
    return Report(
        id=report_id,
        url=f"https://example.org/{report_id}",
        capture=Capture(sha256=digest, size=len(fields["text"].encode())),
        **fields,
    )


def claim(report_id: str, claim_id: str, words: str, kind: str, **fields: Any) -> Claim:
    start = TEXTS[report_id]["text"].index(words)
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
FIRST = "The Northern Brigade stormed the town of Tell Amara on Thursday, residents said."
SECOND = "The press office of the Northern Brigade denied that it stormed the town of Tell Amara on Thursday."
