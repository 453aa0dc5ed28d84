"""Every format is read back by its own library or checked against its own schema."""

import csv
import io
import json
import sqlite3
import warnings
import zipfile
from pathlib import Path
from typing import Any

import pytest
import shapely
from lxml import etree
from tamesna import make_view, spoken
from tamesna_claims import CLAIMS

from trucewatch.model import View
from trucewatch.model.errors import ConfigError, InputError
from trucewatch.publish.exports import Licences, exporters, get_exporter, leaving_claims, leaving_view
from trucewatch.publish.exports.acled import COLUMNS as ACLED
from trucewatch.publish.exports.claim_rows import COLUMNS, table_schema
from trucewatch.publish.exports.ucdp import COLUMNS as UCDP
from trucewatch.publish.release import shipped_profile

DOCS = Path(__file__).parents[2] / "docs" / "exports.md"


def written(name: str, view: View | None = None, profile: str = "public", licences: Licences | None = None) -> bytes:
    view = view or make_view()
    leaving = leaving_view(view, shipped_profile(profile), leaves=view.known_on, licences=licences or Licences())
    out = io.BytesIO()
    get_exporter(name).write(leaving, out)
    return out.getvalue()


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


@pytest.mark.parametrize("name", list(exporters()))
def test_the_same_view_gives_the_same_bytes(name: str) -> None:
    assert written(name) == written(name)


@pytest.mark.parametrize("name", list(exporters()))
def test_an_empty_watch_still_gives_a_whole_file(name: str) -> None:
    empty = make_view(
        reports={}, copies=(), claims={}, incidents=(), findings=(), obligations=(), holdings=(), unread=()
    )
    assert written(name, empty) is not None


def test_every_format_is_documented_with_its_crosswalk_and_its_losses() -> None:
    page = DOCS.read_text("utf-8")
    for exporter in exporters().values():
        assert f"## {exporter.title}" in page
        for ours, theirs in exporter.crosswalk:
            assert f"| {ours} | {theirs} |" in page, (exporter.name, ours)
        for loss in exporter.losses:
            assert f"- {loss}" in page, (exporter.name, loss)


def test_an_unknown_format_names_those_that_there_are() -> None:
    with pytest.raises(InputError, match="geojson"):
        get_exporter("shapefile")


def test_claims_as_csv_fit_their_table_schema() -> None:
    import frictionless

    found = rows(written("csv"))
    assert {row["key"] for row in found} == {c.key for c in CLAIMS}
    denied = next(row for row in found if row["key"] == "beacon-0504/c4")
    assert (denied["polarity"], denied["links"]) == ("denied", "denies:c3")
    resource = frictionless.Resource(
        data=written("csv"), format="csv", schema=frictionless.Schema.from_descriptor(table_schema())
    )
    assert resource.validate().valid


@pytest.mark.parametrize("profile", ["public", "partners", "internal"])
def test_claims_of_a_recording_say_when_they_are_heard(profile: str) -> None:
    reports = spoken()
    half = len(reports["beacon-0504"].text) // 2
    due = {c.key: "00:00:03" if c.trigger.start < half else "00:12:31" for c in CLAIMS if c.report == "beacon-0504"}
    assert len(set(due.values())) == 2
    content = written("csv", make_view(reports=reports), profile)
    found = {row["key"]: row["heard_at"] for row in rows(content)}
    assert {key: heard for key, heard in found.items() if heard} == due
    assert b"Oldweather" not in content


def test_claims_as_parquet_hold_the_same_as_csv() -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(io.BytesIO(written("parquet")))
    assert table.column_names == [name for name, _, _ in COLUMNS]
    found = table.to_pylist()
    for row, as_text in zip(found, rows(written("csv")), strict=True):
        assert {k: "" if v is None else str(v) for k, v in row.items()} == as_text


def test_geojson_is_geojson_and_the_coordinates_are_longitude_first() -> None:
    body = json.loads(written("geojson"))
    assert body["type"] == "FeatureCollection"
    located = [f for f in body["features"] if f["geometry"] is not None]
    assert located
    assert len(located) < len(body["features"])
    for feature in located:
        point = shapely.geometry.shape(feature["geometry"])
        assert 13 < point.x < 16
        assert 20 < point.y < 23


