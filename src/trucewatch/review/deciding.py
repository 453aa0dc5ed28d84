"""What a named person decides on claims: accept, correct, reject, code blindly, settle two codings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from trucewatch.ledger import Ledger
from trucewatch.ledger.base import Draft
from trucewatch.ledger.decision_kinds import Anchor
from trucewatch.ledger.decision_rules import CODERS
from trucewatch.ledger.entry import Entry
from trucewatch.ledger.kinds import Body, ClaimCoded, ClaimCorrected, ClaimReviewed
from trucewatch.ledger.known import report_of
from trucewatch.ledger.reviewed import Judged
from trucewatch.model import Claim, Report
from trucewatch.model.errors import ConflictError, InputError
from trucewatch.review.coding import Coding, Share, agreed
from trucewatch.review.corrections import corrected, differing
from trucewatch.world import World

__all__ = ["Desk", "Reviewer", "Seen", "record"]

_LONGEST_NAME, _LONGEST_REASON = 200, 4000


@dataclass(frozen=True)
class Desk:
    """Where decisions are made: the ledger, the world (asked only if actors or places are corrected), the share of
    claims that two people code, and from when a decision counts as known (None: from when it is recorded)."""

    ledger: Ledger
    world: Callable[[], World]
    share: Share
    known_from: datetime | None = None


@dataclass(frozen=True)
class Seen:
    """A claim as a person is shown it: as it stands (None: rejected), as the extractor read it, its version, its
    report, the ids of the report's claims, and those `beside` it that count. `blind`: two people code it apart, so
    nobody sees what another made of it, and what they decide is a coding first."""

    key: str
    claim: Claim | None
    machine: Claim
    version: str
    report: Report
    others: tuple[str, ...]
    blind: bool
    judged: Judged
    beside: tuple[Claim, ...]


class Reviewer:
    """One named person at the desk. Each decision takes the `version` of the claim that the person saw (None: the
    present one, on which nobody says twice what stands there already) and a `request`, under which the same decision
    sent again is recorded once.

    Errors: InputError for a claim that is not here or a value that is not allowed, ConflictError with the name of who
    decided first.
    """

    def __init__(self, desk: Desk, by: str) -> None:
        if not by.strip() or len(by) > _LONGEST_NAME or not by.isprintable():
            raise InputError(f"A decision needs the name of who decides, of at most {_LONGEST_NAME} letters.")
        self.desk, self.by = desk, by.strip()

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger that the decisions go to."""
        return self.desk.ledger

    def see(self, key: str) -> Seen:
        """The claim of that key, as the person may see it."""
        report = self.ledger.report(report_of(key)) if "/" in key else None
        judged = self.ledger.judged(report=report.id) if report is not None else {}
        found = judged.get(key)
        if report is None or found is None:
            raise InputError(f'There is no claim "{key[:200]}" here; name one as report/id.')
        blind = self.desk.share.holds(key) and found.judgement is None
        others = tuple(one.machine.id for one in judged.values())
        beside = tuple(one.claim for one in judged.values() if one.claim is not None and one.machine.key != key)
        return Seen(key, found.claim, found.machine, found.version, report, others, blind, found, beside)

    def accept(
        self, key: str, *, version: str | None = None, reason: str = "", request: str | None = None
    ) -> tuple[Entry, ...]:
        """Take a claim as the extractor read it; one that was corrected before stays as it was corrected."""
        seen = self._seen(key, version)
        if seen.claim is None:
            return self._decide(seen, version, seen.machine, reason, request)
        return self._decide(seen, version, seen.claim, reason, request)

    def correct(
        self,
        key: str,
        changes: Mapping[str, Any],
        *,
        version: str | None = None,
        reason: str = "",
        request: str | None = None,
    ) -> tuple[Entry, ...]:
        """Correct fields of a claim (corrections.py says how they are given)."""
        seen = self._seen(key, version)
        before = seen.claim or seen.machine
        made = corrected(before, seen.report, changes, self.desk.world, seen.others)
        if not differing(before, made) and seen.claim is not None:
            raise InputError(f"Nothing of claim {key} is changed by this; accept it instead.")
        return self._decide(seen, version, made, reason, request)

    def reject(
        self, key: str, *, version: str | None = None, reason: str = "", request: str | None = None
    ) -> tuple[Entry, ...]:
        """Say that the report says no such thing: the claim leaves every view from then on."""
        return self._decide(self._seen(key, version), version, None, reason, request)

    def adjudicate(
        self,
        key: str,
        choice: int | None = None,
        *,
        changes: Mapping[str, Any] | None = None,
        reject: bool = False,
        reason: str = "",
        request: str | None = None,
    ) -> tuple[Entry, ...]:
        """Settle two codings that differ: take the first or the second (`choice` 1 or 2), correct that one (`changes`),
        or reject the claim. Who coded it cannot settle it."""
        seen = self._seen(key, None)
        codings = self.codings(key)
        if not seen.blind or len(codings) < CODERS:
            raise InputError(
                f"Claim {key} has {len(codings)} of {CODERS} codings, or is settled; nothing to adjudicate."
            )
        if self.by.casefold() in {coding.by.casefold() for coding in codings}:
            raise InputError(f"{self.by} coded claim {key}; another person is to settle it.")
        if choice not in (1, 2) and not (reject and choice is None):
            raise InputError("Name the coding that is right, 1 or 2, or reject the claim.")
        hashes = tuple(coding.hash for coding in codings)
        reading = None
        if choice is not None and not reject:
            coding = codings[choice - 1]
            reading = coding.claim if coding.exists else None
            if changes:
                base = reading or seen.machine
                reading = corrected(base, seen.report, changes, self.desk.world, seen.others)
        return self._record([self._verdict(seen, reading, reason, request, hashes)])

    def codings(self, key: str) -> tuple[Coding, ...]:
        """The codings of a claim that stand. Show them to nobody who has yet to code it."""
        return tuple(Coding.of(*coding) for coding in self.ledger.codings(key))

    def _seen(self, key: str, version: str | None) -> Seen:
        seen = self.see(key)
        if version is None or version == seen.version:
            return seen
        if (first := seen.judged.judgement) is not None and not version.endswith(f"+{first.entry}"):
            raise ConflictError(f"{first.body['by']} decided first: claim {key} was {first.verdict}; look at it again.")
        raise ConflictError(f"Claim {key} is not as you saw it, since it was read anew; look at it again.")

    def _decide(
        self, seen: Seen, version: str | None, reading: Claim | None, reason: str, request: str | None
    ) -> tuple[Entry, ...]:
        if seen.blind:
            return self._code(seen, reading, reason, request)
        made = self._verdict(seen, reading, reason, request)
        replayed = request is not None and self.ledger.requested(request) is not None
        on_present = version is None and not replayed
        if on_present and (standing := self._said_already(seen, made)):
            return standing
        try:
            return self._record([made])
        except ConflictError:
            if on_present and (standing := self._said_already(self.see(seen.key), made)):
                return standing
            raise

    def _said_already(self, seen: Seen, made: Body) -> tuple[Entry, ...]:
        """The person's own decision that stands on the claim and says the same, so that it is not recorded a second
        time; () where none says it. ConflictError where somebody else has said it: who means to say it too names the
        version that they saw."""
        first = seen.judged.judgement
        if first is None or first.kind != made.kind:
            return ()
        if isinstance(made, ClaimCorrected) and (first.reading is None or differing(first.reading, made.corrected)):
            return ()
        if isinstance(made, ClaimReviewed) and first.verdict != made.verdict:
            return ()
        if first.body["by"] != self.by:
            raise ConflictError(
                f"{first.body['by']} decided first: claim {seen.key} was {first.verdict} already; look at it again, "
                f"and name its version ({seen.version}) to say so too."
            )
        return (self.ledger.entry(first.entry),)

    def _verdict(
        self, seen: Seen, reading: Claim | None, reason: str, request: str | None, codings: tuple[str, ...] = ()
    ) -> Body:
        common = self._common(seen, reason, request) | {"codings": codings}
        if reading is None:
            return ClaimReviewed(verdict="rejected", **common)
        plain = _unmarked(reading)
        if fields := differing(seen.machine, plain):
            return ClaimCorrected(corrected=plain, fields=fields, **common)
        return ClaimReviewed(verdict="accepted", **common)

    def _common(self, seen: Seen, reason: str, request: str | None) -> dict[str, Any]:
        return {
            "claim": seen.key,
            "report": seen.report.id,
            "seen": seen.version,
            "anchor": Anchor.of(seen.machine),
            **self.said(reason, request),
        }

    def said(self, reason: str, request: str | None) -> dict[str, Any]:
        """What every decision of this person bears. InputError for a reason or a request that is too long."""
        if len(reason) > _LONGEST_REASON:
            raise InputError(f"The reason has {len(reason)} letters; say it in at most {_LONGEST_REASON}.")
        if request is not None and (not request or len(request) > _LONGEST_NAME or not request.isprintable()):
            raise InputError(f"The request needs a name of 1 to {_LONGEST_NAME} letters.")
        return {"by": self.by, "reason": reason.strip(), "request": request, "known_from": self.desk.known_from}

    def _code(self, seen: Seen, reading: Claim | None, reason: str, request: str | None) -> tuple[Entry, ...]:
        """Record a coding and, where it is the last one wanted and says the same as the first, what both say."""
        coded = _unmarked(reading or seen.machine)
        body = ClaimCoded(coded=coded, exists=reading is not None, **self._common(seen, reason, request))
        done = self._record([body])
        codings = self.codings(seen.key)
        if done[-1].hash in {coding.hash for coding in codings} and agreed(codings):
            hashes = tuple(coding.hash for coding in codings)
            why = " and ".join(coding.by for coding in codings) + " coded it alike."
            try:
                done += self._record([self._verdict(seen, reading, why, None, hashes)])
            except ConflictError:
                return done
        return done

    def _record(self, bodies: list[Body]) -> tuple[Entry, ...]:
        return record(self.ledger, bodies, self.by)


def record(ledger: Ledger, bodies: list[Body], by: str) -> tuple[Entry, ...]:
    """Record decisions of one person together. One that bears a request which was recorded already is not recorded
    again: the entry of then is the answer. ConflictError if that request was another decision."""
    request = getattr(bodies[0], "request", None)
    if request is not None and (before := _before(ledger, request, bodies[0], by)):
        return before
    drafts: list[Draft] = [(body.kind, body) for body in bodies]
    try:
        return ledger.append_many(drafts, by=by)
    except ConflictError:
        if request is not None and (before := _before(ledger, request, bodies[0], by)):
            return before
        raise


def _before(ledger: Ledger, request: str, body: Body, by: str) -> tuple[Entry, ...]:
    entry = ledger.requested(request)
    if entry is None:
        return ()
    named = ("claim", "to", "incident", "id", "what", "entry", "verdict", "sensitivity")
    same = all(entry.body.get(name) == getattr(body, name, None) for name in named if name in entry.body)
    if entry.kind != body.kind or entry.by != by or not same:
        raise ConflictError(f'The request "{request[:80]}" was another decision (entry {entry.seq}); use a new one.')
    return (entry,)


def _unmarked(claim: Claim) -> Claim:
    return claim.model_copy(update={"reviewed": None})
