"""The index beside the ledger, under both databases: what is found, when, and what never is any more."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from databases import Place, Server
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_material import START, Clock, added, claim, extracted, report

from trucewatch.ledger import Ledger
from trucewatch.model import Actor, ActorRef, Setting
from trucewatch.model import Place as NamedPlace
from trucewatch.model.errors import InputError
from trucewatch.search import Kind, LedgerTexts, Search, forget_words, index_of, read_query, synced
from trucewatch.search.base import Row
from trucewatch.search.fts5 import FileIndex
from trucewatch.search.words import folded

VARIANTS = ("تل الغبار", "Пыльный Холм")
SETTING = Setting(
    id="w",
    title="W",
    timezone="UTC",
    places=(
        NamedPlace(
            id="dusthill",
            name="Dusthill",
            lat=1,
            lon=1,
            radius_km=2,
            kind="village",
            variants=("تل الغبار", "Пыльный Холм"),
        ),
    ),
    actors=(Actor(id="mill", name="Mill Guard", kind="armed_group", aliases=("the guard", "حرس المطحنة")),),
)


SCRIPTS = (
    "Shelling near Dusthill.",
    "Обстрел под Алеппо.",
    "قصف على تل الغبار",
    "L'armée à Dusthill",
    "The guard of the Mill Guard slept.",
)
INDEXED = ("a b", "b a", "ab ba", "aab b")


def keys(ledger: Ledger, text: str, **asked: object) -> list[str]:
    index = index_of(ledger)
    synced(ledger, index)
    try:
        found = Search(index, LedgerTexts(ledger, SETTING, asked.get("known_on"))).find(text, **asked)  # type: ignore[arg-type]
        return [hit.key for hit in found.hits]
    finally:
        index.close()


def fill(ledger: Ledger, *texts: str) -> None:
    for number, text in enumerate(texts, start=1):
        one = report(f"r{number}", text=text)
        ledger.append_many([added(one), extracted(one)], by="t")


def test_words_phrases_beginnings_and_words_left_out(ledger: Ledger) -> None:
    fill(
        ledger,
        "Shells hit the old mill.",
        "The mill was old; shells fell elsewhere.",
        "Nothing happened at the milling site.",
    )
    report_only = {"kinds": [Kind.REPORT]}
    assert sorted(keys(ledger, "mill SHELLS", **report_only)) == ["r1", "r2"]
    assert keys(ledger, '"old mill"', **report_only) == ["r1"]
    assert sorted(keys(ledger, "mill*", **report_only)) == ["r1", "r2", "r3"]
    assert keys(ledger, "mill -elsewhere", **report_only) == ["r1"]
    assert keys(ledger, 'mill -"old mill"', **report_only) == ["r2"]
    assert keys(ledger, "windmill") == []


def test_scripts_accents_and_other_names_are_one(ledger: Ledger) -> None:
    fill(ledger, *SCRIPTS)
    reports = {"kinds": [Kind.REPORT]}
    assert keys(ledger, "aleppo", **reports) == ["r2"]
    assert keys(ledger, "АЛЕППО", **reports) == ["r2"]
    assert sorted(keys(ledger, "تل الغبار", **reports)) == ["r1", "r3", "r4"]
    assert sorted(keys(ledger, "пыльный холм", **reports)) == ["r1", "r3", "r4"]
    assert keys(ledger, "l’armee", **reports) == ["r4"]
    assert keys(ledger, "حرس المطحنة", **reports) == ["r5"]
    apart = report("r6", text="The mill burned while its guard slept.")
    ledger.append_many([added(apart)], by="t")
    assert sorted(keys(ledger, "mill guard", **reports)) == ["r5", "r6"]


def test_new_entries_are_found_and_claims_too(ledger: Ledger) -> None:
    fill(ledger, "Shells hit the mill.")
    assert keys(ledger, "mill") == ["r1/c1", "r1"]
    one = report("r9", text="Drones hit the quay.")
    ledger.append_many([added(one), extracted(one, claim(one, initiators=(ActorRef(text="Mill Guard"),)))], by="t")
    assert sorted(keys(ledger, "mill")) == ["r1", "r1/c1", "r9/c1"]
    assert keys(ledger, "quay drones", kinds=[Kind.CLAIM]) == ["r9/c1"]


def test_an_interrupted_run_goes_on_where_it_was(ledger: Ledger) -> None:
    fill(ledger, *(f"Shells number{n} hit the mill." for n in range(110)))

    def stop(_done: int, _total: int | None) -> None:
        raise KeyboardInterrupt

    index = index_of(ledger)
    with pytest.raises(KeyboardInterrupt):
        synced(ledger, index, stop)
    half = index.upto()
    assert half is not None
    assert 0 < half.seq < ledger.head().seq
    index.close()
    assert keys(ledger, "number109", kinds=[Kind.REPORT]) == ["r110"]
    assert keys(ledger, "number1", kinds=[Kind.REPORT]) == ["r2"]


def test_a_takedown_leaves_no_word_behind(ledger: Ledger, place: Place) -> None:
    fill(ledger, "Shells hit Zanzibarovka and the mill.", "Shells hit the mill.")
    assert keys(ledger, "zanzibarovka") == ["r1/c1", "r1"]
    ledger.take_down("r1", "asked for", by="t")
    assert keys(ledger, "zanzibarovka") == []
    assert sorted(keys(ledger, "mill")) == ["r2", "r2/c1"]
    forget_words(ledger)
    ledger.close()
    assert b"zanzibarovka" not in place.on_disk().lower()


def test_both_moments_of_knowledge(ledger: Ledger, clock: Clock) -> None:
    early = report("r1", text="Shells hit the mill. Drones hit the quay.")
    ledger.append_many([added(early), extracted(early)], by="t")
    clock.tick(days=2)
    later = claim(early, "c2", initiators=(ActorRef(text="Harbour Guard"),))
    ledger.append_many([extracted(early, later, version="2", supersedes=True)], by="t")
    claims = {"kinds": [Kind.CLAIM]}
    assert keys(ledger, "mill", **claims) == ["r1/c2"]
    assert keys(ledger, "mill", known_on=START + timedelta(days=1), **claims) == ["r1/c1"]
    assert keys(ledger, "mill", known_on=START - timedelta(days=1)) == []


def test_days_and_places_in_the_results(ledger: Ledger) -> None:
    for number in range(1, 8):
        one = report(f"r{number}", text=f"Shells hit mill {number}.").model_copy(
            update={"published": date(2017, 5, number)}
        )
        ledger.append_many([added(one)], by="t")
    index = index_of(ledger)
    synced(ledger, index)
    search = Search(index, LedgerTexts(ledger, SETTING))
    whole = [hit.key for hit in search.find("mill", limit=10).hits]
    pages = [search.find("mill", start=start, limit=3) for start in (0, 3, 6)]
    assert [hit.key for page in pages for hit in page.hits] == whole
    assert [page.more for page in pages] == [True, True, False]
    assert [h.key for h in search.find("mill", since=date(2017, 5, 3), until=date(2017, 5, 4)).hits] == ["r4", "r3"]
    index.close()


def test_what_is_quoted_is_in_pieces_and_never_markup(ledger: Ledger) -> None:
    fill(ledger, "Shells <script>alert(1)</script> hit the mill\u202e twice, " + "and then more " * 60)
    index = index_of(ledger)
    synced(ledger, index)
    hit = Search(index, LedgerTexts(ledger, SETTING)).find("alert mill", kinds=[Kind.REPORT]).hits[0]
    assert [piece.text for piece in hit.pieces if piece.hit] == ["alert", "mill"]
    shown = "".join(piece.text for piece in hit.pieces)
    assert "[U+202E]" in shown
    assert len(shown) < 300
    index.close()


def test_an_index_of_another_ledger_is_made_anew(file_ledger: Callable[[], Ledger]) -> None:
    one, other = file_ledger(), file_ledger()
    fill(one, "Shells hit the mill.", "Shells hit the quay.")
    fill(other, "Drones passed over the pier.")
    assert keys(one, "quay", kinds=[Kind.REPORT]) == ["r2"]
    assert one.file is not None
    assert other.file is not None
    beside = other.file.with_name("ledger.db.search")
    one.file.with_name("ledger.db.search").rename(beside)
    assert keys(other, "quay") == []
    assert keys(other, "pier", kinds=[Kind.REPORT]) == ["r1"]


@pytest.mark.parametrize("damage", [b"not a database at all" * 200, b""])
def test_a_damaged_or_missing_index_is_begun_anew(file_ledger: Callable[[], Ledger], damage: bytes) -> None:
    one = file_ledger()
    fill(one, "Shells hit the mill.")
    keys(one, "mill")
    assert one.file is not None
    one.file.with_name("ledger.db.search").write_bytes(damage)
    assert keys(one, "mill", kinds=[Kind.REPORT]) == ["r1"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "names no word"),
        ('"" -- \'', "names no word"),
        ("-mill", "names no word"),
        ("a " * 40, "at most 24"),
        ("x" * 500, "too long"),
    ],
)
def test_searches_that_are_none(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_query(text)


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=60) | st.text(alphabet="\"*-() :^{}+ab'~%_\\", max_size=30))
def test_whatever_is_typed_is_text(text: str) -> None:
    index = FileIndex(None)
    with index.writing() as writing:
        words = folded(text)
        writing.add([Row(1, 0, Kind.REPORT, "r1", "r1", None, words)])
    try:
        query = read_query(text)
    except InputError:
        return
    finally:
        found = index
    hits = found.find(query, Kind.REPORT, None, 0, 5)
    assert bool(hits) == query.fits(words)
    index.close()


@settings(max_examples=30, deadline=None)
@given(st.text(alphabet="\"*-() :&|!<>'\\ab", max_size=30))
def test_both_databases_find_the_same(tables: Ledger, text: str) -> None:
    try:
        query = read_query(text)
    except InputError:
        return
    index = index_of(tables)
    found = {candidate.key for candidate in index.find(query, Kind.REPORT, None, 0, 50)}
    assert found == {t for t in INDEXED if query.fits(t.split())}


@pytest.fixture(scope="module")
def tables(postgres: Server) -> Iterator[Ledger]:
    database = postgres.database()
    with Ledger.create(database.target) as ledger:
        with index_of(ledger).writing() as writing:
            writing.add([Row(n, 0, Kind.REPORT, t, t, None, t.split()) for n, t in enumerate(INDEXED)])
        yield ledger
    database.done()
