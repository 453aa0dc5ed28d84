"""Which language a report is in, or None where that is not sure enough: an unread report beats a misread one."""

from functools import cache
from itertools import islice

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from trucewatch.ingest.model_files import check_model

__all__ = ["LANGUAGES", "detect_language", "language_of"]

LANGUAGES = (
    "am ar az bn bs ckb da de el en es fa fi fr ha he hi hr hu hy id it ja ka ku ky ms my ne nl no pl ps pt ro ru "
    "si so sr sv sw ta th tr uk ur uz vi zh"
).split()
"""ISO 639-1 codes (and ckb) that a report may be said to be in: those in which conflicts are reported."""

_SAMPLE = 600
"""Characters that are looked at from the start of a text, and as many from its middle on."""

_FEWEST_LETTERS = 25
_FLOOR = 0.9


@cache
def _identifier() -> LanguageIdentifier:
    check_model("py3langid")
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([code for code in LANGUAGES if code in identifier.labels])
    return identifier


def language_of(text: str) -> tuple[str, float] | None:
    """The text's main language as an ISO 639-1 code with the confidence in it, from 0 to 1; None for very short text or
    where the guess is weak."""
    sample = text if len(text) <= 2 * _SAMPLE else f"{text[:_SAMPLE]} {text[len(text) // 2 :][:_SAMPLE]}"
    if sum(1 for _ in islice(filter(str.isalpha, sample), _FEWEST_LETTERS)) < _FEWEST_LETTERS:
        return None
    language, confidence = _identifier().classify(sample)
    return (str(language), round(float(confidence), 4)) if confidence >= _FLOOR else None


def detect_language(text: str) -> str | None:
    """The text's main language as an ISO 639-1 code; None for very short text or where the guess is weak."""
    found = language_of(text)
    return found[0] if found else None
