"""What docs/quality.md says behind the totals: types, classes and kinds of error, counted right."""

from collections import Counter
from pathlib import Path

from bench.calibration import Reading, curve, errors, fit
from bench.errors import KINDS, classes, tally, types, worst
from bench.quality import PAGE, between

from trucewatch.extract.scoring import agreement, load_gold
from trucewatch.model import Mode

GOLD = load_gold(Path(__file__).parent.parent / "gold")


def test_the_coded_claims_make_no_error_against_themselves() -> None:
    total: Counter[str] = Counter()
    for doc in GOLD:
        total.update(tally(doc, doc.claims))
    assert {kind: n for kind, n in total.items() if n} == {}
    assert all(all(agreement(claim, claim).values()) for doc in GOLD for claim in doc.claims)


def test_each_change_is_counted_as_its_own_kind() -> None:
    doc = GOLD[0]
    actual = next(claim for claim in doc.claims if claim.mode is Mode.ACTUAL)
    changed = actual.model_copy(update={"mode": Mode.PLANNED, "initiators": ()})
    claims = [changed if claim is actual else claim for claim in doc.claims]
    found = {kind: n for kind, n in tally(doc, claims).items() if n}
    assert found == ({"mode": 1, "initiators missing": 1} if actual.initiators else {"mode": 1})
    assert worst([doc], {doc.report.id: claims})[0][1] == 1
    rows = classes([doc], {doc.report.id: claims})
    assert rows["mode actual"][0] - rows["mode actual"][2] == 1


def test_a_claim_left_out_is_missed_and_one_too_many_is_surplus() -> None:
    doc = GOLD[0]
    assert tally(doc, doc.claims[1:])["missed"] + tally(doc, doc.claims[1:])["link"] >= 1
    kind = doc.claims[0].type.value
    coded, given, hit = types([doc], {doc.report.id: doc.claims[1:]})[kind]
    assert coded == given + 1 == hit + 1
    assert set(tally(doc, doc.claims)) <= KINDS.keys()


def test_confidence_that_holds_has_no_error_and_one_that_boasts_has() -> None:
    readings = [Reading("mode", "modal:will", n % 4 != 0, True) for n in range(400)]
    known = fit(readings)
    assert errors(known, readings)["mode"][3] < 0.02
    points = [(0.95, n % 2 == 0) for n in range(200)]
    slope, shift = curve(points)
    assert slope * 2.944 + shift < 0.3, "a model that is right half the time is no longer taken at its word"


def test_a_part_of_the_page_is_replaced_and_a_missing_marker_leaves_it_alone() -> None:
    assert between("a <s> old <e> b", "<s>", "<e>", "new") == "a <s>\n\nnew\n<e> b"
    assert between("a b", "<s>", "<e>", "new") == "a b"
    text = PAGE.read_text("utf-8")
    for name in ("types", "classes", "confidence", "errors"):
        assert f"<!-- {name}: python -m bench quality -->" in text
        assert f"<!-- end of {name} -->" in text
