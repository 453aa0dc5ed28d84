"""Releases as people make them in a browser: compose, preview, sign, publish, correct, lift an embargo."""

import hashlib
import re

import httpx
import pytest
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


def choose(page, label: str, option: str) -> None:
    page.get_by_label(label, exact=True).click()
    page.get_by_role("option", name=re.compile(f"^{option}")).click()


def test_a_publisher_previews_publishes_and_corrects_in_their_own_name(server, page_as) -> None:
    page = page_as(Role.PUBLISHER)
    page.goto(RELEASES)
    page.get_by_role("button", name="Preview").click()
    inside = page.frame_locator("iframe.preview-page")
    inside.get_by_text("Situation report No. 1").first.wait_for()
    assert page.get_by_role("table", name="What is held back").is_visible()
    assert entries(server, IssuePublished.kind) == []

    page.get_by_role("button", name="Publish…").click()
    page.get_by_role("dialog").get_by_role("button", name="Publish", exact=True).click()
    page.get_by_role("heading", name="Issue 1").wait_for()
    (first,) = entries(server, IssuePublished.kind)
    assert first.by == NAMES[Role.PUBLISHER]

    page.get_by_role("button", name="Publish…").click()
    page.get_by_role("dialog").get_by_role("button", name="Publish", exact=True).click()
    page.get_by_text("went out as issue 1 already").wait_for()
    assert len(entries(server, IssuePublished.kind)) == 1

    page.get_by_role("button", name="Correct issue 1").click()
    page.get_by_role("button", name="Publish the correction").click()
    page.get_by_text("Say what was wrong").wait_for()
    page.get_by_label("What was wrong").fill("<b>The wrong town</b> was named")
    page.get_by_role("button", name="Publish the correction").click()
    page.get_by_role("heading", name="Issue 2").wait_for()
    second = entries(server, IssuePublished.kind)[1]
    assert second.body["snapshot"]["correction"] == "<b>The wrong town</b> was named"
    assert page.get_by_text("corrected by issue 2").is_visible()
    assert page.get_by_text("<b>The wrong town</b> was named").is_visible()


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
    publisher = page_as(Role.PUBLISHER)
    publisher.goto("/w/syria-2017/releases?as_true_on=2017-05-05&as_known_on=2017-05-05")
    publisher.get_by_label("Embargo until").fill("2099-01-01")
    publisher.get_by_role("button", name="Publish…").click()
    publisher.get_by_role("dialog").get_by_role("button", name="Publish", exact=True).click()
    publisher.get_by_text("is in the record").wait_for()
    number = len(entries(server, IssuePublished.kind))
    client = client_as(Role.READER)
    refused = client.get(f"/w/syria-2017/releases/{number}/html")
    assert refused.status_code == 503
    assert "under embargo" in refused.text

    for role in (Role.PUBLISHER, Role.ADMINISTRATOR):
        page = page_as(role)
        page.goto(RELEASES)
        page.get_by_role("button", name="Lift the embargo…").click()
        page.get_by_role("button", name="Lift it").click()
        page.get_by_text("is recorded").wait_for()
    lifted = [entry.by for entry in entries(server, EmbargoLifted.kind)]
    assert lifted == [NAMES[Role.PUBLISHER], NAMES[Role.ADMINISTRATOR]]
    assert client.get(f"/w/syria-2017/releases/{number}/html").status_code == 200


def test_a_publisher_signs_a_finding_with_a_reason(server, page_as) -> None:
    page = page_as(Role.PUBLISHER)
    page.goto(RELEASES)
    page.get_by_role("button", name=re.compile("^Sign:")).first.click()
    page.get_by_role("button", name="Record").click()
    page.get_by_text("Choose a decision first").wait_for()
    choose(page, "Decision", "Probable")
    page.get_by_role("button", name="Record").click()
    page.get_by_text("Give a reason").first.wait_for()
    assert entries(server, FindingSigned.kind) == []
    page.get_by_label("Reason, for the record").fill("two field teams")
    page.get_by_role("button", name="Record").click()
    page.get_by_text("Recorded.").wait_for()
    (signed,) = entries(server, FindingSigned.kind)
    assert (signed.by, signed.body["reason"]) == (NAMES[Role.PUBLISHER], "two field teams")


def test_who_is_no_publisher_can_neither_compose_nor_sign_nor_preview(server, page_as, client_as) -> None:
    for role in (Role.READER, Role.REVIEWER):
        page = page_as(role)
        page.goto(RELEASES)
        page.get_by_role("heading", name="Issues").wait_for()
        assert page.get_by_role("button", name="Publish…").count() == 0
        assert page.get_by_role("heading", name="Findings that a person can sign").count() == 0
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
