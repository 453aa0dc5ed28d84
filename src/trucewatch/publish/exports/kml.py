"""Incidents as KML 2.2: a placemark each, with everything said of it as text and as data."""

from typing import BinaryIO, Literal

from lxml import etree

from trucewatch.publish.exports.base import Leaving
from trucewatch.publish.exports.geojson import properties
from trucewatch.publish.exports.incident_rows import Event, events
from trucewatch.publish.text import visible
from trucewatch.publish.wording import TYPE_WORDS

__all__ = ["EXPORTER"]

_NAMESPACE = "http://www.opengis.net/kml/2.2"


class _Kml:
    name = "kml"
    suffix = "kml"
    title = "Incidents as KML 2.2"
    holds: Literal["claims", "view"] = "view"
    crosswalk = (
        ("incident", "Placemark, with a Point where located"),
        ("date_start, date_end", "TimeSpan"),
        ("summary", "description, as plain text"),
        ("everything else", "ExtendedData, named as in our own schema"),
    )
    losses = (
        "The radius of a place is data, not drawn.",
        "Lists are joined with “; ”.",
        "Propositions and their weights are reduced to the standing of the whole incident.",
    )

    def write(self, leaving: Leaving, out: BinaryIO) -> int:
        root = etree.Element(f"{{{_NAMESPACE}}}kml", nsmap={None: _NAMESPACE})
        document = _sub(root, "Document")
        _sub(document, "name", visible(leaving.setting.title))
        _sub(document, "description", f"Release profile {leaving.profile.name}: {leaving.profile.title}")
        found = events(leaving)
        for event in found:
            _placemark(document, event, leaving)
        out.write(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))
        return len(found)


def _placemark(document: etree._Element, event: Event, leaving: Leaving) -> None:
    mark = _sub(document, "Placemark")
    _sub(mark, "name", visible(f"{event.incident.id}: {TYPE_WORDS[event.incident.type]}"))
    # Viewers show a description as HTML, so what could be read as such is escaped twice.
    plain = visible(event.summary).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    _sub(mark, "description", plain)
    if event.start is not None and event.end is not None:
        span = _sub(mark, "TimeSpan")
        _sub(span, "begin", event.start.isoformat())
        _sub(span, "end", event.end.isoformat())
    data = _sub(mark, "ExtendedData")
    for name, value in properties(event, leaving).items():
        if value is not None and value != []:
            text = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
            _sub(_sub(data, "Data", name=name), "value", text)
    place = event.place
    if place is not None and place.lat is not None and place.lon is not None:
        _sub(_sub(mark, "Point"), "coordinates", f"{place.lon:g},{place.lat:g}")


def _sub(parent: etree._Element, tag: str, text: str | None = None, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{_NAMESPACE}}}{tag}", attributes)
    if text is not None:
        element.text = "".join(c for c in text if c in "\n\t" or ord(c) >= 32)
    return element


EXPORTER = _Kml()
