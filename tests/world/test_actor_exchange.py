import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from trucewatch.model import Actor, ActorKind, Relation, RelationKind
from trucewatch.model.errors import ConfigError, InputError
from trucewatch.world import load_actors
from trucewatch.world.actor_exchange import COLUMNS, alias_rows, followthemoney, read_actors
from trucewatch.world.actor_writing import append_actors, id_for

FRONT = Actor(
    id="front",
    name="Northern Front",
    kind=ActorKind.COALITION,
    side="north",
    aliases=("NF", "الجبهة الشمالية"),
    valid_from=date(2013, 1, 1),
    standing={"pact-2015": "bound_by_text"},
)
BAND = Actor(
    id="band",
    name="River Band",
    kind=ActorKind.ARMED_GROUP,
    relations=(
        Relation(kind=RelationKind.UMBRELLA_MEMBER, to="front", since=date(2014, 5, 1)),
        Relation(kind=RelationKind.HOSTILE_TO, to="front", since=date(2016, 1, 1), until=date(2016, 3, 1)),
    ),
)


def test_an_alias_table_comes_back_as_it_went(tmp_path: Path) -> None:
    written = io.StringIO()
    writer = csv.DictWriter(written, COLUMNS)
    writer.writeheader()
    writer.writerows(alias_rows([FRONT]))
    path = tmp_path / "aliases.csv"
    path.write_text(written.getvalue(), "utf-8")
    assert read_actors(path).actors == [FRONT.model_copy(update={"standing": {}})]


def test_a_bare_alias_table_makes_armed_groups(tmp_path: Path) -> None:
    path = tmp_path / "pax.csv"
    path.write_text("actor,alias\nRiver Band,RB\nRiver Band,Band of the River\n,orphan\nHill Men,\n", "utf-8")
    read = read_actors(path)
    assert [(a.id, a.aliases) for a in read.actors] == [("river-band", ("RB", "Band of the River")), ("hill-men", ())]
    assert read.left_out == ["line 4: it names no actor"]


def test_followthemoney_comes_back_as_it_went(tmp_path: Path) -> None:
    path = tmp_path / "actors.jsonl"
    path.write_text("".join(json.dumps(e) + "\n" for e in followthemoney([FRONT, BAND])), "utf-8")
    front, band = read_actors(path).actors
    assert (front.name, front.kind, front.aliases, front.valid_from) == (
        FRONT.name,
        FRONT.kind,
        FRONT.aliases,
        FRONT.valid_from,
    )
    assert set(band.relations) == set(BAND.relations)


def entity(label: str, **claims: list[dict[str, Any]]) -> dict[str, Any]:
    return {"labels": {"en": {"value": label}, "ru": {"value": f"{label}-ру"}}, "aliases": {}, "claims": claims}


def item(number: str, **qualifiers: str) -> dict[str, Any]:
    snak = {"snaktype": "value", "datavalue": {"value": {"id": number}}}
    dated = {
        k: [{"snaktype": "value", "datavalue": {"value": {"time": v, "precision": 11}}}] for k, v in qualifiers.items()
    }
    return {"mainsnak": snak, "rank": "normal", "qualifiers": dated}


def moment(time: str, precision: int = 11) -> dict[str, Any]:
    value = {"time": time, "precision": precision}
    return {"mainsnak": {"snaktype": "value", "datavalue": {"value": value}}, "rank": "normal"}


def test_wikidata_entities_give_names_kinds_dates_and_relations(tmp_path: Path) -> None:
    entities = {
        "Q901": entity("Northern Front", P31=[item("Q1127126")], P571=[moment("+2013-00-00T00:00:00Z", 9)]),
        "Q902": entity("River Band", P463=[item("Q901", P580="+2014-05-01T00:00:00Z"), item("Q999")]),
    }
    path = tmp_path / "Q902.json"
    path.write_text(json.dumps({"entities": entities}), "utf-8")
    read = read_actors(path)
    front, band = read.actors
    assert (front.kind, front.valid_from, front.aliases) == (
        ActorKind.COALITION,
        date(2013, 1, 1),
        ("Northern Front-ру",),
    )
    assert band.relations == (Relation(kind=RelationKind.UMBRELLA_MEMBER, to="northern-front", since=date(2014, 5, 1)),)
    assert read.left_out == ["River Band (Q902): umbrella_member Q999, which the file lacks"]


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("a.csv", "group,other\nx,y\n", "line 1: the columns 'actor' and 'alias' are missing"),
        ("a.jsonl", '{"id": "a", "schema": "Organization"}\nnonsense\n', "line 2 is no JSON"),
        ("a.json", '{"something": "else"}', "holds no actors"),
        ("a.json", '{"entities": {"Q1": {"labels": {}}}}', "no Wikidata entity with a label"),
    ],
)
def test_a_file_of_another_kind_is_refused(tmp_path: Path, name: str, text: str, sentence: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=sentence):
        read_actors(path)


def test_entries_are_added_below_what_a_person_wrote(tmp_path: Path) -> None:
    path = tmp_path / "actors.yaml"
    path.write_text("# Who acts.\nactors:\n- {id: old, name: Old Band, kind: militia} # known since 2010\n", "utf-8")
    append_actors(path, [FRONT, BAND])
    assert path.read_text("utf-8").startswith(
        "# Who acts.\nactors:\n- {id: old, name: Old Band, kind: militia} # known"
    )
    assert load_actors(path)[1:] == (FRONT, BAND)


def test_an_empty_list_is_filled_and_a_clash_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "actors.yaml"
    path.write_text("# none yet\nactors: []\n", "utf-8")
    append_actors(path, [FRONT])
    before = path.read_bytes()
    with pytest.raises(ConfigError, match=r"actors\.yaml.*already taken"):
        append_actors(path, [FRONT])
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["actors.yaml"]


def test_an_id_is_made_of_a_name_and_never_taken_twice() -> None:
    assert id_for("Ḥarakat al-Fajr (East)", []) == "harakat-al-fajr-east"
    assert id_for("Dawn", ["dawn", "dawn-2"]) == "dawn-3"
