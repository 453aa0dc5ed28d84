"""Texts with what may not leave taken out: names, ways to reach or find somebody, coordinates, small figures.

What is taken out is replaced by words in square brackets that say what kind of thing stood there.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trucewatch.publish.release.words import platforms

__all__ = ["Cut", "Redacted", "contacts", "cut", "small_numbers", "without_writer"]

ADDRESS, CONTACT, COORDINATES = "[address withheld]", "[contact withheld]", "[coordinates withheld]"
NAME, NUMBER, PLATE, WORDS = "[name withheld]", "[number withheld]", "[plate withheld]", "[words withheld]"

_URL = re.compile(r"\b(?:https?://|www\.)[^\s<>\"'”)\]]+|\b(?:t\.me|wa\.me)/\S+", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HANDLE = re.compile(r"(?<![\w@./])@\w{2,}")
_PHONE = re.compile(r"(?<![\w.,/])(?:\+|00)?\d(?:[\s().\u2011/-]{0,2}\d){6,14}(?![\w])")
_DATE = re.compile(
    r"(?<!\d)(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{4})"
    r"(?:[T ,]{1,2}\d{1,2}:\d{2}(?::\d{2})?)?(?!\d)"
)
_NO_PHONE = re.compile(
    r"^\d{4}[-./]\d{1,2}[-./]\d{1,2}$|^\d{1,2}[-./]\d{1,2}[-./]\d{4}$|^\d{4}\s?[-\u2013/]\s?\d{4}$|^\d{1,3}([ ,.]000)+$"
)
_PLATE = re.compile(
    r"(?P<cue>(?i:(?:licen[cs]e|number|registration)[ -]?plates?|plates?|registered as|registration)"
    r"(?i:\s+(?:number|no\.?|reads?|reading|was|is|of))*[:\s]+)"
    r"(?P<plate>(?=[^\s]*\d)[\w-]+(?:[ -](?=[A-Z\d])[A-Z\d]+)*)"
    r"|(?<![\w-])(?P<bare>[A-Z\u0410-\u042f]{1,3}[- ]?\d{4,6}|[A-Z\u0410-\u042f]\d{3}[A-Z\u0410-\u042f]{2}\d{0,3}"
    r"|\d{4,6}[- ][A-Z]{2,3})(?![\w-])"
)
_COORDINATES = re.compile(
    r"-?\d{1,3}[.,]\d{3,}°?\s*[NS]?\s*[,;/ ]\s*-?\d{1,3}[.,]\d{3,}°?\s*[EW]?"
    r"|\d{1,3}°\s*\d{1,2}['′](?:\s*\d{1,2}(?:\.\d+)?[\"″])?\s*[NSEW](?:[\s,]+\d{1,3}°\s*\d{1,2}['′](?:\s*\d{1,2}(?:\.\d+)?[\"″])?\s*[NSEW])?"
    r"|(?<!\w)\d{1,2}[C-HJ-NP-X]\s?[A-HJ-NP-Z]{2}\s?\d{2,5}\s?\d{2,5}(?!\w)"
)
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?!\s|$)[^.!?\n]*)*")
_HARM = {
    "en": r"\b(?:kill\w*|dead|die[sd]?|deaths?|bod(?:y|ies)|injur\w*|wound\w*|casualt\w*|hurt|lost their li\w+"
    r"|martyr\w*)\b",
    "fr": r"\b(?:tu[ée]\w*|mort\w*|décéd\w*|bless\w*|victime\w*|cadavre\w*|corps|martyr\w*)\b",
    "ru": r"\b(?:погиб\w*|убит\w*|убил\w*|ранен\w*|ранил\w*|пострада\w*|жертв\w*|тел[аоу]?|смерт\w*|скончал\w*"
    r"|травм\w*)\b",
    "ar": r"(?:قتل|مقتل|قتيل|قتلى|استشهد|شهيد|شهداء|استشهاد|جرح|جريح|جرحى|إصاب|أصيب|مصاب|ضحايا|ضحية|جثة|جثث|وفاة)",
}
_OPEN = {
    "en": r"\b(?:at least|more than|over|no fewer than)\s+$",
    "fr": r"\b(?:au moins|plus de)\s+$",
    "ru": r"\b(?:не менее|как минимум|более|свыше)\s+$",
    "ar": r"(?:على الأقل|ما لا يقل عن|أكثر من)\s+$",
}
_MONTH = re.compile(
    r"\s+(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|"
    r"января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря)\b"
)
_SMALL = {
    "en": ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    "fr": ("", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"),
    "ru": (
        "один|одна|одного|одной|одному",
        "два|две|двое|двух|двоих|двум",
        "три|трое|трёх|трех|троих|трём|трем",
        "четыре|четверо|четырёх|четырех|четверых",
        "пять|пятеро|пяти|пятерых",
        "шесть|шестеро|шести|шестерых",
        "семь|семеро|семи|семерых",
        "восемь|восьмеро|восьми",
        "девять|девятеро|девяти",
    ),
    "ar": (
        "واحد|واحدة",
        "اثنان|اثنين|اثنتان|اثنتين|(?:قتيل|شهيد|جريح|طفل|شخص)(?:ان|ين)|(?:مصاب|مدني)ان",
        "ثلاث|ثلاثة",
        "أربع|أربعة",
        "خمس|خمسة",
        "ست|ستة",
        "سبع|سبعة",
        "ثماني|ثمانية",
        "تسع|تسعة",
    ),
}


@dataclass(frozen=True)
class Cut:
    """Characters start..end of a text, what stands for them, and the rule that took them out."""

    start: int
    end: int
    instead: str
    rule: str


def contacts(text: str) -> list[Cut]:
    """Addresses, phone numbers, handles, plates and coordinates in a text."""
    undated = _DATE.sub(lambda found: "|" * len(found.group()), text)
    cuts = [
        *(Cut(m.start(), m.end(), ADDRESS, "contacts") for m in _URL.finditer(text)),
        *(Cut(m.start(), m.end(), ADDRESS, "contacts") for m in _MAIL.finditer(text)),
        *(Cut(m.start(), m.end(), CONTACT, "contacts") for m in _HANDLE.finditer(text)),
        *(Cut(m.start(), m.end(), COORDINATES, "places") for m in _COORDINATES.finditer(undated)),
        *(
            Cut(m.start(), m.end(), CONTACT, "contacts")
            for m in _PHONE.finditer(undated)
            if not _NO_PHONE.match(m.group().strip())
        ),
    ]
    for m in _PLATE.finditer(text):
        group = "plate" if m.group("plate") else "bare"
        cuts.append(Cut(m.start(group), m.end(group), PLATE, "contacts"))
    return cuts


def small_numbers(text: str, below: int, language: str = "en") -> list[Cut]:
    """Figures under a bound, in digits or words, in sentences that tell of people killed or hurt. What is open
    upwards ("at least three") does not say how many there were, and stays."""
    harm, opened = (re.compile(by[language], re.IGNORECASE) for by in (_HARM, _OPEN))
    words = "|".join(filter(None, _SMALL[language][: max(0, below - 1)]))
    pattern = re.compile(rf"(?<![\w.,:/-])(?:\d{{1,3}}|(?i:{words or '(?!)'}))(?![\w/:-]|[.,]\d)")
    cuts = []
    for sentence in _SENTENCE.finditer(text):
        if not harm.search(sentence.group()):
            continue
        for m in pattern.finditer(text, sentence.start(), sentence.end()):
            figure = m.group()
            small = not figure.isdigit() or 0 < int(figure) < below
            if small and not opened.search(text[sentence.start() : m.start()]) and not _MONTH.match(text[m.end() :]):
                cuts.append(Cut(m.start(), m.end(), NUMBER, "small cells"))
    return cuts


def without_writer(url: str) -> str | None:
    """An address without what names its writer: on a platform only its host; query and fragment go everywhere. None
    if nothing may be said."""
    m = re.match(r"(?i)(https?://)(?:[^@/]*@)?([^/?#:]+)[^/?#]*([^?#]*)", url)
    if m is None:
        return None
    host = m.group(2).lower().removeprefix("www.")
    if any(host == p or host.endswith("." + p) for p in platforms()):
        return m.group(1) + host
    return m.group(1) + m.group(2) + m.group(3)


@dataclass(frozen=True)
class Redacted:
    """A text after its cuts, and where its characters went."""

    text: str
    steps: tuple[tuple[int, int, int, int], ...] = ()

    def at(self, start: int, end: int) -> tuple[int, int]:
        """Where characters start..end of the first text stand now; a cut that touches them is taken whole."""
        return self._moved(start, first=True), self._moved(end, first=False)

    def _moved(self, position: int, *, first: bool) -> int:
        shift = 0
        for old_start, old_end, new_start, new_end in self.steps:
            if position <= old_start:
                break
            if position < old_end:
                return new_start if first else new_end
            shift = new_end - old_end
        return position + shift


def cut(text: str, cuts: Iterable[Cut]) -> Redacted:
    """The text with the cuts made. Of cuts that overlap the longest counts, widened to what all of them cover."""
    merged = _merged(sorted(cuts, key=lambda c: (c.start, -c.end)))
    parts: list[str] = []
    steps: list[tuple[int, int, int, int]] = []
    at, length = 0, 0
    for one in merged:
        parts += [text[at : one.start], one.instead]
        length += one.start - at
        steps.append((one.start, one.end, length, length + len(one.instead)))
        length += len(one.instead)
        at = one.end
    return Redacted("".join([*parts, text[at:]]), tuple(steps))


def _merged(cuts: Sequence[Cut]) -> list[Cut]:
    merged: list[Cut] = []
    for one in cuts:
        last = merged[-1] if merged else None
        if last is None or one.start >= last.end:
            merged.append(one)
            continue
        chief = max(last, one, key=lambda c: c.end - c.start)
        merged[-1] = Cut(last.start, max(last.end, one.end), chief.instead, chief.rule)
    return merged
