"""The HTTP API as programs meet it: a real server, asked over HTTP by people of each role."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from shapely.geometry import shape
from workbench_server import PATIENCE_S, WATCH, Server

from trucewatch.exporting import export_file
from trucewatch.moments import moment
from trucewatch.watch import Watch
from trucewatch.workbench.clocks import Clocks
from trucewatch.workbench.people import Role, Scope
from trucewatch.workbench.publishing import Draft, Publishing

DAY = {"as_true_on": "2017-05-20", "as_known_on": "2017-05-20"}
NOUNS = ("reports", "claims", "incidents", "findings", "obligations", "control", "sources", "agreements", "releases")


@pytest.fixture
def api(server: Server, token_of: Callable[..., str]) -> Iterator[Callable[..., httpx.Client]]:
    """api(role, *scopes): a program that comes with a token of that role's person."""
    made: list[httpx.Client] = []

    def client(role: Role, *scopes: Scope) -> httpx.Client:
        headers = {"Authorization": f"Bearer {token_of(role, *scopes)}"}
        made.append(httpx.Client(base_url=f"{server.url}/api/v1", headers=headers, timeout=PATIENCE_S))
        return made[-1]

    yield client
    for each in made:
        each.close()


def whole(client: httpx.Client, path: str, **asked: str) -> list[dict]:
    """Every item of a list, page by page."""
    found, cursor = [], None
    while True:
        said = client.get(path, params={**asked, **({"cursor": cursor} if cursor else {})})
        assert said.status_code == 200, said.text
        found += said.json()["items"]
        cursor = said.json()["next"]
        if cursor is None:
            return found


@pytest.mark.parametrize("noun", NOUNS)
def test_every_list_can_be_walked_and_each_thing_asked_for_alone(api, noun: str) -> None:
    client = api(Role.REVIEWER)
    everything = whole(client, f"/{noun}", limit="500", **DAY)
    assert whole(client, f"/{noun}", limit="7", **DAY) == everything
    names = {"claims": "key", "obligations": "key", "control": "place_id", "releases": "number"}
    for item in everything[:2]:
        one = client.get(f"/{noun}/{item[names.get(noun, 'id')]}", params=DAY)
        assert one.status_code == 200, one.text
        assert one.json() == item
    assert everything or noun == "releases"
    assert client.get(f"/{noun}/nothing-of-that-name", params=DAY).status_code == (422 if noun == "releases" else 404)


def test_filters_say_what_they_say(api) -> None:
    client = api(Role.REVIEWER)
    claims = whole(client, "/claims", limit="500", **DAY)
    denials = whole(client, "/claims", polarity="-", limit="500", **DAY)
    assert denials == [c for c in claims if c["polarity"] == "-"]
    early = whole(client, "/claims", until="2017-05-04", limit="500", **DAY)
    assert early == [c for c in claims if c["date_start"] and c["date_start"] <= "2017-05-04"]
    incidents = whole(client, "/incidents", limit="500", **DAY)
    inside = whole(client, "/incidents", bbox="36.2,33.4,36.6,33.7", **DAY)
    assert 0 < len(inside) < len(incidents)
    assert all(36.2 <= i["place"]["lon"] <= 36.6 for i in inside)
    one = next(i for i in incidents if i["claims"])
    assert [c["key"] for c in whole(client, "/claims", incident=one["id"], **DAY)] == sorted(one["claims"])
    overdue = whole(client, "/obligations", state="overdue", as_true_on="2017-07-01", as_known_on="2017-07-01")
    assert {o["state"] for o in overdue} <= {"overdue"}


def test_the_clocks_bind_what_is_known(api) -> None:
    client = api(Role.REVIEWER)
    early = {r["id"] for r in whole(client, "/reports", as_known_on="2017-05-05")}
    late = {r["id"] for r in whole(client, "/reports", as_known_on="2017-06-30")}
    assert early < late
    again = client.get("/reports", params={"as_known_on": "2017-05-05", "as_true_on": "2017-05-05"})
    assert again.text == client.get("/reports", params={"as_known_on": "2017-05-05", "as_true_on": "2017-05-05"}).text


def test_what_has_not_changed_is_not_sent_again(api) -> None:
    client = api(Role.REVIEWER)
    first = client.get("/claims", params=DAY)
    tag = first.headers["etag"]
    held = client.get("/claims", params=DAY, headers={"If-None-Match": f'"other", {tag}'})
    assert (held.status_code, held.content, held.headers["etag"]) == (304, b"", tag)
    assert client.get("/claims", params={**DAY, "limit": "3"}, headers={"If-None-Match": tag}).status_code == 200
    assert (
        client.get("/claims", params={"as_known_on": "2017-05-06"}, headers={"If-None-Match": tag}).status_code == 200
    )
    assert api(Role.READER).get("/claims", params=DAY, headers={"If-None-Match": tag}).status_code == 200
    assert "no-cache" in first.headers["cache-control"]


