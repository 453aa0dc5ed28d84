"""What a named person decides on incidents, links and records: regrouping, denying, confirming, flagging."""

from collections.abc import Sequence
from typing import Literal

from trucewatch.ledger.entry import Entry
from trucewatch.ledger.kinds import Body, ClaimsLinked, IncidentReviewed, IncidentsRegrouped, RecordFlagged
from trucewatch.model import Claim, Incident, Polarity, Regrouping, Sensitivity
from trucewatch.model.errors import InputError
from trucewatch.review.deciding import Reviewer, record

__all__ = ["Grouper", "LinkKind"]

LinkKind = Literal["denies", "confirms", "same", "not-same"]


class Grouper(Reviewer):
    """A named person at the desk who decides on more than one claim at once. `seen` is the number of the last entry
    that they had seen; None: what they decide rests on the present."""

    def merge(
        self, incidents: Sequence[Incident], *, seen: int | None = None, reason: str = "", request: str | None = None
    ) -> tuple[Entry, ...]:
        """Say that several incidents are one event, whatever was said of their claims before; the elder id stays."""
        if len({incident.id for incident in incidents}) < 2:
            raise InputError("Name two incidents at least that are one event.")
        first, *rest = incidents
        return self._regroup(
            "joined",
            tuple(dict.fromkeys(key for incident in incidents for key in incident.claims)),
            tuple(incident.id for incident in rest),
            first.id,
            seen,
            reason,
            request,
        )

    def split(
        self,
        incident: Incident,
        claims: Sequence[str],
        *,
        seen: int | None = None,
        reason: str = "",
        request: str | None = None,
    ) -> tuple[Entry, ...]:
        """Say that some claims of an incident are of another event."""
        out = tuple(dict.fromkeys(claims))
        strangers = [key for key in out if key not in incident.claims]
        if strangers or not out:
            raise InputError(f"{', '.join(strangers) or 'No claim'} is no claim of {incident.id}; name its own.")
        left = tuple(key for key in incident.claims if key not in out)
        if not left:
            raise InputError(f"These are all claims of {incident.id}; leave one of them in it at least.")
        return self._regroup("parted", out, left, incident.id, seen, reason, request)

    def keep(
        self, incident: Incident, *, seen: int | None = None, reason: str = "", request: str | None = None
    ) -> tuple[Entry, ...]:
        """Say that an incident's claims are of one event, as they are."""
        body = IncidentReviewed(
            incident=incident.id,
            claims=incident.claims,
            seen=self._now(seen),
            **self.said(reason, request),
        )
        return self._record([body])

    def link(
        self,
        kind: LinkKind,
        claim: str,
        to: str,
        *,
        seen: int | None = None,
        reason: str = "",
        request: str | None = None,
    ) -> tuple[Entry, ...]:
        """Say how two claims bear on each other: one denies or confirms the other, or both are, or are not, of one
        event."""
        first, second = self._standing(claim), self._standing(to)
        if first.key == second.key:
            raise InputError(f"{claim} is one claim; name two.")
        if kind == "same":
            return self._regroup("joined", (claim, to), (), None, seen, reason, request)
        if kind == "not-same":
            return self._regroup("parted", (claim,), (to,), None, seen, reason, request)
        if kind not in ("denies", "confirms"):
            raise InputError(f'"{kind}" is no link; say denies, confirms, same or not-same.')
        if kind == "denies" and first.polarity is not Polarity.NEGATIVE:
            raise InputError(
                f"Claim {claim} says that it happened (+), so it denies nothing; correct its polarity first."
            )
        body = ClaimsLinked(
            link=kind,
            claim=claim,
            to=to,
            seen=self._now(seen),
            **self.said(reason, request),
        )
        return self._record([body])

    def flag(
        self,
        what: Literal["claim", "report", "incident"],
        name: str,
        sensitivity: Sensitivity,
        *,
        incident: Incident | None = None,
        reason: str = "",
        request: str | None = None,
    ) -> tuple[Entry, ...]:
        """Set how much harm a record can do if it leaves; `incident` is the one named, where it is one."""
        if not reason.strip():
            raise InputError(
                "A flag needs its reason in a sentence; it is kept for ever, so name no private person in it."
            )
        if what == "claim":
            self.see(name)
        elif what == "report" and self.ledger.report(name) is None:
            raise InputError(f'There is no report "{name[:200]}" here, or it was taken down.')
        elif what == "incident" and (incident is None or incident.id != name):
            raise InputError(f'There is no incident "{name[:200]}" here; `trucewatch incidents` lists them.')
        body = RecordFlagged(
            what=what,
            id=name,
            claims=incident.claims if incident is not None else (),
            sensitivity=sensitivity,
            **self.said(reason, request) | {"known_from": None},
        )
        return self._record([body])

    def _standing(self, key: str) -> Claim:
        seen = self.see(key)
        if seen.claim is None:
            raise InputError(f"Claim {key} was rejected, so it is linked to nothing.")
        return seen.claim

    def _now(self, seen: int | None) -> int:
        return self.ledger.head().seq if seen is None else seen

    def _regroup(
        self,
        change: str,
        claims: tuple[str, ...],
        others: tuple[str, ...],
        incident: str | None,
        seen: int | None,
        reason: str,
        request: str | None,
    ) -> tuple[Entry, ...]:
        said = self.said(reason, request)
        made = Regrouping(
            change=change, incident=incident, others=others, claims=claims, reason=said["reason"], by=self.by
        )
        body: Body = IncidentsRegrouped(
            changes=(made,), seen=self._now(seen), request=request, known_from=self.desk.known_from
        )
        return record(self.ledger, [body], self.by)
