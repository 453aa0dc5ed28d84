"""Bytes in, reports out: one module a format, plus page furniture, language and copies."""

from trucewatch.ingest.base import Format, Ingested, Record
from trucewatch.ingest.boilerplate import boilerplate_spans
from trucewatch.ingest.copies import CopyIndex, find_copies
from trucewatch.ingest.formats import FORMATS
from trucewatch.ingest.language import detect_language
from trucewatch.ingest.origins import StatedOrigin, origin_of
from trucewatch.ingest.reading import is_address, read

__all__ = [
    "FORMATS",
    "CopyIndex",
    "Format",
    "Ingested",
    "Record",
    "StatedOrigin",
    "boilerplate_spans",
    "detect_language",
    "find_copies",
    "is_address",
    "origin_of",
    "read",
]
