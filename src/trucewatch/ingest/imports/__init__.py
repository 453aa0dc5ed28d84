"""Other people's data as claims of theirs: one module a dataset."""

from trucewatch.ingest.imports.base import IMPORTERS, Importer, import_file

__all__ = ["IMPORTERS", "Importer", "import_file"]
