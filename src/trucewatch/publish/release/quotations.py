"""How much of a report's words leaves, and what is taken out of them: the quotations behind the sentences."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from trucewatch.model import Claim, Report, TimeCode, Trigger
from trucewatch.publish.release.foreign_names import script_of
from trucewatch.publish.release.persons import LANGUAGES, Persons
from trucewatch.publish.release.places import Release
from trucewatch.publish.release.profile import Profile
from trucewatch.publish.release.redaction import NAME, WORDS, Cut, contacts, cut, small_numbers
from trucewatch.publish.release.withheld import Log
from trucewatch.publish.release.words import never_leaves
from trucewatch.publish.text import sentence_around

__all__ = ["Quotations", "Quoted"]

_LONGEST = 600


@dataclass(frozen=True)
class Quoted:
    """What leaves of a report's text, and where the triggers of its claims stand in it, by claim key. `names` are the
    private names that were found in it. `time_codes` say when in a recording those triggers are heard or shown."""

    text: str
    triggers: dict[str, Trigger]
    names: tuple[str, ...] = ()
    time_codes: tuple[TimeCode, ...] = ()

    def timed(self, report: Report, claims: Sequence[Claim]) -> "Quoted":
        """The same with its time codes, without who speaks."""
        if not report.time_codes:
            return self
        found = []
        for claim in claims:
            was, now = claim.trigger, self.triggers[claim.key]
            heard = [code for code in report.time_codes if code.start < was.end and was.start < code.end]
            if heard and self.text[now.start : now.end] == now.text:
                begins, ends = min(code.begins for code in heard), max(code.ends for code in heard)
                found.append(TimeCode(start=now.start, end=now.end, begins=begins, ends=ends))
        return replace(self, time_codes=tuple(found))


class Quotations:
    """Cuts reports down to what one profile lets leave."""

    def __init__(self, profile: Profile, persons: Persons, places: Release, log: Log) -> None:
        self._profile, self._persons, self._places, self._log = profile, persons, places, log

    def reads(self, report: Report) -> bool:
        """Whether names can be found in a report's language, or need not be."""
        if self._profile.names == "kept":
            return True
        if report.language is not None:
            return report.language in LANGUAGES and _is_written_in(report.language, report.text)
        letters = [c for c in report.text[:2000] if c.isalpha()]
        return sum(c.isascii() for c in letters) >= 0.9 * len(letters)

    def prepare(self, reports: Iterable[tuple[Report, Sequence[Claim]]]) -> None:
        """Look for names in all that will be quoted, together."""
        if self._profile.names == "kept":
            return
        texts: list[str] = []
        for report, claims in reports:
            if self.reads(report) and report.language in (None, "en"):
                texts += [report.text[a:b] for a, b in self._windows(report, claims)]
                texts += [report.title] if report.title else []
        self._persons.prepare(texts)

    def of(self, report: Report, claims: Sequence[Claim], held: Sequence[Claim]) -> Quoted:
        """A report's words around the triggers of the claims that leave, without what `held` claims say."""
        if self._profile.quotes == "full":
            return Quoted(report.text, {c.key: c.trigger for c in claims}).timed(report, claims)
        if not self.reads(report) or self._profile.quotes == "trigger":
            return self._triggers_only(report, claims).timed(report, claims)
        self._log.note("copyright", "report", report.id)
        exact = [c for c in claims if _stands(report, c)]
        pieces: list[str] = []
        triggers: dict[str, Trigger] = {c.key: c.trigger for c in claims if c not in exact}
        names: list[str] = []
        length = 0
        for start, end in self._windows(report, exact):
            inside = [c for c in exact if start <= c.trigger.start and c.trigger.end <= end]
            cuts = self._cuts(report, start, end, inside, held, names)
            done = cut(report.text[start:end], cuts)
            for c in inside:
                a, b = done.at(c.trigger.start - start, c.trigger.end - start)
                triggers[c.key] = Trigger(text=done.text[a:b], start=length + a, end=length + b)
            pieces.append(done.text)
            length += len(done.text) + 1
        text = "\n".join(pieces) or WORDS
        return Quoted(text, triggers, tuple(dict.fromkeys(names))).timed(report, claims)

    def title(self, report: Report, held: Sequence[Claim], names: Sequence[str]) -> str | None:
        """A report's title as it may be shown; None where it has none or may not be shown at all."""
        if report.title is None or self._profile.quotes == "full":
            return report.title
        if held:
            self._log.note("delay", "title", report.id, gone=True)
            return None
        if not self.reads(report):
            self._log.note("language", "title", report.id, gone=True)
            return None
        cuts = self._of_text(report.title, names, report.language or "en")
        if cuts and any(c.instead == WORDS for c in cuts):
            return None
        return cut(report.title, cuts).text

    def _triggers_only(self, report: Report, claims: Sequence[Claim]) -> Quoted:
        if not self.reads(report):
            self._log.note("language", "quotation", report.id, gone=True)
        triggers: dict[str, Trigger] = {}
        pieces: list[str] = []
        length = 0
        for c in claims:
            word = c.trigger.text
            triggers[c.key] = Trigger(text=word, start=length, end=length + len(word))
            pieces.append(word)
            length += len(word) + 1
        return Quoted("\n".join(pieces) or WORDS, triggers)

    def _windows(self, report: Report, claims: Sequence[Claim]) -> list[tuple[int, int]]:
        """The sentences that hold the triggers, merged where they meet, none longer than a quotation may be."""
        spans = sorted(_window(report.text, c) for c in claims if _stands(report, c))
        merged: list[tuple[int, int]] = []
        for start, end in spans:
            if merged and start < merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return merged

    def _cuts(
        self,
        report: Report,
        start: int,
        end: int,
        inside: Sequence[Claim],
        held: Sequence[Claim],
        names: list[str],
    ) -> list[Cut]:
        text = report.text[start:end]
        cuts = self._of_text(text, (), report.language or "en")
        names += [text[c.start : c.end] for c in cuts if c.instead == NAME]
        for claim in held:
            if _stands(report, claim):
                cuts += _around(report.text, start, end, claim, inside)
        for one in cuts:
            self._log.note(one.rule, "quotation", f"{report.id}:{start}")
        return cuts

    def _of_text(self, text: str, names: Sequence[str], language: str) -> list[Cut]:
        if never_leaves().search(text) and self._profile.names == "redacted":
            return [Cut(0, len(text), WORDS, "words")]
        cuts = [Cut(a, b, f"[{instead}]", "place") for a, b, instead in self._places.spans(text)]
        if self._profile.small_cell:
            cuts += small_numbers(text, self._profile.small_cell, language)
        if self._profile.contacts == "redacted":
            cuts += contacts(text)
        if self._profile.names == "redacted":
            cuts += [Cut(a, b, NAME, "names") for a, b in self._persons.spans(text, language)]
            for name in names:
                at = text.find(name)
                cuts += [Cut(at, at + len(name), NAME, "names")] if at >= 0 else []
        return cuts


