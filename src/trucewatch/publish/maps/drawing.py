"""The pieces of a map as SVG: land, borders, zones, circles of incidents, names where there is room, scale, legend."""

from math import hypot

import shapely

from trucewatch.publish.geo import Frame, countries, divisions, lines, path
from trucewatch.publish.maps.places import SOFT, MapZone, Spot, at, span
from trucewatch.publish.svg import VERDICT_CLASSES, drawing, label, number, rectangle
from trucewatch.publish.wording import PRECISION_WORDS, VERDICT_WORDS

__all__ = ["HEIGHT", "WIDTH", "draw"]

WIDTH, HEIGHT = 760, 520
_LEAST_RADIUS = 9.0
_MERGE = 18.0
_ALIKE = 1.3
_WIDE_RING = 90.0
_FILLED = 24.0
_LETTER_INSIDE = 60.0
_DIVIDED_KM = (120.0, 2500.0)
_DIVISION_LETTER = 5.6
_BARS_KM = (1, 2, 5, 10, 20, 50, 100, 200, 500)
DISCLAIMER = "Boundaries and names shown do not imply endorsement or acceptance by anyone."

_Box = tuple[float, float, float, float]


def draw(view: Frame, prefix: str, alt: str, zones: list[MapZone], spots: list[Spot]) -> tuple[str, bool]:
    """The map as SVG, its ids beginning with `prefix`; and whether it shows lines between governorates."""
    land, names = _land(view)
    borders, divided = _divisions(view)
    taken: list[_Box] = []
    body = [rectangle(0, 0, WIDTH, HEIGHT, "m-sea"), *land, *borders]
    for zone in zones:
        body += _draw_zone(view, zone, prefix)
    letters = [piece for zone in zones for piece in _letter(view, zone, spots, taken)]
    body += [*_draw_spots(view, spots, taken), *letters]
    for x, y, name in names:
        body += _country(x, y, name, taken)
    body += [piece for x, y, name in divided for piece in _division(x, y, name, taken)]
    body += [*_scale_bar(view), *_north(), rectangle(0, 0, WIDTH, HEIGHT, "m-frame")]
    height, legend = _legend([z for z in zones if z.shape is not None and not view.shape(z.shape).is_empty], prefix)
    return drawing(prefix, WIDTH, HEIGHT + height, alt, [*body, *legend]), bool(borders)


def _land(view: Frame) -> tuple[list[str], list[tuple[float, float, str]]]:
    parts: list[str] = []
    names: list[tuple[float, float, str]] = []
    for name, outline in countries():
        drawn = view.shape(outline)
        steps = path(drawn)
        if not steps:
            continue
        parts.append(f'<path class="m-land" d="{steps}"/>')
        largest = max(shapely.get_parts(drawn), key=lambda part: float(part.area))
        if largest.area > WIDTH * HEIGHT / 60:
            fills = largest.area > 0.9 * WIDTH * HEIGHT
            middle = shapely.maximum_inscribed_circle(largest, tolerance=4).coords[0]
            names.append((18 + 5.3 * len(name), 34.0, name) if fills else (middle[0], middle[1], name))
    return parts, names


def _divisions(view: Frame) -> tuple[list[str], list[tuple[float, float, str]]]:
    """The lines between governorates and the points of their names; nothing on a map of half a continent,
    nor on one so near that lines made simpler would mislead."""
    if not _DIVIDED_KM[0] < WIDTH / view.units_a_km < _DIVIDED_KM[1]:
        return [], []
    steps, names = [], []
    for country in divisions():
        drawn = view.shape(country.lines)
        if not drawn.is_empty:
            steps.append(lines(drawn))
            names += [(*view.point(lon, lat), name) for name, lon, lat in country.names if view.holds(lon, lat)]
    together = "".join(steps)
    return ([f'<path class="m-division" d="{together}"/>'] if together else []), names


