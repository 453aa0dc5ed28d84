from datetime import date
from pathlib import Path

import pytest

from trucewatch.world import load_actors
from trucewatch.world.actor_checks import check_actors
from trucewatch.world.loading import actor_lines

ROOT = Path(__file__).parents[2]


def notices(tmp_path: Path, *entries: str) -> list[tuple[int, str, str, str]]:
    path = tmp_path / "actors.yaml"
    path.write_text("actors:\n" + "\n".join(f"- {{{e}}}" for e in entries) + "\n", "utf-8")
    return [(n.line, n.actor, n.severity, n.rule) for n in check_actors(load_actors(path), actor_lines(path))]


GROUP = "kind: armed_group"


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ((f"id: a, name: Dawn Brigade, {GROUP}", f"id: b, name: Dusk Column, {GROUP}"), []),
        (
            (f"id: a, name: Dawn Brigade, {GROUP}", f"id: b, name: Dusk, {GROUP}, aliases: [The Dawn Brigade]"),
            [(3, "b", "problem", "shared_name")],
        ),
        (
            (
                f"id: a, name: Dawn Brigade, {GROUP}, valid: [2012-01-01, 2015-06-01]",
                f"id: b, name: Dusk, {GROUP}, aliases: [Dawn Brigade], valid: [2015-06-01, null]",
            ),
            [],
        ),
        (
            (
                f"id: a, name: Alpha Column, {GROUP}, rels: [{{umbrella_member: b}}]",
                f"id: b, name: Beta Front, {GROUP}, rels: [{{umbrella_member: a}}]",
            ),
            [(2, "a", "problem", "loop"), (3, "b", "problem", "loop")],
        ),
        (
            (
                f"id: a, name: Alpha Column, {GROUP}, rels: [{{umbrella_member: b, to: 2015-01-01}}]",
                f"id: b, name: Beta Front, {GROUP}, rels: [{{umbrella_member: a, from: 2016-01-01}}]",
            ),
            [],
        ),
        (
            (
                f"id: a, name: Alpha Column, {GROUP}, rels: [{{predecessor: b}}]",
                f"id: b, name: Beta Front, {GROUP}, rels: [{{split_from: a}}]",
            ),
            [(2, "a", "problem", "loop"), (3, "b", "problem", "loop")],
        ),
        ((f"id: a, name: Alpha, {GROUP}, rels: [{{allied: gone}}]",), [(2, "a", "problem", "unknown_actor")]),
        ((f"id: a, name: Alpha, {GROUP}, rels: [{{allied: a}}]",), [(2, "a", "problem", "self")]),
        (
            (
                f"id: a, name: Alpha Column, {GROUP}, rels: [{{allied: b, from: 2010-01-01}}]",
                f"id: b, name: Beta Front, {GROUP}, valid: [2012-01-01, null]",
            ),
            [(2, "a", "problem", "dates")],
        ),
        (
            (
                f"id: a, name: Alpha Column, {GROUP}, rels: [{{allied: b, from: 2010-01-01}}]",
                f"id: b, name: Beta Front, {GROUP}, valid: [2012-01-01, null], rels: [{{predecessor: c}}]",
                f"id: c, name: Gamma Union, {GROUP}, valid: [2009-01-01, 2012-01-01]",
            ),
            [],
        ),
        (
            (
                f"id: a, name: Alpha Column, {GROUP}, rels: [{{allied: b}}]",
                f"id: b, name: Beta Front, {GROUP}, rels: [{{hostile_to: a, from: 2014-01-01}}]",
            ),
            [(2, "a", "problem", "contradiction")],
        ),
        ((f"id: a, name: Alpha, {GROUP}, valid: [0217-01-01, null]",), [(2, "a", "problem", "dates")]),
        (
            (f"id: a, name: Faylaq al-Sham, {GROUP}", f"id: b, name: Faylaq al-Rahman, {GROUP}"),
            [(3, "b", "warning", "confusable")],
        ),
        (
            ("id: a, name: 105th Brigade, kind: unit", "id: b, name: 106th Brigade, kind: unit"),
            [(3, "b", "warning", "confusable")],
        ),
        (("id: a, name: Syrian Army, kind: armed_forces", "id: b, name: Iraqi Army, kind: armed_forces"), []),
        ((f"id: a, name: 'Alpha (*) [x+', {GROUP}, aliases: ['.*', '\\d+(?']",), []),
    ],
)
def test_what_is_found(tmp_path: Path, entries: tuple[str, ...], expected: list[tuple[int, str, str, str]]) -> None:
    assert notices(tmp_path, *entries) == expected


@pytest.mark.parametrize(
    "watch", sorted(p.parent for p in (ROOT / "examples").glob("*/actors.yaml")), ids=lambda p: p.name
)
def test_the_examples_have_no_problems(watch: Path) -> None:
    path = watch / "actors.yaml"
    assert [n for n in check_actors(load_actors(path), actor_lines(path)) if n.severity == "problem"] == []


def test_the_example_warns_of_the_two_corps() -> None:
    path = ROOT / "examples" / "syria-2017" / "actors.yaml"
    found = check_actors(load_actors(path), actor_lines(path))
    assert any(n.actor == "faylaq-sham" and "Faylaq al-Rahman" in n.message for n in found)
    assert date(2017, 1, 28) in {a.valid_from for a in load_actors(path)}
