"""What tests of the llm extractor share: a report, a model's claims about it, and a desk with server and extractor."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from llm_server import Answer, ScriptedServer

from trucewatch.extract.llm import Endpoint, LlmExtractor
from trucewatch.model import Actor, ActorKind, Place, PlaceKind, Report
from trucewatch.model.errors import ExtractionError
from trucewatch.world import World

TEXT = (
    "Media activists said on Thursday that the Northern Brigade pulled out of Tell Amara.\n"
    "The brigade's press office denied the reports.\n\n"
    "Shells hit Deir Salam on Wednesday, killing at least 12 people."
)
KEY = "sk-very-secret-0123456789"


def report(text: str = TEXT, **fields: Any) -> Report:
    return Report(**{"id": "r1", "text": text, "published": date(2017, 5, 5), "language": "en", **fields})


def claim(**changed: Any) -> dict[str, Any]:
    return {
        "number": 1,
        "quotation": "Media activists said on Thursday that the Northern Brigade pulled out of Tell Amara.",
        "trigger": "pulled out",
        "type": "withdrawal",
        "source": "Media activists",
        "polarity": "+",
        "certainty": "certain",
        "mode": "actual",
        "author_stance": "neutral",
        "initiators": ["Northern Brigade"],
        "targets": [],
        "places": ["Tell Amara"],
        "date_start": "2017-05-04",
        "date_end": "2017-05-04",
        "killed": [],
        "injured": [],
        "links": [],
        **changed,
    }


DENIAL = claim(
    number=2,
    quotation="The brigade's press office denied the reports.",
    trigger="denied",
    source="The brigade's press office",
    polarity="-",
    links=[{"type": "denies", "to": 1}],
)
SHELLS = claim(
    number=3,
    quotation="Shells hit Deir Salam on Wednesday, killing at least 12 people.",
    trigger="Shells hit",
    type="shelling",
    source="author",
    author_stance="neutral",
    initiators=[],
    targets=["people"],
    places=["Deir Salam"],
    date_start="2017-05-03",
    date_end="2017-05-03",
    killed=[{"words": "at least 12 people", "who": "people", "low": 12, "high": None}],
)


def small_world() -> World:
    return World(
        [Actor(id="north-brigade", name="Northern Brigade", kind=ActorKind.ARMED_GROUP)],
        [
            Place(id="tell-amara", name="Tell Amara", lat=35.1, lon=36.9, radius_km=1, kind=PlaceKind.TOWN),
            Place(id="deir-salam", name="Deir Salam", lat=35.3, lon=36.7, radius_km=1, kind=PlaceKind.TOWN),
        ],
        (),
        countries=["SY"],
    )


class Desk:
    """A server with a script, and an extractor that asks it and notes the seconds that it would have waited."""

    def __init__(self, stack: ExitStack, cache: Path) -> None:
        self._stack = stack
        self._cache = cache
        self.waited: list[float] = []

    def serve(
        self, script: list[Answer] | Callable[[dict[str, Any]], Answer], **settings: Any
    ) -> tuple[LlmExtractor, ScriptedServer]:
        server = self._stack.enter_context(ScriptedServer(script))
        return self.extractor(server.url, **settings), server

    def extractor(self, url: str, **settings: Any) -> LlmExtractor:
        endpoint = Endpoint(**{"url": url, "model": "tiny/model", "key": KEY, "timeout": 10, **settings})
        return LlmExtractor(endpoint, cache=self._cache, sleep=self.waited.append)


@contextmanager
def desk_at(folder: Path) -> Iterator[Desk]:
    """A desk whose answers are kept in a folder; its servers stop at the end."""
    with ExitStack() as stack:
        yield Desk(stack, folder)


def refuses(extractor: LlmExtractor, world: World, read: Report | None = None) -> str:
    with pytest.raises(ExtractionError) as caught:
        extractor.extract(read or report(), world)
    message = str(caught.value)
    assert KEY not in message
    assert message.endswith(".")
    return message
