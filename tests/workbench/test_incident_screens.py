"""The list of incidents, an incident and a report, walked in a real browser, by keyboard and as other roles."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from screen_checks import arrived, drawn, expect, overflows, serious
from workbench_server import Server, let_everybody_in, serving

from trucewatch.ledger.kinds import RecordFlagged
from trucewatch.watch import Watch
from trucewatch.workbench.people import Role

pytestmark = pytest.mark.browser
CLOCKS = "as_true_on=2017-06-05&as_known_on=2017-06-05"
HOSTILE = "<img src=x onerror=document.title='owned'> \u202eevil"
SMALL = {"viewport": {"width": 400, "height": 800}}


@pytest.fixture(scope="module")
def server(read_watch: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The example watch with one more report, of which title and text would act if they were not text, one that was
    taken down, and one on a convoy."""
    folder = tmp_path_factory.mktemp("served") / "syria-2017"
    shutil.copytree(read_watch, folder)
    report = {
        "id": "hostile",
        "publisher": "<b>Wire</b>",
        "title": HOSTILE,
        "published": "2017-05-20",
        "received": "2017-05-20T12:00:00+03:00",
        "text": f"{HOSTILE}\n\nThe army shelled Talbiseh on 19 May, <script>document.title='owned'</script> said.",
    }
    path = folder / "hostile.jsonl"
    gone = {**report, "id": "gone", "text": "Rebels left Arbin."}
    convoy = {**report, "id": "convoy", "title": "Convoy", "text": "An aid convoy entered Douma on 2 May."}
    path.write_text("".join(json.dumps(one) + "\n" for one in (report, gone, convoy)))
    with Watch.open(folder, extractor="rules") as watch:
        assert watch.add([path]).refused == []
        watch.ledger.take_down("gone", "a court asked for it", by="Ada", evidence=watch.evidence)
    let_everybody_in(folder)
    with serving(folder, tmp_path_factory.mktemp("logs")) as running:
        yield running


def test_the_list_is_filtered_by_address_and_walked_by_keyboard(page_as) -> None:
    page = page_as(Role.READER)
    page.goto(f"/w/syria-2017/incidents?{CLOCKS}&standing=contested")
    drawn(page)
    chips = page.locator(".incident-grid .ag-row [col-id=standing] .chip")
    expect(chips.first).to_be_visible()
    assert set(chips.all_inner_texts()) == {"contested"}
    expect(page.get_by_label("Standing")).to_have_value("contested")

    page.get_by_label("Kind").select_option("armed_clash")
    arrived(page, "type=armed_clash")
    assert "standing=contested" in page.url
    assert "as_known_on=2017-06-05" in page.url

    page.get_by_role("link", name="All incidents").click()
    arrived(page, r"incidents\?as_true_on[^&]*&as_known_on[^&]*$")
    expect(page.locator(".incident-grid .ag-row").first).to_be_visible()
    page.locator(".screen-title").click()
    page.keyboard.press("j")
    page.locator(".ag-cell-focus").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    arrived(page, "/incident/")


def test_a_wrong_filter_is_refused_in_a_sentence(client_as) -> None:
    answer = client_as(Role.READER).get("/w/syria-2017/incidents?verdict=guilty", headers={"accept": "text/html"})
    assert answer.status_code == 400
    assert "No incident has the verdict" in answer.text


def open_incident(page, query: str = "") -> None:
    page.goto(f"/w/syria-2017/incidents?{CLOCKS}&q=tabqa&standing=contested{query}")
    open_first(page)
    expect(page.locator("#beliefs table")).to_be_visible()


def open_first(page) -> None:
    """Open the first incident of the list."""
    page.locator(".incident-grid .ag-row a").first.click()
    arrived(page, "/incident/")


def test_an_incident_shows_sums_voices_beliefs_and_findings(page_as) -> None:
    page = page_as(Role.REVIEWER)
    open_incident(page)
    formula = page.locator(".formula").inner_text().replace("\u2212", "-")
    total, probability = re.search(r"= ([+-][\d.]+);.*= ([\d.]+)$", formula).groups()
    terms = [float(term) for term in formula.split(" = ")[0].split()]
    assert sum(terms) == pytest.approx(float(total), abs=1e-3)
    shown = page.locator("#propositions tbody tr").first.locator(".probability .number").inner_text()
    assert float(shown) == pytest.approx(float(probability), abs=0.01)
    expect(page.locator(".chart svg").nth(1)).to_be_visible()
    steps = page.locator("#origins ol li").all_inner_texts()
    assert all(": " in step for step in steps)
    first = page.locator("#beliefs tbody th a").first
    assert "as_known_on=" in first.get_attribute("href")
    page.locator("#where .leaflet-container path.g-spot").first.wait_for(state="attached")

    page.keyboard.press("w")
    expect(page.get_by_role("combobox", name="The sum of")).to_be_visible()
    before = page.url
    page.keyboard.press("n")
    expect(page).not_to_have_url(before)
    drawn(page).keyboard.press("l")
    arrived(page, "/incidents")


def test_a_finding_is_six_tests_with_codes(page_as) -> None:
    page = page_as(Role.PUBLISHER)
    page.goto(f"/w/syria-2017/incidents?{CLOCKS}&verdict=indeterminate")
    open_first(page)
    expect(page.locator("#findings tbody tr")).to_have_count(6)
    expect(page.locator("#findings tbody code")).to_have_count(6)
    page.get_by_text("Why, as a paragraph").click()
    expect(page.locator(".why p")).to_contain_text("Judged by the")
    expect(page.get_by_role("button", name="Sign or withdraw…")).to_be_visible()


