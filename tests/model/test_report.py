"""When words of a recording are heard."""

import pytest

from trucewatch.model import Report, TimeCode, heard_at

CODES = (
    TimeCode(start=0, end=9, begins=0.0, ends=4.0),
    TimeCode(start=10, end=20, begins=751.9, ends=753.0, speaker="Mara"),
    TimeCode(start=20, end=30, begins=359_999.9, ends=360_000.0),
)


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (0, 4, "00:00:00"),
        (10, 12, "00:12:31"),
        (5, 25, "00:00:00"),
        (20, 21, "99:59:59"),
        (9, 10, None),
        (30, 31, None),
    ],
)
def test_words_are_heard_when_their_first_time_code_begins(start: int, end: int, said: str | None) -> None:
    assert heard_at(Report(id="r", text="x" * 40, time_codes=CODES), start, end) == said


def test_a_text_that_is_no_recording_has_no_times() -> None:
    assert heard_at(Report(id="r", text="x" * 40), 0, 10) is None
    assert heard_at(None, 0, 10) is None
