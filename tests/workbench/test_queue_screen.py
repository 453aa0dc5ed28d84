"""The review queue in a real browser: by keyboard alone, two at one item, blind coding, hostile and Arabic text."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from screen_checks import drawn, expect, serious
from workbench_server import NAMES, WATCH, Server, let_everybody_in, serving

from trucewatch.ledger import Ledger
from trucewatch.ledger.kinds import ClaimsExtracted
from trucewatch.model import Claim
from trucewatch.workbench.people import Role

pytestmark = pytest.mark.browser

HOSTILE = (
    "Shells hit <img src=x onerror=\"document.title='taken'\"> the mill of Tabqa on Friday \u202e and killed 12 people."
)
ARABIC = "قال ناشطون إن قذائف سقطت على الطبقة يوم الجمعة."


@pytest.fixture(scope="module")
def server(read_watch: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The example with two more reports, of which a part is coded twice."""
    from trucewatch.watch import Watch

    folder = tmp_path_factory.mktemp("reviewed") / WATCH
    shutil.copytree(read_watch, folder)
    settings = folder / "watch.toml"
    settings.write_text(settings.read_text("utf-8") + "\n[review]\ndouble_share = 0.3\n", "utf-8")
    lines = [
        {"id": "hostile", "text": HOSTILE, "published": "2017-05-05", "language": "en"},
        {"id": "arabic", "text": ARABIC, "published": "2017-05-05", "language": "ar"},
    ]
    more = folder.parent / "more.jsonl"
    more.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    with Watch.open(folder, extractor="rules") as watch:
        assert watch.add([more]).refused == []
        for report, word in (("hostile", "hit"), ("arabic", "سقطت")):
            read_by_hand(watch.ledger, report, word)
    let_everybody_in(folder)
    with serving(folder, tmp_path_factory.mktemp("logs")) as running:
        yield running


def read_by_hand(ledger: Ledger, report: str, word: str) -> None:
    text = ledger.report(report).text
    start = text.index(word)
    trigger = {"text": word, "start": start, "end": start + len(word)}
    claim = Claim.model_validate({"id": "c1", "report": report, "trigger": trigger, "type": "shelling"})
    body = ClaimsExtracted(report=report, extractor="test", version="1", claims=(claim,), supersedes=True)
    ledger.append(body.kind, body, by="test")


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
    queue(page, kind="incident")
    claims = page.locator(".queue-claim a").all_inner_texts()
    page.keyboard.press("1")
    expect(page.locator(".queue-claim input").first).to_be_checked()
    if len(claims) == 1:
        page.keyboard.press("x")
        hears(page, "leave one of them")
        return
    press(page, "x")
    change = next(ledger.last_entries(("incidents_regrouped",), NAMES[Role.REVIEWER])).body["changes"][0]
    assert (change["change"], change["claims"]) == ("parted", claims[:1])


def test_axe_finds_nothing_serious(page_as):
    page = page_as(Role.REVIEWER, bypass_csp=True)
    queue(page, kind="claim")
    assert serious(page) == []


def test_readers_are_refused(page_as):
    page = page_as(Role.READER)
    assert page.goto(f"/w/{WATCH}/queue").status == 403
