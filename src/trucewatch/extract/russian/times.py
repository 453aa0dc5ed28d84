"""Days: the time expressions of a report and what they mean, reckoned from the day on which it was written
(codebook, Date)."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from trucewatch.extract.reckoning import (
    Days,
    Reckon,
    Seen,
    TimePhrase,
    bound,
    month_away,
    month_of,
    nearest_day,
    shift,
    week_away,
)

__all__ = ["dateline", "find_times"]

_MONTHS = (
    "январ",
    "феврал",
    "март",
    "апрел",
    "ма(?=[йяею])",
    "июн",
    "июл",
    "август",
    "сентябр",
    "октябр",
    "ноябр",
    "декабр",
)
_M = "(?P<{0}>(?:" + "|".join(_MONTHS) + r")[а-я]{{0,3}})\b"
_WEEKDAYS = ("понедельник", "вторник", "сред", "четверг", "пятниц", "суббот", "воскресен")
_W = r"(?P<weekday>(?:" + "|".join(_WEEKDAYS) + r")[а-я]{0,2})\b"
_D = r"(?P<{0}>\d{{1,2}})(?:-?го)?"
_Y = r"(?:\s+(?P<{0}>(?:19|20)\d\d)(?:\s*(?:года|году|г\.?))?)?"
_DAY = _D.format("d1") + r"\s+" + _M.format("m1") + _Y.format("y1")
_DAY2 = _D.format("d2") + r"\s+" + _M.format("m2") + _Y.format("y2")
_CLOCK = r"(?:\d{1,2}[:.]\d\d\s+(?:часов\s+)?)?"
_ROUND = r"(?:прошедш\w+|минувш\w+|последн\w+|истекш\w+|прошл\w+)"
_NUM = (
    r"(?P<n>\d+|"
    "дв\\w+|тр[еи]\\w*|четыр\\w+|пят\\w+|шест\\w+|сем\\w+|восьм\\w+|девят\\w+|десят\\w+"
    ")"
)
_NUMBERS = {"дв": 2, "тр": 3, "четыр": 4, "пят": 5, "шест": 6, "сем": 7, "восьм": 8, "девят": 9, "десят": 10}
_FROM = r"(?:\s+(?:после|с\s+момента|со\s+дня)\s+(?:\w+\s+)?(?:подписания|вступления\s+\w*\s*в\s+силу|вступления))?"
"""From what a time limit runs; it names no event of its own."""
_DATELINE = re.compile(r"(?m)^[А-ЯЁ][А-ЯЁ\- ]{2,}(?:\s*\([^)]*\))?,\s*" + _DAY + r"[^\n]{0,3}")


def dateline(text: str, published: date | None) -> date | None:
    """The day on which a report was written: that of a dateline in its text, else its publication."""
    found = _DATELINE.search(text[:1500].replace("\u00a0", " "))
    if found is None:
        return published
    return _day(found, 1, published) or published


def find_times(text: str, today: date | None) -> list[TimePhrase]:
    """The time phrases of a text in order; [] where nobody knows from what day to reckon and none names a year."""
    low = text.lower().replace("ё", "е").replace("\u00a0", " ")
    line = _DATELINE.search(text[:1500])
    taken: list[tuple[int, int]] = [line.span()] if line else []
    found: list[TimePhrase] = []
    for pattern, kind, reckon in _RULES:
        for match in pattern.finditer(low):
            if any(a < match.end() and match.start() < b for a, b in taken):
                continue
            taken.append(match.span())
            found.append(TimePhrase(match.start(), match.end(), kind, bound(reckon, match, today)))
    return sorted(found, key=lambda t: t.start)


def _month(word: str) -> int:
    return next(n for n, stem in enumerate(_MONTHS, 1) if re.match(stem, word))


def _day(match: re.Match[str], n: int, today: date | None) -> date | None:
    """The day of "4 мая" or "4 мая 2017 года"; without a year the one nearest to today."""
    groups = match.groupdict()
    day, month, year = (
        int(groups[f"d{n}"]),
        groups.get(f"m{n}") or groups.get("m2"),
        groups.get(f"y{n}") or groups.get("y2"),
    )
    if not month:
        return None
    number = _month(month.lower())
    return nearest_day(day, number, int(year) if year else None, today)


def _one_day(seen: Seen) -> Days | None:
    day = _day(seen.match, 1, seen.today)
    return (day, day) if day else None


def _night_to(seen: Seen) -> Days | None:
    day = _day(seen.match, 1, seen.today)
    return (day - timedelta(1), day) if day else None


def _range(seen: Seen) -> Days | None:
    first, last = _day(seen.match, 1, seen.today), _day(seen.match, 2, seen.today)
    if first is None or last is None:
        return None
    return (first, last) if first <= last else (last, last)


def _deadline(seen: Seen) -> Days | None:
    day = _day(seen.match, 1, seen.today)
    return (min(seen.today or day, day), day) if day else None


def _since(seen: Seen) -> Days | None:
    day = _day(seen.match, 1, seen.today)
    return (day, max(seen.today or day, day)) if day else None


def _month_span(seen: Seen) -> Days | None:
    year = seen.match.groupdict().get("y1")
    return month_of(_month(seen.match["m1"].lower()), int(year) if year else None, seen.today)


def _since_month(seen: Seen) -> Days | None:
    span = _month_span(seen)
    return (span[0], max(seen.today or span[0], span[0])) if span else None


def _weekday(seen: Seen) -> Days | None:
    if seen.today is None:
        return None
    wanted = next(n for n, stem in enumerate(_WEEKDAYS) if seen.match["weekday"].startswith(stem))
    if seen.past:
        day = seen.today - timedelta((seen.today.weekday() - wanted) % 7)
    else:
        day = seen.today + timedelta((wanted - seen.today.weekday()) % 7)
    return day, day


def _night_to_weekday(seen: Seen) -> Days | None:
    found = _weekday(seen)
    return (found[0] - timedelta(1), found[0]) if found else None


def _until_weekday(seen: Seen) -> Days | None:
    found = _weekday(replace(seen, past=False))
    return (seen.today or found[0], found[0]) if found else None


def _number(word: str) -> int:
    return int(word) if word.isdigit() else next(n for stem, n in _NUMBERS.items() if word.startswith(stem))


_UNITS = {"д": 1, "с": 1, "н": 7, "м": 30, "л": 365, "г": 365}


def _ago(seen: Seen) -> Days | None:
    if seen.today is None:
        return None
    day = seen.today - timedelta(_number(seen.match["n"]) * _UNITS[seen.match["unit"][0]])
    return day, day


def _within(seen: Seen) -> Days | None:
    if seen.today is None:
        return None
    length = timedelta(_number(seen.match["n"]) * _UNITS[seen.match["unit"][0]])
    return (seen.today - length, seen.today) if seen.past else (seen.today, seen.today + length)


def _within_one(seen: Seen) -> Days | None:
    if seen.today is None:
        return None
    length = timedelta(_UNITS[seen.match["unit"][0]])
    return (seen.today - length, seen.today) if seen.past else (seen.today, seen.today + length)


def _last_days(seen: Seen) -> Days | None:
    return (
        (seen.today - timedelta(_number(seen.match["n"]) * _UNITS[seen.match["unit"][0]]), seen.today)
        if seen.today
        else None
    )


def _year(seen: Seen) -> Days | None:
    year = int(seen.match["year"])
    return date(year, 1, 1), date(year, 12, 31)


def _digits(seen: Seen) -> Days | None:
    year = int(seen.match["y"]) + (2000 if len(seen.match["y"]) == 2 else 0)
    day = date(year, int(seen.match["m"]), int(seen.match["d"]))
    return day, day


def _end_of(seen: Seen) -> Days | None:
    if seen.today is None:
        return None
    last = {
        "н": seen.today + timedelta(6 - seen.today.weekday()),
        "м": date(seen.today.year, seen.today.month, monthrange(seen.today.year, seen.today.month)[1]),
        "г": date(seen.today.year, 12, 31),
    }[seen.match["unit"][0]]
    return seen.today, last


def _rules() -> Iterator[tuple[re.Pattern[str], str, Reckon]]:
    unit = r"(?P<unit>дн\w+|сут\w+|недел\w+|месяц\w*|лет|год\w*)"
    yield (
        re.compile(
            r"\bс\s+"
            + _CLOCK
            + _D.format("d1")
            + r"(?:\s+"
            + _M.format("m1")
            + _Y.format("y1")
            + r")?\s+(?:по|до)\s+(?:полуночи\s+|"
            + _CLOCK
            + ")"
            + _DAY2
        ),
        "span",
        _range,
    )
    yield re.compile(r"\b" + _D.format("d1") + r"\s*(?:[-–—]|и)\s*" + _DAY2), "span", _range
    yield re.compile(r"\bв\s+ночь\s+(?:с\s+\d+\s+)?на\s+" + _DAY), "span", _night_to
    yield re.compile(r"\bв\s+ночь\s+(?:с\s+\w+\s+)?на\s+" + _W), "span", _night_to_weekday
    yield re.compile(r"\b(?:до|к|ко|не\s+позднее)\s+" + _CLOCK + r"(?:полуночи\s+)?" + _DAY), "deadline", _deadline
    yield re.compile(r"\bс\s+(?:полуночи\s+|утра\s+|вечера\s+)?" + _CLOCK + _DAY), "since", _since
    yield re.compile(r"\b" + _DAY), "day", _one_day
    yield re.compile(r"\b(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4}|\d\d)\b"), "day", _digits
    yield re.compile(r"\bс\s+" + _M.format("m1") + _Y.format("y1")), "since", _since_month
    yield (
        re.compile(r"\b(?:в|к|до)\s+(?:начале\s+|середине\s+|конце\s+)?" + _M.format("m1") + _Y.format("y1")),
        "span",
        _month_span,
    )
    yield re.compile(r"\b(?:до|к)\s+" + _W), "deadline", _until_weekday
    yield re.compile(r"\b(?:в|во|на)\s+(?:эт\w+\s+|прошл\w+\s+|минувш\w+\s+|ближайш\w+\s+)?" + _W), "day", _weekday
    yield re.compile(r"\bпозавчера\b"), "day", shift(-2, -2)
    yield re.compile(r"\bвчера\b|\bнакануне\b"), "day", shift(-1, -1)
    yield re.compile(r"\bсегодня\b"), "day", shift(0, 0)
    yield re.compile(r"\bпослезавтра\b"), "day", shift(2, 2)
    yield re.compile(r"\bзавтра\b"), "day", shift(1, 1)
    yield (
        re.compile(r"\b(?:за|в\s+течение)\s+(?:" + _ROUND + r"\s+)?(?:сут\w+|день|24\s+час\w+)\b"),
        "roundup",
        shift(-1, 0),
    )
    yield re.compile(r"\b(?:за|в\s+течение)\s+" + _ROUND + r"\s+" + _NUM + r"\s+" + unit), "roundup", _last_days
    yield re.compile(r"\b(?:за|в\s+течение)\s+" + _ROUND + r"\s+недел\w+"), "roundup", shift(-7, 0)
    yield re.compile(r"\bза\s+ночь\b|\b(?:этой\s+|минувшей\s+|прошлой\s+)?ночью\b"), "night", shift(-1, 0)
    yield re.compile(r"\bв\s+т(?:от|у)\s+же\s+(?:день|ночь)\b|\bтогда\s+же\b|\bв\s+этот\s+день\b"), "same", shift(0, 0)
    yield re.compile(r"\bна\s+следующей\s+неделе\b|\bна\s+будущей\s+неделе\b"), "span", week_away(1)
    yield re.compile(r"\bна\s+прошлой\s+неделе\b|\bна\s+минувшей\s+неделе\b"), "span", week_away(-1)
    yield re.compile(r"\bна\s+этой\s+неделе\b"), "span", week_away(0)
    yield re.compile(r"\bв\s+(?:прошлом|минувшем)\s+месяце\b"), "span", month_away(-1)
    yield re.compile(r"\bв\s+(?:следующем|будущем)\s+месяце\b"), "span", month_away(1)
    yield re.compile(r"\b" + _NUM + r"\s+" + unit + r"\s+(?:тому\s+)?назад\b"), "day", _ago
    yield re.compile(r"\bнеделю\s+назад\b"), "day", shift(-7, -7)
    yield (
        re.compile(
            r"\b(?:в\s+течение|в\s+ближайшие|через|в\s+срок\s+до)\s+(?:ближайших\s+)?" + _NUM + r"\s+" + unit + _FROM
        ),
        "within",
        _within,
    )
    yield re.compile(r"\bв\s+течение\s+(?P<unit>недели|месяца|года)\b" + _FROM), "within", _within_one
    yield re.compile(r"\bдо\s+конца\s+(?:этой\s+|этого\s+)?(?P<unit>недел\w+|месяц\w+|год\w+)"), "deadline", _end_of
    yield re.compile(r"\bв\s+(?P<year>(?:19|20)\d\d)\s+год\w*"), "span", _year
    yield re.compile(r"\b(?:днем|сутками)\s+ранее\b|\bза\s+день\s+до\s+этого\b"), "before", shift(-1, -1)
    yield re.compile(r"\b(?:утром|днем|вечером)\b"), "same", shift(0, 0)


_RULES: tuple[tuple[re.Pattern[str], str, Reckon], ...] = tuple(_rules())
