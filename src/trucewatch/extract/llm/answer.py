"""What a model may answer: the shape of its claims as JSON Schema, and reading them out of what it wrote."""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr

from trucewatch.model import Certainty, EventType, LinkType, Mode, Polarity, Stance

__all__ = ["AnsweredCasualties", "AnsweredClaim", "AnsweredLink", "answer_schema", "read_answer"]

_MOST_STARTS = 50
_THOUGHT = re.compile(r"<think>.*?</think>", re.DOTALL)


class _Answered(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class AnsweredCasualties(_Answered):
    """A toll: `words` are those of the text that give it ("at least 12 people"), `low` and `high` its bounds."""

    words: StrictStr
    who: StrictStr = ""
    low: StrictInt | None = Field(default=None, ge=0)
    high: StrictInt | None = Field(default=None, ge=0)


class AnsweredLink(_Answered):
    """A link to another claim of the same answer, by its number."""

    type: LinkType
    to: StrictInt


class AnsweredClaim(_Answered):
    """A claim as the model gives it, its words unchecked: nothing of it counts before it was found in the text."""

    number: StrictInt
    quotation: StrictStr
    trigger: StrictStr
    type: EventType
    source: StrictStr
    source_chain: tuple[StrictStr, ...] = ()
    polarity: Polarity
    certainty: Certainty
    mode: Mode
    author_stance: Stance
    initiators: tuple[StrictStr, ...] = ()
    targets: tuple[StrictStr, ...] = ()
    places: tuple[StrictStr, ...] = ()
    date_start: StrictStr | None = None
    date_end: StrictStr | None = None
    killed: tuple[AnsweredCasualties, ...] = ()
    injured: tuple[AnsweredCasualties, ...] = ()
    links: tuple[AnsweredLink, ...] = ()


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


@cache
def answer_schema() -> dict[str, Any]:
    """The JSON Schema of an answer, in the strict subset: every property required, none added, unknown is null.

    The order matters to a model that writes from left to right: first what the text says, then what it means.
    """
    text, day, count = {"type": "string"}, {"type": ["string", "null"]}, {"type": ["integer", "null"]}
    toll = _list(_object(words=text, who=text, low=count, high=count))
    claim = _object(
        number={"type": "integer"},
        quotation=text,
        trigger=text,
        type={"type": "string", "enum": [str(t) for t in EventType]},
        source=text,
        source_chain=_list(text),
        polarity={"type": "string", "enum": [str(p) for p in Polarity]},
        certainty={"type": "string", "enum": [str(c) for c in Certainty]},
        mode={"type": "string", "enum": [str(m) for m in Mode]},
        author_stance={"type": "string", "enum": [str(s) for s in Stance]},
        initiators=_list(text),
        targets=_list(text),
        places=_list(text),
        date_start=day,
        date_end=day,
        killed=toll,
        injured=toll,
        links=_list(_object(type={"type": "string", "enum": [str(t) for t in LinkType]}, to={"type": "integer"})),
    )
    return _object(claims=_list(claim))


def read_answer(written: str) -> list[Any]:
    """The claims in what the model wrote, unchecked; ValueError where it holds no object with a list of claims.

    The JSON may stand alone, in a fence, or among words; what a model thinks aloud before it is passed over.
    """
    for value in _objects(_THOUGHT.sub("", written)):
        if isinstance(value, dict) and isinstance(value.get("claims"), list):
            claims: list[Any] = value["claims"]
            return claims
    raise ValueError("no object with a list of claims")


def _objects(written: str) -> Iterator[Any]:
    decoder = json.JSONDecoder()
    start = written.find("{")
    for _ in range(_MOST_STARTS):
        if start < 0:
            return
        try:
            value, end = decoder.raw_decode(written, start)
        except (ValueError, RecursionError):
            end = start + 1
        else:
            yield value
        start = written.find("{", end)
