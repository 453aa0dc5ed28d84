"""Neutral names: actors and speakers as the watch calls them, else as worded, in quotation marks."""

from datetime import date

from trucewatch.model import Claim, Report, Setting, Source, View
from trucewatch.model.codebook import neutral_labels
from trucewatch.publish.release import Release, Shown
from trucewatch.publish.wording import listing, quoted

__all__ = ["Naming"]


class Naming:
    """What the report calls the actors, speakers and sides of one view, by one standard for all of them."""

    def __init__(self, view: View, places: Release | Shown | None = None) -> None:
        self.release = places or Release(view.setting)
        self._reports = view.reports
        self._copied = {copy.b: copy.a for copy in view.copies if copy.kind == "copy"}
        self._actors = {actor.id: actor.name for actor in view.setting.actors}
        self._bodies = _bodies(view.setting)
        self._sources = {source.id: source for source in view.setting.sources}
        self._source_names = _source_names(view.setting)
        self._actor_names = {
            name.casefold(): actor.name
            for actor in reversed(view.setting.actors)
            for name in (*actor.aliases, actor.name)
        }
        self._labels = _labels()

    def actor(self, value: str) -> str:
        """An actor given by its id in the watch or, where it was not resolved, by its wording."""
        return self._actors.get(value) or self._bodies.get(value) or self._worded(value)

    def parties(self, values: tuple[str, ...]) -> str:
        """Those whom an agreement's file names: actors by id, roles in its own words."""
        return listing([self._actors.get(value) or self._bodies.get(value) or value for value in values])

    def actors(self, values: tuple[str, ...]) -> str:
        """Several actors as "a and b"; empty if there is none."""
        return listing([self.actor(value) for value in values])

    def speakers(self, claim: Claim) -> tuple[str, ...]:
        """Who asserts a claim: the innermost voices; the publisher where the report speaks itself, that of the original
        where the report is a copy: a repost is no second voice."""
        if claim.by_author:
            report = self._original_of(claim.report)
            return (self.publisher(self._reports.get(report), report),)
        return tuple(dict.fromkeys(self.voice(name) for name in claim.source))

    def _original_of(self, report: str) -> str:
        seen = {report}
        while (earlier := self._copied.get(report)) is not None and earlier not in seen:
            report = earlier
            seen.add(report)
        return report

    def speaker(self, claim: Claim) -> str:
        """Who asserts a claim, as one phrase."""
        return listing(self.speakers(claim))

    def said_on(self, claim: Claim) -> date | None:
        """The day on which a claim was published, None if its report does not say."""
        report = self._reports.get(claim.report)
        return report.published if report is not None else None

    def voice(self, words: str) -> str:
        """A speaker as worded in a report, by its name in the watch where it has one."""
        key = words.casefold().strip()
        for name in (key, key.removeprefix("the ")):
            if name in self._source_names:
                return self._source_names[name].name
            if name in self._actor_names:
                return self._actor_names[name]
        return self._worded(words)

    def publisher(self, report: Report | None, report_id: str) -> str:
        """Who put a report out; reports without a stated publisher are named by their id."""
        if report is None or not report.publisher:
            return f"the publisher of report {quoted(report_id)} (not named)"
        source = self.source(report)
        return source.name if source is not None else report.publisher

    def source(self, report: Report) -> Source | None:
        """The watch's entry of a report's publisher, None if it lists none."""
        name = report.publisher or ""
        return self._sources.get(name) or self._source_names.get(name.casefold().strip())

    def side(self, side: str | None) -> str:
        """A side of interest as the watch names it; None means that it is not known."""
        if side is None:
            return "side unknown"
        return "no side" if side == "none" else side

    def _worded(self, words: str) -> str:
        neutral = self._labels.get(words.casefold().strip())
        return quoted(words) if neutral is None else f"{neutral} (as worded: {quoted(words)})"


def _bodies(setting: Setting) -> dict[str, str]:
    return {m.id: m.name for agreement in setting.agreements for m in agreement.monitoring if m.name}


def _source_names(setting: Setting) -> dict[str, Source]:
    return {name.casefold(): source for source in reversed(setting.sources) for name in (*source.aliases, source.name)}


def _labels() -> dict[str, str]:
    return {
        word.casefold(): neutral
        for words, neutral in neutral_labels().items()
        if "<" not in neutral
        for word in words.split("/")
    }