def test_acled_has_its_31_columns_and_only_its_own_words() -> None:
    assert len(ACLED) == 31
    found = rows(written("acled"))
    assert found
    assert all(len(row) == 31 and None not in row for row in found)
    assert {row["event_type"] for row in found} <= {
        "Battles",
        "Explosions/Remote violence",
        "Violence against civilians",
        "Strategic developments",
    }
    ids = {row["event_id_cnty"] for row in found}
    assert "T-5" not in ids
    assert "T-11" not in ids


def test_ucdp_has_its_49_columns(shared: Path) -> None:
    assert len(UCDP) == 49
    with (shared / "gold" / "ucdp-syria-sample.csv").open(encoding="utf-8") as file:
        known = next(csv.reader(file))
    assert set(known) <= set(UCDP)
    for row in rows(written("ucdp")):
        assert len(row) == 49
        assert None not in row
        assert row["where_prec"] in {"1", "2", "3", "4", "5", "6", "7"}
        assert row["deaths_unknown"] == row["best"]


def test_hxl_reads_its_hashtags() -> None:
    hxl = pytest.importorskip("hxl")
    data = hxl.data(list(csv.reader(io.StringIO(written("hxl").decode(), newline=""))))
    assert "#geo+lat" in data.display_tags
    assert len(list(data)) == len(make_view().incidents)


def test_stix_is_valid_2_1() -> None:
    stix2 = pytest.importorskip("stix2")
    body = json.loads(written("stix"))
    for item in body["objects"]:
        parsed = stix2.parse(item, allow_custom=False, version="2.1")
        assert parsed.id == item["id"]
    ids = [item["id"] for item in body["objects"]]
    assert len(ids) == len(set(ids))
    known = set(ids)
    for item in body["objects"]:
        for ref in item.get("object_refs", []):
            assert ref in known
    opinions = [item for item in body["objects"] if item["type"] == "opinion"]
    assert {o["opinion"] for o in opinions} >= {"strongly-agree", "strongly-disagree"}


def test_claimreview_has_what_schema_org_asks_for() -> None:
    content = written("claimreview")
    assert b"<script" not in content
    body = json.loads(content)
    assert body["@context"] == "https://schema.org"
    for review in body["@graph"]:
        assert {"claimReviewed", "itemReviewed", "reviewRating", "author", "datePublished"} <= set(review)
        assert review["reviewRating"]["alternateName"]


def test_followthemoney_takes_every_entity() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ftm = pytest.importorskip("followthemoney")
        entities = [json.loads(line) for line in written("ftm").splitlines()]
        ids = {entity["id"] for entity in entities}
        for entity in entities:
            proxy = ftm.model.get_proxy(entity, cleaned=False)
            assert proxy.schema.name == entity["schema"]
            for name, values in entity["properties"].items():
                assert proxy.get(name), (entity["schema"], name, values)
                if name in {"involved", "proof", "addressEntity"}:
                    assert set(values) <= ids


def test_icalendar_reads_the_deadlines() -> None:
    icalendar = pytest.importorskip("icalendar")
    found = icalendar.Calendar.from_ical(written("ics"))
    days = {event.decoded("dtstart").isoformat() for event in found.walk("VEVENT")}
    assert {"2031-05-18", "2031-05-22"} <= days


def test_kml_places_what_is_located_and_shows_markup_as_text() -> None:
    root = etree.fromstring(written("kml"))
    space = {"k": "http://www.opengis.net/kml/2.2"}
    marks = root.findall(".//k:Placemark", space)
    assert len(marks) == len(make_view().incidents)
    points = root.findall(".//k:Point/k:coordinates", space)
    assert 0 < len(points) < len(marks)
    assert not [e for e in root.iter() if etree.QName(e).localname in {"script", "img"}]


