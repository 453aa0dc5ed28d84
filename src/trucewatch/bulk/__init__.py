"""Archives: the same extraction and the same grouping over more than one machine holds (docs/scale.md)."""

from trucewatch.bulk.extracting import Extraction, extract_archives
from trucewatch.bulk.manifest import Manifest
from trucewatch.bulk.running import On

__all__ = ["Extraction", "Manifest", "On", "extract_archives"]
