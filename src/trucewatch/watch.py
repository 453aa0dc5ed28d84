"""One watch folder: opens its ledger and walks the corridor, from reports to situation reports.

    watch.toml  agreements/*.yaml  actors.yaml  places.yaml  sources.yaml  evidence/  ledger.db

This is what the command line, the workbench and a notebook call.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from trucewatch.custody import who, witnessed
from trucewatch.extract import Extractor, get_extractor
from trucewatch.ingest import CopyIndex, Ingested, read
from trucewatch.ingest.quarantine import Quarantine
from trucewatch.ingest.web import Fetcher
from trucewatch.ledger import Evidence, Head, Ledger, Verification
from trucewatch.ledger.kinds import (
    AgreementLoaded,
    Body,
    ClaimsExtracted,
    ExtractionSkipped,
    ReportAdded,
    WatchOpened,
)
from trucewatch.model import Copy, Holding, Report, Setting, View
from trucewatch.model.errors import ConflictError, InputError, WatchError
from trucewatch.model.progress import Progress
from trucewatch.moments import end_of_day, timezone
from trucewatch.monitor import holdings
from trucewatch.regrouping import record_changes
from trucewatch.setting_files import hash_of, name_of, setting_files
from trucewatch.settings import WatchSettings, load_settings
from trucewatch.views import setting_of, view, world_of
from trucewatch.world import PlaceContext, World

__all__ = ["Added", "Watch"]

_BY = "trucewatch"
IMPORT = "import"
"""What stands for an extractor where claims were imported; they are never read anew."""


@dataclass
class Added:
    """What `add` or `reread` did: ids of reports that are new or read anew, that were there before, that no extractor
    reads, sentences about what was refused, which new reports repeat others, the number of claims made, and how many
    files of folders were passed over as being of other kinds, by the endings of their names."""

    new: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)
    claims: int = 0
    passed_over: Counter[str] = field(default_factory=Counter)


class Watch:
    """An open watch. Use it as a context manager, or call `close`."""

    def __init__(self, folder: Path, settings: WatchSettings, ledger: Ledger, extractor: str = "default") -> None:
        self.folder = folder
        self.extractor_name = extractor
        self.settings = settings
        self.ledger = ledger
        self.evidence = Evidence(folder / "evidence")
        self.zone = timezone(settings.timezone)

    @classmethod
    def open(cls, folder: Path, *, extractor: str = "default") -> Self:
        """The watch in a folder; its ledger is begun on first use, and changed setting files are recorded.

        WatchError if the folder is no watch; ConfigError or AgreementError, listing every problem, if its files break
        their rules (nothing is recorded then).
        """
        settings = load_settings(folder)
        loaded = setting_files(folder, settings)
        ledger = Ledger.begin(settings.ledger_of(folder))
        watch = cls(folder, settings, ledger, extractor)
        try:
            watch._record_setting(loaded)
        except BaseException:
            ledger.close()
            raise
        return watch

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the ledger, and of connections to others' servers."""
        if "fetcher" in self.__dict__:
            self.fetcher.close()
        self.ledger.close()

    def began(self) -> datetime:
        """When this ledger recorded its first entry."""
        return next(self.ledger.entries()).recorded_at

    @cached_property
    def setting(self) -> Setting:
        """Actors, places, sources and agreements as the ledger holds them now."""
        return setting_of(self.ledger, self.settings)

    @cached_property
    def world(self) -> World:
        """Who is who and where is where."""
        return world_of(self.setting, self.settings)

    @cached_property
    def extractor(self) -> Extractor:
        """What reads the reports."""
        return get_extractor(self.extractor_name)

    @cached_property
    def fetcher(self) -> Fetcher:
        """What asks others' servers, as [fetch] of watch.toml says."""
        return Fetcher(self.settings.fetch, operator=who())

    @cached_property
    def quarantine(self) -> Quarantine:
        """What could not be read."""
        return Quarantine(self.folder)

    @cached_property
    def _copy_index(self) -> CopyIndex:
        return CopyIndex()

    @cached_property
    def method(self) -> str:
        """The extractor's version with a digest of the names and places that it knows: claims read with another one
        are stale."""
        known = [*self.setting.actors, *self.setting.places]
        names = [item.model_dump_json() for item in known] + [path.name for path in self.settings.gazetteers]
        digest = hashlib.sha256("".join(names).encode()).hexdigest()[:8]
        return f"{self.extractor.version}+{digest}"

    def _record_setting(self, loaded: list[Body]) -> None:
        """Record what is new in the setting files, once, whoever else opens the watch at the same time."""
        while bodies := self._unrecorded(loaded, head := self.ledger.head()):
            try:
                self._append(*bodies, after=head)
            except ConflictError:
                continue

    def _unrecorded(self, loaded: list[Body], head: Head) -> list[Body]:
        bodies: list[Body] = []
        opened = self.ledger.watch() if head.seq else None
        if opened is None:
            bodies.append(
                WatchOpened(
                    id=self.settings.id,
                    title=self.settings.title,
                    timezone=self.settings.timezone,
                    clock=self.settings.clock,
                )
            )
        elif self.settings.ledger is not None and opened.id != self.settings.id:
            message = f'The ledger that {self.folder}/watch.toml names is of the watch "{opened.id}"; name its own.'
            raise WatchError(message)
        held = self._file_hashes()
        return bodies + [body for body in loaded if held.get(name_of(body)) != hash_of(body)]

    def _file_hashes(self) -> dict[str, str]:
        """SHA-256 of the setting files as last recorded, by what they are."""
        hashes = {f"setting {part}": loaded.sha256 for part, loaded in self.ledger.settings().items()}
        for entry in self.ledger.entries(AgreementLoaded.kind):
            hashes[f"agreement {entry.body['id']}"] = entry.body["sha256"]
        return hashes

    def _append(self, *bodies: Body, after: Head | None = None, by: str = _BY) -> None:
        """Record bodies together: all of them, or none; and only if the chain still ends at `after`, where given."""
        self.ledger.append_many([(body.kind, body) for body in bodies], by=by, after=after)

    def known_from(self, report: Report) -> datetime | None:
        """From when this report counts as known: None, when recorded, unless the watch's clock is "received"."""
        if self.settings.clock == "recorded":
            return None
        if report.received is not None:
            when = report.received
            return when if when.tzinfo else when.replace(tzinfo=self.zone)
        return end_of_day(report.published, self.zone) if report.published else None

    def add(
        self,
        paths: Sequence[str | Path],
        *,
        published: date | None = None,
        columns: Mapping[str, str] | None = None,
        dates: str | None = None,
        progress: Progress | None = None,
        by: str = _BY,
    ) -> Added:
        """Read reports from files, folders, patterns and addresses (ingest/reading.py says how), extract their claims
        and record both, one report at a time: an interruption loses none that was counted, and the same input adds
        nothing twice. What cannot be read goes on the quarantine list. `by` names who adds them."""

        def fetch(url: str) -> bytes:
            return self.fetcher.warc(url)

        done = Added()
        items = read(
            paths, published=published, columns=columns, dates=dates, fetch=fetch, passed_over=done.passed_over
        )
        return self.add_read(items, done, progress=progress, by=by)

    def add_read(
        self, items: Iterable[Ingested], done: Added | None = None, *, progress: Progress | None = None, by: str = _BY
    ) -> Added:
        """Extract and record what was read already; counted in `done`, where one is given. What stands on the
        quarantine list of a file all of which was read now is struck from it."""
        done = Added() if done is None else done
        before = len(done.new)
        refused: list[Ingested] = []
        well: dict[str, bool] = {}
        held = {key: report.text for key, report in self.ledger.reports().items()}
        try:
            for number, ingested in enumerate(items, start=1):
                self._add_one(ingested, held, done, by)
                well[ingested.path] = ingested.report is not None and well.get(ingested.path, True)
                if ingested.report is None:
                    refused.append(ingested)
                if progress:
                    progress(number, None)
        finally:
            if refused:
                self.quarantine.add(refused, datetime.now(self.zone))
        if new := done.new[before:]:
            self._copy_index.add(self.ledger.reports().values())
            done.copies.extend(self._copy_index.copies(among=set(new)))
            record_changes(self.ledger, self.world)
        self.quarantine.strike_read((path for path, all_read in well.items() if all_read), datetime.now(self.zone))
        return done

    def _add_one(self, ingested: Ingested, held: dict[str, str], done: Added, by: str) -> None:
        report = ingested.report
        if report is None:
            done.refused.append(str(ingested.error))
            return
        if report.id in held:
            if held[report.id] == report.text:
                done.known.append(report.id)
            else:
                done.refused.append(
                    f"{ingested.path}: report {report.id} is here with another text; give the new one its own id."
                )
            return
        if report.id in self.ledger.taken_down():
            done.refused.append(f"{ingested.path}: report {report.id} was taken down from this watch and stays out.")
            return
        report = witnessed(report)
        read_body = self._read(report) if ingested.claims is None else self._imported(report, ingested)
        self.evidence.store(ingested.raw)
        try:
            self._append(
                ReportAdded.model_validate({"report": report, "known_from": self.known_from(report)}), read_body, by=by
            )
        except ConflictError:
            other = self.ledger.report(report.id)
            if other is None and report.id not in self.ledger.taken_down():
                raise
            if other is not None:
                held[report.id] = other.text
            self._add_one(ingested, held, done, by)
            return
        held[report.id] = report.text
        done.new.append(report.id)
        self._count(read_body, done)

    def _imported(self, report: Report, ingested: Ingested) -> ClaimsExtracted:
        return ClaimsExtracted(
            report=report.id,
            extractor=IMPORT,
            version=ingested.method,
            claims=ingested.claims or (),
            known_from=self.known_from(report),
        )

    def _read(self, report: Report, *, supersedes: bool = False) -> ClaimsExtracted | ExtractionSkipped:
        known_from = self.known_from(report)
        if report.language is not None and report.language not in self.extractor.languages:
            reason = f"no extractor of this watch reads the language {report.language}"
            return ExtractionSkipped(report=report.id, language=report.language, reason=reason, known_from=known_from)
        return ClaimsExtracted(
            report=report.id,
            extractor=self.extractor.name,
            version=self.method,
            claims=tuple(self.extractor.extract(report, self.world)),
            supersedes=supersedes,
            known_from=known_from,
        )

    def _count(self, body: ClaimsExtracted | ExtractionSkipped, done: Added) -> None:
        if isinstance(body, ExtractionSkipped):
            done.unread.append(body.report)
        else:
            done.claims += len(body.claims)

    def stale(self) -> list[str]:
        """Ids of reports that were read with an older method or with other names and places than the watch has now;
        imported ones, whose claims are not read from their text, are never among them."""
        entries = (e.body for e in self.ledger.entries(ClaimsExtracted.kind))
        read_with = {body["report"]: body["version"] for body in entries if body["extractor"] != IMPORT}
        gone = self.ledger.taken_down()
        return [key for key, version in read_with.items() if version != self.method and key not in gone]

    def reread(self, *, progress: Progress | None = None) -> Added:
        """Read every stale report again; what was read before stays in the ledger, superseded."""
        done = Added()
        reports, stale = self.ledger.reports(), self.stale()
        for number, key in enumerate(stale, start=1):
            body = self._read(reports[key], supersedes=True)
            self._append(body)
            done.new.append(key)
            self._count(body, done)
            if progress:
                progress(number, len(stale))
        if done.new:
            record_changes(self.ledger, self.world)
        return done

    def view(
        self, as_of: datetime, known_on: datetime, *, upto: datetime | None = None, without: Collection[str] = ()
    ) -> View:
        """What was known on `known_on` of the world up to `as_of` (views.py)."""
        return view(self.ledger, self.settings, as_of=as_of, known_on=known_on, upto=upto, without=without)

    def holder(self, place: str, as_of: datetime, known_on: datetime) -> Holding:
        """Who held a place (id or name); InputError if the watch does not know the place."""
        found = self.world.places.get(place)
        place_id = found.id if found else self.world.places.resolve(place, context=PlaceContext()).place_id
        if place_id is None:
            raise InputError(f'"{place}" is no place that this watch knows; use an id or a name from places.yaml.')
        claims, reports = self.ledger.claims(known_on), self.ledger.reports(known_on)
        return next(iter(holdings([place_id], claims, reports, self.world, as_of, known_on)))

    def verify(self, progress: Progress | None = None, anchors: Mapping[int, str] | None = None) -> Verification:
        """Walk the whole chain and all evidence again (ledger/verify.py), held against hashes of entries that were
        noted outside, by their numbers."""

        def count(_: str, done: int, total: int | None) -> None:
            if progress:
                progress(done, total)

        return self.ledger.verify(self.evidence, count, anchors)
