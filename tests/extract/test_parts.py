"""Long reports are read part by part: offsets, ids and links stay right, and memory does not grow with the report."""

from datetime import date

from trucewatch.extract import get_extractor
from trucewatch.extract.english.dateline import dateline
from trucewatch.extract.parts import extract_in_parts
from trucewatch.model import Claim, Report, TextSpan
from trucewatch.world import World

SENTENCE = "The army shelled the town of Tell Amara on Thursday, but the brigade denied that it had left. "
WORLD = World((), (), ())


def test_a_long_report_gives_valid_offsets_unique_ids_and_links_within_it() -> None:
    text = "\n\n".join(SENTENCE.replace("Amara", f"Amara{n} near Hill {n}") * 2 for n in range(300))
    report = Report(id="r1", text=text, published=date(2017, 5, 5))
    claims = get_extractor("rules").extract(report, WORLD)
    assert len(claims) > 60
    assert len({c.id for c in claims}) == len(claims)
    ids = {c.id for c in claims}
    for claim in claims:
        assert text[claim.trigger.start : claim.trigger.end] == claim.trigger.text
        assert {link.to for link in claim.links} <= ids
    assert [c.trigger.start for c in claims] == sorted(c.trigger.start for c in claims)


def test_no_part_is_longer_than_a_bound_and_nothing_is_lost_or_read_twice() -> None:
    text = ("word " * 30 + "\n") * 2000
    report = Report(id="r1", text=text, boilerplate=(TextSpan(start=0, end=len(text)),))
    seen: list[str] = []

    def read(part: Report) -> list[Claim]:
        assert all(0 <= span.start <= span.end <= len(part.text) for span in part.boilerplate)
        assert part.boilerplate
        seen.append(part.text)
        return []

    assert extract_in_parts(report, read, dateline) == []
    assert "".join(seen) == text
    assert max(map(len, seen)) <= 40_000


def test_text_without_any_break_is_cut_all_the_same() -> None:
    lengths: list[int] = []
    report = Report(id="r1", text="x" * 100_001)
    extract_in_parts(report, lambda part: lengths.append(len(part.text)) or [], dateline)
    assert sum(lengths) == 100_001


def test_the_day_that_heads_a_long_report_dates_its_last_pages_too() -> None:
    filler = "Nothing else was reported from the other towns of the valley that day.\n\n" * 600
    text = f"LONDON, 4 May 2017. The talks ended.\n\n{filler}The army shelled the town of Tell Amara on Tuesday."
    claims = get_extractor("rules").extract(Report(id="r1", text=text, published=date(2017, 5, 30)), WORLD)
    shelled = next(c for c in claims if c.trigger.text == "shelled")
    assert shelled.trigger.start > 40_000
    assert (shelled.date_start, shelled.date_end) == (date(2017, 5, 2), date(2017, 5, 2))
