"""A long report cut into parts that can be laid out one by one: between blocks, and between the rows of long tables."""

from collections.abc import Iterator
from typing import Any

__all__ = ["MOST", "parts"]

MOST = 9_000
"""How much stands in a part: a cell of a table counts one, a piece of evidence as many as its words fill."""
_EVIDENCE = 12

_Section = dict[str, Any]


def parts(data: dict[str, Any], most: int = MOST) -> list[dict[str, Any]]:
    """The report as one part, if it is of usual length, else as several of `most` cells that say the same in the same
    order.

    Each is the data of a report: the first has the head, the last ones the evidence. A section that is cut goes on in
    the next part without its heading.
    """
    if _weight(data) <= most:
        return [{**data, "first": True, "last": True}]
    made: list[dict[str, Any]] = []
    sections: list[_Section] = []
    filled = 0
    for piece in (piece for section in data["sections"] for piece in _pieces(section, 0, most // 3)):
        weight = _weight(piece)
        if sections and filled + weight > most:
            made.append({**data, "sections": sections, "evidence": []})
            sections, filled = [], 0
        sections.append(piece)
        filled += weight
    made.append({**data, "sections": sections, "evidence": []})
    step = max(1, most // _EVIDENCE)
    made += [
        {**data, "sections": [], "evidence": data["evidence"][at : at + step]}
        for at in range(0, len(data["evidence"]), step)
    ]
    shown = max(1, -(-len(data["evidence"]) // step))
    for number, part in enumerate(made):
        part["first"] = number == 0
        part["last"] = len(made) - shown <= number
        part["opens_evidence"] = number == len(made) - shown
    return made


def _weight(thing: Any) -> int:
    if isinstance(thing, list):
        return sum(map(_weight, thing))
    if not isinstance(thing, dict):
        return 0
    if "columns" in thing:
        return sum(len(row["cells"]) + (row["note"] is not None) for row in thing["rows"])
    if "trigger" in thing:
        return _EVIDENCE
    return sum(map(_weight, thing.values()))


def _pieces(section: _Section, depth: int, rows_of: int) -> Iterator[_Section]:
    """A section as pieces with one block each, the heading before the first; `depth` is how deep it stands, `rows_of`
    how many cells a piece of a table may have."""
    heading = section["title"]
    blocks = [piece for block in section["blocks"] for piece in _cut(block, rows_of)]
    for number, held in enumerate([[block] for block in blocks] or [[]]):
        yield {"title": heading if number == 0 else "", "depth": depth, "blocks": held, "parts": []}
    for part in section["parts"]:
        yield from _pieces(part, depth + 1, rows_of)


def _cut(block: dict[str, Any], rows_of: int) -> Iterator[dict[str, Any]]:
    """A block, its table in pieces where it is long."""
    if block["kind"] != "table" or _weight(block) <= rows_of:
        yield block
        return
    step = max(1, rows_of // (len(block["columns"]) + 1))
    for at in range(0, len(block["rows"]), step):
        yield {**block, "rows": block["rows"][at : at + step]}