def test_a_reader_gets_what_the_export_under_their_profile_holds(api, server: Server, tmp_path: Path) -> None:
    out = tmp_path / "incidents.geojson"
    with Watch.open(server.folder) as watch:
        day = moment("2017-05-20", watch.zone)
        export_file(watch, "geojson", out, day, day, profile="partners")
    exported = json.loads(out.read_text("utf-8"))["features"]
    client = api(Role.READER)
    given = client.get("/incidents", params={**DAY, "limit": "500"}, headers={"Accept": "application/geo+json"})
    assert given.headers["content-type"] == "application/geo+json", given.text
    assert given.json()["features"] == exported
    assert client.get("/incidents", params={**DAY, "limit": "500", "format": "geojson"}).json() == given.json()
    one = client.get(f"/incidents/{exported[0]['id']}", params={**DAY, "format": "geojson"})
    assert one.json() == exported[0]


def test_places_that_are_held_lie_on_a_map_as_well_as_they_are_known(api) -> None:
    team, reader = api(Role.REVIEWER), api(Role.READER)
    held = whole(team, "/control", limit="500", **DAY)
    given = team.get("/control", params={**DAY, "limit": "500"}, headers={"Accept": "application/geo+json"})
    assert given.headers["content-type"] == "application/geo+json", given.text
    features = given.json()["features"]
    assert [f["id"] for f in features] == [h["place_id"] for h in held]
    for feature, holding in zip(features, held, strict=True):
        assert holding.items() <= feature["properties"].items()
        assert feature["geometry"]["type"] == "Point"
        assert feature["properties"]["radius_km"] >= 0
    asked = {**DAY, "format": "geojson"}
    assert team.get(f"/control/{features[0]['id']}", params=asked).json() == features[0]
    shown = {
        f["id"]: f["properties"] for f in reader.get("/control", params={**asked, "limit": "500"}).json()["features"]
    }
    assert shown
    finest = {f["id"]: f["properties"]["radius_km"] for f in features}
    assert all(p["radius_km"] >= finest.get(name, 0) and p["profile"] == "partners" for name, p in shown.items())
    first = team.get("/control", params={**asked, "limit": "1"}).json()
    assert (len(first["features"]), bool(first["next"])) == (1, len(held) > 1)


def test_zones_lie_on_a_map_with_their_precision_and_none_is_made_up(api) -> None:
    client = api(Role.READER)
    (agreement,) = whole(client, "/agreements", **DAY)
    given = client.get("/agreements", params={**DAY, "format": "geojson"}).json()
    versions = [(zone, version) for zone in agreement["zones"] for version in zone["versions"]]
    names = [f"{agreement['id']}/{zone['id']}/{version['id']}" for zone, version in versions]
    assert [f["id"] for f in given["features"]] == names
    for feature, (_, version) in zip(given["features"], versions, strict=True):
        told = feature["properties"]
        assert (feature["geometry"] is None) == (version["geometry"] is None), feature["id"]
        assert (told["precision"], told["valid_to"]) == (version["precision"], version["valid_to"])
        assert told["soft"] == (version["precision"] in ("stated", "indicative"))
        if feature["geometry"] is not None:
            outline = shape(feature["geometry"])
            assert outline.equals(shape(version["geometry"]))
            assert outline.exterior.is_ccw
    assert {f["geometry"] is None for f in given["features"]} == {True, False}
    assert {f["properties"]["version"] for f in given["features"] if f["properties"]["current"]} == {"v0-stated", "v0"}
    alone = client.get(f"/agreements/{agreement['id']}", params={**DAY, "format": "geojson"})
    assert alone.json()["features"] == given["features"]
    assert alone.headers["content-type"] == "application/geo+json"


