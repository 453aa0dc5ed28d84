"""Where search takes the things themselves from: what it shows comes from there, never from the index."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Protocol

from trucewatch.ledger import Ledger
from trucewatch.model import Claim, Report, Setting, View
from trucewatch.publish.exports import Leaving
from trucewatch.search.documents import (
    KINDS,
    Document,
    Kind,
    of_agreement,
    of_claim,
    of_finding,
    of_incident,
    of_obligation,
    of_report,
    of_source,
)
from trucewatch.search.words import folded

__all__ = ["LEDGER_KINDS", "LedgerTexts", "Names", "Texts", "ViewTexts"]

LEDGER_KINDS = frozenset({Kind.REPORT, Kind.CLAIM})
"""What the index beside the ledger holds; the rest is reckoned from it and found among the things of one view."""

_MOST_NAMES = 8


class Names:
    """The names by which a watch knows one actor, place or source, in every script that it lists."""

    def __init__(self, setting: Setting) -> None:
        self._others: dict[tuple[str, ...], dict[tuple[str, ...], None]] = {}
        for place in setting.places:
            self._learn((place.name, *place.variants))
        listed = [(a.name, *a.aliases) for a in setting.actors] + [(s.name, *s.aliases) for s in setting.sources]
        for names in listed:
            self._learn(name for name in names if name != name.lower() or not name.isascii())

    def _learn(self, names: Iterable[str]) -> None:
        forms = dict.fromkeys(words for name in names if (words := tuple(folded(name))))
        for words in forms:
            self._others.setdefault(words, {}).update(forms)

    def __call__(self, words: tuple[str, ...]) -> Sequence[tuple[str, ...]]:
        """The other names of what these folded words name, at most eight; none where they name nothing."""
        return [other for other in self._others.get(words, ()) if other != words][:_MOST_NAMES]


class Texts(Protocol):
    """What may be found and shown: by whom the search is made has been decided already."""

    kinds: Sequence[Kind]

    def document(self, kind: Kind, key: str) -> Document | None:
        """The thing of that key, which is the ledger's; None where it is not to be seen."""
        ...

    def reckoned(self) -> Iterator[Document]:
        """What no entry holds and the index therefore does not either."""
        ...

    @property
    def names(self) -> Callable[[tuple[str, ...]], Sequence[tuple[str, ...]]]:
        """Other names of what folded words name."""
        ...


class LedgerTexts:
    """Reports and claims as the ledger has them, with the watch's sources and agreements; nothing is reckoned."""

    kinds: Sequence[Kind] = (Kind.CLAIM, Kind.REPORT, Kind.AGREEMENT, Kind.SOURCE)

    def __init__(self, ledger: Ledger, setting: Setting, known_on: datetime | None = None) -> None:
        self._ledger, self._setting, self._known_on = ledger, setting, known_on
        self._claims = lru_cache(maxsize=100)(self._of_report)

    def document(self, kind: Kind, key: str) -> Document | None:
        """The report or claim of that key."""
        if kind is Kind.REPORT:
            report = self._ledger.report(key)
            return of_report(report) if report is not None else None
        report, claims = self._claims(key.rpartition("/")[0])
        claim = claims.get(key)
        return of_claim(claim, report) if claim is not None else None

    def _of_report(self, name: str) -> tuple[Report | None, Mapping[str, Claim]]:
        return self._ledger.report(name), self._ledger.claims(self._known_on, report=name)

    def reckoned(self) -> Iterator[Document]:
        """Sources and agreements."""
        return _of_setting(self._setting)

    @cached_property
    def names(self) -> Names:
        """The names of the watch's own data."""
        return Names(self._setting)


class ViewTexts:
    """Everything in one view, or, where `left` is given, what a release profile leaves of it: then only what is left
    can be found, by the words that are left."""

    kinds: Sequence[Kind] = KINDS

    def __init__(self, view: View, left: Leaving | None = None) -> None:
        self._view, self._ids = view, dict(zip(view.reports, view.reports, strict=True))
        if left is not None and left.released is not None:
            self._view = left.released.view
            passed = (key for key, report in view.reports.items() if left.licences.may_leave(report))
            self._ids = dict(zip(passed, self._view.reports, strict=True))

    def document(self, kind: Kind, key: str) -> Document | None:
        """The report or claim of that key."""
        report_id, _, claim_id = key.rpartition("/") if kind is Kind.CLAIM else (key, "", "")
        seen = self._ids.get(report_id, "")
        report = self._view.reports.get(seen)
        if kind is Kind.REPORT:
            return of_report(report) if report is not None else None
        claim = self._view.claims.get(f"{seen}/{claim_id}")
        return of_claim(claim, report) if claim is not None else None

    def reckoned(self) -> Iterator[Document]:
        """Incidents, findings, obligations, and the watch's own data."""
        view = self._view
        yield from (of_incident(incident, view.setting, view.claims) for incident in view.incidents)
        yield from map(of_finding, view.findings)
        yield from map(of_obligation, view.obligations)
        yield from _of_setting(view.setting)

    @cached_property
    def names(self) -> Names:
        """The names of the view's own data."""
        return Names(self._view.setting)


def _of_setting(setting: Setting) -> Iterator[Document]:
    yield from map(of_agreement, setting.agreements)
    yield from map(of_source, setting.sources)
