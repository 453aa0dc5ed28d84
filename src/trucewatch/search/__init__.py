"""Full-text search over what a watch holds: a projection beside the ledger, which can be made anew at any time."""

from trucewatch.search.base import Candidate, Index
from trucewatch.search.documents import KINDS, Document, Kind
from trucewatch.search.finding import Found, Hit, Search
from trucewatch.search.opening import forget_words, index_of
from trucewatch.search.query import Query, read_query
from trucewatch.search.snippet import Piece
from trucewatch.search.syncing import synced
from trucewatch.search.texts import LedgerTexts, Texts, ViewTexts

__all__ = [
    "KINDS",
    "Candidate",
    "Document",
    "Found",
    "Hit",
    "Index",
    "Kind",
    "LedgerTexts",
    "Piece",
    "Query",
    "Search",
    "Texts",
    "ViewTexts",
    "forget_words",
    "index_of",
    "read_query",
    "synced",
]