def test_a_reader_reads_and_finds_only_the_words_that_are_left(api) -> None:
    team, reader = api(Role.REVIEWER), api(Role.READER)
    full = {r["id"]: r["text"] for r in whole(team, "/reports", **DAY)}
    left = {r["id"]: r["text"] for r in whole(reader, "/reports", **DAY)}
    cut = next(key for key in left if key in full and len(left[key]) < len(full[key]) / 2)
    gone = next(w for w in full[cut].split() if w.isalpha() and len(w) > 7 and w not in " ".join(left.values()))
    asked = {"q": gone, "kind": "report", **DAY}
    assert cut in [hit["key"] for hit in team.get("/search", params=asked).json()["items"]]
    assert cut not in [hit["key"] for hit in reader.get("/search", params=asked).json()["items"]]
    assert reader.get("/reports", params=DAY).json()["view"]["profile"] == "partners"


@pytest.fixture(scope="module")
def issues(server: Server) -> dict[str, int]:
    """Issues under each profile, the one for everyone corrected, and one under an embargo: their numbers."""
    with Watch.open(server.folder) as watch:
        publishing = Publishing(watch)
        on = Clocks.of({"as_true_on": "2017-05-10", "as_known_on": "2017-05-10"})
        weekly = {"period": "weekly"}
        drafts = {
            "public": Draft(on, "public", formats=("html", "md")),
            "internal": Draft(on, "internal", "fr", period="daily"),
            "partners": Draft(on, "partners", **weekly),
            "embargoed": Draft(on, "public", embargo="2099-01-01", **weekly, agreement="sy-astana-2017-05-04"),
        }
        numbers = {name: publishing.publish(draft, "Ada")[0] for name, draft in drafts.items()}
        return {**numbers, "correction": publishing.correct(numbers["public"], "a town", "Ada")}


def test_a_reader_gets_no_release_past_their_profile(api, issues: dict[str, int]) -> None:
    reader, team = api(Role.READER), api(Role.REVIEWER)
    allowed = {issues["public"], issues["partners"], issues["correction"]}
    assert {r["number"] for r in whole(reader, "/releases")} == allowed
    assert {r["number"] for r in whole(team, "/releases")} == set(issues.values())
    for name, number in issues.items():
        assert reader.get(f"/releases/{number}").status_code == (200 if number in allowed else 404), name
        assert team.get(f"/releases/{number}").status_code == 200, name


def test_a_release_says_how_it_went_out_and_that_it_was_corrected(api, issues: dict[str, int]) -> None:
    found = {r["number"]: r for r in whole(api(Role.REVIEWER), "/releases", limit="2")}
    first, correction = found[issues["public"]], found[issues["correction"]]
    assert (first["corrected_by"], first["corrects"], first["correction"]) == ([issues["correction"]], None, "")
    assert (correction["corrects"], correction["correction"]) == (issues["public"], "a town")
    assert first["files"].keys() == correction["files"].keys() == {"html", "md"}
    assert first["files"][first["format"]] == first["sha256"]
    internal = found[issues["internal"]]
    assert (internal["profile"], internal["language"], internal["scope"]["period"]) == ("internal", "fr", "daily")
    assert internal["published"] >= "2026"
    assert found[issues["embargoed"]]["embargo"].startswith("2099-01-01")


def test_search_goes_on_page_by_page(api) -> None:
    client = api(Role.REVIEWER)
    everything = whole(client, "/search", q="the", limit="500", **DAY)
    assert whole(client, "/search", q="the", limit="9", **DAY) == everything
    assert {hit["kind"] for hit in everything} > {"claim", "report", "incident"}
    only = whole(client, "/search", q="the", kind="agreement", **DAY)
    assert {hit["kind"] for hit in only} == {"agreement"}


BAD = [
    ("/nothing", 404),
    ("/reports/", 404),
    ("/claims?limit=0", 422),
    ("/claims?limit=501", 422),
    ("/claims?limit=many", 422),
    ("/claims?polarty=-", 422),
    ("/claims?polarity=maybe", 422),
    ("/claims?since=2017-13-40", 422),
    ("/claims?actor=" + "x" * 301, 422),
    ("/claims?as_known_on=yesterday", 400),
    ("/claims?as_true_on=9999-12-31", 400),
    ("/claims?cursor=AAAA", 400),
    ("/claims?cursor=%C3%A9", 400),
    ("/claims?watch=another", 404),
    ("/incidents?bbox=1,2,3", 400),
    ("/incidents?bbox=1,nan,3,4", 400),
    ("/incidents?format=shapefile", 422),
    ("/control?format=kml", 422),
    ("/releases/0", 422),
    ("/releases/99999999999999999999", 422),
    ("/search", 422),
    ("/search?q=%22", 400),
    ("/search?q=" + "x" * 401, 422),
    ("/reports/%00", 404),
    ("/reports/..%2F..%2Fetc%2Fpasswd", 404),
]


