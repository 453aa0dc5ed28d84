"""What was published and rests on a report: every sentence of every issue that leads back to one of its claims, or
that would read otherwise without the report because it counts or weighs what the report says."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from trucewatch.ledger.kinds import IssuePublished
from trucewatch.model.progress import Progress
from trucewatch.publish.document import Block, Bullets, Document, Facts, Figure, Paragraph, Section, Sentence, Table

if TYPE_CHECKING:
    from trucewatch.watch import Watch

__all__ = ["Resting", "resting_on"]

_Placed = tuple[str, str, Sentence]


class Resting(BaseModel):
    """A sentence that was published and rests on a report: the number of its issue, the heading it stands under, the
    first cell of its row or the label beside it (empty where it is in no table), and the numbers of the notes that
    quote the report for it. `exact` is False where words of the issue were taken down before: it cannot be made again
    as it was, so its sentence may differ from the published one by what then rested on those words."""

    model_config = ConfigDict(frozen=True)

    issue: int
    section: str
    row: str = ""
    sentence: str
    notes: tuple[int, ...] = ()
    exact: bool = True


def resting_on(watch: "Watch", report: str, progress: Progress | None = None) -> Iterator[Resting]:
    """Each such sentence once for each place in which it stands, oldest issue first, as it stands in the edition that
    was published: for the same readers and in the same language."""
    from trucewatch.issuing import composed

    published = watch.ledger.issues()
    gone = _first_seen(watch)
    for done, entry in enumerate(published, start=1):
        issue, document = composed(watch, entry)
        if report in issue.view.reports:
            exact = all(seq > (entry.head_seq or 0) for seq in gone)
            yield from _resting(entry, document, composed(watch, entry, without=(report,))[1], report, exact=exact)
        if progress:
            progress(done, len(published))


def _first_seen(watch: "Watch") -> list[int]:
    """The numbers of the entries that added the reports that were taken down since."""
    gone = watch.ledger.taken_down()
    return [entry.seq for entry in watch.ledger.entries("report_added") if entry.body["id"] in gone] if gone else []


def _resting(
    entry: IssuePublished, document: Document, without: Document, report: str, *, exact: bool
) -> Iterator[Resting]:
    told = {_words(placed) for placed in _placed(without)}
    for placed in dict.fromkeys(_placed(document)):
        section, row, sentence = placed
        cited = [key for key in sentence.claims if key.rpartition("/")[0] == report]
        notes = tuple(sorted({document.numbers[key] for key in cited if key in document.numbers}))
        found = Resting(issue=entry.number, section=section, row=row, sentence=sentence.text, notes=notes, exact=exact)
        if cited or (sentence.text and _words(placed) not in told):
            yield found


def _words(placed: _Placed) -> tuple[str, str, str]:
    section, row, sentence = placed
    return section, row, sentence.text


def _placed(document: Document) -> Iterator[_Placed]:
    """Every sentence of a document with where it stands, in reading order."""
    yield from ((document.title, label, sentence) for label, sentence in document.head.items)
    for section in document.sections:
        yield from _in_section(section)


def _in_section(section: Section) -> Iterator[_Placed]:
    for block in section.blocks:
        yield from ((section.title, row, sentence) for row, sentence in _in_block(block))
    for part in section.parts:
        yield from _in_section(part)


def _in_block(block: Block) -> Iterator[tuple[str, Sentence]]:
    match block:
        case Paragraph(sentences=sentences) | Bullets(items=sentences):
            yield from (("", sentence) for sentence in sentences)
        case Facts(items=items):
            yield from items
        case Table(rows=rows):
            for row in rows:
                name = row.cells[0].text if row.cells else ""
                yield from ((name, cell) for cell in row.cells)
                if row.note is not None:
                    yield name, row.note
        case Figure(notes=notes, data=data):
            yield from (("", sentence) for sentence in notes)
            if data is not None:
                yield from _in_block(data)
