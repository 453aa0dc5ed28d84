from datetime import date

import pytest
from tamesna import INCIDENTS, finding, obligation

from trucewatch.model import Change, Deadline, Incident, Issue, Standing, View
from trucewatch.publish import changes, render_markdown


def stands(view: View, incident_id: str, standing: Standing, claims: tuple[str, ...] | None = None) -> View:
    def changed(incident: Incident) -> Incident:
        if incident.id != incident_id:
            return incident
        occurred = incident.propositions[0].model_copy(update={"standing": standing})
        update = {"propositions": (occurred, *incident.propositions[1:])}
        return incident.model_copy(update=update if claims is None else {**update, "claims": claims})

    return view.model_copy(update={"incidents": tuple(changed(i) for i in view.incidents)})


def of(found: tuple[Change, ...], subject: str) -> list[Change]:
    return [change for change in found if change.subject.startswith(subject)]


def test_the_first_issue_has_no_changes_and_the_same_view_none(view: View) -> None:
    assert changes(None, view) == ()
    assert changes(view, view) == ()


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("alleged", "probable", "upgraded"),
        ("probable", "alleged", "downgraded"),
        ("alleged", "contradicted", "downgraded"),
        ("alleged", "out_of_scope", "changed"),
    ],
)
def test_a_verdict_moves_on_its_ladder(view: View, before: str, after: str, kind: str) -> None:
    old = view.model_copy(update={"findings": (finding("T-3", before, "north"),)})
    new = view.model_copy(update={"findings": (finding("T-3", after, "north"),)})
    found = changes(old, new)
    assert [(c.kind, c.subject) for c in found] == [(kind, "T-3: shelling, Tell Amara, 5 May 2031")]


def test_a_denial_that_comes_in_downgrades_what_was_reported(view: View) -> None:
    old = stands(view, "T-2", Standing.REPORTED, ("beacon-0504/c3",))
    (change,) = changes(old, view)
    assert change.kind == "downgraded"
    assert change.subject.endswith("that it happened")
    assert (change.before, change.after) == ("reported by one origin", "claimed and denied")


def test_new_and_withdrawn_findings_are_named(view: View) -> None:
    less = view.model_copy(update={"incidents": INCIDENTS[:-1], "findings": view.findings[:-1]})
    (new,) = of(changes(less, view), "T-10")
    assert (new.kind, new.before, new.claims) == ("new", None, ("quiet-0505/c3",))
    (gone,) = of(changes(view, less), "T-10")
    assert (gone.kind, gone.after) == ("withdrawn", None)


def test_an_obligation_that_is_missed_or_gets_another_deadline_is_named(view: View) -> None:
    draft = Deadline(day=date(2031, 5, 22), version="draft-0504", authoritative=False, reckoning="absolute")
    old = view.model_copy(update={"obligations": (obligation(deadline=draft),)})
    (change,) = changes(old, view)
    assert change.before == "pending, deadline 22 May 2031 (version draft-0504)"
    assert change.after == "pending, deadline 18 May 2031 (version gazette)"


def test_the_report_lists_the_changes_since_the_issue_before(view: View) -> None:
    old = stands(view, "T-2", Standing.REPORTED)
    issue = Issue(number=4, view=view, previous=3, changes=changes(old, view))
    text = render_markdown(issue)
    assert "Changes since issue 3" in text
    assert "| Downgraded | T-2: withdrawal, Halim, 4 May 2031: that it happened" in text
    unchanged = render_markdown(Issue(number=4, view=view, previous=3))
    assert "Nothing changed since issue 3." in unchanged
