"""Two strikes on one day in one town stay two if the report says so."""

import json
import re
from collections.abc import Iterable
from datetime import date
from itertools import combinations, groupby
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from trucewatch.assess.another import another
from trucewatch.assess.clusters import cannot_link, clusters
from trucewatch.assess.neighbourhood import Neighbourhoods, body_of, seen_of
from trucewatch.assess.pairs import pairs
from trucewatch.assess.seen import Seen
from trucewatch.cli import app
from trucewatch.model import Claim, Report

AMARA = {"name": "Tell Amara", "lat": 35.10, "lon": 36.90, "radius_km": 2.0, "place_id": "tell-amara"}
BEFORE = "It was told before. "


def marked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """A text without the brackets around its triggers, and where these stand."""
    spans: list[tuple[int, int]] = []
    plain = ""
    for part in re.split(r"(\[[^\]]*\])", text):
        if part.startswith("["):
            spans.append((len(plain), len(plain) + len(part) - 2))
        plain += part.strip("[]")
    return plain, spans


def words(text: str) -> str | None:
    plain, [(start, end)] = marked(BEFORE + text + ". It was told on.")
    found = another(plain, start, end)
    return found and found.words


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("A second [strike] hit the bakery", "A second strike"),
        ("Another air raid [hit] the bakery", "Another air raid"),
        ("The town was [hit] again in the evening", "hit again"),
        ("Warplanes [bombed] the town again", "bombed the town again"),
        ("The army later [shelled] the town", "later shelled"),
        ("Further heavy [shelling] was reported", "Further heavy shelling"),
        ("Additional Northern air [strikes] followed", "Additional Northern air strikes"),
        ("In a separate attack, gunmen [shelled] the village", "a separate attack"),
        ("The clinic was [struck] by a second missile", "a second missile"),
        ("The helicopter [dropped] another barrel bomb", "another barrel bomb"),
        ("The source added that another shell [fell]", "another shell"),
        ("Another rocket that [fell] on the square killed two", "Another rocket"),
        ("A second wave of air [strikes] hit", "A second wave of air strikes"),
        ("A new U.S. [raid] hit the bridge", "A new U.S. raid"),
        ("There was another [strike] at dusk", "another strike"),
        ("The town came under [shelling] again in the evening", "shelling again"),
    ],
)
def test_a_report_says_that_an_event_is_another_one(text: str, told: str) -> None:
    assert words(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "On the second day of [shelling] five people died",
        "On the second day, [shells] hit the town",
        "It was the second-largest [strike] of the war",
        "The second largest [strike] hit the bakery",
        "Another source said [shells] hit the town",
        "Another source said the [strike] killed four",
        "A second official told of air [strikes]",
        "Later reports spoke of [shelling]",
        "Another 12 people were [killed] in the strike",
        "It was the second [strike] on the town",
        "The second [strike] this week killed five",
        "The second air [raid] in three days killed five",
        "For the second time this week [shells] fell",
        "The new [strikes] killed five",
        "Two separate [strikes] hit the town",
        "Two of the wounded later [died]",
        "No further [strikes] were reported",
        "The hospital, which was [hit], opened again",
        "Shells [hit] the second floor of another school",
    ],
)
def test_what_is_second_or_another_beside_the_event_says_nothing(text: str) -> None:
    assert words(text) is None


def test_no_text_and_a_trigger_at_the_end_are_read() -> None:
    assert another("", 0, 0) is None
    assert another("A second strike", 9, 15) is not None
    assert another("again", 0, 5) is None


def told(key: str, text: str, kind: str = "shelling", **fields: Any) -> list[Seen]:
    """A report of 5 May 2031 with a claim for each trigger in brackets; `fields` are of the last one."""
    plain, spans = marked(text)
    report = Report(id=key, text=plain, published=date(2031, 5, 5))
    base = {"report": key, "type": kind, "places": [AMARA], "date_start": "2031-05-04", "date_end": "2031-05-04"}
    made = []
    for n, (start, end) in enumerate(spans, start=1):
        trigger = {"text": plain[start:end], "start": start, "end": end}
        more = fields if n == len(spans) else {}
        made.append(Seen.of(Claim.model_validate({**base, "id": f"c{n}", "trigger": trigger, **more}), report))
    return made


