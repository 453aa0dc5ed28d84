"""Whatever a watch holds, nothing leaves finer, earlier or more personal than its profile: the bytes are searched."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tamesna import make_view
from tamesna_world import SETTING, TZ

from trucewatch.model import (
    Capture,
    Claim,
    Holding,
    Incident,
    Issue,
    Place,
    PlaceKind,
    PlaceRef,
    Proposition,
    Report,
    Source,
    View,
)
from trucewatch.model.errors import ConfigError
from trucewatch.publish import render_charts, render_docx, render_html, render_markdown, render_pdf
from trucewatch.publish.evidence_files import released_evidence
from trucewatch.publish.exports import Licences, exporters, leaving_claims, leaving_view
from trucewatch.publish.release import (
    Profile,
    load_profile,
    release,
    release_issue,
    shipped_profile,
    shipped_profiles,
)
from trucewatch.publish.release.places import hexagon

KNOWN_ON = datetime(2031, 5, 10, 18, tzinfo=TZ)
NB = ({"text": "Northern Brigade", "id": "nb"},)
NAMES = ["Ahmad Khalil", "Umm Yusuf", "Mariam al-Hassan", "Dr Hani Barakat", "Yusuf Darwish"]
PHONES = ["+963 944 123 456", "0944-123-456", "00963 944123456"]
HANDLES = ["@ahmad_k31", "@umm.yusuf"]
PLATES = ["number plate 482915", "licence plate AB 4821"]


def watch(
    name: str,
    phone: str,
    handle: str,
    plate: str,
    day: date,
    lat: float,
    lon: float,
    kind: str,
    *,
    listed: bool = True,
) -> View:
    """A watch with one fresh movement, one shelling told by a private person, and a protected place."""
    person = name.removeprefix("Dr ")
    text = (
        f"{name}, a shopkeeper, said that shells hit the market near the Marwa Clinic. He can be reached at {phone} or "
        f"{handle}, in a car with {plate}. Two people were killed. The Northern Brigade pulled out of Qasr Numa to the "
        "Blue Ridge."
    )
    fine = Place(
        id="marwa", name="Marwa Clinic", lat=lat, lon=lon, radius_km=0.1, kind=PlaceKind.INFRASTRUCTURE,
        parent="amara", protected="medical", variants=("Marwa health post",),
    )  # fmt: skip
    lane = Place(
        id="lane", name="Tanners Lane", lat=lat, lon=lon, radius_km=0.2, kind=PlaceKind.PART_OF, parent="amara"
    )
    witness = Source(id="w1", name=person, kind="witness")
    sources = (*SETTING.sources, witness) if listed else SETTING.sources
    setting = SETTING.model_copy(update={"places": (*SETTING.places, fine, lane), "sources": sources})
    report = Report(
        id="marwa-clinic-0509",
        text=text,
        title=f"{person}: shells near the Marwa Clinic",
        published=day,
        publisher="Voice of the Valley",
        authors=(person,) if listed else (),
        url="https://t.me/ahmad_k31/55",
        language="en",
        capture=Capture(sha256="ab" * 32, size=9, path=f"/home/{person}/note.txt", by=person, url="https://x.example"),
    )

    def claim(key: str, words: str, type_: str, place: PlaceRef, **more: Any) -> Claim:
        start = text.index(words)
        trigger = {"text": words, "start": start, "end": start + len(words)}
        return Claim(id=key, report=report.id, trigger=trigger, type=type_, places=(place,), **more)

    at = PlaceRef(name="near the Marwa Clinic", place_id="marwa", lat=lat, lon=lon, radius_km=0.1)
    ridge = PlaceRef(name="the Blue Ridge", lat=lat, lon=lon, radius_km=0.3)
    shelling = claim(
        "c1", "hit", "shelling", at, date_start=day, date_end=day, source=(f"{person}, a shopkeeper",),
        killed=({"who": f"brothers of {person}", "low": 2, "high": 2},),
    )  # fmt: skip
    moving = claim(
        "c2", "pulled out", kind, ridge, date_start=day, date_end=day, initiators=NB
    )  # fmt: skip
    exact = claim("c3", "killed", "weapons_fire", PlaceRef(name="a yard", lat=lat, lon=lon, radius_km=0.05))

    def incident(key: str, one: Claim, place: PlaceRef) -> Incident:
        said = Proposition(kind="occurred", supports=(one.key,), standing="reported")
        toll = Proposition(kind="killed", value="2", supports=(one.key,), standing="reported")
        return Incident(
            id=key, type=one.type, types=(one.type,), place=place, places=(place,), claims=(one.key,),
            date_start=one.date_start, date_end=one.date_end, propositions=(said, toll), reported_first=day,
        )  # fmt: skip

    return make_view(
        setting=setting,
        reports={report.id: report},
        copies=(),
        claims={c.key: c for c in (shelling, moving, exact)},
        incidents=(
            incident("N-1", shelling, at), incident("N-2", moving, ridge), incident("N-3", exact, exact.places[0]),
        ),
        findings=(),
        holdings=(
            Holding(
                place_id="numa", place="Qasr Numa", as_of=KNOWN_ON.date(), known_on=KNOWN_ON, state="held", holder="nb",
                since=day, claims=(moving.key,), reason=f"{person} says so",
            ),
        ),
        unread=(),
        known_on=KNOWN_ON,
        as_of=KNOWN_ON,
    )  # fmt: skip


def ways_out(view: View, profile: Profile, *, pages: bool) -> Iterator[tuple[str, bytes]]:
    """Everything that can leave of a view, by its name, as bytes that can be searched."""
    issue = Issue(number=1, view=view)
    yield "html", render_html(issue, profile).encode()
    yield "charts", render_charts(issue, profile).split('<script type="module">')[0].encode()
    evidence = released_evidence(view, profile, leaves=view.known_on, licences=Licences(), originals={})
    yield (
        "evidence",
        b"\n".join(
            [*(c for r in evidence.reports for c in r.files.values()), evidence.list_of_withheld()]
            + [r.shown.encode() for r in evidence.reports]
        ),
    )
    yield "md", render_markdown(issue, profile).encode()
    if pages:
        yield "docx", unzipped(render_docx(issue, profile))
        yield "pdf", text_of(render_pdf(issue, profile))
    for exporter in exporters().values():
        out = io.BytesIO()
        exporter.write(leaving_view(view, profile, leaves=view.known_on, licences=Licences()), out)
        content = out.getvalue()
        if exporter.name == "parquet":
            import pyarrow.parquet as parquet

            content = repr(parquet.read_table(io.BytesIO(content)).to_pylist()).encode()
        yield exporter.name, unzipped(content) if content[:2] == b"PK" else content
    streamed = leaving_claims(
        view.setting, view.claims.values(), view.reports, profile,
        known_on=view.known_on, leaves=view.known_on, licences=Licences(),
    )  # fmt: skip
    out = io.BytesIO()
    exporters()["csv"].write(streamed, out)
    yield "csv streamed", out.getvalue()


def unzipped(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return b"\n".join([*(n.encode() for n in file.namelist()), *(file.read(n) for n in file.namelist())])


def text_of(pdf: bytes) -> bytes:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        parts = []
        for page in document:
            text = page.get_textpage()
            parts.append(text.get_text_range())
            text.close()
            page.close()
        parts += [str(v) for v in document.get_metadata_dict().values()]
    finally:
        document.close()
    return " ".join(" ".join(parts).split()).encode()


def digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def assert_nothing_private(name: str, content: bytes, who: str, phone: str, handle: str, plate: str) -> None:
    text = content.decode("utf-8", "replace").replace("\u200b", "")
    person = who.removeprefix("Dr ")
    for word in (person, person.split()[-1], phone, handle, handle.lstrip("@"), plate.split("plate ")[1]):
        assert word not in text, (name, word)


RANDOM = settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MADE = {
    "name": st.sampled_from(NAMES),
    "phone": st.sampled_from(PHONES),
    "handle": st.sampled_from(HANDLES),
    "plate": st.sampled_from(PLATES),
    "lat": st.floats(20.61231, 21.41237).map(lambda x: round(x, 5)).filter(lambda x: round(x * 100) % 5 != 0),
    "lon": st.floats(14.61231, 15.41237).map(lambda x: round(x, 5)).filter(lambda x: round(x * 100) % 5 != 0),
    "age": st.integers(0, 6),
    "kind": st.sampled_from(["withdrawal", "reinforcement", "prohibited_presence"]),
    "listed": st.booleans(),
}


@RANDOM
@given(**MADE)
def test_nothing_leaves_finer_earlier_or_more_personal_than_the_public_profile(
    name: str, phone: str, handle: str, plate: str, lat: float, lon: float, age: int, kind: str, listed: bool
) -> None:
    day = KNOWN_ON.date() - timedelta(days=age)
    view = watch(name, phone, handle, plate, day, lat, lon, kind, listed=listed)
    fresh = age < 4
    for way, content in ways_out(view, shipped_profile(), pages=False):
        text = content.decode("utf-8", "replace")
        assert_nothing_private(way, content, name, phone, handle, plate)
        for coordinate in (lat, lon):
            assert f"{coordinate:.5f}"[:-1] not in re.sub(r"[0-9a-f]{32,}|d=\"[^\"]*\"", "", text), (way, coordinate)
        for words in ("Marwa", "marwa", "Tanners", "note.txt"):
            assert words not in text, (way, words)
        assert not re.search(r"\b[Tt]wo people", text), way
        moved = "Blue Ridge" in text or "pulled out" in text or "N-2" in text
        assert not (fresh and moved), way


@pytest.mark.parametrize("age", [0, 6])
def test_pages_of_paper_hold_no_more(age: int) -> None:
    day = KNOWN_ON.date() - timedelta(days=age)
    view = watch(NAMES[2], PHONES[0], HANDLES[0], PLATES[0], day, 21.01234, 15.01234, "withdrawal")
    for way, content in ways_out(view, shipped_profile(), pages=True):
        if way not in {"pdf", "docx"}:
            continue
        assert_nothing_private(way, content, NAMES[2], PHONES[0], HANDLES[0], PLATES[0])
        text = content.decode("utf-8", "replace")
        assert "Marwa" not in text
        assert "21.012" not in text
        assert ("Blue Ridge" in text) == (age == 6), way


@pytest.mark.parametrize("age", [0, 6])
def test_what_is_old_enough_does_leave(age: int) -> None:
    view = watch(
        NAMES[0], PHONES[0], HANDLES[0], PLATES[0], KNOWN_ON.date() - timedelta(days=age), 21, 15, "withdrawal"
    )
    released = release(view)
    assert ("N-2" in {i.id for i in released.view.incidents}) == (age == 6)
    assert bool(released.view.holdings) == (age == 6)


def test_the_internal_profile_holds_nothing_back_and_says_that_it_must_not_leave() -> None:
    view = watch(NAMES[0], PHONES[0], HANDLES[0], PLATES[0], KNOWN_ON.date(), 21.01234, 15.01234, "withdrawal")
    released = release(view, shipped_profile("internal"))
    assert released.view == view
    assert released.withheld == ()
    assert "not for release" in render_markdown(Issue(number=1, view=view), shipped_profile("internal"))


def test_partners_see_movements_sooner_but_nobody_by_name() -> None:
    day = KNOWN_ON.date() - timedelta(days=2)
    view = watch(NAMES[0], PHONES[0], HANDLES[0], PLATES[0], day, 21.01234, 15.01234, "withdrawal")
    text = render_markdown(Issue(number=1, view=view), shipped_profile("partners"))
    assert "Blue Ridge" in text
    assert "Khalil" not in text
    assert "Marwa" not in text
    assert "Two people were" in text


@given(st.floats(-85, 85), st.floats(-175, 175), st.sampled_from([0.05, 0.1]))
def test_a_hexagon_is_coarse_and_always_the_same(lat: float, lon: float, width: float) -> None:
    at = hexagon(lat, lon, width)
    assert hexagon(*at, width) == at
    assert abs(at[0] - lat) <= width
    assert abs(at[1] - lon) <= width


@given(st.floats(20.1, 22.9), st.floats(13.1, 15.9), st.floats(0.01, 5), st.floats(0.01, 5))
def test_two_exports_laid_over_each_other_show_no_finer_place(lat: float, lon: float, one: float, other: float) -> None:
    """Combination risk: the same spot, named, worded and reported with different radii, comes out at one point only,
    and the narrower of two circles is as wide as the profile."""
    from trucewatch.publish.release import Release

    places = Release(SETTING)
    shown = [places.place(PlaceRef(name="a yard", lat=lat, lon=lon, radius_km=r)) for r in (one, other)]
    assert len({(p.lat, p.lon) for p in shown}) == 1
    assert min(p.radius_km or 0 for p in shown) >= 3


def test_a_part_of_a_town_and_its_town_come_out_as_one() -> None:
    view = make_view()
    first, second = release(view).view, release(view, leaves=view.known_on + timedelta(days=30)).view
    where = {c.key: [(p.name, p.lat, p.lon) for p in c.places] for c in first.claims.values()}
    for claim in second.claims.values():
        if claim.key in where:
            assert [(p.name, p.lat, p.lon) for p in claim.places] == where[claim.key]


def test_every_released_value_is_valid_and_every_trigger_stands_where_it_says() -> None:
    for view in (
        make_view(),
        watch(*NAMES[:1], PHONES[0], HANDLES[0], PLATES[0], date(2031, 5, 1), 21.1, 15.2, "withdrawal"),
    ):
        for name in shipped_profiles():
            released = release(view, shipped_profile(name)).view
            View.model_validate_json(released.model_dump_json(by_alias=True))
            for claim in released.claims.values():
                text = released.reports[claim.report].text
                assert text[claim.trigger.start : claim.trigger.end] == claim.trigger.text


def test_changes_tell_nothing_of_what_stays_in() -> None:
    from trucewatch.model import Change

    view = watch(NAMES[0], PHONES[0], HANDLES[0], PLATES[0], KNOWN_ON.date(), 21.1, 15.2, "withdrawal")
    fresh = Change(subject="N-2: withdrawal, the Blue Ridge", kind="new", after="Alleged")
    other = Change(subject=f"N-1: shelling, as {NAMES[0]} says", kind="new", after="Alleged")
    issue, _ = release_issue(Issue(number=2, view=view, previous=1, changes=(fresh, other), earlier={1: (fresh,)}))
    assert [change.subject for change in issue.changes] == ["N-1: shelling, as [name withheld] says"]
    assert issue.earlier == {1: ()}


def test_office_holders_and_listed_names_stay() -> None:
    view = make_view()
    text = (
        "Foreign Minister Sergei Orlov said that shelling near Tell Amara went on. Resident Salim Haddad said that "
        "shelling of Qasr Numa stopped."
    )
    report = view.reports["quiet-0505"].model_copy(update={"text": text, "id": "offices"})
    claims = {}
    for number, start in enumerate(m.start() for m in re.finditer("shelling", text)):
        trigger = {"text": "shelling", "start": start, "end": start + 8}
        one = Claim(id=f"c{number}", report="offices", trigger=trigger, type="shelling", source=("author",))
        claims[one.key] = one
    out = release(
        make_view(reports={"offices": report}, claims=claims, incidents=(), findings=(), copies=(), unread=())
    )
    words = out.view.reports["offices"].text
    assert "Sergei Orlov" in words
    assert "Haddad" not in words
    assert "[name withheld]" in words
    assert "Tell Amara" in words


def test_a_language_in_which_no_names_can_be_found_leaves_triggers_only() -> None:
    view = make_view()
    russian = view.reports["quiet-0505"].model_copy(update={"language": "ru", "title": "Сводка Ивана"})
    out = release(view.model_copy(update={"reports": {**view.reports, "quiet-0505": russian}}))
    report = out.view.reports["quiet-0505"]
    assert report.title is None
    assert report.text == "shelling\nreached\nbreached"
    assert any(w.rule == "language" and w.gone for w in out.withheld)


def test_what_was_withheld_is_counted_and_not_told() -> None:
    view = watch(NAMES[0], PHONES[0], HANDLES[0], PLATES[0], KNOWN_ON.date(), 21.1, 15.2, "withdrawal")
    withheld = release(view).withheld
    rules = {one.rule for one in withheld}
    assert {"delay", "protected place", "names", "contacts", "small cells", "custody", "identifier"} <= rules
    assert "Khalil" not in repr(withheld)
    delayed = next(one for one in withheld if one.rule == "delay" and one.kind == "claim")
    assert (delayed.number, delayed.gone, delayed.sensitivity.value) == (1, True, "confidential")


def test_a_watchs_own_profile_is_read_and_a_broken_one_refused(tmp_path: Any) -> None:
    (tmp_path / "profiles").mkdir()
    own = shipped_profile("partners").model_copy(update={"name": "donors", "delay_hours": 200.0})
    import yaml

    path = tmp_path / "profiles" / "donors.yaml"
    path.write_text(yaml.safe_dump(own.model_dump(mode="json")), "utf-8")
    assert load_profile("donors", tmp_path).delay_hours == 200
    path.write_text("name: donors\ntitle: x\n", "utf-8")
    with pytest.raises(ConfigError, match=r"donors\.yaml"):
        load_profile("donors", tmp_path)
    with pytest.raises(ConfigError, match="public, partners, internal"):
        load_profile("nobody", tmp_path)
