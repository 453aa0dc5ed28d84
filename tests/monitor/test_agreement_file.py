"""Reading agreements: what loads, and every problem named with its line and entry."""

import pytest

from trucewatch.model.errors import AgreementError
from trucewatch.monitor import check_actors, check_agreement, load_agreement
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


def test_every_problem_is_listed_at_once_also_behind_what_the_schema_refuses(tmp_path):
    file = written(
        tmp_path,
        ("modality: aim", "mood: aim"),
        ("where: [port-area]", "where: [habour]"),
        ("version: radio-draft", "version: tv-draft"),
        ("obligation:ship:", "obligation:list:"),
        ("offset: PT48H", "offset: 48"),
    )
    checked = check_agreement(file)
    assert checked.agreement is None
    said = [(p.entry, p.message) for p in checked.problems]
    wanted = ("modality", "mood", "where[0]", "other_versions[0].version", "deadline.trigger", "deadline.offset")
    for entry in wanted:
        assert any(e.endswith(entry) for e, _ in said), (entry, said)
    lines = file.read_text("utf-8").splitlines()
    for problem in checked.problems:
        if problem.entry.endswith("where[0]"):
            assert "habour" in lines[problem.line - 1]
    assert [p.line for p in checked.problems] == sorted(p.line for p in checked.problems)


def test_entries_after_one_that_is_left_out_keep_their_own_lines(tmp_path):
    file = written(tmp_path, ("modality: must_not", "modality: must not"), ("event:last_ship_left", "obligation:lorry"))
    found = {p.entry: p.line for p in check_agreement(file).problems}
    rows = file.read_text("utf-8").splitlines()
    assert "must not" in rows[found["obligations[0].modality"] - 1]
    assert "lorry" in rows[found["obligations[3].deadline.trigger"] - 1]


BROKEN_LINES = """lines:
  - {id: front, kind: contact_line}
  - {id: w1, kind: withdrawal_line, derived_from: {offset_km: 25}}
  - {id: w2, kind: withdrawal_line, derived_from: {line: fronts, offset_km: 25}}
  - {id: w3, kind: withdrawal_line, derived_from: {line: front, offset: 25}}
  - {id: w4, kind: withdrawal_line, derived_from: {line: w5, offset_km: 5}}
  - {id: w5, kind: withdrawal_line, derived_from: {line: w4, offset_km: 5}}
obligations:
"""


def test_lines_without_a_baseline_offsets_without_units_and_rings_are_named(tmp_path):
    checked = check_agreement(written(tmp_path, ("obligations:\n", BROKEN_LINES)))
    said = {p.entry: p.message for p in checked.problems}
    assert "needs a baseline" in said["lines[1].derived_from"]
    assert "'fronts'" in said["lines[2].derived_from"]
    assert "states no unit" in said["lines[3].derived_from"]
    assert "derived from itself" in said["lines[4].derived_from"]


def test_actors_that_a_watch_does_not_know_are_problems_with_their_lines(tmp_path):
    file = written(tmp_path)
    assert check_agreement(file).problems == ()
    checked = check_agreement(file, {"north-army", "dune-group"})
    assert [p.entry for p in checked.problems] == ["participants[1].actor"]
    assert "'south-army'" in checked.problems[0].message
    assert checked.agreement is None


def test_a_trigger_that_is_not_understood_is_a_notice_and_no_deadline(tmp_path):
    checked = check_agreement(written(tmp_path, ('"obligation:ship:completed"', "tomorrow")))
    assert checked.problems == ()
    assert any("'tomorrow' is no trigger" in n.message for n in checked.notices)


@pytest.mark.parametrize("text", ["", "[]", "schema: x", "a: b: c", "signed: {date: [1]}\nin_force: {}"])
def test_a_file_that_is_no_agreement_is_refused_with_what_is_missing(tmp_path, text):
    file = tmp_path / "odd.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(AgreementError, match=r"odd\.yaml"):
        load_agreement(file)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("type: Polygon", "type: [Polygon]"),
        ("  duration: PT72H", "  phases: [{id: p, from: 2031-03-02, zone: [port-area, nowhere]}]\n  duration: PT72H"),
        ("  duration: PT72H", "  phases: [{id: p, from: 2031-03-02, binds: {a: 1}}]\n  duration: PT72H"),
        ("  duration: PT72H", "  ended: [{zone: [x], date: 2031-03-04}]\n  duration: PT72H"),
    ],
)
def test_values_of_an_odd_kind_are_problems_and_no_crash(tmp_path, old, new):
    assert check_agreement(written(tmp_path, (old, new))).problems
