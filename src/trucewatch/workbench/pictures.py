"""Pictures of a watch: views on two clocks with what can be told of them, kept, and renewed when the ledger grows.

A small watch is worked out in a thread. A large one takes minutes of a processor: it is worked out in a process of its
own (painting.py) and kept on disk (kept.py), and until it is there, screens show the picture before it, said to be so.
"""

import logging
import threading
import time
from collections import OrderedDict
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Protocol

from sqlalchemy import func, select

from trucewatch.exporting import leaving_now
from trucewatch.ledger import Head, Takedown
from trucewatch.ledger.decision_kinds import RecordFlagged
from trucewatch.ledger.moment import moment
from trucewatch.ledger.tables import known
from trucewatch.model import View
from trucewatch.model.errors import TrucewatchError, WatchError
from trucewatch.moments import day_of
from trucewatch.monitoring import Monitoring
from trucewatch.publish.exports import Leaving
from trucewatch.publish.release import Profile, Released, load_profile
from trucewatch.watch import Watch
from trucewatch.workbench.clocks import Clocks
from trucewatch.workbench.contents.board import BoardTold, board_told
from trucewatch.workbench.contents.seen import Seen
from trucewatch.workbench.kept import Extra, Shelf
from trucewatch.workbench.painting import Easel, Job, together
from trucewatch.workbench.playback import Films, film

__all__ = ["LARGE", "Picture", "Pictures"]

INTERNAL = "internal"
KEPT = 6
"""How many pictures of one watch are kept in memory; the past one that was asked for least recently goes first."""

KEPT_LARGE = 2
LARGE = 3000
"""From how many claims on a watch is large: worked out in a process of its own."""

_PAUSE_S = 2.0
_FROM_SHELF = "shelf"
_AT_ONCE = threading.BoundedSemaphore(2)
"""How many pictures a server works out at the same time, whoever asks for however many days."""
_LOG = logging.getLogger(__name__)
_Key = tuple[Clocks, str]


class _Maker(Protocol):
    def released(self, picture: "Picture", profile: Profile) -> "Picture":
        """The picture under a profile."""
        ...


@dataclass
class Picture:
    """A watch on two clocks, computed when its ledger ended at `head`. `stale`: the ledger has grown since, and a newer
    picture is on its way. `profile` is the release profile that it went through, None where nothing is held back, and
    `left` what came of that."""

    watch: Watch
    clocks: Clocks
    head: Head
    monitoring: Monitoring
    profile: Profile | None = None
    stale: bool = False
    left: Leaving | None = None
    maker: "_Maker | None" = field(default=None, repr=False)
    _released: dict[str, "Picture"] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def under(self, profile: Profile) -> "Picture":
        """What of it may be seen under a release profile; worked out once. A profile under which nothing leaves the
        team holds nothing back from it."""
        if not profile.for_release:
            return self
        with self._lock:
            if profile.name not in self._released:
                maker = self.maker or _Here()
                self._released[profile.name] = maker.released(self, profile)
            found = self._released[profile.name]
        found.stale = self.stale
        return found

    def shown_as(self, left: Leaving, profile: Profile) -> "Picture":
        """This picture as what left of it under a profile."""
        view = left.released.view if left.released is not None else self.monitoring.view
        monitoring = Monitoring(self.watch, view.as_of, view.known_on, view=view)
        return Picture(self.watch, self.clocks, self.head, monitoring, profile, left=left)

    @property
    def released(self) -> Released | None:
        """What came of its profile; None where it went through none."""
        return self.left.released if self.left is not None else None

    @cached_property
    def leaving(self) -> Leaving:
        """What of it an export holds: what left under its profile, or, inside the team, all of it."""
        return self.left or leaving_now(self.watch, self.monitoring.view, load_profile(INTERNAL, self.watch.folder))

    @cached_property
    def board(self) -> BoardTold:
        """What the board tells of it."""
        return board_told(self.monitoring, self.released)

    @cached_property
    def seen(self) -> Seen:
        """What screens tell of it (contents/)."""
        return Seen(self.monitoring.view, self.released)


class _Here:
    """Works out what a profile lets through in this very thread."""

    def released(self, picture: Picture, profile: Profile) -> Picture:
        return picture.shown_as(leaving_now(picture.watch, picture.monitoring.view, profile), profile)


