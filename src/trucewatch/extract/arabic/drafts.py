"""The claims in the making of the Arabic stages."""

from trucewatch.extract import drafting
from trucewatch.extract.arabic.acts import Attribution
from trucewatch.extract.arabic.tokens import Token

__all__ = ["Draft"]

Draft = drafting.Draft[Token, Attribution]
