"""Pictures of a watch: views on two clocks with what can be told of them, kept, and renewed when the ledger grows."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from trucewatch.exporting import leaving_now
from trucewatch.ledger import Head, Takedown
from trucewatch.ledger.decision_kinds import RecordFlagged
from trucewatch.moments import day_of
from trucewatch.monitoring import Monitoring
from trucewatch.publish.exports import Leaving
from trucewatch.publish.release import Profile, Released, load_profile
from trucewatch.watch import Watch
from trucewatch.workbench.clocks import Clocks
from trucewatch.workbench.contents.seen import Seen

__all__ = ["Picture", "Pictures"]

INTERNAL = "internal"

KEPT = 6
"""How many pictures of one watch are kept; the one that is asked for least recently goes first."""


@dataclass
class Picture:
    """A watch on two clocks, computed when its ledger ended at `head`. `stale`: the ledger has grown since, and a newer
    picture is on its way. `profile` is the release profile that it went through, None where nothing is held back, and
    `released` and `left` what came of that."""

    watch: Watch
    clocks: Clocks
    head: Head
    monitoring: Monitoring
    profile: Profile | None = None
    stale: bool = False
    released: Released | None = None
    left: Leaving | None = None
    _released: dict[str, "Picture"] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def under(self, profile: Profile) -> "Picture":
        """What of it may be seen under a release profile; computed once. A profile that holds nothing back from the
        team changes nothing."""
        if not profile.for_release:
            return self
        with self._lock:
            if profile.name not in self._released:
                self._released[profile.name] = self._under(profile)
        found = self._released[profile.name]
        found.stale = self.stale
        return found

    def _under(self, profile: Profile) -> "Picture":
        left = leaving_now(self.watch, self.monitoring.view, profile)
        view = left.released.view if left.released is not None else self.monitoring.view
        shown = Monitoring(self.watch, view.as_of, view.known_on, view=view)
        return Picture(self.watch, self.clocks, self.head, shown, profile, released=left.released, left=left)

    @cached_property
    def leaving(self) -> Leaving:
        """What of it an export holds: what left under its profile, or, inside the team, all of it."""
        return self.left or leaving_now(self.watch, self.monitoring.view, load_profile(INTERNAL, self.watch.folder))

    @cached_property
    def seen(self) -> Seen:
        """What screens tell of it (contents/)."""
        return Seen(self.monitoring.view, self.released)


class Pictures:
    """The pictures of one watch. Safe to ask from several threads; never ask from the event loop, since the first
    picture of two clocks is waited for."""

    def __init__(self, watch: Watch | Path) -> None:
        self.watch = watch if isinstance(watch, Watch) else Watch.open(watch)
        self._held: OrderedDict[tuple[Clocks, str], Picture] = OrderedDict()
        self._lock = threading.Lock()
        self._computing: dict[Clocks, threading.Thread] = {}

    def now(self, clocks: Clocks | None = None) -> Picture:
        """The picture of these clocks: the newest one there is, at once; waited for only where there is none yet."""
        clocks = clocks or Clocks()
        head = self.watch.ledger.head()
        key = (clocks, self._day(clocks))
        with self._lock:
            held = self._held.get(key)
            if held is not None:
                self._held.move_to_end(key)
                held.stale = held.head != head
        if held is None or (held.stale and self._told_to_hide(held.head)):
            return self.fresh(clocks)
        if held.stale:
            self._renew(clocks)
        return held

    def _told_to_hide(self, since: Head) -> bool:
        """Whether something was taken down or flagged since: then an older picture must not be shown any more."""
        kinds = (Takedown.kind, RecordFlagged.kind)
        return any(next(self.watch.ledger.entries(kind, after_seq=since.seq), None) is not None for kind in kinds)

    def fresh(self, clocks: Clocks | None = None) -> Picture:
        """The picture of these clocks at the ledger's present end, waited for."""
        clocks = clocks or Clocks()
        key = (clocks, self._day(clocks))
        head = self.watch.ledger.head()
        with self._lock:
            held = self._held.get(key)
        if held is not None and held.head == head:
            return held
        made = Picture(self.watch, clocks, head, Monitoring(self.watch, *clocks.moments(self.watch.zone)))
        with self._lock:
            self._held[key] = made
            self._held.move_to_end(key)
            while len(self._held) > KEPT:
                self._held.popitem(last=False)
        return made

    def ready(self, clocks: Clocks | None = None) -> bool:
        """Whether `now` would answer at once."""
        clocks = clocks or Clocks()
        with self._lock:
            return (clocks, self._day(clocks)) in self._held

    def first_day(self) -> date:
        """The first day that the watch tells of, as far as is known without computing anything: of its reports, its
        agreements and its ledger."""
        with self._lock:
            held = next(iter(self._held.values()), None)
        reports = held.monitoring.view.reports.values() if held else ()
        days = [report.published for report in reports if report.published]
        days += [agreement.signing_day for agreement in self.watch.setting.agreements]
        return min([*days, day_of(self.watch.began(), self.watch.zone)])

    def _day(self, clocks: Clocks) -> str:
        """What a picture of "now" is good for: the day."""
        return "" if None not in (clocks.as_true_on, clocks.as_known_on) else str(datetime.now(self.watch.zone).date())

    def _renew(self, clocks: Clocks) -> None:
        with self._lock:
            if clocks in self._computing:
                return
            thread = threading.Thread(target=self._compute, args=(clocks,), daemon=True, name="picture")
            self._computing[clocks] = thread
        thread.start()

    def _compute(self, clocks: Clocks) -> None:
        try:
            self.fresh(clocks)
        finally:
            with self._lock:
                self._computing.pop(clocks, None)

    def close(self) -> None:
        """Wait for what is being computed."""
        with self._lock:
            threads = list(self._computing.values())
        for thread in threads:
            thread.join()
