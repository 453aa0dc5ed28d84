"""Whose voice a claim is: one voice has one name, however it is met, and every step to it says why it was taken."""

from datetime import date
from typing import Any

import pytest

from trucewatch.assess.origins import OriginFinder, Traced
from trucewatch.model import Actor, Claim, Report, Source
from trucewatch.world import World

WORLD = World(
    (
        Actor(id="north", name="Northern Brigade", aliases=("Liwa North",), side="north", kind="armed_group"),
        Actor(id="hillmen", name="Hillmen", aliases=("hill fighters",), side="hills", kind="class"),
    ),
    (),
    (
        Source(id="wire", name="Harbour Wire", kind="wire", start="B", lean="none"),
        Source(id="agency", name="State Agency", kind="outlet", start="D", lean="gov"),
    ),
)
WORDS = "The town of Tell Amara has fallen, it was learnt on Thursday."


def report(key: str, publisher: str | None, text: str = WORDS, **more: Any) -> Report:
    return Report(id=key, text=text, published=date(2031, 5, 5), publisher=publisher, **more)


def claim(key: str, *source: str, chain: tuple[str, ...] = ()) -> Claim:
    return Claim.model_validate(
        {
            "id": "c1",
            "report": key,
            "trigger": {"text": "fallen", "start": 27, "end": 33},
            "type": "territory_captured",
            "source": source or ("author",),
            "source_chain": chain,
        }
    )


def traced(reports: list[Report], claims: list[Claim]) -> Traced:
    return OriginFinder({r.id: r for r in reports}, (), WORLD).traced(claims)


def origins(reports: list[Report], claims: list[Claim]) -> list[str]:
    return [origin.name for origin in traced(reports, claims).origins(claims)]


@pytest.mark.parametrize("quoted", ["Delta Post", "the Delta Post", "The Delta Post", "DELTA POST"])
def test_a_page_that_is_quoted_and_prints_it_is_one_voice(quoted: str) -> None:
    reports = [report("r1", "A page"), report("r2", "The Delta Post")]
    assert len(origins(reports, [claim("r1", quoted), claim("r2")])) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("PORT ALDO (Reuters) - ", "PORT ALDO, May 5 (REUTERS) - "),
        ("PORT ALDO (AP) - ", "PORT ALDO (The Associated Press) - "),
    ],
)
def test_an_agency_that_the_watch_does_not_know_is_one_voice_wherever_its_line_stands(first: str, second: str) -> None:
    reports = [report("r1", "A page", first + WORDS), report("r2", "Harbour Wire", second + "Other words.")]
    found = traced(reports, [claim("r1"), claim("r2")])
    assert found.of["r1/c1"].id == found.of["r2/c1"].id
    assert "agency line" in found.of["r2/c1"].reason
    alone = [report("r3", "Reuters" if "Reuters" in first else "AP", first + WORDS)]
    assert traced(alone, [claim("r3")]).of["r3/c1"].own_voice


def test_what_may_speak_of_a_clip_names_no_origin_that_the_watch_does_not_know() -> None:
    texts = (f"{WORDS}\n\nSource: film of the day", f"{WORDS} A map of it was first published by Sky Charts.")
    for text in texts:
        assert origins([report("r1", "A page", text)], [claim("r1")]) == ["A page"]
    known = f"{WORDS}\n\nSource: Harbour Wire"
    assert origins([report("r1", "A page", known)], [claim("r1")]) == ["Harbour Wire"]


def test_a_ring_of_pages_that_the_watch_does_not_know_is_one_origin_that_names_nobody() -> None:
    reports = [report("r1", "Hill Sheet"), report("r2", "The Delta Post")]
    found = traced(reports, [claim("r1", "Delta Post"), claim("r2", "Hill Sheet")])
    assert len({trace.id for trace in found.of.values()}) == 1
    assert not any(trace.named for trace in found.of.values())
    assert found.of["r1/c1"].name == "delta post, hill sheet (cite each other)"


def test_a_page_that_only_passes_on_leads_to_whom_it_quotes_though_the_watch_does_not_know_it() -> None:
    reports = [report("r1", "Hill Sheet"), report("r2", "Delta Post")]
    found = traced(reports, [claim("r1", "Delta Post"), claim("r2", "Harbour Wire")])
    assert {trace.id for trace in found.of.values()} == {"wire"}


def test_who_told_it_stands_between_the_claim_and_its_origin_with_a_reason_on_each_step() -> None:
    told = claim("r1", "Harbour Wire", chain=("Harbour Wire", "the Delta Post", "State Agency"))
    trace = traced([report("r1", "A page")], [told]).of["r1/c1"]
    assert [(e.start, e.end) for e in trace.edges] == [
        ("r1/c1", "agency"),
        ("agency", "voice:delta post"),
        ("voice:delta post", "wire"),
    ]
    assert [e.reason for e in trace.edges] == [
        "quotes State Agency",
        "State Agency quotes the Delta Post",
        "the Delta Post names Harbour Wire as its source",
    ]
    assert trace.reason == "names Harbour Wire as its source, by way of the Delta Post and State Agency"


def test_who_is_told_of_nobody_by_name_is_known_by_who_tells_it() -> None:
    """Two pages that print one agency's unnamed residents heard one voice; two that cite some of their own, two."""
    reports = [report("r1", "Hill Sheet"), report("r2", "Delta Sheet")]
    by_agency = [claim(key, "residents", chain=("residents", "State Agency")) for key in ("r1", "r2")]
    assert len(origins(reports, by_agency)) == 1
    assert len(origins(reports, [claim("r1", "residents"), claim("r2", "residents")])) == 2


def test_a_publisher_that_says_who_told_it_is_no_step_on_the_way() -> None:
    told = claim("r1", "residents", chain=("residents", "State Agency", "activists"))
    trace = traced([report("r1", "State Agency")], [told]).of["r1/c1"]
    assert [(e.start, e.end) for e in trace.edges] == [("r1/c1", "unnamed:r1")]


def test_an_actor_is_one_voice_by_all_its_names_and_has_its_side() -> None:
    reports = [report(f"r{n}", "A page") for n in range(4)]
    names = ("the Northern Brigade", "Liwa North", "a spokesman for the Northern Brigade")
    claims = [claim(f"r{n}", name) for n, name in enumerate(names)]
    (origin,) = traced(reports, claims).origins(claims)
    assert (origin.name, origin.side) == ("Northern Brigade", "north")


def test_those_of_a_class_are_several_voices_of_one_side() -> None:
    reports = [report("r1", "A page"), report("r2", "A page"), report("r3", "Hill Fighters")]
    claims = [claim("r1", "hill fighters"), claim("r2", "Hillmen")]
    found = traced(reports, claims).origins(claims)
    assert [(o.name, o.side) for o in found] == [("hill fighters", "hills"), ("Hillmen", "hills")]
    assert traced(reports, [claim("r3")]).of["r3/c1"].side is None
