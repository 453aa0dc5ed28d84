"""The review room of a server: who is in it holds what they were given; what is taken back is said in words."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from trucewatch.model import Sensitivity
from trucewatch.watch import Watch
from trucewatch.workbench.contents.undone import decided_on, in_words
from trucewatch.workbench.pictures import Pictures
from trucewatch.workbench.rooms import Room


@pytest.fixture(scope="module")
def watch(read_watch: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watch]:
    folder = tmp_path_factory.mktemp("room") / "syria-2017"
    shutil.copytree(read_watch, folder)
    with Watch.open(folder, extractor="rules") as opened:
        yield opened


@pytest.fixture(scope="module")
def room(watch: Watch) -> Iterator[Room]:
    made = Room(watch, Pictures(watch))
    yield made
    made.queue.close()


def test_who_leaves_lets_go_with_their_last_page(room: Room) -> None:
    for page in ("first", "second"):
        room.enter("Ana", page)
    held = room.queue.next("Ana")
    assert held is not None
    room.leave("ana", "first")
    room.leave("Ana", "first")  # as when the browser's page is lost and then forgotten
    assert room.queue.lease(held.id, "Ben") == "Ana"
    room.leave("Ana", "second")
    assert room.queue.lease(held.id, "Ben") is None


def test_every_kind_of_decision_is_said_in_words_with_its_target(watch: Watch, room: Room) -> None:
    ana, now = room.person("Ana", None), datetime.now(UTC)
    incidents = watch.view(now, now).incidents
    large = next(one for one in incidents if len(one.claims) > 1)
    first, second, third = [one for one in incidents if one is not large][:3]
    claims = [one.claims[0] for one in (first, second, third)]
    (entry,) = ana.flag("incident", first.id, Sensitivity.STRICT, incident=first, reason="It names a home.")
    assert (decided_on(entry), in_words(entry)) == (first.id, f"incident {first.id} was flagged as strict")
    (entry,) = ana.flag("report", claims[0].rpartition("/")[0], Sensitivity.STRICT, reason="It names a home.")
    assert decided_on(entry) is None
    (entry,) = ana.keep(second)
    assert decided_on(entry) == second.id
    assert in_words(entry) == f"the claims of incident {second.id} were held to be of one event"
    (entry,) = ana.split(large, large.claims[:1])
    assert (decided_on(entry), in_words(entry)) == (
        large.id,
        f"{large.claims[0]} was split from incident {large.id}",
    )
    (entry,) = ana.merge([first, second, third])
    assert decided_on(entry) == first.id
    assert in_words(entry) == f"incidents {first.id}, {second.id} and {third.id} were joined as one event"
    (entry,) = ana.link("not-same", claims[0], claims[1])
    assert decided_on(entry) == claims[0]
    assert in_words(entry) == f"claims {claims[0]} and {claims[1]} were held to be of two events"
    (entry,) = ana.link("confirms", claims[0], claims[2])
    assert in_words(entry) == f"claim {claims[0]} confirms claim {claims[2]}"
    (entry,) = ana.reject(claims[2])
    assert (decided_on(entry), in_words(entry)) == (claims[2], f"claim {claims[2]} was rejected")
