"""The map of zones and incidents: soft zones where only words draw them, circles no finer than their source."""

from collections.abc import Sequence

from trucewatch.publish.desk import Desk
from trucewatch.publish.document import Figure, Row, Sentence, Table
from trucewatch.publish.geo import Frame, frame
from trucewatch.publish.maps.drawing import HEIGHT, WIDTH, draw
from trucewatch.publish.maps.places import MapZone, Spot, at, corners, map_zones, near, reach, span, spots_of
from trucewatch.publish.sections.groups import Case
from trucewatch.publish.wording import VERDICT_WORDS, counted, day, listing

__all__ = ["maps"]

_SMALL_ZONE = 130.0
_MOST_DETAILS = 4


def maps(desk: Desk, cases: Sequence[Case]) -> list[Figure]:
    """The overview, and a detail for each zone too small to read on it; none where nothing is located."""
    zones = map_zones(desk)
    spots, unplaced = spots_of(desk, cases)
    shown = near(zones, spots)
    points = [p for zone in zones for p in corners(zone)] + [p for spot in shown for p in reach(spot)]
    if not points:
        return []
    overview = frame(points, WIDTH, HEIGHT)
    left_out = unplaced + sum(len(spot.cases) for spot in spots if spot not in shown)
    figures = [_figure(desk, overview, "map", "Zones and incidents", zones, shown, left_out)]
    for zone in [z for z in zones if z.shape is not None and span(overview, z) < _SMALL_ZONE][:_MOST_DETAILS]:
        detail = frame(corners(zone), WIDTH, HEIGHT)
        inside = [s for s in shown if detail.holds(*at(s))]
        if sum(len(spot.cases) for spot in inside) > 1:
            title = f"Detail: zone {zone.letter}, {zone.name}"
            figures.append(_figure(desk, detail, f"map-{zone.letter.lower()}", title, zones, inside, None))
    return figures


def _figure(
    desk: Desk, view: Frame, prefix: str, title: str, zones: list[MapZone], spots: list[Spot], left_out: int | None
) -> Figure:
    number_shown = counted(sum(len(spot.cases) for spot in spots), "incident")
    alt = f"{title}, on {day(desk.as_of)}: {number_shown} at {counted(len(spots), 'place')}. Listed in the table below."
    svg, divided = draw(view, prefix, alt, zones, spots)
    return Figure(
        alt, f"{title}, {day(desk.as_of)}", tuple(_notes(zones, left_out, divided=divided)), _data(spots), svg
    )


def _notes(zones: list[MapZone], left_out: int | None, *, divided: bool) -> list[Sentence]:
    notes = []
    blank = [zone.name for zone in zones if zone.shape is None]
    if left_out is not None and blank:
        notes.append(Sentence(f"Not drawn, because no boundary is published: {listing(blank)}.", basis="agreement"))
    if left_out:
        notes.append(
            Sentence(
                f"{counted(left_out, 'incident')} not drawn: not located, too wide an area, or far away.", basis="count"
            )
        )
    within = "governorate borders: Natural Earth 1:10m, generalised" if divided else "governorate borders are not drawn"
    notes.append(
        Sentence(
            "Zones that are only stated in words are hatched with a soft edge: they are no line to verify by. Country "
            f"borders: Natural Earth 1:50m; {within} (public domain). Equal-area projection.",
            basis="map sources",
        )
    )
    return notes


def _data(spots: list[Spot]) -> Table:
    rows = tuple(
        Row(
            (
                Sentence(spot.name),
                Sentence(spot.place.precision),
                Sentence(listing([case.incident.id for case in spot.cases])),
                Sentence(VERDICT_WORDS[spot.verdict] if spot.verdict else "no violation or not judged"),
            )
        )
        for spot in spots
    )
    return Table("Places on the map", ("Place", "Precision", "Incidents", "Strongest verdict"), rows, basis="findings")
