"""Claims by a language model: of any OpenAI-compatible endpoint; what the text does not bear out is refused."""

from trucewatch.extract.llm.endpoint import Endpoint
from trucewatch.extract.llm.extractor import LlmExtractor

__all__ = ["Endpoint", "LlmExtractor"]
