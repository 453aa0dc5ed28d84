"""Names of records that must tell nothing: an identifier with a protected place or a phone number in it is replaced."""

import hashlib
import re
from collections.abc import Iterable

from trucewatch.model import Report, Setting
from trucewatch.publish.release.places import Release
from trucewatch.publish.release.profile import Profile
from trucewatch.publish.release.withheld import Log

__all__ = ["Identifiers"]

_APART = re.compile(r"[-_./%+?=&#:]+|(?<=\D)(?=\d)|(?<=\d)(?=\D)")
_LONG_NUMBER = re.compile(r"(?<!\d)(?!(?:19|20)\d{6}(?!\d))\d{9,15}(?!\d)")


class Identifiers:
    """Which identifiers of reports may leave, and what stands for the others. The stand-in is made from the hash of the
    report's words, so it is the same in every export and cannot be guessed back from a list of names."""

    def __init__(self, setting: Setting, profile: Profile, places: Release, log: Log) -> None:
        self._profile, self._places, self._log = profile, places, log
        self.actors = frozenset(actor.id for actor in setting.actors)
        self._private: set[str] = set()
        self._shown: dict[str, str] = {}

    def learn(self, names: Iterable[str]) -> None:
        """Private names, or parts of them, that were found; identifiers with one of them are replaced too."""
        self._private |= {part.casefold() for name in names for part in re.findall(r"\w{4,}", name)}

    def tells(self, identifier: str) -> bool:
        """Whether an identifier or address holds what may not leave."""
        words = " ".join(_APART.split(identifier))
        if self._places.spans(words) or self._places.spans(identifier.replace("_", " ").replace("-", " ")):
            return True
        if self._profile.contacts == "redacted" and (_LONG_NUMBER.search(identifier) or "@" in identifier):
            return True
        if self._profile.names != "redacted":
            return False
        return any(part.casefold() in self._private for part in words.split())

    def report(self, report_id: str, report: Report | None) -> str:
        """The identifier of a report as it may leave."""
        shown = self._shown.get(report_id)
        if shown is None:
            shown = report_id
            if report is not None:
                self.learn(report.authors)
            if self._profile.for_release and self.tells(report_id):
                seed = report.text if report is not None else report_id
                shown = f"r-{hashlib.sha256(seed.encode()).hexdigest()[:12]}"
                self._log.note("identifier", "report", report_id)
            self._shown[report_id] = shown
        return shown

    def claim(self, key: str) -> str:
        """The key of a claim as it may leave, its report having been asked for before."""
        report, _, claim = key.rpartition("/")
        return f"{self._shown.get(report, report)}/{claim}"