class Pictures:
    """The pictures of one watch. Safe to ask from several threads; never ask from the event loop, since the first
    picture of two clocks is waited for. `secret` seals what is kept on disk; None: nothing is."""

    def __init__(self, watch: Watch | Path, secret: bytes | None = None) -> None:
        self.watch = watch if isinstance(watch, Watch) else Watch.open(watch)
        self._shelf = Shelf(self.watch.folder, secret) if secret is not None else None
        self._easel = Easel(secret or b"")
        self._films = Films()
        self._held: OrderedDict[_Key, Picture] = OrderedDict()
        self._lock = threading.Lock()
        self._making: dict[_Key, threading.Lock] = {}
        self._renewing: dict[Clocks, threading.Thread] = {}
        self._closing = threading.Event()

    def now(self, clocks: Clocks | None = None) -> Picture:
        """The picture of these clocks: the newest one there is, at once; waited for only where there is none yet."""
        clocks = clocks or Clocks()
        held = self._held_for(clocks)
        exact = held is not None
        held = held or self._earlier(clocks)
        if held is None:
            return self.fresh(clocks)
        held.stale = not exact or held.head != self.watch.ledger.head()
        if held.stale and self._told_to_hide(held.head):
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
        key = self._key(clocks)
        with self._lock:
            making = self._making.setdefault(key, threading.Lock())
        with making:
            head = self.watch.ledger.head()
            held = self._held_for(clocks)
            if held is not None and held.head == head and self._key(clocks) == key:
                return held
            made = self._made(clocks, head)
            self._hold(key, made)
            return made

    def ready(self, clocks: Clocks | None = None) -> bool:
        """Whether `now` would answer at once."""
        clocks = clocks or Clocks()
        with self._lock:
            return any(held == clocks for held, _ in self._held)

    def large(self) -> bool:
        """Whether it takes long to work a picture out."""
        query = select(func.count()).select_from(known).where(known.c.what == "claim")
        with self.watch.ledger.connected() as connection:
            return int(connection.execute(query).scalar() or 0) >= LARGE

    def first_day(self) -> date:
        """The first day that the watch tells of, as far as is known without computing anything: of its reports (at the
        latest the day on which the first of them was known), its agreements and its ledger."""
        with self._lock:
            held = next(iter(self._held.values()), None)
        reports = held.monitoring.view.reports.values() if held else ()
        days = [report.published for report in reports if report.published]
        days += [agreement.signing_day for agreement in self.watch.setting.agreements]
        query = select(func.min(known.c.known_from)).where(known.c.what == "report")
        with self.watch.ledger.connected() as connection:
            first = connection.execute(query).scalar()
        moments = [self.watch.began(), *([moment(first)] if first else [])]
        return min([*days, *(day_of(each, self.watch.zone) for each in moments)])

    def warm(self) -> None:
        """Begin to make the picture of now, in the background."""
        self._renew(Clocks())

    def close(self) -> None:
        """End what is being worked out elsewhere, and wait a little for what is in this process."""
        self._closing.set()
        self._easel.close()
        with self._lock:
            threads = list(self._renewing.values())
        for thread in threads:
            thread.join(timeout=5)

    # How they are made

    def _key(self, clocks: Clocks) -> _Key:
        """A picture of "now" is good for a day."""
        return clocks, "" if None not in (clocks.as_true_on, clocks.as_known_on) else self._today()

    def _today(self) -> str:
        return datetime.now(self.watch.zone).date().isoformat()

    def _held_for(self, clocks: Clocks) -> Picture | None:
        """The picture of these clocks that is good for today."""
        key = self._key(clocks)
        with self._lock:
            found = self._held.get(key)
            if found is not None:
                self._held.move_to_end(key)
            return found

    def _earlier(self, clocks: Clocks) -> Picture | None:
        """Where there is none for today: the one of a day before, or, of a large watch, the last one on the shelf."""
        with self._lock:
            for held, picture in reversed(self._held.items()):
                if held[0] == clocks:
                    return picture
            reading = self._making.setdefault((clocks, _FROM_SHELF), threading.Lock())
        if self._shelf is None or not self.large():
            return None
        with reading:
            with self._lock:
                taken = self._held.get((clocks, _FROM_SHELF))
            found = self._shelf.remembered(repr(clocks)) if taken is None else None
            kept = self._shelf.read(found[0]) if found else None
            if found is None or kept is None:
                return taken
            view, head = kept[0], found[1]
            upto = self.watch.ledger.entry(head.seq).recorded_at
            monitoring = Monitoring(self.watch, view.as_of, view.known_on, upto, view=view)
            picture = Picture(self.watch, clocks, head, monitoring, stale=True, maker=self)
            self._hold((clocks, _FROM_SHELF), picture)
            return picture

    def _hold(self, key: _Key, picture: Picture) -> None:
        most = KEPT_LARGE if len(picture.monitoring.view.claims) >= LARGE else KEPT
        with self._lock:
            self._held[key] = picture
            self._held.move_to_end(key)
            if key[1] != _FROM_SHELF:
                for older in [held for held in self._held if held[0] == key[0] and held != key]:
                    del self._held[older]
            while len(self._held) > most:
                gone = next((held for held in self._held if not held[0].live), next(iter(self._held)))
                del self._held[gone]
                self._making.pop(gone, None)

    def _made(self, clocks: Clocks, head: Head) -> Picture:
        as_of, known_on = clocks.moments(self.watch.zone)
        upto = self.watch.ledger.entry(head.seq).recorded_at
        view = None
        if self._shelf is not None and self.large():
            file = self._shelf.file(head, repr(self._key(clocks)))
            view, _ = self._painted(self._shelf, file, self._job(head, as_of, known_on, file))
            self._shelf.remember(repr(clocks), head, file)
            as_of, known_on = view.as_of, view.known_on
        with _AT_ONCE if view is None else nullcontext():
            monitoring = Monitoring(self.watch, as_of, known_on, upto, view=view)
        return Picture(self.watch, clocks, head, monitoring, maker=self)

    def released(self, picture: Picture, profile: Profile) -> Picture:
        """A picture under a release profile, made where such pictures are made."""
        if self._shelf is None or len(picture.monitoring.view.claims) < LARGE:
            return _Here().released(picture, profile)
        key = repr(self._key(picture.clocks))
        file = self._shelf.file(picture.head, key, profile.model_dump_json())
        job = self._job(picture.head, picture.monitoring.view.as_of, picture.monitoring.view.known_on, file)
        job = replace(job, profile=profile.name, base=str(self._shelf.file(picture.head, key)))
        return picture.shown_as(together(*self._painted(self._shelf, file, job)), profile)

    def film(self, picture: Picture, profile: Profile) -> bytes | None:
        """How a whole picture, seen under a profile, came to be on the clock of knowledge, as JSON (playback/). None
        while the film of a large watch is at work, which begins when it is first asked for; WatchError where it cannot
        be worked out."""
        view, upto = picture.monitoring.view, self.watch.ledger.entry(picture.head.seq).recorded_at
        if self._shelf is None or len(view.claims) < LARGE:
            return self._films.here(
                picture.under(profile).seen, lambda: film(self.watch, view, upto, profile).json(), _AT_ONCE
            )
        key = repr(self._key(picture.clocks))
        kept_as = profile.model_dump_json() if profile.for_release else ""
        file = self._shelf.file(picture.head, key, "film", kept_as)
        job = replace(self._job(picture.head, view.as_of, view.known_on, file), film=True)
        job = replace(job, base=str(self._shelf.file(picture.head, key)))
        job = replace(job, profile=profile.name if profile.for_release else None)
        made = self._shelf.film(file)
        if made is None:
            self._films.elsewhere(file, lambda: self._paint(job))
        return made

    def _paint(self, job: Job) -> None:
        with _AT_ONCE:
            self._easel.paint(job)

    def _job(self, head: Head, as_of: datetime, known_on: datetime, file: Path) -> Job:
        upto = self.watch.ledger.entry(head.seq).recorded_at
        return Job(str(self.watch.folder), as_of.isoformat(), known_on.isoformat(), upto.isoformat(), str(file))

    def _painted(self, shelf: Shelf, file: Path, job: Job) -> tuple[View, Extra]:
        """What lies on the shelf, worked out first where it does not."""
        found = shelf.read(file)
        if found is None:
            self._paint(job)
            found = shelf.read(file)
        if found is None:
            raise WatchError(f"The picture {file} was made but cannot be read; check the disk and load the page again.")
        return found

    def _renew(self, clocks: Clocks) -> None:
        with self._lock:
            if clocks in self._renewing or self._closing.is_set():
                return
            thread = threading.Thread(target=self._compute, args=(clocks,), daemon=True, name="picture")
            self._renewing[clocks] = thread
        thread.start()

    def _compute(self, clocks: Clocks) -> None:
        """Make a picture in the background, then rest a while, so that a ledger that grows all the time does not keep
        a processor busy with nothing else."""
        started = time.monotonic()
        try:
            if not self.ready(clocks):
                self._earlier(clocks)  # so that there is something to show meanwhile
            self.fresh(clocks)
            if self.large():
                self._closing.wait(max(_PAUSE_S, (time.monotonic() - started) / 2))
        except TrucewatchError as error:
            if not self._closing.is_set():
                _LOG.warning("%s", error)
        finally:
            with self._lock:
                self._renewing.pop(clocks, None)
