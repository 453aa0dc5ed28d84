"""The report as a Word file, from the same document: real headings, table heads that repeat, pictures with alt text."""

import io
import re
import zipfile
from datetime import UTC, datetime
from typing import Any

import docx
from docx.document import Document as WordFile
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from trucewatch.model import Issue
from trucewatch.publish.plain import plain
from trucewatch.publish.release import Profile
from trucewatch.publish.sitrep import compose
from trucewatch.publish.svg import picture
from trucewatch.publish.translation import translation

__all__ = ["render_docx"]

_EPOCH = datetime(1980, 1, 1, tzinfo=UTC)
_WIDTH = Cm(25)
_DEEPEST = 4
# What XML cannot hold at all; everything else that acts is spelt out before.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def render_docx(
    issue: Issue, profile: Profile | None = None, leaves: datetime | None = None, language: str = "en"
) -> bytes:
    """The issue as a Word file; says the same as `render_html`, and the same issue gives the same bytes.

    Raises ConfigError if the watch's time zone does not exist.
    """
    words = translation(language)
    document, evidence = compose(issue, profile, leaves, language)
    data = plain(document, evidence, words)
    return _fixed(_Page(data).saved())


class _Page:
    # python-docx has no public way to the elements that say direction, repeated heads and alternative texts.
    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data
        self._rtl = data["direction"] == "rtl"
        self._file: WordFile = docx.Document()
        self._set_up()

    def saved(self) -> bytes:
        data = self._data
        self._heading(data["title"], 0)
        self._paragraph([(data["subtitle"], "")])
        self._block(data["head"])
        for section in data["sections"]:
            self._section(section, 1)
        self._heading(data["evidence_title"], 1)
        if not data["evidence"]:
            self._paragraph([(data["no_claim"], "")])
        for item in data["evidence"]:
            self._evidence(item)
        out = io.BytesIO()
        self._file.save(out)
        return out.getvalue()

    def _set_up(self) -> None:
        file, data = self._file, self._data
        about = file.core_properties
        about.title = _xml(f"{data['title']}: {data['subtitle']}")[:255]
        about.author = about.last_modified_by = about.comments = about.keywords = ""
        about.created = about.modified = _EPOCH.replace(tzinfo=None)
        about.revision, about.language = 1, data["language"]
        section = file.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Cm(29.7), Cm(21)
        section.left_margin = section.right_margin = Cm(2.2)
        section.top_margin = section.bottom_margin = Cm(2)
        section.footer.paragraphs[0].text = _xml(data["release"])
        normal = file.styles["Normal"]
        normal.font.size, normal.font.name = Pt(10), "DejaVu Sans"
        fonts = normal.element.rPr.rFonts
        for kind in ("w:ascii", "w:hAnsi", "w:cs"):
            fonts.set(qn(kind), "DejaVu Sans")
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), data["language"])
        language.set(qn("w:bidi"), data["language"])
        normal.element.rPr.append(language)

    def _heading(self, text: str, level: int) -> None:
        self._aligned(self._file.add_heading(_xml(text), min(level, _DEEPEST)))

    def _aligned(self, paragraph: Any) -> None:
        if self._rtl:
            paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))  # noqa: SLF001

    def _paragraph(self, parts: list[tuple[str, str]], style: str | None = None) -> Any:
        paragraph = self._file.add_paragraph(style=style)
        self._fill(paragraph, parts)
        return paragraph

    def _fill(self, paragraph: Any, parts: list[tuple[str, str]]) -> None:
        self._aligned(paragraph)
        for text, kind in parts:
            run = paragraph.add_run(_xml(text))
            run.bold = kind == "bold" or None
            run.underline = kind == "mark" or None
            run.font.size = Pt(8) if kind in ("small", "note") else None

    def _section(self, section: dict[str, Any], level: int) -> None:
        self._heading(section["title"], level)
        for block in section["blocks"]:
            self._block(block)
        for part in section["parts"]:
            self._section(part, level + 1)

    def _block(self, block: dict[str, Any]) -> None:
        kind = block["kind"]
        if kind == "paragraph":
            self._paragraph([part for sentence in block["sentences"] for part in (*_said(sentence), (" ", ""))])
        elif kind == "bullets":
            style = "List Number" if block["ordered"] else "List Bullet"
            for sentence in block["sentences"]:
                self._paragraph([*_said(sentence), (f" {sentence['confidence']}", "bold")], style)
        elif kind == "facts":
            for label, text in block["items"]:
                self._paragraph([(f"{label}: ", "bold"), (text, "")])
        elif kind == "table":
            self._table(block)
        else:
            self._figure(block)

    def _table(self, table: dict[str, Any]) -> None:
        self._paragraph([(table["caption"], "bold"), *([(f" [{table['basis']}]", "small")] if table["basis"] else [])])
        grid = self._file.add_table(rows=1, cols=len(table["columns"]), style="Table Grid")
        if self._rtl:
            grid._tbl.tblPr.append(OxmlElement("w:bidiVisual"))  # noqa: SLF001
        total = sum(table["widths"])
        for cell, column, width in zip(grid.rows[0].cells, table["columns"], table["widths"], strict=True):
            cell.width = int(_WIDTH * width / total)
            self._fill(cell.paragraphs[0], [(column, "bold")])
        repeated = OxmlElement("w:tblHeader")
        grid.rows[0]._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001
        for row in table["rows"]:
            for cell, sentence in zip(grid.add_row().cells, row["cells"], strict=True):
                self._fill(cell.paragraphs[0], _said(sentence))
            if row["note"] is not None:
                cells = grid.add_row().cells
                self._fill(
                    cells[0].merge(cells[-1]).paragraphs[0],
                    [(f"{table['note_label']} ", "bold"), *_said(row["note"])],
                )
        self._file.add_paragraph()

    def _figure(self, figure: dict[str, Any]) -> None:
        image = self._file.add_picture(io.BytesIO(picture(figure["svg"])), width=Cm(20))
        shape = image._inline.docPr  # noqa: SLF001
        shape.set("descr", _xml(figure["alt"]))
        shape.set("title", _xml(figure["caption"]))
        notes = [part for sentence in figure["notes"] for part in (*_said(sentence), (" ", ""))]
        self._paragraph([(f"{figure['caption']}. ", "bold"), *notes])
        if figure["data"] is not None:
            self._table(figure["data"])

    def _evidence(self, item: dict[str, Any]) -> None:
        self._paragraph([(f"[{item['number']}] {item['event']}", "bold")])
        self._paragraph([(item["before"], ""), (item["trigger"], "mark"), (item["after"], "")], "Intense Quote")
        self._paragraph([(item["facts"], "note")])


def _said(sentence: dict[str, str]) -> list[tuple[str, str]]:
    parts = [(sentence["text"], "")]
    if sentence["marker"]:
        parts.append((f" [{sentence['marker']}]", "small"))
    elif sentence["basis"]:
        parts.append((f" [{sentence['basis']}]", "small"))
    return parts


def _xml(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)


def _fixed(content: bytes) -> bytes:
    """The same file with every time in it at one moment, so that the same report gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as fixed:
        for name in made.namelist():
            entry = zipfile.ZipInfo(name, date_time=_EPOCH.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            fixed.writestr(entry, made.read(name))
    return out.getvalue()
