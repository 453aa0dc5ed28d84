"""Incidents as a GeoPackage 1.3: one layer of points, made with SQLite as the OGC standard describes it."""

import sqlite3
import struct
import tempfile
from datetime import UTC
from pathlib import Path
from typing import Any, BinaryIO, Literal

import shapely

from trucewatch.publish.exports.base import Leaving
from trucewatch.publish.exports.geojson import properties
from trucewatch.publish.exports.incident_rows import Event, events

__all__ = ["EXPORTER"]

_APPLICATION, _VERSION, _WGS84 = 0x47504B47, 10300, 4326
_WKT = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],'
    'UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]'
)
_TABLES = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY,
  organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE incidents (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom POINT, id TEXT, type TEXT, summary TEXT,
  initiators TEXT, targets TEXT, place TEXT, radius_km DOUBLE, date_start DATE, date_end DATE, reported_first DATE,
  happened BOOLEAN, standing TEXT, verdict TEXT, origins INTEGER, killed_low INTEGER, killed_high INTEGER, claims TEXT,
  publishers TEXT, upstream_license TEXT, profile TEXT);
"""
_INSERT = "INSERT INTO incidents VALUES (NULL" + ", ?" * 21 + ")"
_SYSTEMS = (
    ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian coordinate reference system"),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic coordinate reference system"),
    ("WGS 84 geodetic", _WGS84, "EPSG", _WGS84, _WKT, "longitude/latitude coordinates in decimal degrees"),
)


class _GeoPackage:
    name = "gpkg"
    suffix = "gpkg"
    title = "Incidents as GeoPackage 1.3"
    holds: Literal["claims", "view"] = "view"
    crosswalk = (
        ("incident", "a row of the layer `incidents`"),
        ("best point", "geom (POINT, EPSG:4326), NULL where not located"),
        ("everything else", "columns named as in our own schema"),
    )
    losses = (
        "The radius of a place is a column, not a shape.",
        "Lists are joined with “; ”.",
        "Propositions and their weights are reduced to the standing of the whole incident.",
    )

    def write(self, leaving: Leaving, out: BinaryIO) -> int:
        found = events(leaving)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "out.gpkg"
            _fill(path, found, leaving)
            out.write(path.read_bytes())
        return len(found)


def _fill(path: Path, found: list[Event], leaving: Leaving) -> None:
    connection = sqlite3.connect(path)
    try:
        connection.execute(f"PRAGMA application_id = {_APPLICATION}")
        connection.execute(f"PRAGMA user_version = {_VERSION}")
        connection.executescript(_TABLES)
        connection.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?,?,?,?,?,?)", _SYSTEMS)
        points = [
            (p.lon, p.lat) for e in found if (p := e.place) is not None and p.lat is not None and p.lon is not None
        ]
        bounds: tuple[float | None, ...] = (None, None, None, None)
        if points:
            west, south, east, north = shapely.MultiPoint(points).bounds
            bounds = (west, south, east, north)
        stamp = leaving.known_on.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        title = f"Incidents ({leaving.profile.name})"
        connection.execute(
            "INSERT INTO gpkg_contents VALUES ('incidents', 'features', ?, ?, ?, ?, ?, ?, ?, ?)",
            (title, leaving.setting.title, stamp, *bounds, _WGS84),
        )
        connection.execute(
            "INSERT INTO gpkg_geometry_columns VALUES ('incidents', 'geom', 'POINT', ?, 0, 0)", (_WGS84,)
        )
        for event in found:
            values = [_value(v) for v in properties(event, leaving).values()]
            connection.execute(_INSERT, (_point(event), *values))
        connection.commit()
        connection.execute("VACUUM")
    finally:
        connection.close()


def _value(value: Any) -> Any:
    return "; ".join(map(str, value)) if isinstance(value, list) else value


def _point(event: Event) -> bytes | None:
    place = event.place
    if place is None or place.lat is None or place.lon is None:
        return None
    head = b"GP" + struct.pack("<BBi", 0, 1, _WGS84)
    return head + shapely.to_wkb(shapely.Point(place.lon, place.lat), byte_order=1)


EXPORTER = _GeoPackage()
