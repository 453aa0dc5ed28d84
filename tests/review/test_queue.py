"""What comes next: by worth, for one person at a time, kept up with the ledger."""

from datetime import UTC, datetime

import pytest
from review_material import WORLD, tell

from trucewatch.model.errors import InputError, WatchError
from trucewatch.review.queue import Queue
from trucewatch.review.store import Filters
from trucewatch.review.undoing import undo
from trucewatch.settings import WatchSettings
from trucewatch.views import view


def weigh(queue, ledger):
    now = datetime(2021, 6, 1, tzinfo=UTC)
    found = view(ledger, WatchSettings(id="valley", title="The valley"), as_of=now, known_on=datetime.now(UTC))
    queue.weigh(found, WORLD, ledger.head().seq)
    return found


def ids(queue, **filters):
    return [item.id for item in queue.waiting(Filters(**filters))]


def test_what_is_contested_comes_before_what_is_not(queue, ledger):
    weigh(queue, ledger)
    first = queue.next("Ana")
    assert "contested" in [reason.code for reason in first.reasons]
    assert all(reason.said.endswith((".", ")")) for item in queue.waiting() for reason in item.reasons)
    scores = [item.score for item in queue.waiting()]
    assert scores == sorted(scores, reverse=True)
    assert {"r1/c3", "r2/c3"} <= set(ids(queue)[-3:] + ids(queue, kind="incident"))


def test_two_people_get_different_items_until_the_lease_ends(queue, wall):
    ana, ben = queue.next("Ana"), queue.next("Ben")
    assert ana.id != ben.id
    assert queue.next("ana").id == ana.id
    assert queue.lease(ana.id, "Ben") == "ana"
    wall.now += 16 * 60
    assert queue.lease(ana.id, "Ben") is None
    assert queue.next("Ana").id != ana.id


def test_what_is_put_off_comes_back_after_half_a_day_and_others_get_it(queue, wall):
    first = queue.next("Ana")
    queue.skip(first.id, "Ana")
    assert queue.next("Ana").id != first.id
    assert queue.next("Ben").id == first.id
    queue.release("Ben")
    queue.release("Ana")
    wall.now += 13 * 3600
    assert queue.next("Ana").id == first.id


def test_decisions_take_items_out_and_undoing_brings_them_back(queue, ledger, at_desk):
    weigh(queue, ledger)
    at_desk("Ana").accept("r1/c1")
    at_desk("Ben").reject("r1/c2")
    assert not {"r1/c1", "r1/c2"} & set(ids(queue))
    undo(at_desk("Ana"))
    assert "r1/c1" in ids(queue)


def test_new_reports_come_in_and_removed_ones_go_without_weighing(queue, ledger):
    weigh(queue, ledger)
    assert not queue.needs_weighing()
    tell(ledger, "r3")
    assert {"r3/c1", "r3/c2", "r3/c3"} <= set(ids(queue, report="r3"))
    assert queue.needs_weighing()
    ledger.take_down("r3", "asked by the person named", by="Ana")
    assert ids(queue, report="r3") == []


def test_a_claim_that_is_read_anew_waits_again_only_if_its_decision_does_not_hold(queue, ledger, at_desk):
    weigh(queue, ledger)
    at_desk("Ana").accept("r1/c1")
    tell(ledger, "r1", supersedes=True)
    assert set(ids(queue, report="r1")) == {"r1/c2", "r1/c3"}


def test_a_weighing_from_an_older_picture_loses_nothing_that_was_decided_since(queue, ledger, at_desk):
    now = datetime(2021, 6, 1, tzinfo=UTC)
    settings = WatchSettings(id="valley", title="The valley")
    old, head = view(ledger, settings, as_of=now, known_on=datetime.now(UTC)), ledger.head().seq
    at_desk("Ana").accept("r1/c1")
    tell(ledger, "r3")
    queue.weigh(old, WORLD, head)
    assert "r1/c1" not in ids(queue)
    assert "r3/c1" in ids(queue)
    weigh(queue, ledger)
    assert "r1/c1" not in ids(queue)


