"""Every report to the extractor of its language: what a watch reads with unless it is told otherwise."""

from functools import cached_property

from trucewatch.extract.base import Extractor
from trucewatch.model import Claim, Report
from trucewatch.model.errors import ExtractionError
from trucewatch.world import World

__all__ = ["ByLanguage"]


class ByLanguage:
    """English and Arabic always; Russian where what it needs is installed (`pip install trucewatch[ru]`). A report
    whose language is not known is read as English."""

    name = "default"

    @cached_property
    def _readers(self) -> dict[str, Extractor]:
        from trucewatch.extract.arabic.extractor import ArabicExtractor
        from trucewatch.extract.english.english_extractor import EnglishExtractor
        from trucewatch.extract.russian.extractor import RussianExtractor

        readers: dict[str, Extractor] = {"en": EnglishExtractor(), "ar": ArabicExtractor()}
        try:
            readers["ru"] = RussianExtractor()
        except ExtractionError:
            # Not installed: Russian reports are kept and listed as unread.
            return readers
        return readers

    @property
    def languages(self) -> frozenset[str]:
        """The languages that can be read here."""
        return frozenset(self._readers)

    @property
    def version(self) -> str:
        """The versions of all that read here."""
        return ", ".join(reader.version for reader in self._readers.values())

    def extract(self, report: Report, world: World) -> list[Claim]:
        """The claims of a report by the extractor of its language; [] where none reads it."""
        reader = self._readers.get(report.language or "en")
        return reader.extract(report, world) if reader is not None else []
