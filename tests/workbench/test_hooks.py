"""Webhooks: told once, signed, again until they are taken in, and never to the inside of a network."""

import itertools
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hook_receiver import Receiver, receiving
from workbench_server import WATCH

from trucewatch.model.errors import ReportError
from trucewatch.watch import Watch
from trucewatch.workbench.desk import Desk
from trucewatch.workbench.hooks import Courier, Hooks, Round, Subscription, verify
from trucewatch.workbench.hooks.courier import WAITS_S

NEW = "The Syrian army shelled Talbiseh in the de-escalation area of Homs on 12 May, residents of Talbiseh said."


class Clock:
    def __init__(self) -> None:
        self.now = 2_000_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


@pytest.fixture
def folder(read_watch: Path, tmp_path: Path) -> Path:
    made = tmp_path / WATCH
    shutil.copytree(read_watch, made)
    settings = made / "watch.toml"
    settings.write_text(settings.read_text("utf-8") + '\n[fetch]\nallow_hosts = ["127.0.0.1"]\n', "utf-8")
    return made


class Server:
    """What a server does of webhooks, round by round."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.desk = Desk.open(folder)
        self.hooks = Hooks(self.desk.people.database)
        courier = Courier(self.hooks, lambda: self.desk.watches, clock)
        self.round = Round(self.desk, self.hooks, courier)

    def subscribe(self, url: str, *events: str) -> Subscription:
        watch = self.desk.watches[WATCH]
        return self.hooks.subscribe(watch, url, events or ("finding.new", "obligation.overdue"), "partners", "Ana")

    def close(self) -> None:
        self.round.close()
        self.desk.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def server_of(folder: Path, clock: Clock) -> Iterator[Callable[[], Server]]:
    made: list[Server] = []

    def new() -> Server:
        made.append(Server(folder, clock))
        return made[-1]

    yield new
    for one in made:
        one.close()


def add(folder: Path, name: str, text: str = NEW) -> None:
    reports = folder / f"{name}.jsonl"
    told = {"id": name, "text": text, "published": "2017-05-13", "publisher": "Orontes Wire"}
    reports.write_text(json.dumps(told))
    with Watch.open(folder, extractor="rules") as watch:
        assert watch.add([reports]).refused == []


def test_what_is_new_is_told_once_and_signed(
    server_of: Callable[[], Server], folder: Path, receiver: Receiver, clock: Clock
) -> None:
    server = server_of()
    made = server.subscribe(receiver.url)
    server.round.once()
    assert receiver.got == []  # what was there before is not new
    add(folder, "new-1")
    server.round.once()
    assert len(receiver.got) >= 1
    headers, body = receiver.got[0]
    told = json.loads(body)
    assert (headers["trucewatch-event"], told["event"], told["watch"]) == ("finding.new", "finding.new", WATCH)
    assert headers["trucewatch-delivery"] == told["id"]
    assert told["profile"] == "partners"
    assert told["data"]["finding"]["verdict"]
    signature = headers["trucewatch-signature"]
    assert verify(made.secret, signature, body, clock.now + 10)
    assert not verify(made.secret, signature, body + b" ", clock.now)
    assert not verify("another", signature, body, clock.now)
    assert not verify(made.secret, signature, body, clock.now + 301)
    assert not verify(made.secret, "t=1,v1=x", body, 1)
    before = len(receiver.got)
    server.round.once()
    assert len(receiver.got) == before
    ids = [headers["trucewatch-delivery"] for headers, _ in receiver.got]
    assert len(set(ids)) == len(ids)


def test_what_is_not_taken_in_is_tried_again_after_growing_waits(
    server_of: Callable[[], Server], receiver: Receiver, clock: Clock
) -> None:
    server = server_of()
    made = server.subscribe(receiver.url)
    server.hooks.ping(made)
    clock.now += 60
    receiver.answers = [500, 301, 503] + [500] * 10
    times = []
    for _ in range(2000):
        got = len(receiver.got)
        server.round.courier.carry()
        if len(receiver.got) > got:
            times.append(clock.now)
        clock.now += 300
    waits = [b - a for a, b in itertools.pairwise(times)]
    assert len(times) == len(WAITS_S) + 1
    assert waits == sorted(waits)
    assert all(wait >= least for wait, least in zip(waits, WAITS_S, strict=True))
    (delivery,) = server.hooks.deliveries(made.id)
    assert (delivery.state, delivery.attempts, delivery.answer) == ("given_up", len(WAITS_S) + 1, "answered 500")


def test_the_outbox_outlives_the_server_and_two_servers_send_once(
    server_of: Callable[[], Server], folder: Path, receiver: Receiver, clock: Clock
) -> None:
    first = server_of()
    first.subscribe(receiver.url)
    first.round.once()
    add(folder, "new-2")
    receiver.answers = [500] * 20
    first.round.once()
    waiting = {headers["trucewatch-delivery"] for headers, _ in receiver.got}
    assert waiting
    first.close()
    receiver.got.clear()
    receiver.answers.clear()
    clock.now += 100
    second, third = server_of(), server_of()
    second.round.once()
    third.round.once()
    ids = [headers["trucewatch-delivery"] for headers, _ in receiver.got]
    assert sorted(ids) == sorted(waiting)
    assert {headers["trucewatch-attempt"] for headers, _ in receiver.got} == {"2"}


def test_nothing_is_sent_inside_a_network_that_the_watch_does_not_allow(
    server_of: Callable[[], Server], folder: Path, receiver: Receiver, clock: Clock
) -> None:
    server = server_of()
    made = server.subscribe(receiver.url)
    server.close()
    settings = folder / "watch.toml"
    settings.write_text(settings.read_text("utf-8").replace('"127.0.0.1"', ""), "utf-8")
    stricter = server_of()
    with pytest.raises(ReportError, match="inside a private network or this machine"):
        stricter.subscribe(receiver.url)
    stricter.hooks.ping(made)
    clock.now += 60
    stricter.round.courier.carry()
    (delivery,) = stricter.hooks.deliveries(made.id)
    assert receiver.got == []
    assert "inside a private network or this machine" in delivery.answer
    assert delivery.state == "waiting"


def test_redirects_are_not_followed_and_ended_subscriptions_are_silent(
    server_of: Callable[[], Server], folder: Path, receiver: Receiver, clock: Clock
) -> None:
    server = server_of()
    made = server.subscribe(receiver.url, "finding.new")
    server.round.once()
    server.hooks.ping(made)
    clock.now += 60
    receiver.answers = [307]
    server.round.once()
    assert len(receiver.got) == 1
    assert server.hooks.end(WATCH, made.id, "Ana")
    add(folder, "new-3")
    clock.now += 9999
    server.round.once()
    assert len(receiver.got) == 1
    assert server.hooks.deliveries(made.id) == []
