"""The whole situation report, built once as a document and rendered from it."""

from datetime import datetime

from trucewatch.model import Issue
from trucewatch.publish.charts import incidents_by_day, incidents_by_observer
from trucewatch.publish.desk import Desk
from trucewatch.publish.document import Document, Figure
from trucewatch.publish.evidence import Evidence, evidence
from trucewatch.publish.maps import maps
from trucewatch.publish.release import Profile
from trucewatch.publish.sections.agreement import agreement_status
from trucewatch.publish.sections.bottom_line import bottom_line
from trucewatch.publish.sections.coverage import coverage
from trucewatch.publish.sections.disputes import open_claims
from trucewatch.publish.sections.groups import Groups, group
from trucewatch.publish.sections.incidents import findings_in_detail, incidents_by_zone, outside_zones
from trucewatch.publish.sections.method import changed, head, method
from trucewatch.publish.sections.people import humanitarian
from trucewatch.publish.translation import translated, translation

__all__ = ["compose"]


def compose(
    issue: Issue, profile: Profile | None = None, leaves: datetime | None = None, language: str = "en"
) -> tuple[Document, tuple[Evidence, ...]]:
    """The document of an issue, and the evidence behind every claim that it cites, numbered as they are cited.

    Nothing is in it that the profile (None: the public one) does not let leave at the moment `leaves` (None: the one up
    to which the issue knows). Headings, verdicts and table heads are in `language`. Raises ConfigError if the watch's
    time zone does not exist, InputError for a language that there is no translation into.
    """
    desk = Desk(issue, profile, leaves)
    groups = group(desk)
    sections = (
        bottom_line(desk, groups),
        agreement_status(desk, groups),
        incidents_by_zone(desk, groups, _figures(desk, groups)),
        open_claims(desk, groups),
        changed(desk),
        humanitarian(desk),
        outside_zones(desk, groups),
        coverage(desk, groups),
        method(desk),
        findings_in_detail(desk, groups),
    )
    unnumbered = Document(_title(desk.issue), desk.setting.title, head(desk), sections)
    cited = dict.fromkeys(key for sentence in unnumbered.sentences() for key in desk.known(sentence.claims))
    numbers = {key: number for number, key in enumerate(cited, start=1)}
    document = Document(unnumbered.title, unnumbered.subtitle, unnumbered.head, sections, numbers)
    words = translation(language)
    return translated(document, words), evidence(desk, numbers)


_KINDS = {None: "Situation report No.", "daily": "Daily situation report No.", "weekly": "Weekly situation report No."}


def _title(issue: Issue) -> str:
    number = issue.number if issue.scope.whole or issue.in_series is None else issue.in_series
    return f"{_KINDS[issue.scope.period]} {number}"


def _figures(desk: Desk, groups: Groups) -> list[Figure]:
    cases = groups.in_zones()
    charts = [incidents_by_day(desk, cases), incidents_by_observer(desk, cases)]
    drawn = maps(desk, [*cases, *groups.undecided, *groups.outside, *groups.unjudged])
    return [*drawn, *(chart for chart in charts if chart is not None)]
