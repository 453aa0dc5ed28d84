"""What comes next: the queue kept up with the ledger entry by entry, weighed anew from a view now and then.

Between two weighings decisions take items out, new readings put items in (worth what their own doubt is), and an
undoing brings an item back. So a step costs what happened since the last one, not what the watch holds.
"""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from pathlib import Path

from trucewatch.ledger import Ledger
from trucewatch.ledger.decision_rules import BY_PEOPLE, CODERS
from trucewatch.ledger.entry import Entry
from trucewatch.ledger.kinds import (
    ClaimCoded,
    ClaimCorrected,
    ClaimReviewed,
    ClaimsExtracted,
    DecisionUndone,
    IncidentReviewed,
    IncidentsRegrouped,
    IssuePublished,
    ReportAdded,
    Takedown,
)
from trucewatch.ledger.known import report_of
from trucewatch.model import View
from trucewatch.model.errors import InputError
from trucewatch.review.coding import Share
from trucewatch.review.store import Filters, Item, QueueStore
from trucewatch.review.value import REASONS, WEIGHTS, Reason, Worth, doubt_in, worths
from trucewatch.world import World

__all__ = ["Queue", "fresh_reports"]

_SKIPPED_FOR = timedelta(hours=12)
KINDS = ("claim", "incident", "adjudication")


