"""The only memory: append-only, bitemporal, hash-chained entries, and the evidence they speak of."""

from trucewatch.ledger.base import Draft, Ledger
from trucewatch.ledger.entry import GENESIS, Entry, Head
from trucewatch.ledger.evidence import Evidence
from trucewatch.ledger.kinds import (
    KINDS,
    AgreementLoaded,
    Body,
    ClaimsExtracted,
    CopiesFound,
    ExtractionSkipped,
    IssuePublished,
    ReportAdded,
    SettingLoaded,
    Takedown,
    WatchOpened,
)
from trucewatch.ledger.verify import Verification

__all__ = [
    "GENESIS",
    "KINDS",
    "AgreementLoaded",
    "Body",
    "ClaimsExtracted",
    "CopiesFound",
    "Draft",
    "Entry",
    "Evidence",
    "ExtractionSkipped",
    "Head",
    "IssuePublished",
    "Ledger",
    "ReportAdded",
    "SettingLoaded",
    "Takedown",
    "Verification",
    "WatchOpened",
]
