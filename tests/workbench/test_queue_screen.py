"""The review queue in a real browser: by keyboard alone, two at one item, blind coding, hostile and Arabic text."""

import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from screen_checks import drawn, expect, overflows, serious
from workbench_server import NAMES, PATIENCE_S, WATCH, Server, let_everybody_in, serving

from trucewatch.ledger import Ledger
from trucewatch.ledger.kinds import ClaimsExtracted, IncidentsRegrouped
from trucewatch.model import Claim, Regrouping
from trucewatch.review.store import Filters, QueueStore
from trucewatch.workbench.people import Role

pytestmark = pytest.mark.browser

HOSTILE = (
    "Shells hit <img src=x onerror=\"document.title='taken'\"> the mill of Tabqa on Friday \u202e and killed 12 people."
)
ARABIC = "قال ناشطون إن قذائف سقطت على الطبقة يوم الجمعة."
JOINED = {"many": 30, "parted": 3, "shared": 4, "common": 2}
"""Reports with as many claims, which somebody held to be of one event."""
APART = {"east": 1, "west": 1, "south": 1, "north": 2, "held": 1, "plain": 2}
"""Reports with as many claims, which nobody decided on."""


@pytest.fixture(scope="module")
def server(read_watch: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The example with more reports, of which a part is coded twice."""
    from trucewatch.watch import Watch

    folder = tmp_path_factory.mktemp("reviewed") / WATCH
    shutil.copytree(read_watch, folder)
    settings = folder / "watch.toml"
    settings.write_text(settings.read_text("utf-8") + "\n[review]\ndouble_share = 0.3\n", "utf-8")
    lines = [
        {"id": "hostile", "text": HOSTILE, "published": "2017-05-05", "language": "en"},
        {"id": "arabic", "text": ARABIC, "published": "2017-05-05", "language": "ar"},
    ]
    lines += [
        {"id": name, "text": f"Shells hit the {name} mill. " * number, "published": "2017-05-05", "language": "en"}
        for name, number in (JOINED | APART).items()
    ]
    more = folder.parent / "more.jsonl"
    more.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    with Watch.open(folder, extractor="rules") as watch:
        assert watch.add([more]).refused == []
        read_by_hand(watch.ledger, "hostile", "hit")
        for number, report in enumerate(JOINED | APART, start=1):
            where = {"name": f"the {report} mill", "lat": 33.0 + number / 3, "lon": 37.0, "radius_km": 1}
            read_by_hand(watch.ledger, report, "hit", places=[where], date_start=f"2017-04-{number:02}")
        read_by_hand(watch.ledger, "arabic", "سقطت")
        for report in JOINED:
            held_to_be_one(watch.ledger, report)
    let_everybody_in(folder)
    with serving(folder, tmp_path_factory.mktemp("logs")) as running:
        yield running


def read_by_hand(ledger: Ledger, report: str, word: str, **fields: object) -> None:
    """A claim at each place where the word stands: c1, or c01, c02 and so on."""
    found = list(re.finditer(word, ledger.report(report).text))
    names = ["c1"] if len(found) == 1 else [f"c{number:02}" for number in range(1, len(found) + 1)]
    claims = tuple(
        Claim.model_validate(
            {
                "id": name,
                "report": report,
                "trigger": {"text": word, "start": at.start(), "end": at.end()},
                "type": "shelling",
                **fields,
            }
        )
        for name, at in zip(names, found, strict=True)
    )
    body = ClaimsExtracted(report=report, extractor="test", version="1", claims=claims, supersedes=True)
    ledger.append(body.kind, body, by="test")


def held_to_be_one(ledger: Ledger, report: str) -> None:
    claims = tuple(key for key in sorted(ledger.claims()) if key.startswith(f"{report}/"))
    made = Regrouping(change="joined", claims=claims, by="A. Karam")
    ledger.append(IncidentsRegrouped.kind, IncidentsRegrouped(changes=(made,)), by="A. Karam")


@pytest.fixture
def ledger(server) -> Iterator[Ledger]:
    with Ledger.open(server.folder / "ledger.db") as opened:
        yield opened


def queue(page, **query: str) -> str:
    """Open the queue; the id of the item that it shows."""
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    page.goto(f"/w/{WATCH}/queue?{asked}")
    expect(drawn(page).locator(".queue[data-item]:not([data-item=''])")).to_be_attached()
    return item(page)


def item(page) -> str:
    return page.get_attribute(".queue", "data-item")


def press(page, key: str) -> str:
    """Press a key that leads to another item; its id."""
    before = item(page)
    page.keyboard.press(key)
    expect(page.locator(".queue")).not_to_have_attribute("data-item", before)
    return item(page)


def name_other(page, name: str) -> None:
    """Name another claim or incident, by keyboard."""
    page.keyboard.press("b")
    expect(page.locator(".queue [name=beside]")).to_be_focused()
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(page.locator(".queue [name=beside]")).not_to_be_focused()


def incident_of(page, claim: str) -> str:
    """The incident of a claim, as the screen says it; its queue is weighed then."""
    queue(page, kind="incident")
    queue(page, item="hostile/c1")
    name_other(page, claim)
    expect(page.locator(".queue-named")).to_contain_text("Of incident")
    return re.search(r"i-\w+", page.locator(".queue-named").inner_text())[0]


def regrouped_by(ledger: Ledger, role: Role) -> dict:
    """What somebody put together or apart last."""
    return next(ledger.last_entries(("incidents_regrouped",), NAMES[role])).body["changes"][0]


def hears(page, words: str) -> None:
    """The page says so beside the item."""
    expect(page.locator(".queue-state")).to_contain_text(words)


def test_a_person_decides_by_keyboard_alone(page_as, ledger):
    page = page_as(Role.REVIEWER)
    shown = queue(page, kind="claim", because="contested")
    expect(page.locator(".queue-reasons")).not_to_be_empty()
    expect(page.locator(".queue-text mark.mark-trigger").first).to_be_visible()
    expect(page.locator(".queue kbd").nth(25)).to_be_attached()
    decided = [shown, press(page, "a"), press(page, "r")]
    page.keyboard.press("t")
    expect(page.locator(".queue [name=certainty]")).to_be_focused()
    page.keyboard.type("po")
    corrected = item(page)
    page.keyboard.press("Enter")
    expect(page.locator(".queue")).not_to_have_attribute("data-item", corrected)
    mine = list(ledger.last_entries(("claim_reviewed", "claim_corrected", "claim_coded"), NAMES[Role.REVIEWER]))
    keys = [entry.body["claim"] for entry in reversed(mine)]
    assert keys == decided
    assert mine[0].body.get("fields", ["certainty"]) == ["certainty"]
    page.keyboard.press("u")
    expect(page.locator(".queue")).to_have_attribute("data-item", corrected)
    hears(page, "is undone")
    assert next(ledger.last_entries(("decision_undone",), NAMES[Role.REVIEWER])).body["entry"] == mine[0].seq


def test_what_is_wrong_is_said_beside_the_item_and_what_was_typed_stays(page_as, ledger):
    page = page_as(Role.REVIEWER)
    shown = queue(page, item="hostile/c1")
    head = ledger.head()
    page.keyboard.press("3")
    expect(page.locator(".queue [name=initiators]")).to_be_focused()
    page.keyboard.type("the Southern Brigade")
    page.keyboard.press("Enter")
    hears(page, "does not stand in report hostile")
    expect(page.locator(".queue [name=initiators]")).to_have_value("the Southern Brigade")
    page.keyboard.press("a")
    hears(page, "You changed a field")
    assert (item(page), ledger.head()) == (shown, head)


def test_hostile_text_is_shown_and_does_nothing(page_as):
    page = page_as(Role.REVIEWER)
    queue(page, item="hostile/c1")
    expect(page.locator(".queue-text")).to_contain_text("<img src=x")
    expect(page.locator(".queue-text")).to_contain_text("[U+202E]")
    expect(page.locator(".queue-text img")).to_have_count(0)
    assert "taken" not in page.title()


def test_arabic_text_runs_from_right_to_left(page_as):
    page = page_as(Role.REVIEWER)
    queue(page, item="arabic/c1")
    expect(page.locator(".queue .report-text")).to_have_attribute("dir", "rtl")
    expect(page.locator(".queue mark.mark-trigger")).to_have_text("سقطت")


def test_of_two_people_at_one_item_the_second_is_told_who_was_first(page_as, ledger):
    first, second = page_as(Role.REVIEWER), page_as(Role.PUBLISHER)
    name = queue(first, kind="claim", because="unmeasured")
    assert queue(second, item=name) == name
    hears(second, f"{NAMES[Role.REVIEWER]} is looking at this now")
    press(first, "r")
    if kinds(ledger, name) == ["claim_coded"]:  # two people code this claim apart: neither is first
        press(second, "a")
        assert kinds(ledger, name) == ["claim_coded", "claim_coded"]
        return
    second.keyboard.press("a")
    hears(second, f"{NAMES[Role.REVIEWER]} decided first: claim {name} was rejected")
    assert item(second) == name
    assert kinds(ledger, name) == ["claim_reviewed"]


def kinds(ledger: Ledger, claim: str) -> list[str]:
    wanted = ("claim_reviewed", "claim_corrected", "claim_coded")
    return [entry.kind for kind in wanted for entry in ledger.entries(kind) if entry.body["claim"] == claim]


def test_a_coder_gets_only_what_two_people_code_and_never_sees_the_other(page_as, ledger):
    coder = page_as(Role.CODER)
    name = queue(coder)
    hears(coder, "Two people code this claim apart")
    expect(coder.locator("[data-action=x]")).to_have_count(0)
    press(coder, "r")
    assert name in ledger.claims()
    other = page_as(Role.REVIEWER)
    assert queue(other, item=name) == name
    expect(other.get_by_role("main")).not_to_contain_text(NAMES[Role.CODER])
    press(other, "a")
    third = page_as(Role.ADMINISTRATOR)
    assert queue(third, kind="adjudication") == name
    expect(third.locator(".queue-codings tbody tr")).to_have_count(1)
    third.keyboard.press("i")
    expect(third.locator(".queue h2").first).to_contain_text("Nothing waits")
    assert name not in ledger.claims()


def test_an_incident_is_split_by_its_digits(page_as, ledger):
    page = page_as(Role.REVIEWER)
    queue(page, item=incident_of(page, "parted/c01"))
    for digit, box in zip("123", page.locator(".queue-claim input").all(), strict=True):
        page.keyboard.press(digit)
        expect(box).to_be_checked()
    expect(page.locator(".queue-claims-said")).to_contain_text("Ticked, 3 of 3")
    page.keyboard.press("x")
    hears(page, "leave one of them")
    page.keyboard.press("1")
    expect(page.locator(".queue-claims-said")).to_contain_text("Ticked, 2 of 3: parted/c02, parted/c03.")
    press(page, "x")
    change = regrouped_by(ledger, Role.REVIEWER)
    assert (change["change"], change["claims"]) == ("parted", ["parted/c02", "parted/c03"])


def test_every_claim_of_a_large_incident_is_shown_and_can_be_ticked(page_as, ledger):
    page = page_as(Role.REVIEWER)
    incident = queue(page, item=incident_of(page, "many/c01"))
    expect(page.locator(".queue-claim")).to_have_count(24)
    expect(page.locator(".queue-claims-said")).to_have_text("and 6 more: z shows them.")
    name_other(page, "many/c28")
    expect(page.locator(".queue-named")).to_have_text("many/c28 is ticked.")
    expect(page.locator(".queue-claim")).to_have_count(28)
    expect(page.locator("[data-claim='many/c28']")).to_be_checked()
    page.keyboard.press("z")
    expect(page.locator(".queue-claim")).to_have_count(30)
    expect(page.locator("[data-action=z]")).to_be_hidden()
    expect(page.locator("[data-claim='many/c28']")).to_be_checked()
    name_other(page, "many/c02")
    name_other(page, "many/c02")
    expect(page.locator(".queue-named")).to_have_text("many/c02 is ticked no more.")
    press(page, "x")
    assert regrouped_by(ledger, Role.REVIEWER)["claims"] == ["many/c28"]
    expect(page.locator(".queue-filters .number")).to_have_text("1 decided since you came")
    page.keyboard.press("u")
    hears(page, f"is undone: many/c28 was split from incident {incident}.")
    assert item(page) == incident
    expect(page.locator(".queue-filters .number")).to_have_text("0 decided since you came")


def test_any_claim_or_incident_can_be_named_however_far_it_lies(page_as, ledger):
    page = page_as(Role.REVIEWER)
    far = incident_of(page, "west/c1")
    queue(page, item="east/c1")
    said = f'There is no incident or claim "{far}0" in the last picture'
    name_other(page, f"{far}0")
    expect(page.locator(".queue-named")).to_contain_text(said)
    for key in "mk":
        page.keyboard.press(key)
        hears(page, said)
        page.keyboard.press("f")
        hears(page, "A flag needs its reason")
    name_other(page, far)
    expect(page.locator(".queue-named")).to_contain_text("1 claim")
    page.keyboard.press("k")
    hears(page, f"{far} is an incident")
    page.keyboard.press("m")
    hears(page, "are one event")
    change = regrouped_by(ledger, Role.REVIEWER)
    assert (change["change"], change["claims"]) == ("joined", ["east/c1", "west/c1"])
    name_other(page, "west/c1")
    page.keyboard.press("k")
    hears(page, "Recorded: east/c1: confirms: west/c1")
    assert next(ledger.last_entries(("claims_linked",), NAMES[Role.REVIEWER])).body["to"] == "west/c1"
    page.keyboard.press("b")
    page.keyboard.press("Escape")
    expect(page.locator(".queue [name=beside]")).to_have_value("west/c1")


def test_of_two_people_at_one_incident_the_second_is_told_who_was_first(page_as, ledger):
    first, second = page_as(Role.REVIEWER), page_as(Role.PUBLISHER)
    for claim, key, word in (("shared/c01", "x", "put apart"), ("common/c01", "m", "put together")):
        incident = incident_of(first, claim)
        for page, digit in ((first, "1"), (second, "2")):
            queue(page, item=incident)
            if key == "x":
                page.keyboard.press(digit)
                expect(page.locator(".queue-claim input").nth(int(digit) - 1)).to_be_checked()
            else:
                name_other(page, "plain/c01")
                expect(page.locator(".queue-named")).to_contain_text("Of incident")
        press(first, key)
        second.keyboard.press(key)
        hears(second, f"{NAMES[Role.REVIEWER]} decided first: claim")
        hears(second, f"was {word}; look at it again")
        assert list(ledger.last_entries(("incidents_regrouped",), NAMES[Role.PUBLISHER])) == []


def test_what_somebody_held_is_free_once_they_closed_their_last_page(page_as, server):
    first = page_as(Role.ADMINISTRATOR)
    name = queue(first, report="held")
    other = first.context.new_page()
    queue(other, item=name)
    first.close()
    second = page_as(Role.PUBLISHER)
    queue(second, item=name)
    hears(second, f"{NAMES[Role.ADMINISTRATOR]} is looking at this now")
    second.close()
    other.close()
    store, begun = QueueStore(server.folder / "cache" / "queue.db"), time.monotonic()
    while any(one.leased_by for one in store.waiting(Filters(report="held"), 9, time.time())):
        assert time.monotonic() - begun < PATIENCE_S, "still held"
        with suppress(subprocess.TimeoutExpired):
            server.process.wait(0.05)
    store.close()


def test_what_was_put_off_can_be_brought_back(page_as):
    page = page_as(Role.ADMINISTRATOR)
    name = queue(page, report="south")
    expect(page.locator("[data-action=p]")).to_be_hidden()
    press(page, "s")
    expect(page.locator(".queue h2")).to_have_text("Nothing else waits for you here.")
    expect(page.locator(".queue-report")).to_contain_text("You put off 1 item, for half a day: p brings back")
    assert press(page, "p") == name
    hears(page, "What you put off waits for you again: 1 item.")
    expect(page.locator("[data-action=p]")).to_be_hidden()


def test_undoing_counts_what_was_counted_and_says_what_it_was(page_as):
    page = page_as(Role.ADMINISTRATOR)
    first = queue(page, report="north")
    second = press(page, "a")
    assert {first, second} == {"north/c01", "north/c02"}
    page.keyboard.press("v")
    page.keyboard.type("con")
    page.keyboard.press("Escape")
    page.keyboard.press("q")
    page.keyboard.type("It names where people shelter.")
    page.keyboard.press("Enter")
    page.keyboard.press("f")
    hears(page, f"Recorded: {second} is confidential.")
    page.keyboard.press("u")
    hears(page, f"is undone: claim {second} was flagged as confidential.")
    assert item(page) == second
    expect(page.locator(".queue-filters .number")).to_have_text("1 decided since you came")
    assert press(page, "u") == first
    hears(page, f"claim {first}")
    expect(page.locator(".queue-filters .number")).to_have_text("0 decided since you came")


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 380)])
def test_small_screens_and_both_themes_hold(page_as, theme, width):
    size = {"width": width, "height": 800}
    page = page_as(Role.REVIEWER, bypass_csp=True, color_scheme=theme, viewport=size)
    queue(page, kind="claim")
    assert not overflows(page)
    assert serious(page) == []
    queue(page, kind="incident")
    assert not overflows(page)
    assert serious(page) == []


def test_readers_are_refused(page_as):
    page = page_as(Role.READER)
    assert page.goto(f"/w/{WATCH}/queue").status == 403
