"""Days: the time expressions of an Arabic report and what they mean (codebook, Date). Months by their Levantine,
Egyptian and Maghrebi names."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from trucewatch.extract.arabic.day_words import (
    AHEAD,
    BEGIN,
    DAY,
    DAY1,
    END,
    LENGTHS,
    MONTH,
    NUMBER_OF_MONTH,
    ORDINALS,
    OTHER,
    PART,
    PAST,
    UNIT,
    WEEKDAY,
    WEEKDAYS,
    WHICH,
    YEAR,
)
from trucewatch.extract.arabic.forms import level
from trucewatch.extract.arabic.lexicon import table
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

_NAMED_FOR_A_DAY = re.compile(r"(?<!\w)(?:ب|ال)?(?:حي|شارع|ساحه|جسر|مخيم|مستشفي|ميدان|دوار)\s+$")
"""Places that bear a date as their name: "حي 7 يوليو"."""


def dateline(text: str, published: date | None) -> date | None:
    """The day on which a report was written: that of a dateline in the first lines ("دمشق - 4 أيار 2017"), else its
    publication."""
    flat, _ = _flat(text[:400])
    head = "\n".join(flat.split("\n")[:3])
    pattern = (
        r"(?m)^[^\n.]{0,40}[-–—،(/]\s*(?:"
        + WEEKDAY
        + r"\s*[,،]?\s*)?"
        + DAY.format("d1", "m1")
        + r"\s*[,،]?\s*(?P<y1>(?:19|20)\d\d)"
    )
    found = re.search(pattern, head)
    if found is None:
        return published
    try:
        return _day(found, published) or published
    except ValueError:
        return published


def find_times(text: str, today: date | None) -> list[TimePhrase]:
    """The time phrases of a text in order."""
    flat, places = _flat(text)
    taken = bytearray(len(flat))
    found: list[TimePhrase] = []
    for pattern, kind, reckon in _RULES:
        for match in pattern.finditer(flat):
            if match.end() == match.start() or any(taken[match.start() : match.end()]):
                continue
            if _NAMED_FOR_A_DAY.search(flat, max(0, match.start() - 12), match.start()):
                continue
            taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
            found.append(
                TimePhrase(places[match.start()], places[match.end() - 1] + 1, kind, bound(reckon, match, today))
            )
    return sorted(found, key=lambda t: t.start)


def _flat(text: str) -> tuple[str, list[int]]:
    """The levelled text, and where each of its characters stands in the text."""
    letters: list[str] = []
    places: list[int] = []
    for at, letter in enumerate(text):
        for flat in level(letter):
            letters.append("\n" if flat in "\r\u2028\u2029" else flat)
            places.append(at)
    return "".join(letters), places


def _month(name: str) -> int:
    return NUMBER_OF_MONTH[" ".join(name.split())]


def _number(word: str) -> int | None:
    if word.isdecimal():
        return int(word)
    joined = " ".join(word.split())
    if joined in ORDINALS:
        return ORDINALS[joined]
    total = 0
    for part in joined.split():
        value = (
            table("numbers").get(part)
            or table("numbers").get(part.removeprefix("ال"))
            or table("numbers").get(part.removeprefix("و"))
        )
        if value is None:
            return None
        total += int(value)
    return total or None


def _day(match: re.Match[str], today: date | None) -> date | None:
    groups = match.groupdict()
    number = _number(groups["d1"])
    if number is None:
        return None
    year = int(groups["y1"]) if groups.get("y1") else None
    day = nearest_day(number, _month(groups["m1"]), year, today)
    which = groups.get("which")
    if day is None or year is not None or today is None or which is None:
        return day
    if which.startswith(("الماضي", "الفايت", "المنصرم")) and day > today:
        return day.replace(year=day.year - 1)
    return day.replace(year=day.year + 1) if which.startswith(("المقبل", "القادم")) and day < today else day


def _one_day(seen: Seen) -> Days | None:
    day = _day(seen.match, seen.today)
    return (day, day) if day else None


def _night_to(seen: Seen) -> Days | None:
    day = _day(seen.match, seen.today)
    return (day, day) if day else None


def _deadline(seen: Seen) -> Days | None:
    day = _day(seen.match, seen.today)
    return (min(seen.today or day, day), day) if day else None


def _since(seen: Seen) -> Days | None:
    day = _day(seen.match, seen.today)
    return (day, max(seen.today or day, day)) if day else None


def _span(seen: Seen) -> Days | None:
    last = _day(seen.match, seen.today)
    first = _number(seen.match["d0"])
    if last is None or first is None:
        return None
    month = seen.match.groupdict().get("m0")
    start = nearest_day(first, _month(month), None, last) if month else last.replace(day=first)
    return (start, last) if start is not None and start <= last else (last, last)


def _month_span(seen: Seen) -> Days | None:
    year = seen.match.groupdict().get("y1")
    number = _month(seen.match["m1"])
    found = month_of(number, int(year) if year else None, seen.today)
    which = seen.match.groupdict().get("which") or ""
    if found is None or year is not None or seen.today is None:
        return found
    if (which.startswith(("الماضي", "الفايت", "المنصرم")) or (not which and seen.past)) and found[0] > seen.today:
        return month_of(number, found[0].year - 1, seen.today)
    if which.startswith(("المقبل", "القادم")) and found[1] < seen.today:
        return month_of(number, found[0].year + 1, seen.today)
    return found


def _month_part(seen: Seen) -> Days | None:
    whole = _month_span(seen)
    if whole is None:
        return None
    part, (first, last) = seen.match["part"], whole
    if part in ("مطلع", "اوايل", "بدايه", "بدايات"):
        return first, first + timedelta(9)
    if part in ("منتصف", "اواسط", "وسط"):
        return first + timedelta(10), first + timedelta(19)
    return first + timedelta(20), last


def _since_month(seen: Seen) -> Days | None:
    span = _month_part(seen) if seen.match.groupdict().get("part") else _month_span(seen)
    return (span[0], max(seen.today or span[0], span[0])) if span else None


def _weekday(seen: Seen) -> Days | None:
    if seen.today is None:
        return None
    wanted = WEEKDAYS.index(seen.match["weekday"])
    which = seen.match.groupdict().get("which") or ""
    back = (seen.today.weekday() - wanted) % 7
    if which.startswith(("المقبل", "القادم")):
        day = seen.today + timedelta((wanted - seen.today.weekday()) % 7 or 7)
    elif which.startswith(("الماضي", "الفايت", "المنصرم")):
        day = seen.today - timedelta(back or 7)
    elif seen.past:
        day = seen.today - timedelta(back)
    else:
        day = seen.today + timedelta((wanted - seen.today.weekday()) % 7)
    return day, day


def _until_weekday(seen: Seen) -> Days | None:
    if seen.today is None:
        return None
    wanted = WEEKDAYS.index(seen.match["weekday"])
    return seen.today, seen.today + timedelta((wanted - seen.today.weekday()) % 7)


def _since_weekday(seen: Seen) -> Days | None:
    days = _weekday(Seen(seen.match, seen.today, True))
    return (days[0], max(seen.today or days[0], days[0])) if days else None


def _length(match: re.Match[str]) -> timedelta | None:
    """How long a number of days, weeks, months or years is."""
    unit, given = match["unit"], match.groupdict().get("n")
    number = _number(given) if given else 2 if unit.endswith("ين") else 1
    if number is not None and number < 10 and re.search(r"\sعشره?\s", match.group()):
        number += 10
    if number is None or number > 10_000:
        return None
    days = next(length for starts, length in LENGTHS if unit.startswith(starts))
    return timedelta(max(1, round(number * days)))


def _ago(seen: Seen) -> Days | None:
    length = _length(seen.match)
    if seen.today is None or length is None:
        return None
    return _back(seen.today, seen.match, length), _back(seen.today, seen.match, length)


def _since_length(seen: Seen) -> Days | None:
    length = _length(seen.match)
    return (_back(seen.today, seen.match, length), seen.today) if seen.today and length is not None else None


def _back(today: date, match: re.Match[str], length: timedelta) -> date:
    """So long before a day, whole months and years by the calendar."""
    if match["unit"].startswith(("ع", "اع", "سن")):
        year = today.year - length.days // 365
        return today.replace(year=year, day=min(today.day, monthrange(year, today.month)[1]))
    if match["unit"].startswith(("ش", "اش")):
        year, month = divmod(today.year * 12 + today.month - 1 - length.days // 30, 12)
        return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
    return today - length


def _within(seen: Seen) -> Days | None:
    length = _length(seen.match)
    if seen.today is None or length is None:
        return None
    return (seen.today - length, seen.today) if seen.past else (seen.today, seen.today + length)


def _last(seen: Seen) -> Days | None:
    length = _length(seen.match)
    return (seen.today - length, seen.today) if seen.today and length is not None else None


def _ahead(seen: Seen) -> Days | None:
    length = _length(seen.match)
    return (seen.today, seen.today + length) if seen.today and length is not None else None


def _year(seen: Seen) -> Days | None:
    year = int(seen.match["year"])
    return date(year, 1, 1), date(year, 12, 31)


def _year_away(years: int) -> Reckon:
    def reckon(seen: Seen) -> Days | None:
        if seen.today is None:
            return None
        return date(seen.today.year + years, 1, 1), date(seen.today.year + years, 12, 31)

    return reckon


def _since_year(seen: Seen) -> Days | None:
    first = date(int(seen.match["year"]), 1, 1)
    return first, max(seen.today or first, first)


def _digits(seen: Seen) -> Days | None:
    year = int(seen.match["y"]) + (2000 if len(seen.match["y"]) == 2 else 0)
    day = date(year, int(seen.match["m"]), int(seen.match["d"]))
    return day, day


def _end_of(seen: Seen) -> Days | None:
    if seen.today is None:
        return None
    unit, today = seen.match["unit"], seen.today
    if unit.startswith("الاس"):
        return today, today + timedelta((5 - today.weekday()) % 7)
    if unit.startswith("الش"):
        return today, date(today.year, today.month, monthrange(today.year, today.month)[1])
    return today, date(today.year, 12, 31)


def _rules() -> Iterator[tuple[re.Pattern[str], str, Reckon]]:
    def rule(pattern: str, kind: str, reckon: Reckon) -> tuple[re.Pattern[str], str, Reckon]:
        return re.compile(BEGIN + pattern + END), kind, reckon

    number = r"(?P<n>\d+|" + "|".join(sorted(table("numbers"), key=len, reverse=True)) + r")(?:\s+عشره?)?"
    the_day = r"(?:يوم\s+|يومي\s+)?(?:" + WEEKDAY + r"\s*[,،]?\s*)?(?:في\s+|الموافق\s+)?(?:ال)?(?:يوم\s+)?"
    yield rule(r"(?:بين|من)\s+(?P<d0>\d{1,2})\s+(?:(?P<m0>" + MONTH + r")\s+)?(?:الي|حتي|و)\s*" + DAY1, "span", _span)
    yield rule(r"(?P<d0>\d{1,2})\s*(?:[-–]|و)\s*" + DAY1, "span", _span)
    yield rule(r"(?:بحلول|حتي|قبل|اقصاه|اقصاها|موعد اقصاه)\s+(?:نهايه\s+)?" + the_day + DAY1, "deadline", _deadline)
    yield rule(r"منذ\s+(?:ال)?(?:عام|سنه)\s+(?P<year>(?:19|20)\d\d)", "since", _since_year)
    yield rule(r"منذ\s+" + the_day + DAY1, "since", _since)
    yield rule(the_day.replace("(?P<weekday>", "(?P<weekday0>") + DAY1, "day", _one_day)
    yield rule(r"(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>\d{4}|\d\d)", "day", _digits)
    part = r"(?P<part>مطلع|اوايل|بدايه|بدايات|منتصف|اواسط|وسط|اواخر|نهايه|اخر)"
    yield rule(
        r"منذ\s+(?:" + part + r"\s+)?(?:شهر\s+)?(?P<m1>" + MONTH + ")" + OTHER + YEAR.format("y1") + WHICH,
        "since",
        _since_month,
    )
    yield rule(
        r"(?:في\s+)?" + part + r"\s+(?:شهر\s+)?(?P<m1>" + MONTH + ")" + OTHER + YEAR.format("y1") + WHICH,
        "span",
        _month_part,
    )
    yield rule(
        r"(?:في|خلال|شهر|من)\s+(?:شهر\s+)?(?P<m1>" + MONTH + ")" + OTHER + YEAR.format("y1") + WHICH,
        "span",
        _month_span,
    )
    yield rule(
        r"(?:بحلول|حتي|قبل|اقصاه)\s+(?:نهايه\s+|مساء\s+|صباح\s+|يوم\s+|ظهر\s+|فجر\s+)*" + WEEKDAY + WHICH,
        "deadline",
        _until_weekday,
    )
    yield rule(r"منذ\s+(?:" + PART + r"\s+)?(?:امس\s+)?" + WEEKDAY + WHICH, "since", _since_weekday)
    yield rule(
        r"(?:اول\s+امس|اول\s+من\s+امس|امس\s+الاول|قبل\s+امس)(?:\s*[,،]?\s*" + WEEKDAY + ")?", "day", shift(-2, -2)
    )
    yield rule(r"(?:منذ\s+)(?:" + PART + r"\s+)?(?:يوم\s+)?(?:ال|ب)?امس", "since", shift(-1, 0))
    yield rule(r"(?:" + PART + r"\s+)?(?:يوم\s+)?(?:ال|ب)?امس(?:\s*[,،]?\s*" + WEEKDAY + r")?", "day", shift(-1, -1))
    yield rule(r"(?:" + PART + r"\s+)?(?:بعد\s+غد)(?:\s*[,،]?\s*" + WEEKDAY + ")?", "day", shift(2, 2))
    yield rule(r"(?:" + PART + r"\s+)?(?:يوم\s+)?غدا?(?:\s*[,،]?\s*" + WEEKDAY + ")?", "day", shift(1, 1))
    yield rule(r"(?:منذ\s+)(?:" + PART + r"\s+)?اليوم(?:\s*[,،]?\s*" + WEEKDAY + r")?", "since", shift(0, 0))
    yield rule(r"(?:(?:" + PART + r")\s+)?(?:هذا\s+)?اليوم(?:\s*[,،]?\s*" + WEEKDAY + r")?", "day", shift(0, 0))
    yield rule(r"(?:" + PART + r"\s+){0,2}" + WEEKDAY + WHICH, "day", _weekday)
    yield rule(
        r"(?:خلال|في|طوال|طيله|علي\s+مدي|علي\s+مدار)?\s*(?:ال)?(?:اربع\w*\s+وعشري?ن|اربع\w*\s+والعشرين|ساعات\s+ال\s*24|24)\s+ساعه(?:\s+"
        + PAST
        + ")?",
        "roundup",
        shift(-1, 0),
    )
    yield rule(
        r"(?:خلال|في|طوال|طيله|علي\s+مدي|علي\s+مدار)\s+الساعات\s+"
        r"(?:ال\s*24|الاربع\s+والعشرين|الاخيره|الماضيه|القليله الماضيه)(?:\s+" + PAST + ")?",
        "roundup",
        shift(-1, 0),
    )
    yield rule(r"(?:خلال|في)\s+ال" + UNIT + r"\s+(?:ال)?(?P<n>\w+)\s+" + PAST, "roundup", _last)
    yield rule(r"(?:خلال|في)\s+ال" + UNIT + r"\s+(?:ال)?(?P<n>\w+)\s+" + AHEAD, "within", _ahead)
    yield rule(r"(?:خلال\s+|في\s+)?الاسبوع\s+" + PAST, "span", week_away(-1))
    yield rule(r"(?:خلال\s+|في\s+)?الاسبوع\s+" + AHEAD, "span", week_away(1))
    yield rule(r"(?:خلال\s+|في\s+)?(?:هذا\s+الاسبوع|الاسبوع\s+(?:الجاري|الحالي))", "span", week_away(0))
    yield rule(r"(?:خلال\s+|في\s+)?الشهر\s+" + PAST, "span", month_away(-1))
    yield rule(r"(?:خلال\s+|في\s+)?الشهر\s+" + AHEAD, "span", month_away(1))
    yield rule(
        r"منذ\s+(?:نحو\s+|اكثر\s+من\s+|قرابه\s+|حوالي\s+)?(?:" + number + r"\s+)?" + UNIT, "since", _since_length
    )
    yield rule(r"قبل\s+(?:نحو\s+|قرابه\s+|حوالي\s+)?(?:" + number + r"\s+)?" + UNIT, "day", _ago)
    yield rule(
        r"(?:خلال|في\s+غضون|في\s+مهله|بعد|مده|مدتها)\s+(?:نحو\s+)?(?:مده\s+)?" + number + r"\s+" + UNIT,
        "within",
        _within,
    )
    yield rule(r"(?:خلال|في\s+غضون|في\s+مهله|بعد)\s+" + UNIT, "within", _within)
    yield rule(r"(?:بحلول|قبل|حتي)\s+(?:نهايه|اخر)\s+(?P<unit>الاسبوع|الشهر|العام|السنه)", "deadline", _end_of)
    yield rule(r"(?:في\s+|خلال\s+)?(?:ال)?(?:عام|سنه)\s+(?P<year>(?:19|20)\d\d)", "span", _year)
    yield rule(r"(?:الليله\s+الماضيه|ليله\s+امس|الليله\s+الفايته)", "day", shift(-1, 0))
    yield rule(r"(?:في\s+|خلال\s+)?العام\s+(?:" + PAST + ")", "span", _year_away(-1))
    yield rule(r"(?:في\s+|خلال\s+)?العام\s+(?:" + AHEAD + ")", "span", _year_away(1))
    yield rule(r"(?:في\s+|خلال\s+)?العام\s+(?:الجاري|الحالي)", "span", _year_away(0))
    yield rule(r"(?:في\s+)?(?:اليوم\s+ذاته|اليوم\s+نفسه|ذات\s+اليوم|نفس\s+اليوم)", "same", shift(0, 0))
    yield rule(r"في\s+اليوم\s+السابق", "before", shift(-1, -1))
    yield rule(r"(?:صباحا|مساء|فجرا|ليلا|ظهرا|عصرا)", "same", shift(0, 0))


_RULES: tuple[tuple[re.Pattern[str], str, Reckon], ...] = tuple(_rules())
