"""Pictures: kept, renewed, made in another process for a large watch, and never taken from somebody else's disk."""

import shutil
import threading
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trucewatch.custody import take_down
from trucewatch.model.errors import InputError, WatchError
from trucewatch.publish.release import load_profile
from trucewatch.watch import Watch
from trucewatch.workbench import pictures as module
from trucewatch.workbench.clocks import Clocks
from trucewatch.workbench.kept import Shelf
from trucewatch.workbench.painting import Easel, Job, put
from trucewatch.workbench.pictures import Picture, Pictures

SECRET = b"s" * 32
MAY = Clocks(date(2017, 5, 20), date(2017, 5, 20))


@pytest.fixture
def watch(read_watch: Path, tmp_path: Path):
    folder = tmp_path / "syria-2017"
    shutil.copytree(read_watch, folder)
    with Watch.open(folder, extractor="rules") as opened:
        yield opened


@pytest.fixture
def as_if_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGE", 1)


def told(picture: Picture) -> dict[str, object]:
    return picture.monitoring.view.model_dump(mode="json")


def test_a_picture_is_what_the_watch_itself_shows(watch: Watch) -> None:
    view = watch.view(*MAY.moments(watch.zone))
    assert told(Pictures(watch).now(MAY)) == view.model_dump(mode="json")


def test_the_first_day_is_known_before_any_picture_is_there(watch: Watch) -> None:
    pictures = Pictures(watch)
    first = min(report.published for report in watch.view(*MAY.moments(watch.zone)).reports.values())
    assert pictures.first_day() == first
    pictures.now(MAY)
    assert pictures.first_day() == first


def test_a_large_picture_is_made_elsewhere_and_found_again_on_disk(watch: Watch, as_if_large, monkeypatch) -> None:
    small = watch.view(*MAY.moments(watch.zone)).model_dump(mode="json")
    first = Pictures(watch, SECRET).now(MAY)
    assert told(first) == small
    partners = load_profile("partners", watch.folder)
    shown = first.under(partners)
    assert told(shown) == told(Pictures(watch).now(MAY).under(partners))
    assert len(shown.leaving.records) == len(shown.monitoring.view.claims)
    monkeypatch.setattr(Easel, "paint", lambda *_: pytest.fail("it was made a second time"))
    again = Pictures(watch, SECRET).now(MAY)
    assert told(again) == small
    assert told(again.under(partners)) == told(shown)


@pytest.mark.parametrize("profile", ["internal", "partners"])
def test_a_large_film_is_made_elsewhere_once_and_is_the_same(watch: Watch, monkeypatch, profile: str) -> None:
    rules = load_profile(profile, watch.folder)
    pictures = Pictures(watch, SECRET)
    here = pictures.film(pictures.now(MAY), rules)
    monkeypatch.setattr(module, "LARGE", 1)
    with closing(Pictures(watch, SECRET)) as large:
        picture = large.now(MAY)
        painted: list[Job] = []
        paint = Easel.paint
        monkeypatch.setattr(Easel, "paint", lambda easel, job: painted.append(job) or paint(easel, job))
        assert [large.film(picture, rules) for _ in range(2)] == [None, None]
        for thread in [t for t in threading.enumerate() if t.name == "film"]:
            thread.join(120)
        assert large.film(picture, rules) == here
    assert [job.film for job in painted] == [True]


def test_a_film_that_cannot_be_made_says_why_and_is_tried_again(watch: Watch, as_if_large, monkeypatch) -> None:
    def fails(easel: Easel, job: Job) -> None:
        raise WatchError("The disk is full.")

    internal = load_profile("internal", watch.folder)
    with closing(Pictures(watch, SECRET)) as pictures:
        picture = pictures.now(MAY)
        monkeypatch.setattr(Easel, "paint", fails)
        for _ in range(2):
            assert pictures.film(picture, internal) is None
            for thread in [t for t in threading.enumerate() if t.name == "film"]:
                thread.join(30)
            with pytest.raises(WatchError, match="disk is full"):
                pictures.film(picture, internal)


def test_a_film_of_what_was_taken_down_lies_nowhere(watch: Watch, as_if_large) -> None:
    internal = load_profile("internal", watch.folder)
    with closing(Pictures(watch, SECRET)) as pictures:
        pictures.film(pictures.now(MAY), internal)
        for thread in [t for t in threading.enumerate() if t.name == "film"]:
            thread.join(120)
        folder = watch.folder / "cache" / "pictures"
        assert len(list(folder.glob("*.view"))) == 2
        take_down(watch, next(iter(pictures.now(MAY).monitoring.view.reports)), "asked for", by="A. Person")
        assert list(folder.glob("*.view")) == []


def test_after_a_restart_the_last_picture_is_shown_until_the_next_is_made(
    watch: Watch, as_if_large, monkeypatch
) -> None:
    first = Pictures(watch, SECRET).now()
    watch.ledger.append("event_noted", _event(), by="Ada")
    made = threading.Event()
    monkeypatch.setattr(Easel, "paint", lambda *_: made.wait(60) and None)
    again = Pictures(watch, SECRET)
    shown = again.now()
    assert shown.stale
    assert shown.head == first.head
    assert told(shown) == told(first)
    assert Pictures(watch, b"t" * 32)._earlier(Clocks()) is None
    made.set()
    again.close()


