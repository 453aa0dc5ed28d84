"""The review queue in a real browser: by keyboard alone, two at one item, blind coding, hostile and Arabic text."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
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
    page.wait_for_selector(".queue[data-item]:not([data-item=''])")
    return item(page)


def item(page) -> str:
    return page.get_attribute(".queue", "data-item")


def press(page, key: str) -> str:
    """Press a key that leads to another item; its id."""
    before = item(page)
    page.keyboard.press(key)
    page.wait_for_function("before => document.querySelector('.queue').dataset.item !== before", arg=before)
    return item(page)


def said(page, words: str) -> str:
    page.wait_for_function("words => document.querySelector('.queue-state').textContent.includes(words)", arg=words)
    return page.inner_text(".queue-state")


def test_a_person_decides_by_keyboard_alone(page_as, ledger):
    page = page_as(Role.REVIEWER)
    shown = queue(page, kind="claim", because="contested")
    assert page.inner_text(".queue-reasons").strip()
    assert page.locator(".queue-text mark.mark-trigger").count() >= 1
    assert page.locator(".queue kbd").count() > 25
    decided = [shown, press(page, "a"), press(page, "r")]
    page.keyboard.press("t")
    assert page.evaluate("document.activeElement.name") == "certainty"
    page.keyboard.type("po")
    corrected = item(page)
    page.keyboard.press("Enter")
    page.wait_for_function("before => document.querySelector('.queue').dataset.item !== before", arg=corrected)
    mine = list(ledger.last_entries(("claim_reviewed", "claim_corrected", "claim_coded"), NAMES[Role.REVIEWER]))
    keys = [entry.body["claim"] for entry in reversed(mine)]
    assert keys == decided
    assert mine[0].body.get("fields", ["certainty"]) == ["certainty"]
    page.keyboard.press("u")
    page.wait_for_function("name => document.querySelector('.queue').dataset.item === name", arg=corrected)
    assert "is undone" in said(page, "is undone")
    assert next(ledger.last_entries(("decision_undone",), NAMES[Role.REVIEWER])).body["entry"] == mine[0].seq


def test_what_is_wrong_is_said_beside_the_item_and_what_was_typed_stays(page_as, ledger):
    page = page_as(Role.REVIEWER)
    shown = queue(page, item="hostile/c1")
    head = ledger.head()
    page.keyboard.press("3")
    page.keyboard.type("the Southern Brigade")
    page.keyboard.press("Enter")
    assert "does not stand in report hostile" in said(page, "does not stand")
    assert page.input_value(".queue [name=initiators]") == "the Southern Brigade"
    page.keyboard.press("a")
    assert "You changed a field" in said(page, "You changed a field")
    assert (item(page), ledger.head()) == (shown, head)


def test_hostile_text_is_shown_and_does_nothing(page_as):
    page = page_as(Role.REVIEWER)
    queue(page, item="hostile/c1")
    text = page.inner_text(".queue-text")
    assert "<img src=x" in text
    assert "[U+202E]" in text
    assert page.locator(".queue-text img").count() == 0
    assert "taken" not in page.title()


def test_arabic_text_runs_from_right_to_left(page_as):
    page = page_as(Role.REVIEWER)
    queue(page, item="arabic/c1")
    assert page.get_attribute(".queue .report-text", "dir") == "rtl"
    assert page.inner_text(".queue mark.mark-trigger") == "سقطت"


def test_of_two_people_at_one_item_the_second_is_told_who_was_first(page_as, ledger):
    first, second = page_as(Role.REVIEWER), page_as(Role.PUBLISHER)
    name = queue(first, kind="claim", because="unmeasured")
    assert queue(second, item=name) == name
    assert NAMES[Role.REVIEWER] in said(second, "is looking at this now")
    press(first, "r")
    second.keyboard.press("a")
    told = said(second, "decided first") if "claim_coded" not in kinds(ledger, name) else ""
    if told:
        assert f"{NAMES[Role.REVIEWER]} decided first: claim {name} was rejected" in told
        assert item(second) == name
    assert kinds(ledger, name) in (["claim_reviewed"], ["claim_coded", "claim_coded"])


def kinds(ledger: Ledger, claim: str) -> list[str]:
    wanted = ("claim_reviewed", "claim_corrected", "claim_coded")
    return [entry.kind for kind in wanted for entry in ledger.entries(kind) if entry.body["claim"] == claim]


def test_a_coder_gets_only_what_two_people_code_and_never_sees_the_other(page_as, ledger):
    coder = page_as(Role.CODER)
    name = queue(coder)
    assert "Two people code this claim apart" in coder.inner_text(".queue-state")
    assert coder.locator("[data-action=x]").count() == 0
    press(coder, "r")
    assert name in ledger.claims()
    other = page_as(Role.REVIEWER)
    assert queue(other, item=name) == name
    assert NAMES[Role.CODER] not in other.inner_text("main")
    press(other, "a")
    third = page_as(Role.ADMINISTRATOR)
    assert queue(third, kind="adjudication") == name
    assert third.locator(".queue-codings tbody tr").count() == 1
    third.keyboard.press("i")
    third.wait_for_function("document.querySelector('.queue h2').textContent.includes('Nothing waits')")
    assert name not in ledger.claims()


def test_an_incident_is_split_by_its_digits(page_as, ledger):
    page = page_as(Role.REVIEWER)
    queue(page, kind="incident")
    claims = page.locator(".queue-claim a").all_inner_texts()
    page.keyboard.press("1")
    assert page.locator(".queue-claim input").first.is_checked()
    if len(claims) == 1:
        page.keyboard.press("x")
        assert "leave one of them" in said(page, "leave one of them")
        return
    press(page, "x")
    change = next(ledger.last_entries(("incidents_regrouped",), NAMES[Role.REVIEWER])).body["changes"][0]
    assert (change["change"], change["claims"]) == ("parted", claims[:1])


def test_axe_finds_nothing_serious(page_as):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = page_as(Role.REVIEWER, bypass_csp=True)
    queue(page, kind="claim")
    found = axe.Axe().run(page)
    serious = [v for v in found.response["violations"] if v["impact"] in ("serious", "critical")]
    assert serious == [], json.dumps(serious, indent=1)[:3000]


def test_readers_are_refused(page_as):
    page = page_as(Role.READER)
    assert page.goto(f"/w/{WATCH}/queue").status == 403
