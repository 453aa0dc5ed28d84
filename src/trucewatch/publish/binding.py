"""Parts of a PDF bound into one that stays tagged: one tree of structure, one outline, pages counted through."""

import io
import re
from collections.abc import Sequence
from typing import Any

import pikepdf

__all__ = ["bound"]

_PAGES = re.compile(rb"(<xmpTPg:NPages>)\d+(</xmpTPg:NPages>)")


def bound(parts: Sequence[bytes]) -> bytes:
    """Tagged PDF files, each as the typesetter makes them, one after the other; the same parts give the same bytes."""
    if len(parts) == 1:
        return parts[0]
    whole = pikepdf.open(io.BytesIO(parts[0]))
    tree = whole.Root.StructTreeRoot
    for number, content in enumerate(parts[1:], start=2):
        with pikepdf.open(io.BytesIO(content)) as part:
            _name_apart(part, f"p{number}-")
            first = int(tree.ParentTreeNextKey)
            _count_on(part, first)
            starts = len(whole.pages)
            whole.pages.extend(part.pages)
            _graft(whole, part, first)
            _outline(whole, part, starts)
    _finish(whole)
    out = io.BytesIO()
    whole.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    whole.close()
    return out.getvalue()


def _name_apart(part: pikepdf.Pdf, prefix: str) -> None:
    """Give the heads of the part's tables names that no other part uses."""
    tree = part.Root.StructTreeRoot
    if "/IDTree" not in tree:
        return
    names = tree.IDTree.Names
    for at in range(0, len(names), 2):
        names[at] = pikepdf.String(prefix + str(names[at]))
    for element in part.objects:
        if not isinstance(element, pikepdf.Dictionary) or element.get("/Type") != "/StructElem":
            continue
        if "/ID" in element:
            element.ID = pikepdf.String(prefix + str(element.ID))
        attributes = element.get("/A")
        for one in attributes if isinstance(attributes, pikepdf.Array) else ():
            if "/Headers" in one and len(one.Headers):
                one.Headers = pikepdf.Array([pikepdf.String(prefix + str(name)) for name in one.Headers])


def _count_on(part: pikepdf.Pdf, first: int) -> None:
    """Let the part's pages point to their place in the whole's tree of parents."""
    for page in part.pages:
        page.obj.StructParents = int(page.obj.StructParents) + first


def _graft(whole: pikepdf.Pdf, part: pikepdf.Pdf, first: int) -> None:
    """Put the part's structure under the whole's document, and its tables of parents and names behind the whole's."""
    tree = whole.Root.StructTreeRoot
    document = tree.K[0]
    more = whole.copy_foreign(part.make_indirect(part.Root.StructTreeRoot))
    for element in more.K[0].K:
        element.P = document
        document.K.append(element)
    numbers = more.ParentTree.Nums
    for at in range(0, len(numbers), 2):
        tree.ParentTree.Nums.append(int(numbers[at]) + first)
        tree.ParentTree.Nums.append(numbers[at + 1])
    tree.ParentTreeNextKey = first + int(more.ParentTreeNextKey)
    if "/IDTree" in more:
        names = tree.get("/IDTree", pikepdf.Dictionary(Names=[]))
        pairs = sorted(_pairs(names.Names) + _pairs(more.IDTree.Names), key=lambda pair: bytes(pair[0]))
        tree.IDTree = pikepdf.Dictionary(
            Names=[value for pair in pairs for value in pair],
            Limits=[pairs[0][0], pairs[-1][0]],
        )


def _pairs(names: Any) -> list[tuple[Any, Any]]:
    return [(names[at], names[at + 1]) for at in range(0, len(names), 2)]


def _outline(whole: pikepdf.Pdf, part: pikepdf.Pdf, starts: int) -> None:
    """Put the part's headings behind those of the whole, below its title."""
    pages = {page.obj.objgen: starts + number for number, page in enumerate(part.pages)}

    def moved(item: pikepdf.OutlineItem) -> pikepdf.OutlineItem:
        destination = item.destination
        page = pages[destination[0].objgen] if isinstance(destination, pikepdf.Array) else starts
        made = pikepdf.OutlineItem(item.title, page)
        made.children = [moved(child) for child in item.children]
        return made

    with part.open_outline() as theirs, whole.open_outline() as ours:
        title = ours.root[0]
        title.children.extend(moved(item) for item in theirs.root)


def _finish(whole: pikepdf.Pdf) -> None:
    if "/PageLabels" in whole.Root:
        del whole.Root.PageLabels
    described = bytes(whole.Root.Metadata.read_bytes())
    count = str(len(whole.pages)).encode()
    whole.Root.Metadata.write(_PAGES.sub(rb"\g<1>" + count + rb"\g<2>", described))
