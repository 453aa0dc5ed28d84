"""Which words name a time, which days they stand for, and which event they date. All sentences here are invented."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.extract.english.claim_dates import ClaimDate, EventMention, date_of, document_dates
from trucewatch.extract.english.dateline import dateline
from trucewatch.extract.english.pipeline import parse
from trucewatch.extract.english.times import TimeExpression, find_times

TUESDAY = date(2017, 5, 9)


def times(text: str, published: date | None = TUESDAY, **anchors: date) -> list[TimeExpression]:
    return find_times(parse(text), published, anchors)


def only(text: str, published: date | None = TUESDAY, **anchors: date) -> tuple[str | None, str | None]:
    found = times(text, published, **anchors)
    assert len(found) == 1, [text[t.start : t.end] for t in found]
    first, last = found[0].first, found[0].last
    return (first.isoformat() if first else None, last.isoformat() if last else None)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("The brigade left Orlo on Thursday.", "2017-05-04", "2017-05-04"),
        ("The brigade left Orlo on Tuesday.", "2017-05-09", "2017-05-09"),
        ("The brigade will leave Orlo on Thursday.", "2017-05-11", "2017-05-11"),
        ("Mondays raid hit a mill.", "2017-05-08", "2017-05-08"),
        ("Shells fell on the mill yesterday.", "2017-05-08", "2017-05-08"),
        ("Shells fell on the mill today.", "2017-05-09", "2017-05-09"),
        ("Shells fell on the mill last night.", "2017-05-08", "2017-05-08"),
        ("Shells fell on the mill overnight.", "2017-05-08", "2017-05-09"),
        ("Shells fell on the mill on the 4th.", "2017-05-04", "2017-05-04"),
        ("Shells fell on the mill on May 4.", "2017-05-04", "2017-05-04"),
        ("Shells fell on the mill on 4 May 2016.", "2016-05-04", "2016-05-04"),
        ("Shells fell on the mill on 05/04/2017.", "2017-04-05", "2017-04-05"),
        ("Shells fell on the mill on December 30.", "2016-12-30", "2016-12-30"),
        ("Talks are to be held in May or June.", "2017-05-01", "2017-06-30"),
        ("Shells fell on the mill in mid-April.", "2017-04-11", "2017-04-20"),
        ("Shells fell on the mill in early April.", "2017-04-01", "2017-04-10"),
        ("Shells fell on the mill in late April.", "2017-04-21", "2017-04-30"),
        ("Shells fell on the mill in March.", "2017-03-01", "2017-03-31"),
        ("Shells fell on the mill in 2016.", "2016-01-01", "2016-12-31"),
        ("Shells fell on the mill in the summer of 2012.", "2012-06-01", "2012-08-31"),
        ("Shells fell on the mill last week.", "2017-05-01", "2017-05-07"),
        ("Shells fell on the mill this week.", "2017-05-08", "2017-05-09"),
        ("Shells fell on the mill earlier this month.", "2017-05-01", "2017-05-09"),
        ("Shells fell on the mill last month.", "2017-04-01", "2017-04-30"),
        ("Shells fell on the mill three days ago.", "2017-05-06", "2017-05-06"),
        ("Shells fell on the mill over the weekend.", "2017-05-06", "2017-05-07"),
        ("Shells fell on the mill on Friday and Saturday.", "2017-05-05", "2017-05-06"),
        ("Shells fell on the mill between 2 and 5 May.", "2017-05-02", "2017-05-05"),
        ("Both sides will hold fire from 15 to 16 May.", "2017-05-15", "2017-05-16"),
        ("Shells fell on the mill on May 4-6.", "2017-05-04", "2017-05-06"),
        ("Six shells fell in the last 24 hours.", "2017-05-08", "2017-05-09"),
        ("Six shells fell over the past three days.", "2017-05-06", "2017-05-09"),
        ("The road has been shut since Saturday.", "2017-05-06", "2017-05-09"),
        ("The road has been shut since the end of April.", "2017-04-30", "2017-05-09"),
        ("All guns must leave by Friday.", "2017-05-09", "2017-05-12"),
        ("All guns must leave by the end of May.", "2017-05-09", "2017-05-31"),
        ("The truce holds until May 22.", "2017-05-09", "2017-05-22"),
        ("The posts open no later than 30 June.", "2017-05-09", "2017-06-30"),
        ("The guns will leave within five days.", "2017-05-09", "2017-05-14"),
        ("The road has been shut since April last year.", "2016-04-01", "2017-05-09"),
        ("A meeting of the two colonels is fixed for Friday.", "2017-05-12", "2017-05-12"),
        ("The envoy asked for a truce which begins on Saturday.", "2017-05-13", "2017-05-13"),
        ("The envoy called on the brigade to open the road on Monday.", "2017-05-15", "2017-05-15"),
    ],
)
def test_days_of_an_expression(text: str, first: str, last: str) -> None:
    assert only(text) == (first, last)


def test_deadline_runs_from_a_signing_that_the_caller_knows() -> None:
    text = "The guns leave within ten days of the signing."
    assert only(text, signing=date(2017, 5, 1)) == ("2017-05-01", "2017-05-11")
    assert only(text) == (None, None)


def test_relative_to_the_day_named_before() -> None:
    found = times("The town fell on 3 April. Two days later the bridge fell. The mill has been shut since then.")
    assert [(t.first, t.last) for t in found] == [
        (date(2017, 4, 3), date(2017, 4, 3)),
        (date(2017, 4, 5), date(2017, 4, 5)),
        (date(2017, 4, 5), TUESDAY),
    ]


@pytest.mark.parametrize("text", ["Shells have hit the mill in recent weeks.", "The mill was lately hit by shells."])
def test_vague_times_stay_unresolved(text: str) -> None:
    assert only(text) == (None, None)
    assert not times(text)[0].resolved


@pytest.mark.parametrize(
    "text", ["The army may march on Orlo.", "She counted 31 June bugs, 20 men and a Sunflower.", ""]
)
def test_words_that_only_look_like_times(text: str) -> None:
    assert all(not t.resolved for t in times(text))


def test_without_a_day_of_writing_only_full_dates_resolve() -> None:
    assert only("The mill burnt on Thursday.", None) == (None, None)
    assert only("The mill burnt on 4 March 2016.", None) == ("2016-03-04", "2016-03-04")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("17-05-2016 Rival bands clash near Orlo.", date(2016, 5, 17)),
        ("05.06.2016 A shell hit the mill of Orlo.", date(2016, 6, 5)),
        ("ORLO, 28 May - A shell hit the mill.", date(2016, 5, 28)),
        ("Shell hits mill\n\nPublished: 2 June 2016. A shell hit the mill.", date(2016, 6, 2)),
        ("Bulletin as of 19:30, 30 May 2016. The team heard shots.", date(2016, 5, 30)),
        ("A shell hit the mill on 28 May.", date(2016, 6, 1)),
        ("2 January 1999 was a quiet day in Orlo.", date(2016, 6, 1)),
        ("", date(2016, 6, 1)),
    ],
)
def test_a_date_that_heads_the_text_beats_the_metadata(text: str, expected: date) -> None:
    assert dateline(text, date(2016, 6, 1)) == expected


def test_the_dateline_dates_no_event_but_moves_the_weekdays() -> None:
    doc = parse("ORLO, 28 May 2016 - A shell hit the mill on Friday.")
    found = find_times(doc, date(2016, 6, 1))
    assert [(t.header, t.first) for t in found] == [(True, date(2016, 5, 28)), (False, date(2016, 5, 27))]


def when(text: str, word: str, kind: str = "shelling", mode: str = "actual") -> ClaimDate | None:
    doc = parse(text)
    at = text.index(word)
    trigger = doc.covering(at, at + len(word))
    return date_of(trigger, find_times(doc, TUESDAY), kind=kind, mode=mode)


def test_an_event_takes_the_time_of_its_own_clause() -> None:
    text = "The brigade shelled the mill on Sunday after the council left the town in March."
    shelled, left = when(text, "shelled"), when(text, "left", "withdrawal")
    assert shelled is not None
    assert shelled.first == date(2017, 5, 7)
    assert text[slice(*shelled.span)] == "Sunday"
    assert shelled.rule.startswith("weekday:")
    assert left is not None
    assert left.first == date(2017, 3, 1)
    assert left.last == date(2017, 3, 31)


def test_no_time_no_date() -> None:
    assert when("The brigade shelled the mill.", "shelled") is None


def test_a_state_does_not_take_the_day_of_an_event_beside_it() -> None:
    text = "A shell struck the mill in rebel-held Orlo on Sunday."
    assert when(text, "held", "control") is None
    struck = when(text, "struck")
    assert struck is not None
    assert struck.first == date(2017, 5, 7)


def mentions(text: str, *triggers: tuple[str, str, str]) -> list[ClaimDate | None]:
    doc = parse(text)
    events, at = [], 0
    for word, kind, place in triggers:
        at = text.index(word, at)
        span = doc.covering(at, at + len(word))
        events.append(EventMention(span, kind, frozenset(place.split())))
        at += len(word)
    return document_dates(events, find_times(doc, TUESDAY), dateline(doc, TUESDAY))


def test_headline_and_repeated_mention_take_the_day_of_the_lead() -> None:
    text = (
        "Shelling kills four in Orlo\n\nShelling of the town of Orlo on Sunday killed four people, medics said. "
        "The shelling hit a mill. Talks have been held in Marvo."
    )
    headline, lead, repeat, talks = mentions(
        text,
        ("Shelling", "shelling", "orlo"),
        ("Shelling", "shelling", "orlo"),
        ("shelling", "shelling", "orlo"),
        ("Talks", "negotiation", "marvo"),
    )
    assert lead is not None
    assert lead.first == date(2017, 5, 7)
    assert not lead.rule.startswith("repeats")
    for other in (headline, repeat):
        assert other is not None
        assert other.first == date(2017, 5, 7)
        assert other.rule.startswith("repeats:")
        assert text[slice(*other.span)] == "Sunday"
    assert talks is None


def test_a_bulletin_dates_what_it_observed() -> None:
    text = "Bulletin as of 19:30, 8 May 2017. The team heard eleven explosions. The town is held by the Corps."
    heard, held = mentions(text, ("explosions", "shelling", ""), ("held", "control", ""))
    assert heard is not None
    assert (heard.first, heard.rule) == (date(2017, 5, 8), "bulletin-day")
    assert held is None


def test_the_entries_of_a_log_are_of_the_days_that_head_them() -> None:
    text = (
        "Log of the escort.\n\n3 May. Guards stopped a convoy. The brigade shelled the mill.\n\n4 May. The mill is "
        "held by the brigade. Guards shelled it.\n\nSunday: Two shells fell."
    )
    asked = [("stopped", "access_restriction", ""), ("shelled the", "shelling", "")]
    found = mentions(text, *asked, ("held", "control", ""), ("shelled it", "shelling", ""))
    assert [f and f.first for f in found] == [date(2017, 5, 3), date(2017, 5, 3), None, date(2017, 5, 4)]
    one = "A note. 3 May. Guards stopped a convoy. The brigade shelled the mill."
    assert mentions(one, ("stopped", "access_restriction", "")) == [None]


def test_no_mentions_no_dates() -> None:
    assert document_dates([], [], TUESDAY) == []


_WORDS = st.sampled_from(
    [
        "\n",
        *"on in since until by the last next May 4 5th 31 June 2016 Tuesday week days three of 24 hours ago".split(),
        *"and - to . , early mid-July the end 12/13/2017 00 99 yesterday shelling said within signing 9999 Jan".split(),
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_WORDS, max_size=25).map(" ".join) | st.text(max_size=60), st.dates() | st.none())
def test_any_text_gives_ordered_spans_and_periods(text: str, published: date | None) -> None:
    found = find_times(parse(text), published, {"signing": date(2017, 5, 1)})
    end = 0
    for time in found:
        assert end <= time.start < time.end <= len(text)
        end = time.end
        assert time.rule
        assert time.kind
        assert time.first is None or time.last is None or time.first <= time.last


@settings(max_examples=40, deadline=None)
@given(st.dates(date(1950, 1, 8), date(2090, 1, 1)), st.integers(0, 6))
def test_a_weekday_is_at_most_a_week_off(published: date, shift: int) -> None:
    name = (published - timedelta(days=shift)).strftime("%A")
    assert only(f"Shells fell on {name}.", published) == ((published - timedelta(days=shift)).isoformat(),) * 2


def test_given_triggers_most_dates_of_the_coded_reports_are_found(shared: Path) -> None:
    right = wrong = coded = 0
    for line in (shared / "gold/claims-synthetic/reports.jsonl").read_text("utf-8").splitlines()[:40]:
        report = json.loads(line)
        gold = json.loads((shared / f"gold/claims-synthetic/{report['id']}.json").read_text("utf-8"))
        published = date.fromisoformat(report["published"]) if report["published"] else None
        doc = parse(report["text"])
        starts = {s["n"]: s["start"] for s in gold["sentences"]}
        claims, events = [], []
        for claim in gold["claims"]:
            at = report["text"].find(claim["trigger"], starts[claim["sentence"]])
            span = doc.covering(at, at + len(claim["trigger"]))
            places = frozenset(w for p in claim["places"] for w in p["name"].lower().split())
            claims.append(claim)
            events.append(EventMention(span, claim["type"], places, mode=claim["mode"]))
        found = document_dates(events, find_times(doc, published), dateline(doc, published))
        for claim, got in zip(claims, found, strict=True):
            day = got.first.isoformat() if got and got.first else None
            coded += claim["date_start"] is not None
            right += day is not None and day == claim["date_start"]
            wrong += day is not None and day != claim["date_start"]
    assert right / coded >= 0.58
    assert right / (right + wrong) >= 0.65
