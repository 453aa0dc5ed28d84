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
    expect(said).to_contain_text("As known on")
    expect(slider).to_be_enabled()
    page.keyboard.press("k")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.keyboard.press("k")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    expect(said).to_contain_text("As known on")
    page.get_by_role("link", name="The whole workbench on this day").click()
    arrived(page, r"as_known_on=20\d\d-\d\d-\d\d")


def on_the_map(page) -> dict[str, object]:
    """What is drawn and told: circles, squares and letters, and the table's words."""
    return page.evaluate(
        """() => {
          const all = (css) => [...document.querySelectorAll(`.leaflet-container ${css}`)];
          const rows = [...document.querySelectorAll(".ground-table tbody tr")];
          return {
            spots: all("path.g-spot").map((e) => [e.getAttribute("class"), e.getAttribute("d")].join(" ")).sort(),
            control: all("path.g-control").map((e) => [e.getAttribute("class"), e.getAttribute("d")].join(" ")).sort(),
            zones: all(".g-letter").map((e) => e.textContent).sort(),
            table: rows.map((row) => row.textContent).sort(),
          };
        }"""
    )


def test_a_day_of_knowledge_is_the_map_of_that_day(page_as) -> None:
    page = opened(page_as(Role.CODER), "/w/syria-2017/map?as_true_on=2017-05-20&as_known_on=2017-06-05")
    said, slider = page.locator(".ground-said"), page.locator("[name=day]")
    page.keyboard.press("c")
    expect(said).to_contain_text("As known on")
    seen = set()
    for _ in range(12):
        page.keyboard.press(",")
        expect(slider).not_to_have_value(slider.get_attribute("max") or "")
        seen.add(tuple(e.get_attribute("class") for e in page.locator("path.g-control").all()))
    assert len(seen) > 1
    played, day = on_the_map(page), said.inner_text().split(":")[0]
    assert played["control"]
    assert played["zones"]
    page.get_by_role("link", name="The whole workbench on this day").click()
    arrived(page, r"as_known_on=2017-05-\d\d")
    expect(drawn(page).locator(".leaflet-container path.g-spot").first).to_be_attached()
    page.keyboard.press("c")
    expect(said).to_contain_text("As known on")
    there = on_the_map(page)
    assert there["table"] == played["table"]
    assert there["zones"] == played["zones"]
    for kind in ("spots", "control"):
        assert [one.split(" M")[0] for one in there[kind]] == [one.split(" M")[0] for one in played[kind]], day


@pytest.mark.parametrize("role", [Role.READER, Role.CODER])
def test_each_day_of_the_film_is_what_map_and_api_say_of_it(client_as, token_of, role: Role) -> None:
    """The same for readers, as far as their profile lets them see."""
    client = client_as(role)
    film = client.get(DATA.replace("ground.json", "film.json")).json()
    for day in (film["days"][1], film["days"][len(film["days"]) // 2], film["days"][-1]):
        clocks = {"as_true_on": "2017-06-05", "as_known_on": day}
        there = client.get("/w/syria-2017/map/ground.json", params=clocks).json()
        for kind in ("spots", "held"):
            columns, values = film["columns"][kind], film["values"]
            rows = [dict(zip(columns, (values[n] for n in row), strict=True)) for row in film[kind]]
            standing = [row for row in rows if row["came"] <= day and (not row["went"] or day < row["went"])]
            told = [{k: v for k, v in row.items() if k not in ("came", "went")} for row in standing]
            assert sorted(map(str, told)) == sorted(map(str, there[kind])), (day, kind)
        asked = {**clocks, "format": "geojson", "limit": 200}
        headers = {"authorization": f"Bearer {token_of(role)}"}
        features = client.get("/api/v1/control", params=asked, headers=headers).json()["features"]
        held = {h["place_id"]: (h["state"], [h["lon"], h["lat"]], h["km"], h["since"]) for h in there["held"]}
        assert held == {
            f["id"]: (
                f["properties"]["state"],
                f["geometry"]["coordinates"],
                f["properties"]["radius_km"],
                f["properties"]["since"] or "",
            )
            for f in features
            if f["geometry"]
        }
        features = client.get("/api/v1/agreements", params=asked, headers=headers).json()["features"]
        current = [f["properties"]["version"] for f in features if f["properties"]["current"]]
        standing = [z for z in film["zones"] if z["came"] <= day and (not z["went"] or day < z["went"])]
        assert sorted(current) == sorted(z["version"] for z in standing if z["current"])


def test_a_film_is_bound_by_the_profile_and_by_signing_in(client_as) -> None:
    address = DATA.replace("ground.json", "film.json")
    film = client_as(Role.READER).get(address).json()
    km = film["columns"]["spots"].index("km")
    finest = min(row for n in film["spots"] if (row := film["values"][n[km]]) is not None)
    assert finest >= shipped_profile("partners").least_km
    assert client_as(None).get(address).status_code in (303, 401)
    assert client_as(Role.CODER).get("/w/syria-2017/map/film.json?as_known_on=never").status_code == 400


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