def test_an_incident_that_a_person_held_to_be_one_waits_no_more_until_it_has_new_claims(queue, ledger, at_desk):
    found = weigh(queue, ledger)
    shelling = next(i for i in found.incidents if "r1/c1" in i.claims)
    at_desk("Ben").split(shelling, ["r2/c1", "r2/c2"])
    found = weigh(queue, ledger)
    waiting = ids(queue, kind="incident")
    incident = next(i for i in found.incidents if i.id in waiting)
    at_desk("Ana").keep(incident)
    assert incident.id not in ids(queue, kind="incident")
    weigh(queue, ledger)
    assert incident.id not in ids(queue, kind="incident")
    undo(at_desk("Ana"))
    assert incident.id in ids(queue, kind="incident")


def test_blind_codings_go_to_two_people_then_to_a_third(ledger, at_desk, tmp_path, wall):
    from datetime import timedelta

    from trucewatch.review.coding import Share

    queue = Queue(tmp_path / "blind.db", ledger, Share("valley", 1.0), timedelta(minutes=15), wall)
    first = queue.next("Ana", Filters(blind=True))
    at_desk("Ana", 1.0).accept(first.id)
    assert queue.next("Ana", Filters(blind=True)).id != first.id
    assert queue.next("Ben", Filters(report=first.report, type=first.type)).id is not None
    at_desk("Ben", 1.0).reject(first.id)
    assert queue.next("Ana", Filters(kind="adjudication")) is None
    assert queue.next("Ben", Filters(kind="adjudication")) is None
    settled = queue.next("Cem", Filters(kind="adjudication"))
    assert (settled.id, settled.state) == (first.id, "adjudicate")
    assert first.id not in [queue.next(f"P{n}", adjudicates=False).id for n in range(3)]
    at_desk("Cem", 1.0).adjudicate(first.id, 1)
    assert queue.next("Cem", Filters(kind="adjudication")) is None
    queue.close()


def test_filters_that_mean_nothing_are_refused(queue):
    with pytest.raises(InputError, match="no kind of item"):
        queue.waiting(Filters(kind="rumour"))
    with pytest.raises(InputError, match="is no reason"):
        queue.next("Ana", Filters(reason="'; DROP TABLE item"))
    assert queue.next("Ana", Filters(type="no such type")) is None


def test_a_broken_file_is_said_to_be_one(ledger, tmp_path, wall):
    from datetime import timedelta

    from trucewatch.review.coding import Share

    path = tmp_path / "queue.db"
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(WatchError, match="delete it"):
        Queue(path, ledger, Share("valley", 0), timedelta(minutes=1), wall)


def test_two_processes_share_one_queue(queue, ledger, tmp_path, wall):
    from datetime import timedelta

    from trucewatch.review.coding import Share

    other = Queue(tmp_path / "cache" / "queue.db", ledger, Share("valley", 0.0), timedelta(minutes=15), wall)
    given = [one.next(f"P{n}").id for n in range(6) for one in ((queue, other)[n % 2],)]
    assert len(set(given)) == 6
    other.close()


def test_what_has_not_begun_yet_waits_as_well(queue, ledger):
    then = datetime(2021, 4, 1, tzinfo=UTC)
    settings = WatchSettings(id="valley", title="The valley")
    early = view(ledger, settings, as_of=then, known_on=datetime.now(UTC))
    queue.weigh(early, WORLD, ledger.head().seq)
    assert {"r1/c1", "r2/c3"} <= set(ids(queue))


def test_only_what_still_waits_is_brought_back(queue, at_desk, wall):
    for name in ("r1/c1", "r1/c2", "r2/c1"):
        queue.skip(name, "Ana")
    queue.skip("r2/c2", "Ben")
    at_desk("Ben").accept("r1/c1")
    queue.next("Ben")
    assert (queue.put_off("ana"), queue.put_off("Ben")) == (2, 1)
    assert queue.unskip("Ana") == 2
    assert (queue.put_off("Ana"), queue.unskip("Ana"), queue.put_off("Ben")) == (0, 0, 1)
    wall.now += 13 * 3600
    assert queue.put_off("Ben") == 0
