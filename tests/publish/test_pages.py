"""Paper: PDF and Word files say the same as the page, are tagged, and show hostile words as words."""

import gettext
import io
import re
import zipfile

import docx
import pytest
from tamesna import make_view
from tamesna_claims import HOSTILE_TITLE

from trucewatch.model import Issue
from trucewatch.model.errors import InputError
from trucewatch.publish import render_docx, render_html, render_markdown, render_pdf
from trucewatch.publish.sitrep import compose
from trucewatch.publish.text import visible
from trucewatch.publish.translation import LANGUAGES, translation

pdfium = pytest.importorskip("pypdfium2")
pytest.importorskip("typst")

HOSTILE = (
    "#panic(1) $x$ \\input{x} @ref <label> *b* =HYPERLINK(1) \u202eX\u202c <script>alert(1)</script> " + "W" * 10_000
)


def text_of(pdf: bytes) -> str:
    document = pdfium.PdfDocument(pdf)
    try:
        parts = []
        for page in document:
            text = page.get_textpage()
            parts.append(text.get_text_range())
            text.close()
            page.close()
    finally:
        document.close()
    return " ".join(" ".join(parts).replace("\u200b", "").replace("\ufffe", "").split())


def words_of(content: bytes) -> str:
    file = docx.Document(io.BytesIO(content))
    texts = [p.text for p in file.paragraphs]
    texts += [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join(texts).replace("\u200b", "").split())


def hostile_issue() -> Issue:
    view = make_view()
    report = view.reports["voice-0505"].model_copy(update={"title": HOSTILE})
    claim = view.claims["beacon-0504/c3"].model_copy(update={"source": (HOSTILE[:90],)})
    reports, claims = {**view.reports, report.id: report}, {**view.claims, claim.key: claim}
    return Issue(number=3, view=view.model_copy(update={"reports": reports, "claims": claims}))


def test_pdf_and_word_say_what_the_page_says(issue: Issue) -> None:
    document, evidence = compose(issue)
    pdf, word = text_of(render_pdf(issue)), words_of(render_docx(issue))
    for section in document.sections:
        assert section.title in pdf
        assert section.title in word
    for sentence in document.sentences():
        told = " ".join(visible(sentence.text).split())
        assert told in word, sentence.text
        # A page breaks lines where it likes, so letters are compared and not spaces.
        if told.isascii():
            assert _letters(told) in _letters(pdf), sentence.text
    for item in evidence:
        assert item.quote.trigger in word


def _letters(text: str) -> str:
    return re.sub(r"[\s\u2010-\u2015-]", "", text)


def test_the_same_issue_gives_the_same_bytes_on_paper(issue: Issue) -> None:
    assert render_pdf(issue) == render_pdf(issue)
    assert render_docx(issue) == render_docx(issue)


def test_the_pdf_is_tagged_in_its_language_with_its_fonts_inside(issue: Issue) -> None:
    pdf = render_pdf(issue)
    assert b"/StructTreeRoot" in pdf
    assert b"/Marked true" in pdf
    assert b"pdfuaid" in pdf
    assert re.search(rb"/Lang\s*\(en", pdf)
    assert b"/FontFile" in pdf
    names = set(re.findall(rb"/BaseFont\s*/([\w+-]+)", pdf))
    assert names
    assert all(b"+DejaVuSans" in name for name in names), names


def test_neither_file_tells_who_made_it_or_when(issue: Issue) -> None:
    document = pdfium.PdfDocument(render_pdf(issue))
    about = document.get_metadata_dict()
    document.close()
    assert about["Title"].startswith("Situation report No. 3")
    assert not about["Author"]
    word = docx.Document(io.BytesIO(render_docx(issue))).core_properties
    assert (word.author, word.last_modified_by, word.comments) == ("", "", "")
    with zipfile.ZipFile(io.BytesIO(render_docx(issue))) as file:
        assert {entry.date_time[0] for entry in file.infolist()} == {1980}


def test_hostile_words_are_shown_as_words_in_every_format() -> None:
    issue = hostile_issue()
    pdf, word = text_of(render_pdf(issue)), words_of(render_docx(issue))
    for text in (pdf, word):
        assert "#panic(1)" in text
        assert "[U+202E]X" in text
        assert "\u202e" not in text
        assert "WWWWWW" in _letters(text)
    html, markdown = render_html(issue), render_markdown(issue)
    assert html.count("<script") == 1
    assert "\u202e" not in html + markdown
    assert visible(HOSTILE_TITLE) not in html


def test_figures_in_word_have_alternative_texts_and_tables_repeat_their_heads(issue: Issue) -> None:
    content = render_docx(issue)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        xml = file.read("word/document.xml").decode()
    pictures = re.findall(r"<wp:docPr [^>]*>", xml)
    assert pictures
    assert all('descr="' in picture for picture in pictures)
    assert xml.count("w:tblHeader") == xml.count("<w:tbl>")


class TestTranslations:
    @pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
    def test_headings_verdicts_and_table_heads_are_translated(self, issue: Issue, language: str) -> None:
        words = translation(language)
        html, markdown = render_html(issue, language=language), render_markdown(issue, language=language)
        for phrase in ("Bottom line", "Incidents by zone", "Verdict", "Probable", "Who says so", "Confidence"):
            assert words(phrase) != phrase or phrase in {"Verdict", "Probable"}
            assert words(phrase) in html
            assert words(phrase) in markdown
        assert f'<html lang="{language}" dir="{words.direction}">' in html

    def test_what_others_said_is_never_translated(self, issue: Issue) -> None:
        assert "Reported by “Media activists”; denied by Northern Brigade." in render_html(issue, language="ar")

    def test_arabic_is_shaped_in_the_pdf(self, issue: Issue) -> None:
        text = text_of(render_pdf(issue, language="ar"))
        assert "تقرير الوضع رقم 3" in text

    def test_catalogues_are_compiled_and_hold_every_heading(self, issue: Issue) -> None:
        import runpy
        from pathlib import Path

        script = runpy.run_path(str(Path(__file__).parents[2] / "scripts" / "compile_translations.py"))
        sources = sorted(script["LOCALES"].rglob("*.po"))
        assert {path.parents[1].name for path in sources} == set(LANGUAGES) - {"en"}
        for path in sources:
            held, made = (
                gettext.GNUTranslations(io.BytesIO(content))._catalog
                for content in (path.with_suffix(".mo").read_bytes(), script["compiled"](path))
            )
            assert {k: v for k, v in held.items() if k} == {k: v for k, v in made.items() if k}, script["__file__"]
        document, _ = compose(issue)
        for language in ("fr", "ar", "ru"):
            words = translation(language)
            held = words.catalogue._catalog  # type: ignore[attr-defined]
            missing = [s.title for s in document.sections if s.title not in held]
            assert not missing, language

    def test_a_language_without_a_catalogue_is_refused(self, issue: Issue) -> None:
        with pytest.raises(InputError, match="en, fr, ar, ru"):
            render_html(issue, language="tlh")
