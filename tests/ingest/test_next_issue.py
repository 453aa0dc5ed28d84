"""A publisher's daily bulletins share their form; they are issues, not copies."""

from datetime import date

from trucewatch.ingest import find_copies
from trucewatch.model import Report

FORM = (
    "Over the past day the centre recorded {a} cases of firing. In the province of Hama there were {b} cases. "
    "The officers of the centre for reconciliation went on with their work in the provinces as agreed by the sides. "
    "Humanitarian cargoes were delivered to {c} settlements and medical help was given to {d} civilians in need. "
)


def bulletin(key: str, day: int, numbers: str, publisher: str = "Ministry of Defence") -> Report:
    text = FORM.format(**dict(zip("abcd", numbers.split(), strict=True)))
    return Report(id=key, text=text, published=date(2017, 5, day), publisher=publisher)


def test_the_next_days_bulletin_is_no_copy() -> None:
    found = find_copies([bulletin("b1", 2, "14 6 3 80"), bulletin("b2", 3, "18 2 5 112")])
    assert [copy.kind for copy in found] in ([], ["partial"])


def test_the_same_bulletin_on_another_site_is_a_copy() -> None:
    found = find_copies([bulletin("b1", 2, "14 6 3 80"), bulletin("b2", 3, "14 6 3 80", "A mirror")])
    assert [copy.kind for copy in found] == ["copy"]
