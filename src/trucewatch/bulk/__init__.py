"""Archives: the same extraction and the same grouping over more than one machine holds (docs/scale.md)."""

from trucewatch.bulk.assessing import Assessment, Grouped, assess_archive
from trucewatch.bulk.extracting import Extraction, extract_archives
from trucewatch.bulk.manifest import Manifest
from trucewatch.bulk.running import On

__all__ = ["Assessment", "Extraction", "Grouped", "Manifest", "On", "assess_archive", "extract_archives"]
