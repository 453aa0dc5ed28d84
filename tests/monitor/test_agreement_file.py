"""Reading agreements: what loads, and every problem named with its line and entry."""

import pytest

from trucewatch.model.errors import AgreementError
from trucewatch.monitor import check_actors, load_agreement
from trucewatch.world import World

from .conftest import DATA, SHARED, needs_shared

PORT = (DATA / "port-pause.yaml").read_text("utf-8")


def written(tmp_path, *changes):
    text = PORT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    file = tmp_path / "agreement.yaml"
    file.write_text(text, "utf-8")
    return file


def refusal(tmp_path, *changes):
    with pytest.raises(AgreementError) as caught:
        load_agreement(written(tmp_path, *changes))
    return str(caught.value)


@needs_shared
@pytest.mark.parametrize("name", ["astana-2017", "minsk-2-2015"])
def test_the_domain_agreements_load_with_their_offsets_kept(name):
    agreement = load_agreement(SHARED / f"{name}.yaml")
    moments = [o.deadline.absolute for o in agreement.obligations if o.deadline and o.deadline.absolute]
    assert any(m.endswith(("+03:00", "+02:00")) for m in moments)
    assert len(agreement.obligations) == 11


def test_dates_without_quotes_stay_the_strings_that_were_written(port):
    assert port.signed.date == "2031-03-01"
    assert port.signing_day.year == 2031


OUTLINE = "[[[-30.1, 9.9], [-29.9, 9.9], [-29.9, 10.1], [-30.1, 10.1], [-30.1, 9.9]]]"


@pytest.mark.parametrize(
    ("old", "new", "marker", "entry", "words"),
    [
        ("[shelling, air_strike", "[shelling, parade", "parade", "event_types[1]", "'parade' is no event type"),
        ("where: [port-area]", "where: [habour]", "habour", "where[0]", "no zone or line is called 'habour'"),
        ("version: radio-draft", "version: tv-draft", "tv-draft", "other_versions[0].version", "'tv-draft'"),
        ("obligation:ship:", "obligation:list:", "obligation:list:", "trigger", "hangs on itself"),
        ("obligation:ship:", "obligation:lorry:", "obligation:lorry:", "trigger", "'lorry'"),
        ('"2031-03-02T06:00+01:00", kind: at', "2031-02-01, kind: at", "kind: at", "absolute", "before the signing"),
        ("PT48H,", "PT48H, resolved: 2031-03-01,", "PT48H", "resolved", "before its trigger"),
        ("offset: PT48H", "offset: P48", "P48", "offset", "'P48'"),
        ("value: P1D", "value: soon", "value: soon", "other_versions[0]", "'soon'"),
        (
            "valid_from: 2031-03-01",
            "valid_from: 2031-03-01\n        valid_to: 2031-02-01",
            "valid_to",
            "valid_to",
            "ends",
        ),
        ("valid_from: 2031-03-01", "valid_from: 2031-13-01", "2031-13-01", "valid_from", "month"),
        ("date: 2031-02-28", "date: last winter", "last winter", "text_versions[0].date", "not an ISO date"),
        ("[-29.9, 10.1], [-30.1, 10.1]", "[-30.1, 10.1], [-29.9, 10.1]", "geometry", "geometry", "Self-intersection"),
        ("[-29.9, 10.1]", "[-29.9, 101]", "geometry", "geometry", "beyond the globe"),
        ("[-29.9, 10.1]", "[far, 10.1]", "geometry", "geometry", "cannot be read"),
        ("[-29.9, 10.1]", "[.nan, 10.1]", "geometry", "geometry", "Invalid Coordinate"),
        (OUTLINE, "[]", "geometry", "geometry", "no extent"),
        ("type: Polygon", "type: Point", "geometry", "geometry", "'Point'"),
        ("excludes: [selm-barracks]", "excludes: [selm-port]", "- id: annex-a", "versions[0]", "included and excluded"),
        ("boundary_sigma_km: 0.2", "boundary_sigma_km: -1", "sigma_km: -1", "boundary_sigma_km", "below 0"),
        ("  - id: list", "  - id: ship", "obligations:", "obligations", "'ship' stands 2 times"),
        ("tz: Etc/GMT-1\n  duration", "tz: Selm/Port\n  duration", "Selm/Port", "in_force.tz", "Selm/Port"),
        ("duration: PT72H", "duration: three days", "three days", "duration", "not an ISO 8601 offset"),
        ("defined: explicit_list", "defined: perhaps", "perhaps", "violations.defined", "none"),
        ("modality: aim", "mood: aim", "- id: talks", "modality", "required and missing"),
        ("modality: aim", "mood: aim", "mood: aim", "mood", "no such entry"),
        ("form: bilateral", "id: again\nform: bilateral", "id: again", "id", "twice"),
        ("written: true", "written: [1, 2]", "written", "written", "boolean"),
    ],
)
def test_a_problem_is_named_with_its_line_and_entry(tmp_path, old, new, marker, entry, words):
    message = refusal(tmp_path, (old, new))
    rows = PORT.replace(old, new, 1).splitlines()
    line = next(number for number, row in enumerate(rows, 1) if marker in row)
    found = [row for row in message.splitlines() if f"line {line}," in row and words in row]
    assert found, message
    assert entry in found[0]
    assert "agreement.yaml" in message


LINES = """
lines:
  - {id: a, kind: contact_line}
  - {id: b, kind: withdrawal_line, derived_from: {line: zz, offset_km: 5}}
  - {id: c, kind: withdrawal_line, derived_from: {line: a}}
  - {id: d, kind: withdrawal_line, derived_from: {line: e, offset_km: 5}}
  - {id: e, kind: withdrawal_line, derived_from: {line: d, offset_km: 5}}
obligations:"""


def test_every_problem_is_listed_at_once(tmp_path):
    message = refusal(tmp_path, ("\nobligations:", LINES), ("where: [port-area]", "where: [nowhere]"))
    assert "5 problems" in message
    for words in ("'zz'", "offset_km", "line 'd' is derived from itself", "line 'e' is derived from itself", "nowhere"):
        assert words in message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "mapping"),
        (b"- a\n- b\n", "mapping"),
        (b"a: [1, 2\nb: 3", "not YAML"),
        (b"a: &x 1\nb: *x\n", "aliases"),
        (b"a: \xff\xfe", "UTF-8"),
        (b"schema: trucewatch/agreement/0.1\n", "required and missing"),
        (b"[" * 5000, "YAML"),
        (b"a: " + b"x" * 5_000_000, "too many"),
        (b"a: \x00", "YAML"),
    ],
)
def test_what_is_no_agreement_is_refused_in_one_sentence(tmp_path, content, words):
    file = tmp_path / "bad.yaml"
    file.write_bytes(content)
    with pytest.raises(AgreementError, match=r"bad\.yaml") as caught:
        load_agreement(file)
    assert words in str(caught.value)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(AgreementError, match="cannot be read"):
        load_agreement(tmp_path / "none.yaml")


def test_actors_that_the_watch_does_not_know_are_warned_of(port, harbour):
    assert check_actors(port, harbour) == []
    warnings = check_actors(port, World((), (), ()))
    assert any("'dune-group'" in w and "excluded" in w and "exclusion" in w for w in warnings)
    assert len(warnings) == 4