def groups(items: list[Seen]) -> set[frozenset[str]]:
    return {frozenset(s.claim.key for s in group) for group in clusters(items)}


def streamed(items: list[Seen]) -> set[frozenset[str]]:
    """The groups by Neighbourhoods, report by report."""
    with Neighbourhoods() as kept:
        for _, some in groupby(items, lambda s: s.claim.report):
            members = list(some)
            report = Report(id=members[0].claim.report, text=members[0].text, published=members[0].published)
            kept.add(report, [s.claim for s in members])
        found: dict[str, set[str]] = {}
        for key, incident in kept.assignments():
            found.setdefault(incident, set()).add(key)
    return {frozenset(group) for group in found.values()}


TWO = "[Shells] hit the market of Tell Amara on Thursday. A second [shelling] of Tell Amara on Thursday killed two."
ONE = "[Shells] hit the market of Tell Amara on Thursday. Another source said [shells] hit Tell Amara on Thursday."


@pytest.mark.parametrize("found", [groups, streamed])
def test_two_events_stay_two_and_one_told_by_another_source_stays_one(found: Any) -> None:
    assert found(told("r1", TWO)) == {frozenset({"r1/c1"}), frozenset({"r1/c2"})}
    assert found(told("r1", ONE)) == {frozenset({"r1/c1", "r1/c2"})}


@pytest.mark.parametrize("found", [groups, streamed])
def test_other_reports_do_not_bring_the_two_together(found: Any) -> None:
    others = [told(f"r{n}", "[Shells] hit Tell Amara on Thursday. It was quiet later.")[0] for n in range(2, 6)]
    assert not any({"r1/c1", "r1/c2"} <= group for group in found([*told("r1", TWO), *others]))


def test_a_later_report_does_not_merge_incidents_that_an_earlier_one_keeps_apart() -> None:
    """However many claims lie between them and the new one."""
    first, second = told("r1", TWO)
    report = Report(id="r1", text=first.text, published=first.published)
    with Neighbourhoods() as kept:
        kept.restore([(report, first.claim, "i-one"), (report, second.claim, "i-two")])
        for n in range(2, 40):
            (more,) = told(f"r{n:02}", "[Shells] hit Tell Amara on Thursday. It was quiet later.")
            body = Report(id=more.claim.report, text=more.text, published=more.published)
            kept.restore([(body, more.claim, "i-one" if n % 2 else "i-two")])
        (new,) = told("r99", "[Shells] hit Tell Amara on Thursday. It was quiet later.")
        kept.add(Report(id="r99", text=new.text, published=new.published), [new.claim])
        assert len({incident for _, incident in kept.assignments()}) == 2


def test_the_second_strike_told_twice_is_one_and_another_each_time_another() -> None:
    twice = told("r1", "[Shells] fell at noon. A second [shelling] hit the mill. The second [shelling] killed two.")
    assert [cannot_link(a, b) is None for a, b in combinations(twice, 2)] == [False, False, True]
    each = told("r1", "[Shells] fell at noon. Another [shelling] hit the mill. Another [shelling] hit the school.")
    assert not any(cannot_link(a, b) is None for a, b in combinations(each, 2))


def test_within_a_sentence_only_a_clause_of_its_own_tells_another_event() -> None:
    assert cannot_link(*told("r1", "[Shells] hit the mill and a second [barrage] hit the school."))
    assert cannot_link(*told("r1", "[Shells] hit the mill, followed by another [barrage]."))
    assert cannot_link(*told("r1", "[Shells] hit the mill in a second [barrage].")) is None