@pytest.mark.parametrize(("path", "status"), BAD)
def test_what_is_wrong_is_said_as_a_problem(api, path: str, status: int) -> None:
    said = api(Role.REVIEWER).get(path)
    assert said.status_code == status, said.text
    assert said.headers["content-type"] == "application/problem+json"
    told = said.json()
    assert (told["status"], told["type"]) == (status, "about:blank")
    assert told["detail"]
    assert "Traceback" not in said.text


def test_methods_cursors_and_strangers(api, server: Server) -> None:
    client = api(Role.REVIEWER)
    assert client.delete("/claims").status_code == 405
    cursor = client.get("/claims", params={**DAY, "limit": "3"}).json()["next"]
    assert client.get("/claims", params={**DAY, "limit": "9", "cursor": cursor}).status_code == 200
    for other in ({"polarity": "-"}, {"as_known_on": "2017-05-19"}):
        assert client.get("/claims", params={**DAY, **other, "cursor": cursor}).status_code == 400
    assert client.get("/reports", params={**DAY, "cursor": cursor}).status_code == 400
    assert api(Role.READER).get("/claims", params={**DAY, "cursor": cursor}).status_code == 400
    flipped = cursor[:-2] + ("A" if cursor[-2] != "A" else "B") + cursor[-1]
    assert client.get("/claims", params={**DAY, "cursor": flipped}).status_code == 400
    nobody = httpx.get(f"{server.url}/api/v1/claims", timeout=PATIENCE_S)
    assert (nobody.status_code, nobody.headers["www-authenticate"]) == (401, "Bearer")
    assert nobody.headers["content-type"] == "application/problem+json"
    wrong = httpx.get(f"{server.url}/api/v1/claims", headers={"Authorization": "Bearer x"}, timeout=PATIENCE_S)
    assert wrong.status_code == 401


def test_one_person_cannot_have_endless_views_computed(api) -> None:
    client = api(Role.PUBLISHER)
    for second in range(60):
        said = client.get("/obligations", params={"as_known_on": f"2017-05-03T10:00:{second:02}"})
        if said.status_code == 429:
            break
    assert said.status_code == 429
    assert int(said.headers["retry-after"]) > 0
    assert said.headers["content-type"] == "application/problem+json"
    assert client.get("/obligations").status_code == 200


