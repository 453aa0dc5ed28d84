"""Everything tabular as one Frictionless data package: a ZIP of CSV files with their schemas, codebook and licence."""

import io
import json
import zipfile
from importlib.resources import files
from typing import Any, BinaryIO, Literal

from trucewatch._version import __version__
from trucewatch.model import CODEBOOK_VERSION
from trucewatch.publish.exports.base import Leaving
from trucewatch.publish.exports.cells import write_csv
from trucewatch.publish.exports.claim_rows import COLUMNS, claim_rows, table_schema
from trucewatch.publish.exports.geojson import properties
from trucewatch.publish.exports.incident_rows import events

__all__ = ["EXPORTER"]

_OWN_LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Own coding: CC BY 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
_MOMENT = (1980, 1, 1, 0, 0, 0)
_INCIDENTS: tuple[tuple[str, str], ...] = (
    ("id", "string"),
    ("type", "string"),
    ("summary", "string"),
    ("initiators", "string"),
    ("targets", "string"),
    ("place", "string"),
    ("lat", "number"),
    ("lon", "number"),
    ("radius_km", "number"),
    ("date_start", "date"),
    ("date_end", "date"),
    ("reported_first", "date"),
    ("happened", "boolean"),
    ("standing", "string"),
    ("verdict", "string"),
    ("origins", "integer"),
    ("killed_low", "integer"),
    ("killed_high", "integer"),
    ("claims", "string"),
    ("publishers", "string"),
    ("upstream_license", "string"),
    ("profile", "string"),
)


class _DataPackage:
    name = "datapackage"
    suffix = "zip"
    title = "Claims and incidents as a Frictionless data package (ZIP)"
    holds: Literal["claims", "view"] = "view"
    crosswalk = (
        ("claims", "claims.csv, in our own schema"),
        ("incidents", "incidents.csv"),
        ("codebook", "codebook.yaml"),
        ("profile, licence", "datapackage.json, LICENSE.md"),
    )
    losses = (
        "What the CSV and GeoJSON exports lose.",
        "Obligations, holdings and the six tests of each finding are left out.",
    )

    def write(self, leaving: Leaving, out: BinaryIO) -> int:
        claims, incidents = io.BytesIO(), io.BytesIO()
        number = write_csv(claims, [name for name, _, _ in COLUMNS], claim_rows(leaving))
        write_csv(incidents, [name for name, _ in _INCIDENTS], _incident_rows(leaving))
        parts = {
            "datapackage.json": json.dumps(_description(leaving), ensure_ascii=False, indent=1).encode() + b"\n",
            "claims.csv": claims.getvalue(),
            "incidents.csv": incidents.getvalue(),
            "codebook.yaml": files("trucewatch.model").joinpath("codebook.yaml").read_bytes(),
            "LICENSE.md": _licence(leaving).encode(),
        }
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            for name, content in parts.items():
                entry = zipfile.ZipInfo(name, date_time=_MOMENT)
                entry.compress_type = zipfile.ZIP_DEFLATED
                package.writestr(entry, content)
        return number


def _incident_rows(leaving: Leaving) -> list[list[Any]]:
    rows = []
    for event in events(leaving):
        values = properties(event, leaving)
        values |= {
            "lat": event.place.lat if event.place else None,
            "lon": event.place.lon if event.place else None,
            "happened": "true" if event.incident.mode_actual else "false",
        }
        rows.append([_joined(values[name]) for name, _ in _INCIDENTS])
    return rows


def _joined(value: Any) -> Any:
    return " | ".join(map(str, value)) if isinstance(value, list) else value


def _description(leaving: Leaving) -> dict[str, Any]:
    fields = [{"name": name, "type": kind} for name, kind in _INCIDENTS]
    incidents = {"fields": fields, "primaryKey": ["id"], "missingValues": [""]}
    return {
        "name": leaving.setting.id,
        "title": leaving.setting.title,
        "description": f"Release profile {leaving.profile.name}: {leaving.profile.title}. "
        f"Known on {leaving.known_on.isoformat()}; codebook {CODEBOOK_VERSION}; made by Trucewatch {__version__}.",
        "profile": "tabular-data-package",
        "licenses": [_OWN_LICENCE],
        "resources": [_resource("claims", table_schema()), _resource("incidents", incidents)],
    }


def _resource(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _licence(leaving: Leaving) -> str:
    found = sorted({leaving.licence_of(key) for key in leaving.reports})
    upstream = "".join(f"- {licence}\n" for licence in found)
    return (
        "# Licence\n\nThe coding in these files (types, status, places, findings) is under CC BY 4.0. The words of "
        "others in them, such as triggers and names of speakers, are short quotations from reports under their own "
        f"licences, named in each record as `upstream_license`:\n\n{upstream}"
    )


EXPORTER = _DataPackage()