def few(low: int | None, high: int | None, below: int) -> bool:
    """Whether a figure of people is known to tell of fewer than `below`, but some. One that is open upwards ("at
    least 3") does not say how many there were, so it is not."""
    return high is not None and max(low or 0, high) > 0 and high < below


def _is_written_in(language: str, text: str) -> bool:
    """Whether a text is written in the letters of its language: a name in other letters would be found by no rule."""
    start = text[:2000]
    script = script_of(start)
    return script == language if language in ("ar", "ru") else script is None


def _stands(report: Report, claim: Claim) -> bool:
    return report.text[claim.trigger.start : claim.trigger.end] == claim.trigger.text


def _window(text: str, claim: Claim) -> tuple[int, int]:
    left, right = sentence_around(text, claim.trigger.start, claim.trigger.end)
    if claim.trigger.start - left > _LONGEST:
        left = text.find(" ", claim.trigger.start - _LONGEST) + 1 or claim.trigger.start
        left = min(left, claim.trigger.start)
    if right - claim.trigger.end > _LONGEST:
        right = max(claim.trigger.end, text.rfind(" ", claim.trigger.end, claim.trigger.end + _LONGEST))
    while left < claim.trigger.start and text[left].isspace():
        left += 1
    return left, right


def _around(text: str, start: int, end: int, held: Claim, kept: Sequence[Claim]) -> list[Cut]:
    """The sentence of a claim that is held back, taken out of a window but for the triggers of those that leave."""
    left, right = sentence_around(text, held.trigger.start, held.trigger.end)
    left, right = max(left, start), min(right, end)
    if left >= right:
        return []
    cuts: list[Cut] = []
    at = left
    for a, b in sorted((c.trigger.start, c.trigger.end) for c in kept):
        if a >= left and b <= right and a >= at and not _overlaps(a, b, held):
            cuts += [Cut(at - start, a - start, WORDS + " ", "delay")] if a > at else []
            at = b
    cuts += [Cut(at - start, right - start, (" " if at > left else "") + WORDS, "delay")] if right > at else []
    return cuts


def _overlaps(start: int, end: int, claim: Claim) -> bool:
    return start < claim.trigger.end and claim.trigger.start < end
