"""The map, drawn without any network and played by keyboard over both clocks; what it draws is bound by the profile."""

import re

import pytest
from screen_checks import arrived, drawn, expect, overflows, serious

from trucewatch.publish.release import shipped_profile
from trucewatch.workbench.people import Role

pytestmark = pytest.mark.browser
CLOCKS = "as_true_on=2017-06-05&as_known_on=2017-06-05"
MAP = f"/w/syria-2017/map?{CLOCKS}"
DATA = f"/w/syria-2017/map/ground.json?{CLOCKS}"


def opened(page, address: str = MAP):
    page.goto(address)
    expect(drawn(page).locator(".leaflet-container path.g-spot").first).to_be_attached()
    return page


def test_the_map_asks_nobody_but_this_server(server, page_as) -> None:
    page = page_as(Role.READER)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    opened(page)
    page.locator(".leaflet-control-zoom-in").click()
    expect(page.locator(".leaflet-tile")).to_have_count(0)
    assert [url for url in asked if not url.startswith((server.url, "data:", "blob:"))] == []
    expect(page.locator("path.g-land").nth(2)).to_be_attached()


def test_zones_in_words_have_no_line(page_as) -> None:
    page = opened(page_as(Role.READER))
    strokes = page.eval_on_selector_all(
        "path.g-soft", "found => found.map(e => [e.getAttribute('stroke'), getComputedStyle(e).stroke])"
    )
    assert len(strokes) > 4
    assert all(attribute in (None, "none") and computed == "none" for attribute, computed in strokes)
    assert page.locator("path.g-zone").count() == 0
    expect(page.get_by_text("Boundaries and names shown do not imply endorsement")).to_be_visible()


def test_the_timeline_is_played_by_keyboard_on_either_clock(page_as) -> None:
    page = opened(page_as(Role.CODER))
    said = page.locator(".ground-said")
    everything = page.locator(".ground-table tbody tr").count()
    slider = page.get_by_role("slider", name="Day", exact=True)
    slider.focus()
    page.keyboard.press("Home")
    expect(page.locator("[name=day]")).to_have_value("0")
    expect(page.locator(".ground-table tbody tr")).not_to_have_count(everything)
    first = said.inner_text()
    assert page.locator(".ground-table tbody tr").count() < everything
    page.locator(".screen-title").click()
    page.keyboard.press(".")
    expect(page.locator("[name=day]")).to_have_value("1")
    expect(said).not_to_have_text(first)
    page.keyboard.press("c")
    expect(said).to_contain_text("as known on")
    expect(page.locator("path.g-spot")).to_have_count(page.locator("path.g-known").count())
    page.keyboard.press("k")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.keyboard.press("k")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    expect(said).to_contain_text("as known on")
    page.get_by_role("link", name="The whole workbench on this day").click()
    arrived(page, r"as_known_on=20\d\d-\d\d-\d\d")


def test_an_earlier_day_of_knowledge_mixes_in_nothing_that_was_not_known_then(page_as) -> None:
    page = opened(page_as(Role.CODER))
    said, control = page.locator(".ground-said"), page.locator(".leaflet-container path.g-control")
    zones = page.locator(".leaflet-container :is(path.g-soft, path.g-zone)")
    page.keyboard.press("c")
    expect(said).to_contain_text("as known on")
    expect(control).not_to_have_count(0)
    expect(page.locator(".leaflet-container .g-now")).to_have_count(0)
    page.keyboard.press(",")
    expect(said).to_contain_text("Zones are grey: they stand as of the clocks in the head")
    expect(said).to_contain_text("Control is left out")
    expect(control).to_have_count(0)
    expect(page.locator(".leaflet-container path.g-now")).to_have_count(zones.count())
    page.locator(".leaflet-control-zoom-in").click()
    expect(page.locator(".leaflet-zoom-anim")).to_have_count(0)
    expect(control).to_have_count(0)
    page.locator(".screen-title").click()
    page.keyboard.press(".")
    expect(said).not_to_contain_text("grey")
    expect(control).not_to_have_count(0)


def test_layers_can_be_left_out_and_the_table_stays(page_as) -> None:
    page = opened(page_as(Role.CODER))
    rows = page.locator(".ground-table tbody tr").count()
    page.get_by_label("Incidents", exact=True).uncheck()
    expect(page.locator(".leaflet-container path.g-spot")).to_have_count(0)
    expect(page.locator(".ground-table tbody tr")).to_have_count(rows)
    page.get_by_label("Control", exact=True).uncheck()
    expect(page.locator(".leaflet-container path.g-control")).to_have_count(0)


def test_no_place_leaves_finer_than_the_readers_profile(client_as) -> None:
    partners = client_as(Role.READER).get(DATA).json()
    team = client_as(Role.CODER).get(DATA).json()
    least = shipped_profile("partners").least_km
    assert (
        min(s["km"] for s in partners["spots"] if s["drawn"])
        >= least
        > min(s["km"] for s in team["spots"] if s["drawn"])
    )
    assert client_as(None).get(DATA).status_code in (303, 401)


@pytest.mark.parametrize(
    ("query", "status"),
    [("as_true_on=never", 400), ("as_known_on=2017-13-40", 400), (f"{CLOCKS}&incident=nobody", 404)],
)
def test_wrong_questions_get_a_sentence(client_as, query: str, status: int) -> None:
    answer = client_as(Role.READER).get(f"/w/syria-2017/map/ground.json?{query}")
    assert answer.status_code == status
    assert "Traceback" not in answer.text


def test_nothing_known_draws_nothing_and_says_so(page_as) -> None:
    page = page_as(Role.READER)
    page.goto("/w/syria-2017/map?as_known_on=1999-01-01")
    expect(page.locator(".ground-said")).to_contain_text(re.compile("0 incidents|Nothing here"))
    expect(page.locator(".ground-table tbody tr")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_small_screens_and_both_themes_hold(page_as, theme: str) -> None:
    size = {"width": 400, "height": 800}
    page = opened(page_as(Role.READER, color_scheme=theme, bypass_csp=True, viewport=size))
    assert not overflows(page)
    assert serious(page) == []