def test_yesterdays_picture_is_shown_until_todays_is_made(watch: Watch, monkeypatch) -> None:
    pictures = Pictures(watch)
    monkeypatch.setattr(pictures, "_today", lambda: "2030-01-01")
    first = pictures.now()
    monkeypatch.setattr(pictures, "_today", lambda: "2030-01-02")
    assert pictures.ready()
    assert pictures.now() is first
    assert first.stale
    today = pictures.fresh()
    assert today is not first
    assert pictures.now() is today
    pictures.close()


@pytest.mark.parametrize("harm", ["another secret", "changed", "cut", "renamed", "no pickle"])
def test_what_another_server_sealed_or_somebody_changed_is_not_read(watch: Watch, harm: str) -> None:
    shelf = Shelf(watch.folder, SECRET)
    view = watch.view(*MAY.moments(watch.zone))
    file = shelf.file(watch.ledger.head(), "a picture")
    shelf.write(file, view)
    assert shelf.read(file)[0] == view
    whole = file.read_bytes()
    if harm == "another secret":
        shelf = Shelf(watch.folder, b"t" * 32)
    elif harm == "changed":
        file.write_bytes(whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:])
    elif harm == "cut":
        file.write_bytes(whole[:-60])
    elif harm == "renamed":
        file = file.rename(file.with_stem("0" * 40))
    else:
        file.write_bytes(b"\x00" * 100)
    assert shelf.read(file) is None


def test_an_older_picture_is_shown_at_once_and_the_next_one_is_on_its_way(watch: Watch) -> None:
    pictures = Pictures(watch)
    before = pictures.now(MAY)
    assert not before.stale
    watch.ledger.append("event_noted", _event(), by="Ada")
    again = pictures.now(MAY)
    assert again is before
    assert again.stale
    assert pictures.fresh(MAY).head == watch.ledger.head()
    assert not pictures.now(MAY).stale
    pictures.close()


def test_what_was_taken_down_is_in_no_picture_from_then_on(watch: Watch) -> None:
    pictures = Pictures(watch)
    report = next(iter(pictures.now(MAY).monitoring.view.reports))
    watch.ledger.take_down(report, "asked for", by="Ada", evidence=watch.evidence)
    assert report not in pictures.now(MAY).monitoring.view.reports


def test_what_was_taken_down_lies_in_no_kept_picture(watch: Watch, as_if_large) -> None:
    kept = watch.folder / "cache" / "pictures"
    pictures = Pictures(watch, SECRET)
    texts = {key: report.text for key, report in pictures.now(MAY).monitoring.view.reports.items()}
    report, text = max(texts.items(), key=lambda item: len(item[1]))
    starts = (text[at : at + 60] for at in range(0, len(text) - 60, 20))
    words = next(said for said in starts if sum(said in other for other in texts.values()) == 1).encode()
    (kept / ".new-cut-short").write_bytes(b"half of a picture: " + words)
    assert words in on_disk(kept)
    take_down(watch, report, "asked for", by="Ada")
    assert words not in on_disk(kept)
    assert report not in pictures.now(MAY).monitoring.view.reports
    assert on_disk(kept)
    assert words not in on_disk(kept)
    pictures.close()


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_picture_that_a_takedown_overtakes_is_made_anew(watch: Watch, monkeypatch) -> None:
    shelf, (as_of, known_on) = Shelf(watch.folder, SECRET), MAY.moments(watch.zone)
    base, file = (shelf.file(watch.ledger.head(), name) for name in ("base", "file"))
    view = watch.view(as_of, known_on)
    shelf.write(base, view)
    report = next(iter(view.reports))
    upto = watch.ledger.entry(watch.ledger.head().seq).recorded_at
    job = Job(str(watch.folder), as_of.isoformat(), known_on.isoformat(), upto.isoformat(), str(file), base=str(base))
    written = Shelf.write

    def overtaken(self: Shelf, *args: object) -> None:
        if report not in watch.ledger.taken_down():
            take_down(watch, report, "asked for", by="Ada")
            written(self, base, view)
        written(self, *args)

    monkeypatch.setattr(Shelf, "write", overtaken)
    put(job, shelf)
    assert list(shelf.read(file)[0].reports) == [key for key in view.reports if key != report]


def _event() -> dict[str, object]:
    return {"agreement": "x", "event": "y", "on": "2017-05-06", "by": "Ada", "reason": "seen"}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.dates(date(1000, 1, 1), date(9000, 1, 1)), st.none()), st.one_of(st.datetimes(), st.none()))
def test_clocks_say_in_an_address_what_they_were_read_from(true: date | None, known) -> None:
    try:
        clocks = Clocks.of(
            {"as_true_on": true.isoformat() if true else "", "as_known_on": known.isoformat() if known else ""}
        )
    except InputError:
        assert not 1000 <= known.year <= 9000
        return
    assert Clocks.of(clocks.query()) == clocks
    assert clocks.live == (true is None and known is None)


@pytest.mark.parametrize(
    "text", ["yesterday", "2017-13-01", "2017-05-05T", "9" * 10_000, "0001-01-01", "2017-05-05 or 1=1"]
)
def test_clocks_that_are_none_are_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(InputError, match=r"as_true_on|no date"):
        Clocks.of({"as_true_on": text})
