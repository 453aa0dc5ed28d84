"""Editions: what of a view a daily or weekly issue tells of, or one on an agreement or a zone alone.

The part is taken out of what has left already, so that an edition holds nothing that the whole report would not.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from trucewatch.model import Agreement, Claim, Finding, Incident, Report, Scope, Setting, View
from trucewatch.model.errors import InputError

__all__ = ["checked", "narrowed", "of_agreement_and_zone", "period_of"]

_DAYS = {"daily": 1, "weekly": 7}


def checked(scope: Scope, setting: Setting) -> Scope:
    """The scope with its zone's agreement named. InputError for an agreement or zone that the watch does not have, or a
    zone's id that several agreements use while none is named."""
    agreements = {agreement.id: agreement for agreement in setting.agreements}
    if scope.agreement is not None and scope.agreement not in agreements:
        raise InputError(f'This watch has no agreement "{scope.agreement}"; it has {_listed(agreements)}.')
    if scope.zone is None:
        return scope
    among = [agreements[scope.agreement]] if scope.agreement else list(agreements.values())
    having = [agreement.id for agreement in among if any(zone.id == scope.zone for zone in agreement.zones)]
    if not having:
        known = _listed(zone.id for agreement in among for zone in agreement.zones)
        raise InputError(f'There is no zone "{scope.zone}"; there are {known}.')
    if len(having) > 1:
        raise InputError(
            f'Several agreements have a zone "{scope.zone}"; name one with --agreement: {_listed(having)}.'
        )
    return scope.model_copy(update={"agreement": having[0]})


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"


def period_of(scope: Scope, as_of: date) -> tuple[date, date] | None:
    """The first and last day that a scope tells of; None where it tells of all days."""
    if scope.period is None:
        return None
    return as_of - timedelta(days=_DAYS[scope.period] - 1), as_of


def of_agreement_and_zone(view: View, scope: Scope) -> View:
    """What a view holds of the scope's agreement and zone, of all days. Claims and reports stay."""
    if scope.agreement is None:
        return view
    agreements = tuple(_only(a, scope.zone) for a in view.setting.agreements if a.id == scope.agreement)
    findings = tuple(f for f in view.findings if f.agreement == scope.agreement and scope.zone in (None, f.zone))
    incidents = view.incidents
    if scope.zone is not None:
        found = {finding.incident for finding in findings}
        incidents = tuple(incident for incident in incidents if incident.id in found)
    return view.model_copy(
        update={
            "setting": view.setting.model_copy(update={"agreements": agreements}),
            "incidents": incidents,
            "findings": findings,
            "obligations": tuple(o for o in view.obligations if o.agreement == scope.agreement),
        }
    )


def _only(agreement: Agreement, zone: str | None) -> Agreement:
    if zone is None:
        return agreement
    return agreement.model_copy(update={"zones": tuple(z for z in agreement.zones if z.id == zone)})


def narrowed(view: View, scope: Scope, as_of: date, known_on: date) -> View:
    """What a view holds of a scope. An incident belongs to a period if it falls into it or became known in it; one that
    is not dated and of which nobody knows since when it is reported stays. Claims and reports are those of the
    incidents that stay and, unless a zone is asked for, those that were published in the period."""
    if scope.whole:
        return view
    view = of_agreement_and_zone(view, scope)
    period = period_of(scope, as_of)
    incidents = tuple(i for i in view.incidents if period is None or _within(i, period, known_on))
    cited = {key for incident in incidents for key in incident.claims}
    claims = {
        key: claim
        for key, claim in view.claims.items()
        if key in cited or (scope.zone is None and _told(view.reports.get(claim.report), period, known_on))
    }
    told = {claim.report for claim in claims.values()}
    reports = {
        key: report
        for key, report in view.reports.items()
        if key in told or (scope.zone is None and _told(report, period, known_on))
    }
    return _with(view, scope, incidents, claims, reports)


def _with(
    view: View,
    scope: Scope,
    incidents: tuple[Incident, ...],
    claims: Mapping[str, Claim],
    reports: Mapping[str, Report],
) -> View:
    kept = {incident.id for incident in incidents}
    places = {place.place_id for incident in incidents for place in incident.places}
    findings: tuple[Finding, ...] = tuple(f for f in view.findings if f.incident in kept)
    return view.model_copy(
        update={
            "incidents": incidents,
            "findings": findings,
            "claims": dict(claims),
            "reports": dict(reports),
            "copies": tuple(c for c in view.copies if c.a in reports and c.b in reports),
            "holdings": tuple(h for h in view.holdings if scope.zone is None or h.place_id in places),
            "unread": tuple(key for key in view.unread if key in reports),
        }
    )


def _within(incident: Incident, period: tuple[date, date], known_on: date) -> bool:
    first, last = period
    start = incident.date_start or incident.date_end
    end = incident.date_end or incident.date_start
    reported = incident.reported_first
    if reported is not None and first <= reported <= max(last, known_on):
        return True
    if start is None or end is None:
        return reported is None
    return start <= last and end >= first


def _told(report: Report | None, period: tuple[date, date] | None, known_on: date) -> bool:
    if period is None:
        return True
    published = report.published if report is not None else None
    return published is not None and period[0] <= published <= max(period[1], known_on)
