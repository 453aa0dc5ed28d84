"""From a watch's claims, or from a whole view, to what leaves: the release rules and the licences together."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from trucewatch.model import Claim, Report, Setting, View
from trucewatch.publish.exports.base import Leaving, Record
from trucewatch.publish.exports.licences import Licences
from trucewatch.publish.release import Log, Profile, Releaser, Sensitivity, release
from trucewatch.publish.release.quotations import Quoted

__all__ = ["leaving_claims", "leaving_view"]


def leaving_claims(
    setting: Setting,
    claims: Iterable[Claim],
    reports: Mapping[str, Report],
    profile: Profile,
    *,
    known_on: datetime,
    leaves: datetime,
    licences: Licences,
    sensitive: Mapping[str, Sensitivity] | None = None,
    log: Log | None = None,
) -> Leaving:
    """Claims of any number, one by one; no incidents are made of them. `sensitive` is the class that people gave to
    claims and reports."""
    log = log or Log()
    releaser = Releaser(setting, profile, leaves, log, sensitive or {})
    nothing = Quoted("[words withheld]", {})
    shown = {}
    barred = set()
    for report in reports.values():
        if not licences.may_leave(report):
            barred.add(report.id)
            log.note("licence", "report", report.id, gone=True)
        out = releaser.report(report.model_copy(update={"title": None}), nothing, ())
        shown[out.id] = out
    records = _records(releaser, (c for c in claims if c.report not in barred), reports)
    return Leaving(releaser.shown_setting()[0], profile, known_on, records, shown, licences)


def _records(releaser: Releaser, claims: Iterable[Claim], reports: Mapping[str, Report]) -> Iterator[Record]:
    delayed = frozenset(releaser.profile.delayed)
    for claim in claims:
        out = releaser.claim(claim, reports.get(claim.report))
        if out is not None:
            yield Record(out, _class(claim, out, delayed=claim.type in delayed))


def leaving_view(
    view: View, profile: Profile, *, leaves: datetime, licences: Licences, log: Log | None = None
) -> Leaving:
    """A whole view; incidents that rest on a claim which must not be passed on are left out with it."""
    log = log or Log()
    barred = {r.id for r in view.reports.values() if not licences.may_leave(r)}
    for report in sorted(barred):
        log.note("licence", "report", report, gone=True)
    if barred:
        view = _without(view, barred)
    released = release(view, profile, leaves)
    originals = {(c.report, c.id): c for c in view.claims.values()}
    delayed = frozenset(profile.delayed)
    ids = dict(zip(view.reports, released.view.reports, strict=True)) if view.reports else {}
    back = {shown: report for report, shown in ids.items()}
    records = [
        Record(out, _class(originals.get((back.get(out.report, out.report), out.id), out), out, out.type in delayed))
        for out in released.view.claims.values()
    ]
    shown = released.view
    return Leaving(
        shown.setting,
        profile,
        view.known_on,
        records,
        shown.reports,
        licences,
        released,
        view.corpus_hash,
        view.method,
    )


def _without(view: View, barred: set[str]) -> View:
    """A view without some reports and everything that rests on them alone."""
    gone = {key for key, claim in view.claims.items() if claim.report in barred}
    incidents = tuple(i for i in view.incidents if not gone.intersection(i.claims))
    left = {i.id for i in incidents}
    return view.model_copy(
        update={
            "reports": {key: report for key, report in view.reports.items() if key not in barred},
            "claims": {key: claim for key, claim in view.claims.items() if key not in gone},
            "copies": tuple(c for c in view.copies if not barred & {c.a, c.b}),
            "incidents": incidents,
            "findings": tuple(f for f in view.findings if f.incident in left),
            "holdings": tuple(h for h in view.holdings if not gone.intersection((*h.claims, *h.denied))),
            "obligations": tuple(o for o in view.obligations if not gone.intersection((*o.evidence, *o.quoted))),
            "unread": tuple(key for key in view.unread if key not in barred),
        }
    )


def _class(before: Claim, after: Claim, delayed: bool) -> Sensitivity:
    """The class of a claim before the rules: what they had to take out of it, or hold back until now, decides."""
    if before is after:
        return Sensitivity.CONFIDENTIAL if delayed else Sensitivity.PUBLIC
    if before.source != after.source or any(
        a.text != b.text
        for a, b in zip((*before.initiators, *before.targets), (*after.initiators, *after.targets), strict=True)
    ):
        return Sensitivity.STRICT
    if delayed:
        return Sensitivity.CONFIDENTIAL
    if before.killed != after.killed or before.injured != after.injured:
        return Sensitivity.RESTRICTED
    moved = any(a.place_id != b.place_id or a.lat != b.lat for a, b in zip(before.places, after.places, strict=True))
    return Sensitivity.RESTRICTED if moved else Sensitivity.PUBLIC
