"""The grammar of single time expressions: one named rule a pattern, with the kind of expression and its reading.

Joining ("from A to B") and what stands in front ("until A") are the work of `times`.
"""

import re

from trucewatch.extract.english.time_readings import (
    Clock,
    Resolver,
    Rule,
    read_ago,
    read_away,
    read_calendar_unit,
    read_day_first,
    read_day_of_month,
    read_day_range,
    read_deadline,
    read_full_date,
    read_iso,
    read_lasting,
    read_month,
    read_named_day,
    read_next_to,
    read_same_day,
    read_same_year,
    read_season,
    read_since_then,
    read_this_day,
    read_unknown,
    read_weekday,
    read_weekend,
    read_window,
    read_year,
)
from trucewatch.extract.english.time_words import COUNT, MONTH, PART_OF_DAY, WEEKDAY, YEAR

__all__ = ["RULES", "Clock", "Rule"]

_PART = r"(?:(?P<part>(?i:early|mid|late|(?:the )?(?:beginning|start|middle|end) of))(?: in)?[\s-]*)"
_WHICH = r"(?:(?P<which>(?i:last|past|next|this|this coming|coming))\s+)"
_DAY = r"(?P<day>[0-3]?\d)(?i:st|nd|rd|th)?"
_IN_YEAR = rf"(?:,?\s*(?:of\s+)?(?P<year>{YEAR})(?!\d))"
_UNIT = r"(?P<unit>(?i:hours?|days?|weeks?|months?|years?))"
_WEEKDAY_BEFORE = rf"(?:(?:{WEEKDAY}|(?:Mon|Tue|Tues|Wed|Thu|Thur|Thurs|Fri|Sat|Sun)\.?),?\s+(?:the\s+)?)?"


def _rule(name: str, kind: str, pattern: str, read: Resolver) -> Rule:
    return Rule(name, kind, re.compile(pattern), read)