def test_geopackage_holds_the_tables_of_the_standard(tmp_path: Path) -> None:
    path = tmp_path / "incidents.gpkg"
    path.write_bytes(written("gpkg"))
    with sqlite3.connect(path) as base:
        assert base.execute("PRAGMA application_id").fetchone() == (0x47504B47,)
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert base.execute("PRAGMA foreign_key_check").fetchall() == []
        (layer,) = base.execute("SELECT table_name, data_type, srs_id FROM gpkg_contents").fetchall()
        assert layer == ("incidents", "features", 4326)
        points = base.execute("SELECT geom FROM incidents WHERE geom IS NOT NULL").fetchall()
    base.close()
    assert points
    for (blob,) in points:
        assert blob[:2] == b"GP"
        assert shapely.from_wkb(blob[8:]).geom_type == "Point"


def test_plover_uses_its_types_and_keeps_who_denies() -> None:
    found = [json.loads(line) for line in written("plover").splitlines()]
    assert {event["status"]["polarity"] for event in found} == {"affirmed", "denied"}
    assert all(event["event_type"].isupper() for event in found)


def test_the_data_package_is_valid(tmp_path: Path) -> None:
    import frictionless

    with zipfile.ZipFile(io.BytesIO(written("datapackage"))) as package:
        package.extractall(tmp_path)
    report = frictionless.Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])
    assert (tmp_path / "LICENSE.md").read_text("utf-8").startswith("# Licence")


def test_formulas_and_hidden_marks_do_not_act_in_any_table() -> None:
    view = make_view()
    evil = '=HYPERLINK("http://x.example","y")\u202e'
    claim = view.claims["beacon-0505/c1"].model_copy(update={"source": (evil,), "initiators": ()})
    odd = view.model_copy(update={"claims": {**view.claims, claim.key: claim}})
    for name in ("csv", "datapackage", "hxl", "acled", "ucdp"):
        content = written(name, odd, "internal")
        texts = [content]
        if name == "datapackage":
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                texts = [package.read(n) for n in package.namelist() if n.endswith(".csv")]
        for text in texts:
            assert "\u202e".encode() not in text
            for row in csv.reader(io.StringIO(text.decode(), newline="")):
                assert not any(cell[:1] in "=@+\t\r" for cell in row if cell), row


class TestLicences:
    @pytest.fixture
    def licences(self, tmp_path: Path) -> Licences:
        text = "licences: {voice: CC-BY-4.0, quietwatch: no-redistribution}\n"
        (tmp_path / "licences.yaml").write_text(text, "utf-8")
        return Licences.load(tmp_path, make_view().setting)

    def test_each_record_names_its_upstream_licence(self, licences: Licences) -> None:
        found = {row["report"]: row["upstream_license"] for row in rows(written("csv", licences=licences))}
        assert found["voice-0505"] == "CC-BY-4.0"
        assert found["beacon-0504"] == "unknown"

    @pytest.mark.parametrize("name", list(exporters()))
    @pytest.mark.parametrize("profile", ["public", "internal"])
    def test_what_must_not_be_passed_on_is_in_no_format(self, licences: Licences, name: str, profile: str) -> None:
        content = written(name, profile=profile, licences=licences)
        if name == "datapackage":
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                content = b"".join(package.read(n) for n in package.namelist())
        assert b"quiet-0505" not in content

    def test_a_filter_keeps_only_the_named_licences(self, tmp_path: Path, licences: Licences) -> None:
        only = Licences(licences.by_publisher, frozenset({"cc-by-4.0"}))
        assert {row["report"] for row in rows(written("csv", licences=only))} == {"voice-0505", "voice-0508"}

    def test_a_broken_file_is_refused_in_one_sentence(self, tmp_path: Path) -> None:
        (tmp_path / "licences.yaml").write_text("[1, 2", "utf-8")
        with pytest.raises(ConfigError, match=r"licences\.yaml"):
            Licences.load(tmp_path, make_view().setting)


def test_claims_stream_without_a_view_and_say_the_same() -> None:
    view = make_view()

    def streamed() -> Any:
        yield from view.claims.values()

    leaving = leaving_claims(
        view.setting,
        streamed(),
        view.reports,
        shipped_profile(),
        known_on=view.known_on,
        leaves=view.known_on,
        licences=Licences(),
    )
    out = io.BytesIO()
    assert get_exporter("csv").write(leaving, out) == len(view.claims)
    assert rows(out.getvalue()) == rows(written("csv"))
