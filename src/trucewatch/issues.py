"""The issues of a watch: what a view told in its series, with what had changed since the one before."""

from collections.abc import Collection
from datetime import datetime

from trucewatch.ledger.kinds import IssuePublished
from trucewatch.model import Issue, Scope, View
from trucewatch.publish.changes import changes
from trucewatch.publish.editions import checked, of_agreement_and_zone
from trucewatch.watch import Watch

__all__ = ["issue_again", "issue_of", "scope_of"]


def issue_of(watch: Watch, as_of: datetime, known_on: datetime, scope: Scope | None = None) -> Issue:
    """The situation report of a view (None: on the whole watch): a new number, or the one that this very view was
    published under. InputError if the watch has not what the scope names."""
    scope = checked(scope or Scope(), watch.setting)
    current = watch.view(as_of, known_on)
    published = watch.ledger.issues()
    series = [i for i in published if scope_of(i) == scope]
    same = next((i for i in series if _is_of(i, current)), None)
    number = same.number if same else len(published) + 1
    before = [i for i in series if i.number < number]
    earlier = _view_of(watch, before[-1]) if before else None
    return _issue(number, current, before[-1].number if before else None, earlier, scope, len(before) + 1)


def issue_again(watch: Watch, published: IssuePublished, *, without: Collection[str] = ()) -> Issue:
    """An issue as it was published, but for what was taken down since; or as it would have been `without` some reports,
    to see what rests on them."""
    before = next((i for i in watch.ledger.issues() if i.number == published.previous), None)
    earlier = _view_of(watch, before, without) if before else None
    in_series = published.snapshot.get("in_series") or published.number
    current = _view_of(watch, published, without)
    return _issue(published.number, current, published.previous, earlier, scope_of(published), in_series)


def scope_of(published: IssuePublished) -> Scope:
    """What part of the watch an issue told of."""
    return Scope.model_validate(published.snapshot.get("scope") or {})


def _issue(
    number: int, current: View, previous: int | None, earlier: View | None, scope: Scope, in_series: int
) -> Issue:
    before = of_agreement_and_zone(earlier, scope) if earlier is not None else None
    return Issue(
        number=number,
        view=current,
        previous=previous,
        changes=changes(before, of_agreement_and_zone(current, scope)),
        scope=scope,
        in_series=in_series,
    )


def _view_of(watch: Watch, published: IssuePublished, without: Collection[str] = ()) -> View:
    entries = watch.ledger.entries(IssuePublished.kind)
    recorded = next(entry.recorded_at for entry in entries if entry.body["number"] == published.number)
    return watch.view(published.as_of, published.known_on, upto=recorded, without=without)


def _is_of(published: IssuePublished, current: View) -> bool:
    return (published.as_of, published.known_on, published.corpus_hash) == (
        current.as_of,
        current.known_on,
        current.corpus_hash,
    )
