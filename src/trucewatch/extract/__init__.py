"""Reports to claims: the extractor protocol and the extractors by name."""

from trucewatch.extract.base import Extractor
from trucewatch.model.errors import ExtractionError

__all__ = ["EXTRACTORS", "Extractor", "get_extractor"]

EXTRACTORS = ("default", "english", "rules", "russian", "arabic", "llm")


def get_extractor(name: str = "default") -> Extractor:
    """The extractor of that name: "default" (by the report's language), "english" (tagger and rules), "rules" (English
    by rules over the parse alone), "russian" (needs the extra [ru]), "arabic" or "llm" (a language model behind an
    OpenAI-compatible endpoint, set in the environment; docs/llm.md).

    What an extractor needs is loaded only when it is asked for. Raises ExtractionError for a name that none bears, or
    where what the extractor needs is not installed.
    """
    if name == "default":
        from trucewatch.extract.by_language import ByLanguage

        return ByLanguage()
    if name == "english":
        from trucewatch.extract.english.english_extractor import EnglishExtractor

        return EnglishExtractor()
    if name == "rules":
        from trucewatch.extract.english.rules_extractor import RulesExtractor

        return RulesExtractor()
    if name == "russian":
        from trucewatch.extract.russian.extractor import RussianExtractor

        return RussianExtractor()
    if name == "arabic":
        from trucewatch.extract.arabic.extractor import ArabicExtractor

        return ArabicExtractor()
    if name == "llm":
        from trucewatch.extract.llm import LlmExtractor

        return LlmExtractor()
    raise ExtractionError(f"There is no extractor named {name!r}; use one of {', '.join(EXTRACTORS)}.")
