from datetime import UTC, date, datetime, timedelta

from trucewatch.ledger import ClaimsExtracted, Evidence, ReportAdded
from trucewatch.model import Capture, Claim, EventType, Report, Trigger

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def tick(self, **step: float) -> datetime:
        self.now += timedelta(**step)
        return self.now


def report(name: str, evidence: Evidence | None = None, text: str | None = None) -> Report:
    words = text or f"Shells hit the mill of Dusthill, report {name} said."
    raw = words.encode()
    capture = Capture(sha256=evidence.store(raw), path=f"{name}.txt", size=len(raw)) if evidence else None
    return Report(id=name, text=words, published=date(2017, 5, 5), capture=capture)


def claim(of: Report, name: str = "c1", **fields) -> Claim:
    word = of.text.split()[0]
    trigger = Trigger(text=word, start=0, end=len(word))
    return Claim(id=name, report=of.id, trigger=trigger, type=EventType.SHELLING, **fields)


def added(of: Report, known_from: datetime | None = None) -> tuple[str, ReportAdded]:
    return "report_added", ReportAdded(report=of, known_from=known_from)


def extracted(of: Report, *claims: Claim, version: str = "1", **fields) -> tuple[str, ClaimsExtracted]:
    body = ClaimsExtracted(report=of.id, extractor="rules", version=version, claims=claims or (claim(of),), **fields)
    return "claims_extracted", body
