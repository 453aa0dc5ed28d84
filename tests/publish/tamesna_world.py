"""The invented Tamesna truce: its agreement with two zones, its parties, places and sources."""

from datetime import timedelta, timezone
from typing import Any

from trucewatch.model import Actor, Agreement, Place, Setting, Source

TZ = timezone(timedelta(hours=1))
AGREEMENT: dict[str, Any] = {
    "schema": "trucewatch/agreement/0.1",
    "id": "tamesna-2031",
    "title": "Tamesna memorandum on quiet areas",
    "signed": {"date": "2031-05-04"},
    "text_versions": [
        {"id": "draft-0504", "status": "leaked_draft", "date": "2031-05-04", "authoritative": False},
        {"id": "signed", "status": "signed", "date": "2031-05-04", "authoritative": True},
        {"id": "gazette", "status": "official_publication", "date": "2031-05-06", "authoritative": True},
    ],
    "in_force": {
        "from": "2031-05-05",
        "from_contested": [
            {"value": "2031-05-05", "version": "signed"},
            {"value": "2031-05-04", "version": "draft-0504"},
        ],
        "duration": "P6M",
    },
    "participants": [
        {"actor": "gov", "role": "bound_by_text"},
        {"actor": "nb", "role": "bound_by_text"},
        {"actor": "gua", "role": "guarantor"},
    ],
    "zones": [
        {
            "id": "north",
            "kind": "ceasefire_area",
            "as_worded": "the valley of Amara and certain parts of the north",
            "versions": [
                {
                    "id": "v0-stated",
                    "precision": "stated",
                    "valid_from": "2031-05-04",
                    "boundary_sigma_km": 8,
                    "geometry": {
                        "type": "Polygon",
                        "coordinates": [
                            [[13.1, 22.2], [13.5, 22.75], [14.3, 22.8], [14.5, 22.3], [13.9, 21.95], [13.1, 22.2]]
                        ],
                    },
                }
            ],
        },
        {
            "id": "salam",
            "kind": "ceasefire_area",
            "as_worded": "Deir Salam",
            "versions": [
                {
                    "id": "v1-map",
                    "precision": "provisional",
                    "valid_from": "2031-05-04",
                    "geometry": {
                        "type": "Polygon",
                        "coordinates": [[[15.4, 21.0], [15.4, 21.25], [15.75, 21.25], [15.75, 21.0], [15.4, 21.0]]],
                    },
                }
            ],
        },
        {
            "id": "lines",
            "kind": "security_zone",
            "as_worded": "security zones along the lines of the quiet areas",
            "versions": [{"id": "v0", "precision": "stated", "valid_from": "2031-05-04", "geometry": None}],
        },
    ],
    "obligations": [
        {
            "id": "O1-group",
            "provision": "6",
            "actors": ["gua"],
            "modality": "must",
            "action": "form",
            "object": "the joint group",
            "deadline": {"trigger": "signing", "offset": "P2W"},
        }
    ],
    "monitoring": [{"id": "jg", "name": "Joint Group"}],
    "violations": {"defined": "implied"},
    "reporting": [],
}
ACTORS = (
    Actor(
        id="gov",
        name="Government of Tamesna",
        side="government",
        kind="state",
        aliases=("the government", "the regime"),
    ),
    Actor(
        id="army",
        name="Tamesna Army",
        side="government",
        kind="armed_forces",
        aliases=("the army", "army press office"),
    ),
    Actor(id="nb", name="Northern Brigade", side="opposition", kind="armed_group", aliases=("the brigade",)),
    Actor(id="gua", name="Guarantor states", kind="class"),
)
PLACES = (
    Place(id="amara", name="Tell Amara", lat=22.4, lon=13.7, radius_km=4, kind="town"),
    Place(id="mill", name="Mill Quarter", lat=22.4213, lon=13.7178, radius_km=0.6, kind="part_of", parent="amara"),
    Place(id="numa", name="Qasr Numa", lat=22.62, lon=14.05, radius_km=2, kind="town"),
    Place(id="deir-salam", name="Deir Salam", lat=21.1234, lon=15.5678, radius_km=3, kind="city"),
    Place(
        id="old-port",
        name="Old Market",
        lat=21.1401,
        lon=15.6012,
        radius_km=0.8,
        kind="neighbourhood",
        parent="deir-salam",
    ),
    Place(
        id="dam",
        name="Wadi Halim Dam",
        lat=20.3777,
        lon=14.2222,
        radius_km=0.5,
        kind="infrastructure",
        parent="halim",
        protected="works containing dangerous forces",
    ),
    Place(id="halim", name="Halim", lat=20.4, lon=14.3, radius_km=4, kind="town"),
)
SOURCES = (
    Source(id="beacon", name="Tamesna Beacon", kind="outlet", aliases=("The Beacon",), lean="government", start="D"),
    Source(id="mirror", name="Beacon Mirror", kind="republisher", lean="government", republishes=("beacon",)),
    Source(id="voice", name="Voice of the Valley", kind="outlet", lean="opposition", start="C"),
    Source(id="quietwatch", name="Quiet Watch", kind="ngo_monitor", lean="none", start="B"),
)
SETTING = Setting(
    id="tamesna",
    title="Tamesna truce watch",
    timezone="Africa/Lagos",
    actors=ACTORS,
    places=PLACES,
    sources=SOURCES,
    agreements=(Agreement.model_validate(AGREEMENT),),
)
