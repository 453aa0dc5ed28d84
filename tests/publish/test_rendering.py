import hashlib
import re
import subprocess
import sys
from html import escape, unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from tamesna import make_view, spoken
from tamesna_claims import CLAIMS, HOSTILE_TITLE, report

import trucewatch
from trucewatch.model import Issue, View
from trucewatch.model.errors import ConfigError
from trucewatch.publish import render_html, render_markdown
from trucewatch.publish.document import Sentence
from trucewatch.publish.markdown import _plain
from trucewatch.publish.sitrep import compose
from trucewatch.publish.text import visible


class Page(HTMLParser):
    """What a page holds: its elements with attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def page(issue: Issue) -> Page:
    return Page(render_html(issue))


def test_the_same_issue_gives_the_same_bytes(issue: Issue) -> None:
    again = Issue.model_validate_json(issue.model_dump_json(by_alias=True))
    assert render_html(issue) == render_html(again)
    assert render_markdown(issue) == render_markdown(again)


def test_a_note_says_when_in_a_recording_its_words_are_heard(issue: Issue) -> None:
    spoken_issue = issue.model_copy(update={"view": make_view(reports=spoken())})
    for text in (Page(render_html(spoken_issue)).text, render_markdown(spoken_issue)):
        assert "4 May 2031, at 00:00:03 of the recording" in text
        assert "4 May 2031, at 00:12:31 of the recording" in text
        assert "Oldweather" not in text
    assert "of the recording" not in render_markdown(issue)


def test_the_page_asks_nothing_of_the_network(page: Page) -> None:
    for tag, attributes in page.elements:
        assert tag not in {"link", "img", "iframe", "object", "embed", "form", "base"}
        assert "src" not in attributes
        assert "style" not in attributes
        href = attributes.get("href")
        assert href is None or href.startswith("#")
        assert not any(name.startswith("on") for name in attributes)
    policy = next(a["content"] for t, a in page.elements if t == "meta" and "http-equiv" in a)
    assert policy is not None
    assert policy.startswith("default-src 'none'")


def test_every_link_inside_the_page_leads_somewhere_and_ids_are_unique(page: Page) -> None:
    ids = [a["id"] for _, a in page.elements if a.get("id")]
    assert len(ids) == len(set(ids))
    targets = {str(a["href"])[1:] for _, a in page.elements if a.get("href")}
    assert targets <= set(ids)


def test_hostile_titles_and_quotes_are_shown_as_text(issue: Issue, page: Page) -> None:
    html = render_html(issue)
    assert html.count("<script") == 1
    assert "<img" not in html
    assert "\u202e" not in html
    assert visible(HOSTILE_TITLE) in page.text
    assert "[U+202E]" in page.text
    markdown = render_markdown(issue)
    assert "<script" not in markdown.replace("\\<script", "")
    assert "\u202e" not in markdown


def test_html_and_markdown_say_the_same(issue: Issue) -> None:
    document, evidence = compose(issue)
    html, markdown = unescape(render_html(issue)), render_markdown(issue)
    for sentence in document.sentences():
        assert visible(sentence.text) in html, sentence.text
        assert _plain(sentence.text) in markdown, sentence.text
    for item in evidence:
        assert _plain(item.quote.trigger) in markdown
        assert f"[^{item.number}]: " in markdown


def test_every_sentence_of_prose_rests_on_claims_or_says_on_what_else(issue: Issue) -> None:
    document, _ = compose(issue)
    from trucewatch.publish.document import Bullets, Paragraph, Section, Table

    def prose(section: Section) -> list[Sentence]:
        found = [s for p in section.parts for s in prose(p)]
        for block in section.blocks:
            if isinstance(block, Paragraph):
                found += block.sentences
            elif isinstance(block, Bullets):
                found += block.items
            elif isinstance(block, Table):
                found += [row.note for row in block.rows if row.note is not None]
        return found

    for section in document.sections:
        for sentence in prose(section):
            assert sentence.claims or sentence.basis, sentence.text


def test_a_claim_shows_its_words_its_speaker_and_the_hash_of_its_report(issue: Issue) -> None:
    document, evidence = compose(issue)
    item = next(e for e in evidence if e.key == "beacon-0504/c4")
    assert item.quote.before + item.quote.trigger + item.quote.after == "The brigade denied that it withdrew."
    assert item.speakers == ("Northern Brigade", "Tamesna Beacon (prints it)")
    assert ("Polarity", "denied (−)") in item.status
    assert item.sha256 == hashlib.sha256(report("beacon-0504").text.encode()).hexdigest()
    assert item.sha256 in render_html(issue)
    assert item.copies == ("mirror-0505",)
    assert document.numbers[item.key] == item.number


def test_a_denied_withdrawal_is_never_stated_as_a_fact(issue: Issue) -> None:
    text = Page(render_html(issue)).text
    assert "Reported by “Media activists”; denied by Northern Brigade." in text
    assert not re.search(r"Northern Brigade (withdrew|pulled out)", text.split("The words behind each sentence")[1])
    assert "Claimed and denied: withdrawal by Northern Brigade" in text
    assert not re.search(r"(?<!denied: )withdrawal by Northern Brigade", text, re.IGNORECASE)
    assert "Unconfirmed: attack on a position" in text


def test_loaded_words_stand_in_quotation_marks_only(issue: Issue) -> None:
    markdown = render_markdown(issue).split("## The words behind")[0]
    assert "“Terrorists”" in markdown
    assert not re.search(r"(?<!“)Terrorists", markdown)


def test_counts_are_three_figures_that_contain_each_other(issue: Issue) -> None:
    markdown = render_markdown(issue)
    assert "established 0; established and probable 1; all alleged 2" in markdown
    assert "| All zones | 0 | 1 | 2 | 1 | 1 | 0 |" in markdown


def test_the_head_says_which_report_this_is(page: Page) -> None:
    for words in (
        "Situation report No. 3",
        "10 May 2031, 18:00 (Africa/Lagos, UTC+01:00)",
        "text known then: gazette",
        "english 0.1, assess 0.1, monitor 0.1",
        "ab" * 32,
    ):
        assert words in page.text


def test_an_empty_watch_still_gives_a_report_that_claims_no_calm() -> None:
    empty = make_view(
        reports={}, copies=(), claims={}, incidents=(), findings=(), obligations=(), holdings=(), unread=()
    )
    text = Page(render_html(Issue(number=1, view=empty))).text
    assert "that is no sign of calm" in text
    assert "No claim is cited." in text
    assert render_markdown(Issue(number=1, view=empty)).startswith("# Situation report No. 1")


def test_a_time_zone_that_does_not_exist_is_refused_in_one_sentence(view: View) -> None:
    broken = view.model_copy(update={"setting": view.setting.model_copy(update={"timezone": "Mars/Olympus"})})
    with pytest.raises(ConfigError, match=r"Mars/Olympus.*does not exist"):
        render_html(Issue(number=1, view=broken))


def test_claims_and_reports_that_the_view_lost_do_not_break_the_page(view: View) -> None:
    thin = view.model_copy(update={"claims": {CLAIMS[0].key: CLAIMS[0]}, "reports": {}})
    assert "No statement is known." in Page(render_html(Issue(number=1, view=thin))).text


def test_anything_may_stand_in_a_claim(view: View) -> None:
    odd = CLAIMS[2].model_copy(update={"source": ('<b>"x"</b> | `y` [z](javascript:1) \u2067',)})
    claims = {**view.claims, odd.key: odd}
    issue = Issue(number=1, view=view.model_copy(update={"claims": claims}))
    html, markdown = render_html(issue), render_markdown(issue)
    assert escape('<b>"x"</b>', quote=False).replace('"', "&#34;") in html
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    kinds = {child.type for token in tokens for child in (token, *(token.children or []))}
    assert not kinds & {"html_inline", "html_block", "link_open", "image", "code_inline", "fence", "code_block"}
    assert "\u2067" not in html + markdown


def test_the_bytes_do_not_hang_on_the_hash_seed(tmp_path: Path, issue: Issue) -> None:
    (tmp_path / "issue.json").write_text(issue.model_dump_json(by_alias=True), "utf-8")
    program = (
        "import hashlib, pathlib, sys; from trucewatch.model import Issue; from trucewatch.publish import *;"
        "issue = Issue.model_validate_json(pathlib.Path(sys.argv[1]).read_text('utf-8'));"
        "print(hashlib.sha256((render_html(issue) + render_markdown(issue)).encode()).hexdigest())"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "issue.json")]
    path = str(Path(trucewatch.__file__).parents[1])
    digests = {
        subprocess.run(
            command, env={"PYTHONHASHSEED": seed, "PYTHONPATH": path}, capture_output=True, check=True, text=True
        ).stdout
        for seed in ("1", "2")
    }
    assert digests == {f"{hashlib.sha256((render_html(issue) + render_markdown(issue)).encode()).hexdigest()}\n"}


def test_copies_are_counted_apart_and_add_no_origin(issue: Issue) -> None:
    assert "2 origins (opposition, side unknown); 2 reports, 1 copy among them" in render_markdown(issue)


def test_quotes_carry_their_language(view: View) -> None:
    french = view.reports["quiet-0505"].model_copy(update={"language": "fr"})
    thin = view.model_copy(update={"reports": {**view.reports, "quiet-0505": french}})
    assert '<blockquote dir="auto" lang="fr">' in render_html(Issue(number=1, view=thin))