def test_a_reader_sees_neither_terms_nor_who_captured(page_as) -> None:
    page = page_as(Role.READER)
    page.goto(f"/w/syria-2017/incidents?{CLOCKS}&q=tabqa&standing=contested")
    open_first(page)
    expect(page.get_by_text("The terms of the sums are not part of this release profile.")).to_be_visible()
    expect(page.get_by_text("Seen through the release profile partners")).to_be_visible()
    expect(page.get_by_role("button", name="Sign or withdraw…")).to_have_count(0)
    page.locator("#reports a").first.click()
    expect(page.get_by_text("Who captured it is not part of this release profile")).to_be_visible()


def test_a_report_marks_its_claims_and_leads_to_them(page_as) -> None:
    page = page_as(Role.CODER)
    page.goto(f"/w/syria-2017/report/digest-0505?{CLOCKS}")
    drawn(page)
    expect(page.locator(".report-text mark").nth(5)).to_be_visible()
    page.locator(".screen-title").click()
    page.keyboard.press("j")
    expect(page.locator("mark:focus")).to_be_visible()
    link = page.locator(".report-text mark a").first
    target = link.get_attribute("href")
    expect(page.locator(target)).to_have_count(1)
    expect(page.locator("#custody")).to_contain_text("as recorded")
    assert "/evidence/" not in page.content()


def test_only_reviewers_flag_and_only_the_team_sees_flags(page_as) -> None:
    reader, coder = page_as(Role.READER), page_as(Role.CODER)
    reader.goto(f"/w/syria-2017/report/digest-0505?{CLOCKS}")
    expect(drawn(reader).locator("#flag")).to_have_count(0)
    coder.goto(f"/w/syria-2017/report/digest-0505?{CLOCKS}")
    expect(drawn(coder).locator("#flag")).to_contain_text("set by nobody")
    for page in (reader, coder):
        expect(page.get_by_role("button", name="Flag the report as sensitive")).to_have_count(0)


def test_a_reviewer_flags_a_report_with_a_class_and_a_reason(server: Server, page_as) -> None:
    page = page_as(Role.REVIEWER)
    page.goto("/w/syria-2017/report/convoy")
    drawn(page).locator(".screen-title").click()
    page.keyboard.press("f")
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_text("Choose a class first.")).to_be_visible()
    page.get_by_label("Sensitivity", exact=True).click()
    page.get_by_role("option", name="confidential").click()
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_text("A flag needs its reason")).to_be_visible()
    page.get_by_label("Reason; kept for ever").fill("names the <i>route</i> of the convoy")
    page.get_by_role("button", name="Record").click()
    expect(page.locator("#flag")).to_contain_text("confidential, set by Reviewer Person")
    expect(page.locator("#flag")).to_contain_text("names the <i>route</i> of the convoy")
    with Watch.open(server.folder) as watch:
        *_, entry = watch.ledger.entries(RecordFlagged.kind)
    assert (entry.by, entry.body["what"], entry.body["id"]) == ("Reviewer Person", "report", "convoy")

    reader = page_as(Role.READER)
    reader.goto("/w/syria-2017/report/convoy")
    expect(drawn(reader).locator("#claims")).to_contain_text("No claim was read from it.")
    assert "Douma" not in reader.content()


def test_hostile_words_are_text(server: Server, page_as) -> None:
    page = page_as(Role.CODER)
    page.goto("/w/syria-2017/report/hostile")
    drawn(page)
    expect(page.locator(".headline")).to_contain_text("<img src=x")
    expect(page.locator(".headline")).to_contain_text("[U+202E]")
    expect(page.locator("#about")).to_contain_text("<b>Wire</b>")
    expect(page.locator(".report-text img, .report-text script")).to_have_count(0)
    assert "owned" not in page.title()
    page.goto("/w/syria-2017/incidents?q=talbiseh")
    expect(page.locator(".incident-grid .ag-row").first).to_be_visible()
    assert "owned" not in page.title()


def test_what_was_taken_down_says_so_and_keeps_its_hash(page_as) -> None:
    page = page_as(Role.CODER)
    page.goto("/w/syria-2017/report/gone")
    drawn(page)
    expect(page.get_by_text("a court asked for it").first).to_be_visible()
    expect(page.locator("#custody table").last.get_by_text("takedown")).to_have_count(1)
    assert "left Arbin" not in page.content()


@pytest.mark.parametrize("name", ["no-such", "<script>", "%00", "x" * 2000])
def test_what_is_not_there_is_said_in_a_sentence(page_as, name: str) -> None:
    page = page_as(Role.READER)
    page.goto(f"/w/syria-2017/incident/{name}")
    said = page.get_by_text(re.compile("There is no incident|Not Found|not found", re.IGNORECASE))
    expect(said.first).to_be_visible()


def test_both_clocks_bind_what_is_shown(page_as) -> None:
    page = page_as(Role.CODER)
    page.goto("/w/syria-2017/report/fieldnote-0601?as_known_on=2017-05-05")
    expect(page.get_by_text("There is no report fieldnote-0601 here.")).to_be_visible()
    page.goto("/w/syria-2017/report/fieldnote-0601?as_known_on=2017-06-05")
    expect(page.locator("#text")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_small_screens_and_both_themes_hold(page_as, theme: str) -> None:
    page = page_as(Role.REVIEWER, color_scheme=theme, bypass_csp=True, **SMALL)
    page.goto(f"/w/syria-2017/incidents?{CLOCKS}")
    expect(drawn(page).locator(".incident-grid .ag-row").first).to_be_visible()
    assert not overflows(page)
    assert serious(page) == []
    open_incident(page)
    assert not overflows(page)
    assert serious(page) == []
    page.goto(f"/w/syria-2017/report/ghouta-0507?{CLOCKS}")
    drawn(page)
    expect(page.locator(".report-text")).to_have_attribute("dir", "rtl")
    assert not overflows(page)
    assert serious(page) == []