def test_a_headline_sums_up_what_stands_below_it() -> None:
    lines = "[Shelling] of Tell Amara kills two\n\nA second [shelling] of Tell Amara on Thursday killed two."
    assert cannot_link(*told("r1", lines)) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"type": "air_strike"},
        {"mode": "planned"},
        {"links": [{"type": "confirms", "to": "c1"}]},
        {"links": [{"type": "repeats", "to": "c1"}]},
    ],
)
def test_other_types_plans_and_linked_claims_are_not_kept_apart(fields: dict[str, Any]) -> None:
    assert cannot_link(*told("r1", TWO, **fields)) is None


def test_a_link_inferred_from_type_and_place_does_not_hold_against_the_words() -> None:
    inferred = {"links": [{"type": "confirms", "to": "c1"}], "rules": {"links": "same_event:confirms"}}
    assert cannot_link(*told("r1", TWO, **inferred))


def test_bombs_within_moments_of_each_other_are_one_attack() -> None:
    text = "A [bomb] went off at the gate. Another [bomb] went off {} at the gate."
    bombs = [told("r1", text.format(when), "explosive_device") for when in ("moments later", "in the evening")]
    assert [cannot_link(*pair) is None for pair in bombs] == [True, False]
    assert cannot_link(*told("r1", text.format("moments later"), "air_strike"))


def test_the_reason_is_read_out_with_the_pair() -> None:
    (pair,) = pairs(told("r1", TWO), {})
    first, second = told("r1", TWO)
    assert list(pairs([first], {}, [second])) == [pair]
    assert list(pairs([first], {}, told("r2", TWO))) == []
    assert pair.decided == 'their report keeps them apart: the later one is told as another: "A second shelling"'


PARTS = st.lists(
    st.sampled_from(
        [
            "[Shells] hit the mill",
            "A second [barrage] hit the mill",
            "The second [barrage] killed two",
            "Another [shelling] hit Tell Amara",
            "Another source said [shells] hit the mill",
            "Tell Amara was [hit] again",
            "[Shells] hit the mill and another [salvo] the school",
        ]
    ),
    min_size=1,
    max_size=4,
)


def parted(items: Iterable[Seen]) -> list[tuple[str, str]]:
    return [(a.claim.key, b.claim.key) for a, b in combinations(items, 2) if cannot_link(a, b)]


@settings(max_examples=60, deadline=None)
@given(st.lists(PARTS, min_size=1, max_size=4))
def test_what_reports_keep_apart_is_apart_at_once_and_report_by_report(given_: list[list[str]]) -> None:
    items = [s for n, parts in enumerate(given_) for s in told(f"r{n}", ". ".join(parts) + ".")]
    kept = [seen_of(json.loads(json.dumps(body_of(seen))), tuple) for seen in items]
    assert parted(kept) == parted(items) == parted([seen.without_text() for seen in items])
    for found in (groups(items), streamed(items)):
        assert not any({a, b} <= group for a, b in parted(items) for group in found)


@pytest.mark.parametrize("how", [[], ["--stream"]])
def test_the_command_keeps_them_apart(how: list[str], tmp_path: Path) -> None:
    items = [*told("r1", TWO), *told("r2", ONE, links=[{"type": "confirms", "to": "c1"}])]
    reports = [{"id": s.claim.report, "text": s.text, "published": "2031-05-05"} for s in items[::2]]
    for name, rows in (("reports", reports), ("claims", [s.claim.model_dump(mode="json") for s in items])):
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    files = [str(tmp_path / "claims.jsonl"), "--reports", str(tmp_path / "reports.jsonl")]
    ran = CliRunner().invoke(app, ["assess", *files, "--format", "jsonl", *how])
    assert ran.exit_code == 0, ran.output
    of = {(d["report"], d["claim"]): d["incident"] for d in map(json.loads, ran.stdout.splitlines())}
    assert of["r1", "c1"] != of["r1", "c2"]
    assert of["r2", "c1"] == of["r2", "c2"]