def _division(x: float, y: float, name: str, taken: list[_Box]) -> list[str]:
    """A governorate's name where there is room for it; nothing that the map is about gives way."""
    half = _DIVISION_LETTER * len(name) / 2
    for dy in (0, -16, 16, -32, 32):
        box = (x - half, y + dy - 10, x + half, y + dy + 3)
        if _free(box, taken) and box[0] > 2 and box[2] < WIDTH - 2 and box[1] > 2 and box[3] < HEIGHT - 2:
            taken.append(box)
            return [label(x, y + dy, name, "m-governorate", "middle")]
    return []


def _country(x: float, y: float, name: str, taken: list[_Box]) -> list[str]:
    width = 10.5 * len(name)
    for dy in (0, -40, 40, -90, 90, -150, 150):
        box = (x - width / 2, y + dy - 14, x + width / 2, y + dy + 4)
        if _free(box, taken) and box[1] > 0 and box[3] < HEIGHT:
            taken.append(box)
            return [label(x, y + dy, name, "m-country", "middle")]
    return []


def _draw_zone(view: Frame, zone: MapZone, prefix: str) -> list[str]:
    if zone.shape is None:
        return []
    core = view.shape(zone.shape)
    if core.is_empty:
        return []
    parts = []
    if zone.precision in SOFT:
        sigma = min(zone.sigma_km * view.units_a_km, 60.0)
        for share in (1.0, 0.6, 0.2, -0.3):
            steps = path(core.buffer(sigma * share, quad_segs=6))
            parts.append(f'<path class="m-soft" d="{steps}"/>')
        parts.append(f'<path class="m-hatch" fill="url(#{prefix}-zone)" d="{path(core)}"/>')
    else:
        css = f"m-zone m-{zone.precision}"
        parts.append(f'<path class="{css}" d="{path(core)}"/>')
    return parts


def _letter(view: Frame, zone: MapZone, spots: list[Spot], taken: list[_Box]) -> list[str]:
    core = view.shape(zone.shape) if zone.shape is not None else shapely.Point()
    if core.is_empty:
        return []
    if span(view, zone) < _LETTER_INSIDE:
        x, y = core.bounds[0] - 22, core.bounds[3] - 6
        taken.append((x - 9, y - 9, x + 9, y + 9))
        return [label(x, y + 6, zone.letter, "m-letter", "middle")]
    middle = shapely.point_on_surface(core)
    busy = [view.point(*at(spot)) for spot in spots]
    west, south, east, north = core.bounds
    steps = [(i / 6, j / 6) for i in range(1, 6) for j in range(1, 6)]
    grid = [(west + (east - west) * i, south + (north - south) * j) for i, j in steps]
    inside = [p for p in [(middle.x, middle.y), *grid] if core.contains(shapely.Point(p))] or [(middle.x, middle.y)]
    x, y = max(inside, key=lambda p: min([hypot(p[0] - q[0] - 20, p[1] - q[1]) for q in busy], default=0.0))
    taken.append((x - 9, y - 9, x + 9, y + 9))
    return [label(x, y + 6, zone.letter, "m-letter", "middle")]


def _clusters(view: Frame, spots: list[Spot]) -> list[tuple[float, float, float, list[Spot]]]:
    clusters: list[tuple[float, float, float, list[Spot]]] = []
    for spot in spots:
        x, y = view.point(*at(spot))
        radius = max(_LEAST_RADIUS, (spot.place.radius_km or 0) * view.units_a_km)
        for i, (cx, cy, cr, members) in enumerate(clusters):
            apart = hypot(x - cx, y - cy)
            alike = max(radius, cr) < 3 * _MERGE or max(radius, cr) < _ALIKE * min(radius, cr)
            if apart < _MERGE and alike:
                clusters[i] = (cx, cy, max(cr, apart + _LEAST_RADIUS), [*members, spot])
                break
        else:
            clusters.append((x, y, radius, [spot]))
    return clusters


