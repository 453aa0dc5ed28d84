"""Page furniture's own words (furniture.yaml), ready to be looked for."""

import re
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from trucewatch.ingest.needles import Cue, cues_of

__all__ = ["inline", "list_heading", "news", "sentence"]


@cache
def _cues() -> dict[str, Any]:
    text = files("trucewatch.ingest").joinpath("furniture.yaml").read_text("utf-8")
    cues: dict[str, Any] = yaml.safe_load(text)
    return cues


@cache
def sentence() -> tuple[Cue, ...]:
    """What shows that a sentence speaks of the page: its money, rights, contacts, readers or origin."""
    groups = _cues()["sentence"].values()
    return cues_of((cue for group in groups for cue in group), re.IGNORECASE)


@cache
def inline() -> tuple[Cue, ...]:
    """Furniture run together with the text on one line."""
    return cues_of(_cues()["inline"])


@cache
def list_heading() -> re.Pattern[str]:
    """A line that heads a list of links."""
    return re.compile(rf"^\W*(?:{'|'.join(_cues()['list_heading'])})\W*$", re.IGNORECASE)


@cache
def news() -> re.Pattern[str]:
    """Words of news."""
    return re.compile(rf"\b(?:{'|'.join(_cues()['news'].split())})\w*", re.IGNORECASE)