class Queue:
    """The queue of one watch. `lease` is how long an item is a person's who was given it, `share` which claims two
    people code apart."""

    def __init__(
        self, path: Path, ledger: Ledger, share: Share, lease: timedelta, clock: Callable[[], float] = time.time
    ) -> None:
        self._store = QueueStore(path)
        self._ledger, self._share, self._lease, self._clock = ledger, share, lease, clock
        self._syncing = threading.Lock()

    def close(self) -> None:
        """Let go of the queue's file."""
        self._store.close()

    @property
    def weighed(self) -> int:
        """The number of the last entry that the last weighing knew; 0: it was never weighed."""
        return int(self._store.noted("weighed") or 0)

    def needs_weighing(self) -> bool:
        """Whether reports came in, were read anew or taken down, or the share was changed, since the last weighing."""
        if self._store.noted("share") != str(self._share.part):
            return True
        kinds = (ClaimsExtracted.kind, Takedown.kind, ReportAdded.kind)
        after = self.weighed
        return any(next(self._ledger.entries(kind, after_seq=after), None) is not None for kind in kinds) or not after

    def weigh(
        self, view: View, world: World, head: int, *, tries: int = 400, rest: Callable[[], None] = lambda: None
    ) -> None:
        """Weigh everything anew, from a view of the present that was taken when the ledger's last entry was `head`.
        `rest` is called again and again, so that others of the same process get their turn."""
        fresh = fresh_reports(self._ledger)
        self.sync()
        done = [key for key, claim in view.claims.items() if claim.reviewed is not None]
        done += self._kept_incidents(view)
        self._store.put(worths(view, world, fresh, tries=tries, rest=rest), done, self._share.holds, all_of_them=True)
        self._store.note("weighed", str(head))
        self._store.note("share", str(self._share.part))
        self._again(head)

    def _again(self, head: int) -> None:
        """Take in again what happened after a moment that a view knew nothing of."""
        seq = min(head, int(self._store.noted("seq") or 0))
        self._store.note("seq", str(seq))
        self.sync()

    def _kept_incidents(self, view: View) -> list[str]:
        """Incidents that a person looked at and that have the same claims still."""
        kept = {e.body["incident"]: set(e.body["claims"]) for e in self._standing(IncidentReviewed.kind)}
        return [i.id for i in view.incidents if set(i.claims) == kept.get(i.id)]

    def _standing(self, kind: str) -> list[Entry]:
        undone = {entry.body["entry"] for entry in self._ledger.entries(DecisionUndone.kind)}
        return [entry for entry in self._ledger.entries(kind) if entry.seq not in undone]

    def sync(self) -> None:
        """Take in what the ledger recorded since the last time."""
        with self._syncing:
            after = self._store.noted("seq")
            if after is None:
                after = self._begin()
                self._store.note("seq", after)
            last = None
            for entry in self._ledger.entries(after_seq=int(after)):
                self._take(entry)
                last = entry.seq
            if last is not None:
                self._store.note("seq", str(last))

    def _begin(self) -> str:
        """Fill an empty queue with every claim that nobody decided on, without a view."""
        head = self._ledger.head().seq
        outlines = self._ledger.outlines()
        done = [one.key for one in outlines if one.reviewed]
        new = (_provisional(one.key, one.report, one.type, one.confidence, one.language) for one in outlines)
        self._store.put(new, done, self._share.holds)
        for entry in self._standing(ClaimCoded.kind):
            self._restate(entry.body["claim"])
        return str(head)

    def _take(self, entry: Entry) -> None:
        body = entry.body
        match entry.kind:
            case ClaimsExtracted.kind:
                self._put_report(body["report"])
            case Takedown.kind:
                self._store.drop_report(body["report"])
            case ClaimReviewed.kind | ClaimCorrected.kind:
                self._store.set_state(body["claim"], "done")
            case ClaimCoded.kind:
                self._restate(body["claim"])
            case IncidentReviewed.kind:
                self._store.set_state(body["incident"], "done")
            case IncidentsRegrouped.kind:
                self._regrouped(body["changes"])
            case DecisionUndone.kind:
                self._reopen(self._ledger.entry(body["entry"]))

    def _put_report(self, report: str) -> None:
        found = self._ledger.report(report)
        judged = self._ledger.judged(report=report)
        self._store.drop_report(report)
        if found is not None:
            done = [key for key, one in judged.items() if one.judgement is not None]
            claims = [one.machine for one in judged.values()]
            new = (_provisional(c.key, c.report, c.type, c.confidence, found.language) for c in claims)
            self._store.put(new, done, self._share.holds)

    def _restate(self, claim: str) -> None:
        """Set a claim's state as the ledger has it: decided, waiting for a coder, or for an adjudicator."""
        judged = self._ledger.judged(report=report_of(claim)).get(claim)
        if judged is None:
            return
        coders = [entry.body["by"] for entry, _ in self._ledger.codings(claim)]
        self._store.set_coders(claim, coders)
        waits = "adjudicate" if len(coders) >= CODERS else "open"
        self._store.set_state(claim, "done" if judged.judgement is not None else waits)

    def _regrouped(self, changes: Iterable[dict[str, object]]) -> None:
        for change in changes:
            if change["change"] in BY_PEOPLE and change["incident"]:
                self._store.set_state(str(change["incident"]), "done")
                if change["change"] == "joined" and isinstance(change["others"], list):
                    for other in change["others"]:
                        self._store.set_state(str(other), "done")

    def _reopen(self, undone: Entry) -> None:
        body = undone.body
        if "claim" in body:
            self._restate(body["claim"])
        elif "incident" in body:
            self._store.set_state(body["incident"], "open")
        else:
            for change in body.get("changes", ()):
                names = [change["incident"], *(change["others"] if change["change"] == "joined" else ())]
                for name in filter(None, names):
                    self._store.set_state(name, "open")

    def next(self, by: str, filters: Filters | None = None, *, adjudicates: bool = True) -> Item | None:
        """The item that is worth most for a person to look at now, leased to them; None: nothing waits."""
        filters = _checked(filters or Filters())
        self.sync()
        now = self._clock()
        return self._store.next(by, now, now + self._lease.total_seconds(), filters, adjudicates=adjudicates)

    def lease(self, name: str, by: str) -> str | None:
        """Lease one item by its id; who else holds it now, None where the lease is given."""
        now = self._clock()
        return self._store.lease(name, by, now, now + self._lease.total_seconds())

    def skip(self, name: str, by: str) -> None:
        """Put an item off for a person for half a day; others may get it at once."""
        self._store.skip(name, by, self._clock() + _SKIPPED_FOR.total_seconds())

    def put_off(self, by: str) -> int:
        """How many items a person has put off that still wait for somebody."""
        return self._store.put_off(by, self._clock())

    def unskip(self, by: str) -> int:
        """Bring back what a person put off; how many items wait for them again by that."""
        return self._store.unskip(by, self._clock())

    def release(self, by: str) -> None:
        """Let go of what a person holds, as when they leave."""
        self._store.release(by)

    def item(self, name: str) -> Item | None:
        """An item by its id; None if there is none."""
        return self._store.item(name)

    def waiting(self, filters: Filters | None = None, limit: int = 50) -> list[Item]:
        """The first items that wait, with who holds them."""
        filters = _checked(filters or Filters())
        self.sync()
        return self._store.waiting(filters, limit, self._clock())

    def counts(self) -> dict[str, int]:
        """How many items there are by kind and state, as "claim open"."""
        return self._store.counts()


def fresh_reports(ledger: Ledger) -> frozenset[str]:
    """Reports that came in since the last issue went out; all of them where none did."""
    last = max((entry.seq for entry in ledger.entries(IssuePublished.kind)), default=0)
    return frozenset(entry.body["id"] for entry in ledger.entries(ReportAdded.kind, after_seq=last))


def _checked(filters: Filters) -> Filters:
    if filters.kind is not None and filters.kind not in KINDS:
        raise InputError(f'"{filters.kind[:40]}" is no kind of item; there are {", ".join(KINDS)}.')
    if filters.reason is not None and filters.reason not in REASONS:
        raise InputError(f'"{filters.reason[:40]}" is no reason; there are {", ".join(REASONS)}.')
    return filters


def _provisional(key: str, report: str, kind: str, confidence: Mapping[str, float], language: str | None) -> Worth:
    """What a claim is worth before it was weighed in a view: what its own doubt is."""
    new = Reason("new", WEIGHTS["new"], "It is new here and was not weighed yet.")
    return Worth("claim", key, report, None, kind, language, (new, doubt_in(confidence)))
