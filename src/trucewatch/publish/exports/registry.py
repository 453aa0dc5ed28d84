"""Every format there is, by its name."""

from functools import cache
from importlib import import_module

from trucewatch.model.errors import InputError
from trucewatch.publish.exports.base import Exporter

__all__ = ["exporters", "get_exporter"]

_MODULES = (
    "claims_csv",
    "claims_parquet",
    "geojson",
    "acled",
    "ucdp",
    "hxl_csv",
    "stix",
    "claimreview",
    "ftm",
    "calendar",
    "kml",
    "geopackage",
    "plover",
    "datapackage",
)


@cache
def exporters() -> dict[str, Exporter]:
    """The formats by name, in the order in which they are listed."""
    found = [import_module(f"trucewatch.publish.exports.{name}").EXPORTER for name in _MODULES]
    return {exporter.name: exporter for exporter in found}


def get_exporter(name: str) -> Exporter:
    """A format by name. InputError, with the names that there are, for an unknown one."""
    exporter = exporters().get(name.casefold())
    if exporter is None:
        raise InputError(f'There is no export format "{name}"; there are {", ".join(exporters())}.')
    return exporter
