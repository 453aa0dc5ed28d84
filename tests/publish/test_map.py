import re
from typing import Any

import pytest
from tamesna import make_view
from tamesna_world import AGREEMENT, SETTING

from trucewatch.model import Agreement, Issue, View
from trucewatch.model.errors import AgreementError
from trucewatch.publish.desk import Desk
from trucewatch.publish.document import Figure
from trucewatch.publish.maps import maps
from trucewatch.publish.sections.groups import group


def drawn(view: View) -> list[Figure]:
    desk = Desk(Issue(number=1, view=view))
    groups = group(desk)
    return maps(desk, [*groups.in_zones(), *groups.undecided, *groups.outside])


def with_zones(zones: list[dict[str, Any]]) -> View:
    agreement = Agreement.model_validate({**AGREEMENT, "zones": zones})
    return make_view(setting=SETTING.model_copy(update={"agreements": (agreement,)}))


def test_a_zone_stated_in_words_has_no_hard_line_and_a_mapped_one_has() -> None:
    overview = drawn(make_view())[0].svg
    assert overview.count('class="m-soft"') == 4
    assert overview.count("m-provisional") == 2


def test_a_small_zone_with_incidents_gets_a_detail() -> None:
    captions = [figure.caption for figure in drawn(make_view())]
    assert captions[0].startswith("Zones and incidents")
    assert any(caption.startswith("Detail: zone B, Deir Salam") for caption in captions)


def test_the_map_says_what_it_does_not_show_and_endorses_nothing() -> None:
    overview = drawn(make_view())[0]
    notes = " ".join(sentence.text for sentence in overview.notes)
    assert "no boundary is published: security zones" in notes
    assert "1 incident not drawn" in notes
    assert "Natural Earth" in notes
    assert "governorate borders are not drawn" in notes
    assert "do not imply endorsement" in overview.svg
    assert "100 km" in overview.svg
    assert ">N</text>" in overview.svg


def test_a_protected_place_is_drawn_as_a_wide_circle_under_its_parents_name() -> None:
    overview = drawn(make_view())[0]
    assert overview.data is not None
    places = {row.cells[0].text: row.cells[1].text for row in overview.data.rows}
    assert "within about 10 km" in places["Halim area"]
    assert "Dam" not in overview.svg


def test_circles_never_lie_finer_than_their_radius() -> None:
    for figure in drawn(make_view()):
        scale = re.search(r'class="m-bar" d="M18 497V502H([\d.]+)V', figure.svg)
        km = re.search(r">(\d+) km<", figure.svg)
        assert scale is not None
        assert km is not None
        units = (float(scale[1]) - 18) / int(km[1])
        inside = figure.svg.split('class="m-bar"')[0]
        radii = [float(r) for r in re.findall(r'class="m-spot[^"]*" cx="[^"]*" cy="[^"]*" r="([\d.]+)"', inside)]
        assert radii
        assert all(radius >= 3 * units - 0.1 for radius in radii)


def test_without_zones_or_places_there_is_no_map() -> None:
    bare = [{"id": "x", "as_worded": "somewhere", "versions": [{"id": "v", "precision": "stated", "geometry": None}]}]
    view = with_zones(bare)
    nowhere = tuple(i.model_copy(update={"place": None}) for i in view.incidents)
    assert drawn(view.model_copy(update={"incidents": nowhere})) == []


def test_zones_without_geometry_still_leave_a_map_of_incidents() -> None:
    bare = [
        {"id": "north", "as_worded": "the north", "versions": [{"id": "v", "precision": "stated", "geometry": None}]}
    ]
    figures = drawn(with_zones(bare))
    assert len(figures) == 1
    assert "Tell Amara" in figures[0].svg


def test_a_far_away_incident_does_not_shrink_the_map() -> None:
    view = make_view()
    far = view.incidents[3].model_copy(
        update={
            "id": "T-far",
            "place": view.incidents[3].place.model_copy(
                update={"place_id": None, "name": "Far", "lat": 51.0, "lon": 71.0}
            ),
        }
    )
    finding = view.findings[2].model_copy(update={"incident": "T-far"})
    more = view.model_copy(update={"incidents": (*view.incidents, far), "findings": (*view.findings, finding)})
    before, after = drawn(view)[0], drawn(more)[0]
    assert re.findall(r'class="m-bar" d="[^"]*"', before.svg) == re.findall(r'class="m-bar" d="[^"]*"', after.svg)
    assert "2 incidents not drawn" in " ".join(s.text for s in after.notes)


def test_a_boundary_that_is_no_geometry_is_refused_in_one_sentence() -> None:
    geometry = {"type": "Polygon", "coordinates": "here"}
    odd = [{"id": "odd", "as_worded": "x", "versions": [{"id": "v", "precision": "stated", "geometry": geometry}]}]
    with pytest.raises(AgreementError, match="zone 'odd' is no GeoJSON geometry"):
        drawn(with_zones(odd))


def test_governorates_are_drawn_between_countries_borders_and_named_where_there_is_room() -> None:
    about = {"type": "Polygon", "coordinates": [[[36, 33], [36, 36], [39, 36], [39, 33], [36, 33]]]}
    zone = {"id": "z", "as_worded": "a part", "versions": [{"id": "v", "precision": "official", "geometry": about}]}
    figure = drawn(with_zones([zone]))[0]
    overview = figure.svg
    assert "governorate borders: Natural Earth 1:10m" in " ".join(s.text for s in figure.notes)
    assert len(re.findall(r'class="m-governorate"[^>]*>([^<]+)<', overview)) > 3
    steps = re.search(r'class="m-division" d="([^"]*)"', overview)
    assert steps is not None
    numbers = [float(n) for n in re.findall(r"-?[\d.]+", steps[1])]
    assert all(-0.1 <= x <= 760.1 for x in numbers[::2])
    assert all(-0.1 <= y <= 520.1 for y in numbers[1::2])


def test_on_a_map_of_half_a_continent_no_governorates_are_drawn() -> None:
    wide = {"type": "Polygon", "coordinates": [[[0, 0], [0, 30], [45, 30], [45, 0], [0, 0]]]}
    zone = {"id": "w", "as_worded": "all of it", "versions": [{"id": "v", "precision": "official", "geometry": wide}]}
    (overview,) = drawn(with_zones([zone]))[:1]
    assert "m-division" not in overview.svg
    assert "governorate borders are not drawn" in " ".join(s.text for s in overview.notes)
