import re

from hypothesis import given
from hypothesis import strategies as st
from tamesna import make_view
from tamesna_world import SETTING

from trucewatch.model import Issue, Place, PlaceKind, PlaceRef
from trucewatch.publish import render_html, render_markdown
from trucewatch.publish.release import Release

RELEASE = Release(SETTING)


def test_a_town_keeps_its_name_and_at_least_3_km() -> None:
    place = RELEASE.place(PlaceRef(name="Qasr Numa", place_id="numa"))
    assert (place.name, place.lat, place.lon, place.radius_km) == ("Qasr Numa", 22.62, 14.05, 3.0)


def test_a_part_of_a_town_is_shown_as_the_town() -> None:
    place = RELEASE.place(PlaceRef(name="the Mill Quarter", place_id="mill", lat=22.4213, lon=13.7178))
    assert (place.name, place.lat, place.lon) == ("Tell Amara", 22.4, 13.7)


def test_a_protected_place_is_shown_as_the_area_of_its_parent_with_10_km() -> None:
    place = RELEASE.place(PlaceRef(name="the dam", place_id="dam", lat=20.3777, lon=14.2222, radius_km=0.1))
    assert place.name == "Halim area"
    assert place.radius_km is not None
    assert place.radius_km >= 10
    assert (place.lat, place.lon) == (20.4, 14.3)
    assert "protected" in place.precision


def test_a_protected_place_without_parent_is_not_named_and_its_point_is_coarse() -> None:
    dam = next(p for p in SETTING.places if p.id == "dam").model_copy(update={"parent": None})
    place = Release(SETTING.model_copy(update={"places": (dam,)})).place(PlaceRef(name="x", place_id="dam"))
    assert (place.name, place.lat, place.lon) == ("a protected place", 20.4, 14.2)


def test_a_place_that_is_not_located_stays_so() -> None:
    place = RELEASE.place(PlaceRef(name="the old well"))
    assert (place.worded, place.lat, place.precision) == (True, None, "not located")


@given(
    st.floats(-80, 80),
    st.floats(-179, 179),
    st.none() | st.floats(0, 300),
    st.sampled_from(list(PlaceKind)),
    st.sampled_from([None, "hospital"]),
)
def test_no_place_leaves_finer_than_a_town_or_its_source(
    lat: float, lon: float, radius: float | None, kind: PlaceKind, protected: str | None
) -> None:
    entry = Place(id="p", name="P", lat=lat, lon=lon, radius_km=0.2, kind=kind, protected=protected)
    release = Release(SETTING.model_copy(update={"places": (entry,)}))
    for place_id in ("p", None):
        place = release.place(PlaceRef(name="P", place_id=place_id, lat=lat, lon=lon, radius_km=radius))
        least = 10 if protected else 3
        assert place.radius_km is not None
        assert place.radius_km >= max(least, radius or 0)


def test_the_report_does_not_name_the_protected_place_in_its_own_words() -> None:
    issue = Issue(number=1, view=make_view())
    own = re.sub(r'<article class="claim".*?</article>', "", render_html(issue), flags=re.DOTALL)
    assert "Halim area" in own
    assert "Dam" not in own
    text = render_markdown(issue).split("## The words behind")[0]
    assert "Dam" not in text


def test_a_wording_that_names_a_protected_place_is_coarsened_too() -> None:
    place = RELEASE.place(PlaceRef(name="near the WADI HALIM DAM", lat=20.3777, lon=14.2222, radius_km=1))
    assert place.name == "Halim area"
    assert RELEASE.words("Shells near the Wadi Halim Dam.") == "Shells near the Halim area."
    assert RELEASE.words("Wadi Halim Damascene") == "Wadi Halim Damascene"


def test_reasons_of_other_rooms_do_not_name_protected_places() -> None:
    view = make_view()
    test = view.findings[3].tests[1].model_copy(update={"reason": "Wadi Halim Dam lies outside"})
    finding = view.findings[3].model_copy(
        update={"tests": (view.findings[3].tests[0], test), "wording": "Wadi Halim Dam"}
    )
    text = render_markdown(Issue(number=1, view=view.model_copy(update={"findings": (finding,)})))
    assert "Halim area lies outside." in text
    assert "Dam" not in text.split("## The words behind")[0]
