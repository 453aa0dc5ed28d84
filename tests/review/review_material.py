"""An invented watch: a valley where outlets tell of a shelling that the brigade denies, and of a withdrawal."""

from datetime import date

from trucewatch.ledger import Ledger
from trucewatch.ledger.kinds import ClaimsExtracted, ReportAdded
from trucewatch.model import Actor, Claim, Place, Report
from trucewatch.world import World

TEXT = (
    "Activists said on Thursday that the Northern Brigade shelled Tell Amara and killed 12 civilians.\n"
    "The brigade's press office denied the shelling. Fighters later pulled out of Deir Salam."
)
WORLD = World(
    (Actor(id="brigade", name="Northern Brigade", kind="armed_group"),),
    (
        Place(id="tell-amara", name="Tell Amara", lat=35.1, lon=36.9, radius_km=2, kind="town"),
        Place(id="deir-salam", name="Deir Salam", lat=35.6, lon=37.6, radius_km=2, kind="town"),
    ),
    (),
)


def claims_of(report: str) -> tuple[Claim, ...]:
    """A shelling, its denial and a withdrawal, as an extractor would have read them."""

    def made(name: str, word: str, **fields: object) -> Claim:
        start = TEXT.index(word)
        trigger = {"text": word, "start": start, "end": start + len(word)}
        return Claim.model_validate({"id": name, "report": report, "trigger": trigger, "method": "rules 1", **fields})

    place = {"name": "Tell Amara", "lat": 35.1, "lon": 36.9, "radius_km": 2, "place_id": "tell-amara"}
    who = [{"text": "Northern Brigade", "id": "brigade"}]
    day = {"date_start": "2021-05-01", "date_end": "2021-05-01"}
    shelling = {"type": "shelling", "initiators": who, "places": [place], **day}
    return (
        made("c1", "shelled", source=["Activists"], author_stance="neutral", confidence={"date": 0.6}, **shelling),
        made("c2", "denied", polarity="-", source=["press office"], author_stance="neutral", **shelling),
        made("c3", "pulled out", type="withdrawal", initiators=[{"text": "Fighters"}]),
    )


def tell(ledger: Ledger, *names: str, supersedes: bool = False) -> None:
    """Put reports of these ids into the ledger, each with the three claims; or read them anew."""
    for name in names:
        report = Report(id=name, text=TEXT, published=date(2021, 5, 2), publisher=f"Outlet {name}", language="en")
        read = ClaimsExtracted(
            report=name,
            extractor="rules",
            version="2" if supersedes else "1",
            claims=claims_of(name),
            supersedes=supersedes,
        )
        drafts = [] if supersedes else [("report_added", ReportAdded.model_validate({"report": report}))]
        ledger.append_many([*drafts, ("claims_extracted", read)], by="trucewatch")
