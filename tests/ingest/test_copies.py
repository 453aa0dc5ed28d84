import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.ingest import boilerplate_spans, find_copies
from trucewatch.model import Report

ROOT = Path(__file__).parent.parent.parent

WIRE = (
    "Shells fired from the ridge above Dusthill killed four people in the market on Monday, the valley monitors said. "
    "The monitors said the shells came from positions that the Northern Brigade has held since the truce of Port Aldo. "
    "A spokesman for the brigade denied it and said that its guns had been silent for nine days. "
    "The governor of the province called on the guarantors to send observers to the ridge before the talks resume. "
    "More than three thousand people have left the town since the fighting began in the spring."
)
OWN = (
    "Four people died in Dusthill on Monday when the market was hit, a doctor at the town's clinic told this paper. "
    "Traders carried the dead to the river road because the ambulance had no fuel. "
    "Our reporter counted eleven craters, most of them small. Nobody could say who had fired."
)


def report(name: str, text: str, published: date | None = date(2017, 5, 8), **fields) -> Report:
    return Report(id=name, text=text, published=published, boilerplate=boilerplate_spans(text), **fields)


def pairs(*reports: Report) -> list[tuple[str, str, str]]:
    return [(copy.a, copy.b, copy.kind) for copy in find_copies(reports)]


def test_the_same_text_is_a_copy_of_the_earlier():
    [copy] = find_copies([report("late", WIRE, date(2017, 5, 9)), report("early", WIRE)])
    assert (copy.a, copy.b, copy.kind, copy.shared) == ("early", "late", "copy", 1.0)
    assert "100% of the words" in copy.reason


def test_an_edited_and_extended_text_is_a_copy():
    edited = WIRE.replace("on Monday, the valley monitors said", "Monday, according to the valley monitors")
    edited = f"Carnage in the market\n\n{edited.replace('nine', '9')} {OWN}"
    assert pairs(report("a", WIRE), report("b", edited)) == [("a", "b", "copy")]


def test_a_quoted_passage_is_partial():
    passage = WIRE.split(". ")[2]
    assert pairs(report("a", WIRE), report("b", f"{OWN} {passage}. The clinic closed at dusk.")) == [
        ("a", "b", "partial")
    ]


LONG = " ".join(f"Cart {n} brought flour and {n + 3} blankets over the pass of village {n * 7}." for n in range(60))
OTHER = " ".join(f"Market {n} sold {n + 9} sheep to the traders of the lower town {n * 5}." for n in range(60))
STATEMENT = (
    "We hold every post that we held on the day of the signing, we have lost none and taken none, and whoever says "
    "that our guns spoke this week should bring the shells to the observers, who may come to the ridge on any day"
)
FORMULA = (
    "The valley monitors gather what they publish from teachers, nurses and traders in forty villages on both banks"
)


def test_a_long_quotation_in_two_long_texts_is_partial():
    a, b = (report(name, f"{text} {STATEMENT}. {text[:200]}") for name, text in (("a", LONG), ("b", OTHER)))
    assert pairs(a, b) == [("a", "b", "partial")]


def test_a_standing_sentence_in_two_long_texts_is_no_copy():
    assert pairs(report("a", f"{LONG} {FORMULA}."), report("b", f"{OTHER} {FORMULA}.")) == []


def test_a_text_told_in_another_order_is_a_copy():
    sentences = WIRE.split(". ")
    assert pairs(report("a", WIRE), report("b", ". ".join([*sentences[2:], *sentences[:2]]))) == [("a", "b", "copy")]


def test_a_text_without_its_page_is_a_copy_of_the_one_with_it():
    assert pairs(report("a", f"{WIRE} {FURNITURE}"), report("b", WIRE)) == [("a", "b", "copy")]


def test_two_reports_of_one_event_are_no_copies():
    assert pairs(report("a", WIRE), report("b", OWN)) == []


FURNITURE = (
    "Support us today. Your donation keeps our reporters on the road. Follow us on Facebook. Sign up for news. "
    "Copyright The Valley Lens 2017. All rights reserved. Terms of use. Privacy policy. Contact us at desk@example.org"
)


def test_a_shared_page_is_no_copy():
    assert pairs(report("a", f"{WIRE} {FURNITURE}"), report("b", f"{OWN} {FURNITURE}")) == []


def test_a_shared_list_of_links_is_no_copy():
    links = (
        "Related News Army storms Salt Hill after days of shelling Brigade says its guns are silent Map of the valley "
        "and its roads Talks in Port Aldo end without a word on prisoners Follow us on Facebook. Sign up for news."
    )
    assert pairs(report("a", f"{WIRE} {links}"), report("b", f"{OWN} {links}")) == []


def test_which_is_earlier():
    noon, night = (datetime(2017, 5, 8, hour, tzinfo=UTC) for hour in (12, 23))
    by_receipt = [report("a", WIRE, received=night), report("b", WIRE, received=noon)]
    assert pairs(*by_receipt) == [("b", "a", "copy")]
    assert pairs(report("b", WIRE), report("a", WIRE)) == [("a", "b", "copy")]
    assert pairs(report("undated", WIRE, None), report("z", WIRE)) == [("z", "undated", "copy")]


def test_only_pairs_with_new_reports_where_asked():
    three = [report("a", WIRE), report("b", WIRE), report("c", WIRE)]
    assert len(find_copies(three)) == 3
    assert [(copy.a, copy.b) for copy in find_copies(three, among={"c"})] == [("a", "c"), ("b", "c")]


def test_nothing_to_compare():
    assert find_copies([]) == []
    assert pairs(report("a", "Fog."), report("b", "Fog."), report("c", "12 34")) == []
    assert pairs(report("a", FURNITURE), report("b", FURNITURE)) == []


words = st.lists(
    st.sampled_from("army brigade shell hill town truce talks road mill river said fell took left".split())
)


@given(texts=st.lists(words.map(lambda chosen: " ".join(["the", *chosen, "."])), max_size=5))
@settings(max_examples=50, deadline=None)
def test_the_order_of_the_input_does_not_matter(texts):
    reports = [report(f"r{n}", text) for n, text in enumerate(texts)]
    found = find_copies(reports)
    assert found == find_copies(reports[::-1])
    assert all(0 <= copy.shared <= 1 and copy.a < copy.b for copy in found)


@pytest.mark.slow
def test_labelled_pairs_stay_above_the_floors(shared):
    command = [sys.executable, str(ROOT / "bench" / "copies.py"), str(shared / "gold" / "copies-dev")]
    environment = {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
