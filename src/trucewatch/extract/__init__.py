"""Reports to claims: the extractor protocol and the extractors by name."""

from trucewatch.extract.base import Extractor
from trucewatch.model.errors import ExtractionError

__all__ = ["EXTRACTORS", "Extractor", "get_extractor"]

EXTRACTORS = ("english", "rules", "llm")


def get_extractor(name: str = "english") -> Extractor:
    """The extractor of that name: "english" (the default), "rules" (rules over the parse alone) or "llm" (a language
    model behind an OpenAI-compatible endpoint, set in the environment; docs/llm.md).

    What an extractor needs is loaded only when it is asked for. Raises ExtractionError for a name that none bears.
    """
    if name == "english":
        from trucewatch.extract.english.english_extractor import EnglishExtractor

        return EnglishExtractor()
    if name == "rules":
        from trucewatch.extract.english.rules_extractor import RulesExtractor

        return RulesExtractor()
    if name == "llm":
        from trucewatch.extract.llm import LlmExtractor

        return LlmExtractor()
    raise ExtractionError(f"There is no extractor named {name!r}; use one of {', '.join(EXTRACTORS)}.")
