"""The claims in the making of the Russian stages."""

from trucewatch.extract import drafting
from trucewatch.extract.russian.pipeline import Word
from trucewatch.extract.russian.speech import Attribution

__all__ = ["Draft"]

Draft = drafting.Draft[Word, Attribution]
