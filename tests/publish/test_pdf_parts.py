"""Long reports set part by part: they say the same as in one piece, and stay one tagged document."""

import io
from typing import Any

import pytest
from tamesna import make_view

from trucewatch.model import Issue
from trucewatch.publish.parts import parts
from trucewatch.publish.pdf import typeset
from trucewatch.publish.plain import plain
from trucewatch.publish.sitrep import compose
from trucewatch.publish.svg import styled
from trucewatch.publish.translation import translation

pikepdf = pytest.importorskip("pikepdf")


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    words = translation("en")
    made = plain(*compose(Issue(number=3, view=make_view())), words)
    for section in made["sections"]:
        colour(section)
    return made


def colour(section: dict[str, Any]) -> None:
    for block in section["blocks"]:
        if "svg" in block:
            block["svg"] = styled(block["svg"])
    for part in section["parts"]:
        colour(part)


def texts(thing: Any) -> list[str]:
    if isinstance(thing, list):
        return [text for one in thing for text in texts(one)]
    if isinstance(thing, dict):
        own = [thing["text"]] if "text" in thing else [thing["trigger"]] if "trigger" in thing else []
        return own + [text for value in thing.values() for text in texts(value)]
    return []


def read(pdf: bytes) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = []
        for page in document:
            text = page.get_textpage()
            pages.append(text.get_text_range())
            text.close()
            page.close()
    finally:
        document.close()
    return " ".join(" ".join(pages).split())


@pytest.mark.parametrize("most", [30, 60, 200, 100_000])
def test_parts_say_the_same_in_the_same_order(data: dict[str, Any], most: int) -> None:
    cut = parts(data, most)
    assert (len(cut) == 1) == (most == 100_000)
    assert [t for part in cut for t in texts([part["sections"], part["evidence"]])] == texts(
        [data["sections"], data["evidence"]]
    )
    assert [part["first"] for part in cut] == [True] + [False] * (len(cut) - 1)
    titles = [s["title"] for part in cut for s in part["sections"] if s["title"]]
    if most < 100_000:
        assert len(titles) == len(set(titles)) or len(titles) > len(data["sections"])
        assert sum(part["opens_evidence"] for part in cut) == 1


def test_a_report_bound_of_parts_is_one_tagged_document(data: dict[str, Any]) -> None:
    whole, bound = typeset(data), typeset(data, 60)
    assert bound == typeset(data, 60)
    words = [w for w in read(bound).split() if not w.isdigit()]
    assert set(words) >= {w for w in read(whole).split() if not w.isdigit() and w != "/"}
    with pikepdf.open(io.BytesIO(bound)) as pdf:
        tree = pdf.Root.StructTreeRoot
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == "en"
        assert b"<pdfuaid:part>1</pdfuaid:part>" in bytes(pdf.Root.Metadata.read_bytes())
        assert f"NPages>{len(pdf.pages)}<".encode() in bytes(pdf.Root.Metadata.read_bytes())
        numbers = tree.ParentTree.Nums
        parents = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}
        assert list(parents) == sorted(parents)
        for page in pdf.pages:
            marked = parents[int(page.obj.StructParents)]
            assert all(holds(element, page, at) for at, element in enumerate(marked) if element is not None)
        names = [str(tree.IDTree.Names[at]) for at in range(0, len(tree.IDTree.Names), 2)]
        assert names == sorted(set(names))
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root] == ["Situation report No. 3"]
            assert outline.root[0].children[-1].title == "The words behind each sentence"


def holds(element: Any, page: Any, mark: int) -> bool:
    """Whether an element of the structure says that it holds a mark of a page, as the page's marks say."""
    kids = element.K if isinstance(element.K, pikepdf.Array) else [element.K]
    for kid in kids:
        if isinstance(kid, pikepdf.Dictionary):
            if (
                "/MCID" in kid
                and int(kid.MCID) == mark
                and kid.get("/Pg", element.get("/Pg")).objgen == page.obj.objgen
            ):
                return True
        elif int(kid) == mark and element.Pg.objgen == page.obj.objgen:
            return True
    return False