def test_the_description_says_what_everything_is(api) -> None:
    told = api(Role.READER).get("/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    assert {"HTTPBearer", "APIKeyCookie"} <= set(told["components"]["securitySchemes"])
    for path, operations in told["paths"].items():
        for method, operation in operations.items():
            where = f"{method} {path}"
            assert operation["summary"], where
            assert operation["description"], where
            assert operation["security"], where
            assert {"401", "422", "429", "500"} <= set(operation["responses"]), where
            for parameter in operation.get("parameters", ()):
                assert parameter.get("description"), f"{where} {parameter['name']}"


# Decisions


def send(client: httpx.Client, key: str, **decision: object) -> httpx.Response:
    return client.post("/decisions", json=decision, headers={"Idempotency-Key": key})


def test_a_decision_is_recorded_once_however_often_it_is_sent(api) -> None:
    client = api(Role.REVIEWER)
    claim = whole(client, "/claims", limit="500")[0]["key"]
    first = send(client, "decision-0001", decision="accept", claim=claim, reason="read it")
    assert first.status_code == 201, first.text
    again = send(client, "decision-0001", decision="accept", claim=claim, reason="read it")
    assert again.status_code == 200
    assert again.json() == {**first.json(), "replayed": True}
    assert first.json()["entries"][0]["by"] == "Reviewer Person"
    other = send(client, "decision-0001", decision="reject", claim=claim)
    assert other.status_code == 409
    undone = send(client, "decision-0002", decision="undo", entry=first.json()["entries"][-1]["seq"])
    assert undone.status_code == 201, undone.text


def test_who_decides_second_is_told_who_was_first(api) -> None:
    client, other = api(Role.REVIEWER), api(Role.PUBLISHER)
    claim = whole(client, "/claims", limit="500")[1]["key"]
    stale = "1.0"
    assert send(client, "second-0001", decision="reject", claim=claim).status_code == 201
    late = send(other, "second-0002", decision="accept", claim=claim, version=stale)
    assert late.status_code == 409, late.text
    assert late.headers["content-type"] == "application/problem+json"


def test_incidents_are_merged_and_findings_signed(api) -> None:
    client = api(Role.PUBLISHER)
    incidents = whole(client, "/incidents", limit="500")
    pair = [incidents[0]["id"], incidents[1]["id"]]
    merged = send(client, "merge-00001", decision="merge", incidents=pair, reason="one event")
    assert merged.status_code == 201, merged.text
    finding = next(f for f in whole(client, "/findings", limit="500") if f["verdict"] == "indeterminate")
    signed = send(
        client, "sign-000001", decision="sign", finding=finding["id"], verdict="established", reason="both sides say so"
    )
    assert signed.status_code == 201, signed.text
    again = send(
        client, "sign-000001", decision="sign", finding=finding["id"], verdict="established", reason="both sides say so"
    )
    assert (again.status_code, again.json()["entries"]) == (200, signed.json()["entries"])


@pytest.mark.parametrize(
    ("decision", "status"),
    [
        ({"decision": "accept", "claim": "nothing/c1"}, 400),
        ({"decision": "accept"}, 422),
        ({"decision": "praise", "claim": "x"}, 422),
        ({"decision": "accept", "claim": "x", "more": 1}, 422),
        ({"decision": "accept", "claim": "x" * 500}, 422),
        ({"decision": "flag", "what": "report", "id": "x", "sensitivity": "strict"}, 422),
        ({"decision": "merge", "incidents": ["i-1"]}, 422),
        ({"decision": "merge", "incidents": ["i-1", "i-2"]}, 404),
        ({"decision": "sign", "finding": "x", "verdict": "established", "reason": "y"}, 404),
        ({"decision": "undo", "entry": 999999}, 400),
    ],
)
def test_decisions_that_are_none(api, decision: dict, status: int) -> None:
    said = send(api(Role.PUBLISHER), "a-fresh-key-1", **decision)
    assert said.status_code == status, said.text
    assert said.headers["content-type"] == "application/problem+json"


def test_who_may_not_decide(api, client_as, server: Server) -> None:
    claim = whole(api(Role.REVIEWER), "/claims", limit="500")[2]["key"]
    asked = {"decision": "accept", "claim": claim}
    assert send(api(Role.READER), "refused-001", **asked).status_code == 403
    assert send(api(Role.ADMINISTRATOR, Scope.READ), "refused-002", **asked).status_code == 403
    signing = {"decision": "sign", "finding": "x", "verdict": "established", "reason": "y"}
    assert send(api(Role.REVIEWER), "refused-003", **signing).status_code == 403
    assert api(Role.REVIEWER).post("/decisions", json=asked).status_code == 422  # no key
    browser = client_as(Role.REVIEWER)
    csrf = browser.headers.pop("x-csrf-token")
    key = {"Idempotency-Key": "refused-004"}
    assert browser.post("/api/v1/decisions", json=asked, headers=key).status_code == 403
    done = browser.post("/api/v1/decisions", json=asked, headers={**key, "x-csrf-token": csrf})
    assert done.status_code == 201, done.text
    broken = browser.post("/api/v1/decisions", content=b"{nonsense", headers={**key, "x-csrf-token": csrf})
    assert (broken.status_code, broken.headers["content-type"]) == (422, "application/problem+json")


def test_administrators_subscribe_programs(api) -> None:
    client = api(Role.ADMINISTRATOR)
    asked = {"url": "http://203.0.113.7/hook", "events": ["finding.new"]}
    assert api(Role.PUBLISHER).post("/webhooks", json=asked).status_code == 403
    for url in (
        "http://127.0.0.1/x",
        "http://[::1]/x",
        "http://169.254.169.254/x",
        "ftp://198.51.100.1/",
        "http://a b/",
    ):
        assert client.post("/webhooks", json={**asked, "url": url}).status_code == 400, url
    assert client.post("/webhooks", json={**asked, "url": "http://8.8.8.8/h", "profile": "internal"}).status_code == 400
    assert client.post("/webhooks", json={**asked, "url": "http://8.8.8.8/h", "profile": "nothing"}).status_code == 400
    made = client.post("/webhooks", json={**asked, "url": "http://8.8.8.8/hook"})
    assert made.status_code == 201, made.text
    assert len(made.json()["secret"]) > 30
    listed = client.get("/webhooks").json()
    assert [(s["id"], s["watch"]) for s in listed] == [(made.json()["id"], WATCH)]
    assert "secret" not in listed[0]
    assert client.get(f"/webhooks/{made.json()['id']}/deliveries").json() == []
    assert client.delete(f"/webhooks/{made.json()['id']}").status_code == 204
    assert client.delete(f"/webhooks/{made.json()['id']}").status_code == 404
    assert client.get("/webhooks").json() == []
