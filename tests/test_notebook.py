"""The notebook's face of a watch: lists on two clocks, frames, cards, and what each lets leave."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import polars as pl
import pytest

import trucewatch as tw
from trucewatch.model.errors import ConfigError, InputError, WatchError
from trucewatch.notebook import NotebookWatch

ROOT = Path(__file__).parent.parent
THEN = {"as_of": "2017-05-05", "known_on": "2017-05-05"}
LISTS = ("claims", "incidents", "findings", "obligations", "reports", "sources", "control")


@pytest.fixture(scope="module")
def watch(example_folder: Path) -> Iterator[NotebookWatch]:
    with tw.open(example_folder) as opened:
        yield opened


@pytest.fixture
def hostile(tmp_path: Path) -> Iterator[NotebookWatch]:
    folder = tmp_path / "hostile"
    shutil.copytree(ROOT / "examples" / "syria-2017", folder, ignore=shutil.ignore_patterns("ledger.db*", "evidence"))
    report = {
        "id": 'r"><img src=x onerror=alert(1)>',
        "publisher": "<script>alert(1)</script>",
        "title": "$\\href{javascript:alert(1)}{x}$ <b>\u202eevil</b>",
        "url": "javascript:alert(1)",
        "published": "2017-05-05",
        "text": "Army shelled Arbin on Thursday, <script>alert(2)</script> residents said.",
    }
    source = tmp_path / "hostile.jsonl"
    source.write_text(json.dumps(report), "utf-8")
    with tw.open(folder) as opened:
        opened.add([source])
        yield opened


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def _parsed(html: str) -> _Tags:
    tags = _Tags()
    tags.feed(html)
    assert not tags.open, "every tag that was opened is closed"
    return tags


def test_importing_the_package_loads_none_of_its_rooms() -> None:
    code = "import sys, trucewatch; print(sorted(m for m in sys.modules if m.startswith('trucewatch')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['trucewatch', 'trucewatch._version']"


def test_what_the_package_offers_is_there_and_nothing_else() -> None:
    for name in tw.__all__:
        assert getattr(tw, name) is not None
        assert name in dir(tw)
    with pytest.raises(AttributeError, match="close"):
        tw.close  # noqa: B018


@pytest.mark.parametrize("name", LISTS)
def test_every_list_gives_frames_of_the_same_shape_and_types(watch: NotebookWatch, name: str) -> None:
    listing = getattr(watch, name)(**THEN)
    pandas, polars = listing.to_pandas(), listing.to_polars()
    assert len(listing) == len(pandas) == polars.height > 0
    assert list(pandas.columns) == polars.columns == [column.name for column in listing.columns]
    assert pandas.iloc[:, 0].tolist() == polars.to_series(0).to_list() == list(listing.ids)
    empty = listing.where(lambda _: False)
    assert [str(kind) for kind in empty.to_pandas().dtypes] == [str(kind) for kind in pandas.dtypes]
    assert empty.to_polars().schema == polars.schema
    assert listing[listing.ids[0]] is listing[0]
    _parsed(listing._repr_html_())


def test_what_is_unknown_is_missing_in_a_frame(watch: NotebookWatch) -> None:
    claims = watch.claims(**THEN)
    undated = [claim for claim in claims if claim.date_start is None]
    assert undated
    assert int(claims.to_pandas()["date_start"].isna().sum()) == len(undated)
    assert claims.to_polars()["date_start"].null_count() == len(undated)
    unlocated = [claim for claim in claims if not claim.places or claim.places[0].lat is None]
    assert claims.to_pandas()["lat"].isna().sum() == len(unlocated) > 0


def test_frames_agree_with_the_export_of_claims(watch: NotebookWatch, tmp_path: Path) -> None:
    from trucewatch.exporting import export_file
    from trucewatch.moments import moment

    known = moment("2017-05-05", watch.zone)
    export_file(watch, "csv", tmp_path / "claims.csv", known, known, profile="public")
    exported = pd.read_csv(tmp_path / "claims.csv")
    frame = watch.claims(**THEN, profile="public").to_pandas()
    assert list(exported["key"]) == list(frame["key"])
    assert list(exported.columns) == list(frame.columns)


def test_the_two_clocks(watch: NotebookWatch) -> None:
    early, late = watch.reports(known_on="2017-05-05"), watch.reports(known_on="2017-06-05")
    assert set(early.ids) < set(late.ids)
    in_words = watch.incidents(**THEN).ids
    assert in_words == watch.incidents(as_of=date(2017, 5, 5), known_on=datetime(2017, 5, 5, 23, 59, 59)).ids  # noqa: DTZ001
    assert watch.incidents(as_of="2017-05-05").ids != in_words
    held = {
        status: watch.control(as_of=day, known_on=day)["tabqa"].state
        for status, day in (("then", "2017-05-05"), ("later", "2017-06-05"))
    }
    assert held == {"then": "contested", "later": "held"}


def test_what_is_recorded_later_is_seen(hostile: NotebookWatch, tmp_path: Path) -> None:
    before = len(hostile.claims())
    more = {"id": "two", "published": "2017-05-06", "text": "The army shelled Arbin on Friday, residents said."}
    (tmp_path / "more.jsonl").write_text(json.dumps(more), "utf-8")
    hostile.add([tmp_path / "more.jsonl"])
    assert len(hostile.claims()) > before


def test_cards_of_incidents_and_findings(watch: NotebookWatch) -> None:
    incident = watch.incidents(**THEN).where(lambda i: i.place is not None and i.place.name == "Tabqa")[0]
    card = incident._repr_html_()
    _parsed(card)
    assert incident.id in card
    assert "that it happened" in card
    assert ">tabqa<" not in card
    assert ">Tabqa<" in card
    finding = watch.findings(**THEN)[0]
    card = finding._repr_html_()
    _parsed(card)
    for test in finding.tests:
        assert test.code in card
    assert len(finding.tests) == 6
    shown = watch._repr_html_()
    assert watch.settings.title in shown
    assert "must not leave" in shown


def test_hostile_words_are_text(hostile: NotebookWatch) -> None:
    pages = [hostile._repr_html_(), *(getattr(hostile, name)()._repr_html_() for name in LISTS)]
    pages += [value._repr_html_() for value in (*hostile.incidents(), *hostile.findings())]
    assert len(pages) > 9
    for html in pages:
        tags = _parsed(html)
        assert not {"onerror", "onclick", "src"} & tags.attributes
        assert not [address for address in tags.links if not address.startswith(("http://", "https://"))]
        assert "<script" not in html
        assert "<img" not in html
        assert "\u202e" not in html
        assert 'class="trucewatch tex2jax_ignore mathjax_ignore"' in html
    assert any("[U+202E]" in html for html in pages)
    assert any("&lt;script&gt;" in html for html in pages)


def test_a_profile_holds_back_what_an_export_holds_back(watch: NotebookWatch, example_folder: Path) -> None:
    inside, public = watch.reports(known_on="2017-05-05"), watch.reports(known_on="2017-05-05", profile="public")
    assert all(len(o.text) < len(i.text) for i, o in zip(inside, public, strict=True))
    assert "as released under the profile public" in public.note
    assert "must not leave" in inside.note
    with tw.open(example_folder, profile="public") as outside:
        assert [r.text for r in outside.reports(known_on="2017-05-05")] == [r.text for r in public]
        assert "as released under the profile public" in outside._repr_html_()
        assert all(not test.claims or test.reason for f in outside.findings(**THEN) for test in f.tests)
        with pytest.raises(WatchError, match="pass no release profile"):
            outside.coverage(7, **THEN)


def test_words_under_a_closed_licence_are_seen_inside_and_never_leave(hostile: NotebookWatch) -> None:
    (hostile.folder / "licences.yaml").write_text(
        'licences: {"<script>alert(1)</script>": no-redistribution}\n', "utf-8"
    )
    assert len(hostile.reports()) == 1
    assert len(hostile.reports(profile="public")) == 0
    assert len(hostile.claims(profile="internal")) == 0


def test_coverage_and_trend(watch: NotebookWatch) -> None:
    told = watch.coverage(7, **THEN)
    frame = told.to_polars()
    assert set(frame["state"]) == {"told", "unknown"}
    assert frame.filter(pl.col("state") == "unknown")["reports"].sum() == 0
    assert len(watch.trend(14, as_of="2017-06-05", known_on="2017-06-05").points) == 2


def test_what_is_asked_wrongly_is_said_in_a_sentence(watch: NotebookWatch, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="ISO date"):
        watch.claims(known_on="5 May")
    with pytest.raises(InputError, match="No incident of this view has the id"):
        watch.incidents(**THEN)["i-nowhere"]
    with pytest.raises(ConfigError, match="no release profile"):
        watch.claims(profile="everyone")
    with pytest.raises(ConfigError, match="no release profile"):
        tw.open(watch.folder, profile="everyone")
    with pytest.raises(WatchError, match="is no watch"):
        tw.open(tmp_path)


def test_a_missing_library_is_named(watch: NotebookWatch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(InputError, match=r"trucewatch\[notebook\]"):
        watch.claims(**THEN).to_polars()
