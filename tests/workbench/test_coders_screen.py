"""Coders' agreement: what is told of it, on the screen and by the API, and what it links to."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from screen_checks import arrived, drawn, expect, overflows, serious
from workbench_server import NAMES, WATCH, Server, let_everybody_in, serving

from trucewatch.ledger import Ledger
from trucewatch.review.agreement import codings_of
from trucewatch.review.store import Item
from trucewatch.reviewing import Reviewing
from trucewatch.watch import Watch
from trucewatch.workbench.contents.coders import coders_told
from trucewatch.workbench.people import Role

CODER, REVIEWER, PUBLISHER = NAMES[Role.CODER], NAMES[Role.REVIEWER], NAMES[Role.PUBLISHER]


@pytest.fixture(scope="module")
def coded(read_watch: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, of which every claim is coded twice: two people did so with eight of them and agree on six; of the
    others one makes no claim, and one is less certain for the second. A ninth was coded by one of them alone."""
    folder = tmp_path_factory.mktemp("coded") / WATCH
    shutil.copytree(read_watch, folder)
    settings = folder / "watch.toml"
    settings.write_text(settings.read_text("utf-8") + "\n[review]\ndouble_share = 1.0\n", "utf-8")
    with Watch.open(folder, extractor="rules") as watch, Reviewing(watch) as reviewing:
        first, second = reviewing.person(CODER), reviewing.person(REVIEWER)
        keys = sorted(key for key, claim in watch.ledger.claims().items() if claim.certainty == "certain")[:9]
        for key in keys:
            first.accept(key)
        second.reject(keys[0])
        second.correct(keys[1], {"certainty": "possible"})
        for key in keys[2:8]:
            second.accept(key)
    let_everybody_in(folder)
    return folder


@pytest.fixture(scope="module")
def server(coded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(coded, tmp_path_factory.mktemp("logs")) as running:
        yield running


def told_to(folder: Path, by: str):
    with Ledger.open(folder / "ledger.db") as ledger:
        codings = list(codings_of(ledger))
    made: dict[str, set[str]] = {}
    for coding in codings:
        made.setdefault(coding.claim.key, set()).add(coding.by)
    keys = sorted(key for key, people in made.items() if len(people) == 2)[:2]
    items = [Item(key, "claim", key.rpartition("/")[0], None, "shelling", "en", 1.0, (), "adjudicate") for key in keys]
    return coders_told(codings, items, len(items), by)


def test_each_field_has_its_alpha_the_share_alike_and_how_to_read_it(coded: Path) -> None:
    told = told_to(coded, PUBLISHER)
    assert (told.once, told.twice, told.waiting_all) == (1, 8, 2)
    fields = {row.field: row for row in told.fields}
    exists, certainty = fields["exists"], fields["certainty"]
    assert (exists.claims, exists.alike, certainty.claims) == (8, 7 / 8, 7)
    # Observed: 1 of 8 pairs differs. Expected: 15 of the 16 values are yes.
    assert exists.alpha == pytest.approx(1 - (1 / 8) / (1 - (15 * 14) / (16 * 15)), abs=1e-3)
    assert exists.reading == "too low to rest on, of few claims"
    assert fields["polarity"].alike == 1.0
    assert {name for name, _ in told.coders} == {CODER, REVIEWER}
    assert all({row.field for row in rows} == set(fields) for _, rows in told.coders)


def test_unknown_is_said_to_be_unknown(coded: Path) -> None:
    rows = told_to(coded, PUBLISHER).fields
    unknown = [row for row in rows if row.alpha is None]
    assert unknown
    assert all(row.reading.startswith("cannot be told: everybody gave one and the same") for row in unknown)
    assert coders_told([], [], 0, PUBLISHER).fields == ()


def test_whoever_coded_a_claim_is_not_told_in_what_the_other_differs(coded: Path) -> None:
    third, own = told_to(coded, PUBLISHER).waiting, told_to(coded, CODER).waiting
    assert [each.fields for each in third] == [("Says such a thing at all",), ("Certainty",)]
    assert [(each.fields, each.own) for each in own] == [((), True), ((), True)]


def test_the_api_gives_the_same_rows_to_reviewers_only(server: Server, client_as) -> None:
    got = client_as(Role.REVIEWER).get("/api/v1/coders").json()
    assert (got["watch"], got["double_share"]) == (WATCH, 1.0)
    rows = {(row["coder"], row["field"]): row for row in got["agreement"]}
    assert (rows[None, "exists"]["claims"], rows[CODER, "exists"]["alike"]) == (8, 7 / 8)
    assert client_as(Role.CODER).get("/api/v1/coders").status_code == 403
    assert client_as(Role.REVIEWER).get("/api/v1/coders?watch=nowhere").status_code == 404
    assert client_as(Role.REVIEWER).get("/api/v1/coders?field=type").status_code == 422


@pytest.mark.browser
def test_a_third_person_comes_from_the_queue_to_the_table_and_on_to_what_waits(page_as) -> None:
    page = page_as(Role.PUBLISHER)
    page.goto(f"/w/{WATCH}/queue?kind=claim")
    drawn(page).get_by_role("link", name="coders' agreement").click()
    arrived(page, "/coders")
    expect(page.get_by_role("link", name="Review", exact=True)).to_have_attribute("aria-current", "page")
    expect(page.locator(".count")).to_contain_text("8 claims coded by two people, 1 by one so far")
    certainty = page.locator("#fields tbody tr", has=page.get_by_role("rowheader", name="Certainty")).locator("td")
    expect(certainty.nth(1)).to_contain_text("too low to rest on, of few claims")
    expect(certainty.nth(2)).to_have_text("86%")
    expect(page.locator("#fields")).to_contain_text("cannot be told")
    expect(page.locator("#by-coder thead")).to_contain_text(CODER)
    waiting = page.locator("#waiting tbody tr")
    expect(waiting).to_have_count(2)
    expect(waiting.first).to_contain_text(f"{CODER}, {REVIEWER}")
    name = waiting.first.locator("th a").inner_text()
    waiting.first.locator("th a").click()
    arrived(page, "/queue")
    expect(page.locator(".queue")).to_have_attribute("data-item", name)
    expect(page.locator(".queue-codings tbody tr")).not_to_have_count(0)


@pytest.mark.browser
def test_whoever_coded_what_waits_gets_no_link_to_it(page_as) -> None:
    page = page_as(Role.REVIEWER)
    page.goto(f"/w/{WATCH}/coders")
    expect(drawn(page).locator("#waiting tbody tr").first).to_contain_text("you coded it")
    expect(page.locator("#waiting tbody th a")).to_have_count(0)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_and_nothing_overflows(page_as, scheme: str) -> None:
    page = page_as(Role.ADMINISTRATOR, color_scheme=scheme, bypass_csp=True, viewport={"width": 400, "height": 800})
    page.goto(f"/w/{WATCH}/coders")
    expect(drawn(page).locator("#fields tbody tr").first).to_be_visible()
    assert serious(page) == []
    assert not overflows(page)


@pytest.mark.browser
def test_coders_are_refused(page_as) -> None:
    assert page_as(Role.CODER).goto(f"/w/{WATCH}/coders").status == 403