RULES: tuple[Rule, ...] = (
    _rule("iso-date", "day", rf"\b(?P<year>{YEAR})-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)", read_iso),
    _rule(
        "numeric-date",
        "day",
        rf"(?<![\d.])(?P<day>\d\d?)\s?(?P<sep>[./-])\s?(?P<month>\d\d?)\s?(?P=sep)\s?(?P<year>"
        rf"{YEAR})(?!\d)",
        read_day_first,
    ),
    _rule(
        "day-range-month",
        "range",
        rf"\b(?P<a>[0-3]?\d)(?:st|nd|rd|th)?\s*(?:-|–|—|to|and|or|until|through)\s*(?P<b>[0-3]?\d)(?:st"
        rf"|nd|rd|th)?\s+(?:of\s+)?(?P<month>{MONTH})(?![a-z]){_IN_YEAR}?",
        read_day_range,
    ),
    _rule(
        "month-day-range",
        "range",
        rf"\b(?P<month>{MONTH})(?![a-z])\s+(?P<a>[0-3]?\d)(?:st|nd|rd|th)?\s*(?:-|–|—|to|and|or|until"
        rf"|through)\s*(?P<b>[0-3]?\d)(?:st|nd|rd|th)?(?![\d:])(?!\s+[a-z]){_IN_YEAR}?",
        read_day_range,
    ),
    _rule(
        "day-month",
        "day",
        rf"\b{_WEEKDAY_BEFORE}{_DAY}\s+(?:of\s+)?(?P<month>{MONTH})(?:['’]s)?(?![a-z]){_IN_YEAR}?",
        read_full_date,
    ),
    _rule(
        "month-day",
        "day",
        rf"\b{_WEEKDAY_BEFORE}(?P<month>{MONTH})\s+(?:the\s+)?{_DAY}(?:{_IN_YEAR}|(?!\d)(?!:\d)(?!\s?"
        rf"(?:%|per cent|percent)))",
        read_full_date,
    ),
    _rule(
        "day-of-month",
        "day",
        r"\b[Oo]n the (?P<day>[0-3]?\d)(?:st|nd|rd|th)(?=\s*(?:[.,;:)]|$|and\b|to\b|of (?:this|the"
        r"|last|that) month))",
        read_day_of_month,
    ),
    _rule(
        "month",
        "month",
        rf"\b{_PART}?{_WHICH}?(?P<month>{MONTH})(?:['’]?s)?\b(?:{_IN_YEAR}|\s+(?:of\s+)?(?P<named>"
        rf"that|last|this|next) year\b|(?!\s?\d))",
        read_month,
    ),
    _rule(
        "year",
        "year",
        rf"(?:(?<=\bin )|(?<=\bIn )|(?<=since )|(?<=Since )|(?<=\bof )|(?<=from )|(?<=until )|(?<=during"
        rf" )|(?<=between )|(?<=\band )|(?<=\bto )|\b{_PART}|(?<=\bsummer )|(?<=\bback in ))(?P<year>"
        rf"{YEAR})(?!\d|[,/-]\d)(?!\s+(?:people|civilians|fighters|militants|families|residents|troops"
        rf"|soldiers))",
        read_year,
    ),
    _rule(
        "season",
        "season",
        rf"(?i:\b(?P<which>last|this|next|the)?\s*(?P<season>spring|summer|autumn|winter)(?:\s+(?:of\s+)?"
        rf"(?P<year>{YEAR})(?!\d)|(?<=this spring)|(?<=this summer)|(?<=this autumn)|(?<=this winter)"
        rf"|(?<=last spring)|(?<=last summer)|(?<=last autumn)|(?<=last winter)|(?<=next spring)|(?<=next"
        rf" summer)|(?<=next autumn)|(?<=next winter)))",
        read_season,
    ),
    _rule(
        "weekday",
        "day",
        rf"\b{_WHICH}?(?:{PART_OF_DAY}\s+(?:on|of|of last)?\s*)?(?P<weekday>{WEEKDAY})\b(?:\s+"
        rf"{PART_OF_DAY}s?\b)?",
        read_weekday,
    ),
    _rule(
        "named-day",
        "day",
        r"(?i:\bthe day (?:before yesterday|after tomorrow)\b|\byesterday|\btomorrow\b|\btoday(?:['’]?s)?\b"
        r"|\btonight\b|\blast (?:night|evening)\b|\bovernight\b)",
        read_named_day,
    ),
    _rule(
        "part-of-today",
        "day",
        rf"(?i:\b(?:earlier |later )?(?:this {PART_OF_DAY}|(?:in|on) the day)\b(?! (?:before|after|of"
        rf"|that|when))|\b(?:at|before|since) (?:dawn|daybreak|first light)\b(?! (?:on|of)\b))",
        read_this_day,
    ),
    _rule(
        "neighbour-day",
        "day",
        r"(?i:\b(?:on )?the (?:previous|following|next) day\b|\b(?:on )?the day before\b|\b(?:the|a"
        r"|one) day (?:earlier|later|after)\b)",
        read_next_to,
    ),
    _rule(
        "vague-window",
        "vague",
        r"(?i:\b(?:in|over|during|within|for)? ?(?:the )?(?:recent|past|last|coming|previous|next)"
        r" (?:several )?(?:hours|days|weeks|months|years)\b|\b(?:recently|lately|years ago|for several"
        r" (?:years|months|weeks|days)|several (?:days|weeks|months|years) ago)\b)",
        read_unknown,
    ),
    _rule(
        "calendar-unit",
        "range",
        r"(?i:\b(?:earlier |later |(?P<part>late|early) )?(?P<which>last|this|next|the previous|the"
        r" coming|(?<=end of )the)\s+(?P<unit>week|month|year)\b)",
        read_calendar_unit,
    ),
    _rule(
        "past-window",
        "window",
        rf"(?i:\b(?:the |these )?(?:past|last|previous|latest|preceding) (?:(?P<count>{COUNT})\s+)?"
        rf"{_UNIT}\b)",
        read_window,
    ),
    _rule("weekend", "range", r"(?i:\b(?P<which>last|this|next|the|over the|at the)?\s*weekend\b)", read_weekend),
    _rule("ago", "day", rf"(?i:\b(?P<count>{COUNT})\s+{_UNIT}\s+(?:ago|earlier|before now)\b)", read_ago),
    _rule(
        "days-away",
        "day",
        rf"(?i:\b(?P<count>{COUNT})\s+(?P<unit>days?|weeks?)\s+(?P<way>later|after)\b)(?!\s+(?:sign"
        rf"|the sign))",
        read_away,
    ),
    _rule(
        "same-day", "day", r"(?i:\b(?:on )?(?:the same|that) (?:day|evening|night|morning|afternoon)\b)", read_same_day
    ),
    _rule("same-year", "year", r"(?i:\b(?:in |of )(?:the same|that) year\b)", read_same_year),
    _rule("since-then", "since", r"(?i:\bsince (?:then|that day|that date)\b)", read_since_then),
    _rule(
        "days-of",
        "duration",
        rf"(?i:\b(?P<count>{COUNT})\s+(?P<unit>days|weeks|months)(?:['’]| of)\s+(?!age\b|pregnan|the\b"
        rf"|signing|its\b))",
        read_lasting,
    ),
    _rule(
        "for-days",
        "duration",
        rf"(?i:(?<=\bfor )(?:the )?(?:more than |over |nearly |almost |at least |about |some )?(?P<count>"
        rf"{COUNT})\s+(?P<unit>days|weeks|months|years)\b)",
        read_lasting,
    ),
    _rule(
        "nth-day",
        "duration",
        r"(?i:\bfor (?:a|the) (?P<count>second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)"
        r" (?:straight |consecutive |successive |running )?(?P<unit>day|week)\b)",
        read_lasting,
    ),
    _rule(
        "within",
        "deadline",
        rf"(?i:\b(?:within|in the next|over the next|no later than|not later than)\s+(?:the next )?"
        rf"(?P<count>{COUNT})\s+{_UNIT}(?P<event>\s+(?:after|from|of|following)\s+(?:the |its |their"
        rf" |this )?[a-z]+(?: of the [a-z]+)?)?)",
        read_deadline,
    ),
    _rule(
        "ongoing",
        "ongoing",
        r"(?i:\bnow\b|\bcurrently\b|\bat (?:the|this) moment\b|\bat present\b|\btill now\b|\bso far\b)",
        read_this_day,
    ),
)