def _draw_spots(view: Frame, spots: list[Spot], taken: list[_Box]) -> list[str]:
    rings: list[str] = []
    words: list[str] = []
    clusters = _clusters(view, spots)
    for x, y, radius, members in clusters:
        verdict = next((v for v in VERDICT_CLASSES if v in [m.verdict for m in members]), None)
        css = VERDICT_CLASSES[verdict] if verdict else "v-none"
        fill = "" if radius < _FILLED else " m-wide"
        circle = f'cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"'
        rings.append(f'<circle class="m-spot {css}{fill}" {circle}/>')
        words += _count(x, y, str(sum(len(m.cases) for m in members)), taken)
    for x, y, radius, members in clusters:
        named = [member for member in members if not member.place.worded]
        if named:
            name = named[0].name if len(members) == 1 else f"{named[0].name} +{len(members) - 1}"
            words += _beside(x, y, radius if radius < _WIDE_RING else _LEAST_RADIUS, name, taken)
    return rings + words


def _count(x: float, y: float, text: str, taken: list[_Box]) -> list[str]:
    for dx, dy in ((0, 0), (0, 18), (0, -18), (18, 0), (-18, 0), (0, 36), (0, -36)):
        box = (x + dx - 8, y + dy - 8, x + dx + 8, y + dy + 8)
        if _free(box, taken):
            taken.append(box)
            return [label(x + dx, y + dy + 4, text, "m-count", "middle")]
    return []


def _free(box: _Box, taken: list[_Box]) -> bool:
    return all(box[2] < t[0] or t[2] < box[0] or box[3] < t[1] or t[3] < box[1] for t in taken)


def _beside(x: float, y: float, radius: float, name: str, taken: list[_Box]) -> list[str]:
    width = 7.0 * len(name)
    for left, base, anchor in (
        (x + radius + 4, y + 4, "start"),
        (x - radius - 4 - width, y + 4, "end"),
        (x - width / 2, y - radius - 5, "middle"),
        (x - width / 2, y + radius + 15, "middle"),
    ):
        box = (left, base - 12, left + width, base + 3)
        if _free(box, taken) and box[0] > 4 and box[2] < WIDTH - 4 and box[1] > 4 and box[3] < HEIGHT - 4:
            taken.append(box)
            at = {"start": left, "end": left + width, "middle": x}[anchor]
            return [label(at, base, name, "m-name", anchor)]
    return []


def _scale_bar(view: Frame) -> list[str]:
    km = max((k for k in _BARS_KM if k * view.units_a_km <= WIDTH / 4), default=_BARS_KM[0])
    x, y, length = 18.0, HEIGHT - 18.0, km * view.units_a_km
    steps = f"M{number(x)} {number(y - 5)}V{number(y)}H{number(x + length)}V{number(y - 5)}"
    return [f'<path class="m-bar" d="{steps}"/>', label(x + length / 2, y - 7, f"{km} km", "m-name", "middle")]


def _north() -> list[str]:
    x = WIDTH - 26
    arrow = f'<path class="m-north" d="M{x} 16L{x + 6} 38L{x} 33L{x - 6} 38Z"/>'
    return [arrow, label(x, 52, "N", "m-name", "middle")]


def _legend(zones: list[MapZone], prefix: str) -> tuple[int, list[str]]:
    parts, y = [], HEIGHT + 24.0
    for zone in zones:
        soft = zone.precision in SOFT
        css = "m-hatch" if soft else f"m-zone m-{zone.precision}"
        parts.append(rectangle(8, y - 11, 22, 14, css, f"{prefix}-zone" if soft else ""))
        name = zone.name if len(zone.name) < 84 else f"{zone.name[:82].rstrip()} …"
        parts.append(label(38, y, f"{zone.letter}  {name} ({PRECISION_WORDS[zone.precision]})", "s-text"))
        y += 20
    x = 19.0
    for verdict, css in [
        *((VERDICT_WORDS[v], c) for v, c in VERDICT_CLASSES.items()),
        ("No violation or not judged", "v-none"),
    ]:
        parts.append(f'<circle class="m-spot {css}" cx="{number(x)}" cy="{number(y - 4)}" r="8"/>')
        parts.append(label(x + 15, y, verdict, "s-text"))
        x += 40 + 6.8 * len(verdict)
    y += 20
    words = "Circle: how far the event may lie from its centre; number: incidents; ring: their strongest verdict."
    parts.append(label(8, y, words, "s-text"))
    parts.append(label(8, y + 18, DISCLAIMER, "s-text"))
    return int(y + 28 - HEIGHT), parts
