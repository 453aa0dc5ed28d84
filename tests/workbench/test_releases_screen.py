"""Releases as people make them in a browser: compose, preview, sign, publish, correct, lift an embargo."""

import hashlib
import re

import httpx
import pytest
from screen_checks import arrived, drawn, expect
from workbench_server import NAMES

from trucewatch.ledger.kinds import EmbargoLifted, FindingSigned, IssuePublished
from trucewatch.workbench.people import Role

pytestmark = pytest.mark.browser
CLOCKS = "as_true_on=2017-06-05&as_known_on=2017-06-05"
RELEASES = f"/w/syria-2017/releases?{CLOCKS}"


def entries(server, kind: str) -> list:
    from trucewatch.ledger import Ledger

    with Ledger.open(server.folder / "ledger.db", read_only=True) as ledger:
        return list(ledger.entries(kind))


def opened(page, address: str = RELEASES):
    page.goto(address)
    return drawn(page)


def choose(page, label: str, option: str) -> None:
    page.get_by_label(label, exact=True).click()
    page.get_by_role("option", name=re.compile(f"^{option}")).click()
    expect(page.get_by_role("listbox")).to_have_count(0)


def test_a_publisher_previews_publishes_and_corrects_in_their_own_name(server, page_as) -> None:
    page = opened(page_as(Role.PUBLISHER))
    page.get_by_role("button", name="Preview").click()
    inside = page.frame_locator("iframe.preview-page")
    expect(inside.get_by_text("Situation report No. 1").first).to_be_visible()
    expect(page.get_by_role("table", name="What is held back")).to_be_visible()
    assert entries(server, IssuePublished.kind) == []

    page.get_by_role("button", name="Publish…").click()
    page.get_by_role("dialog").get_by_role("button", name="Publish", exact=True).click()
    arrived(page, "issue=1&done=published")
    expect(page.get_by_role("heading", name="Issue 1")).to_be_visible()
    (first,) = entries(server, IssuePublished.kind)
    assert first.by == NAMES[Role.PUBLISHER]

    page.get_by_role("button", name="Publish…").click()
    page.get_by_role("dialog").get_by_role("button", name="Publish", exact=True).click()
    arrived(page, "issue=1&done=there")
    expect(page.get_by_text("went out as issue 1 already")).to_be_visible()
    assert len(entries(server, IssuePublished.kind)) == 1

    page.get_by_role("button", name="Correct issue 1").click()
    page.get_by_role("button", name="Publish the correction").click()
    expect(page.get_by_text("Say what was wrong")).to_be_visible()
    page.get_by_label("What was wrong").fill("<b>The wrong town</b> was named")
    page.get_by_role("button", name="Publish the correction").click()
    arrived(page, "issue=2&done=published")
    expect(page.get_by_role("heading", name="Issue 2")).to_be_visible()
    second = entries(server, IssuePublished.kind)[1]
    assert second.body["snapshot"]["correction"] == "<b>The wrong town</b> was named"
    expect(page.get_by_text("corrected by issue 2")).to_be_visible()
    expect(page.get_by_text("<b>The wrong town</b> was named")).to_be_visible()


def test_an_issue_comes_again_byte_by_byte(server, client_as) -> None:
    client = client_as(Role.READER)
    first = entries(server, IssuePublished.kind)[0]
    answer = client.get("/w/syria-2017/releases/1/html")
    assert answer.status_code == 200
    assert hashlib.sha256(answer.content).hexdigest() == first.body["snapshot"]["files"]["html"]
    assert "attachment" in answer.headers["content-disposition"]
    assert client.get("/w/syria-2017/releases/99/html").status_code == 503
    assert client.get("/w/syria-2017/releases/1/docx").status_code == 400


def test_an_embargo_falls_when_two_people_lift_it(server, page_as, client_as) -> None:
    publisher = opened(page_as(Role.PUBLISHER), "/w/syria-2017/releases?as_true_on=2017-05-05&as_known_on=2017-05-05")
    publisher.get_by_label("Embargo until").fill("2099-01-01")
    publisher.get_by_role("button", name="Publish…").click()
    publisher.get_by_role("dialog").get_by_role("button", name="Publish", exact=True).click()
    arrived(publisher, "done=published")
    expect(publisher.get_by_text("is in the record")).to_be_visible()
    number = len(entries(server, IssuePublished.kind))
    client = client_as(Role.READER)
    refused = client.get(f"/w/syria-2017/releases/{number}/html")
    assert refused.status_code == 503
    assert "under embargo" in refused.text

    for role in (Role.PUBLISHER, Role.ADMINISTRATOR):
        page = opened(page_as(role))
        page.get_by_role("button", name="Lift the embargo…").click()
        page.get_by_role("button", name="Lift it").click()
        arrived(page, "done=lifted")
        expect(page.get_by_text("is recorded")).to_be_visible()
    lifted = [entry.by for entry in entries(server, EmbargoLifted.kind)]
    assert lifted == [NAMES[Role.PUBLISHER], NAMES[Role.ADMINISTRATOR]]
    assert client.get(f"/w/syria-2017/releases/{number}/html").status_code == 200


def test_a_publisher_signs_a_finding_with_a_reason(server, page_as) -> None:
    page = opened(page_as(Role.PUBLISHER))
    page.get_by_role("button", name=re.compile("^Sign:")).first.click()
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_text("Choose a decision first")).to_be_visible()
    choose(page, "Decision", "Probable")
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_text("Give a reason").first).to_be_visible()
    assert entries(server, FindingSigned.kind) == []
    page.get_by_label("Reason, for the record").fill("two field teams")
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_text("Recorded.")).to_be_visible()
    (signed,) = entries(server, FindingSigned.kind)
    assert (signed.by, signed.body["reason"]) == (NAMES[Role.PUBLISHER], "two field teams")


def test_who_is_no_publisher_can_neither_compose_nor_sign_nor_preview(server, page_as, client_as) -> None:
    for role in (Role.READER, Role.REVIEWER):
        page = opened(page_as(role))
        expect(page.get_by_role("heading", name="Issues")).to_be_visible()
        expect(page.get_by_role("button", name="Publish…")).to_have_count(0)
        expect(page.get_by_role("heading", name="Findings that a person can sign")).to_have_count(0)
    for role in (Role.READER, Role.CODER, Role.REVIEWER):
        answer: httpx.Response = client_as(role).get("/w/syria-2017/releases/preview?profile=internal")
        assert answer.status_code == 403
    assert client_as(None).get("/w/syria-2017/releases/preview").status_code in (303, 401)


@pytest.mark.parametrize(
    "query", ["profile=nobody", "language=xx", "period=yearly", "zone=nowhere", "as_true_on=tomorrow"]
)
def test_a_wrong_preview_is_refused_in_a_sentence(client_as, query: str) -> None:
    answer = client_as(Role.PUBLISHER).get(f"/w/syria-2017/releases/preview?{query}")
    assert answer.status_code in (400, 503)
    assert "Traceback" not in answer.text
