"""The word lists that the rules read, kept apart from the rules (words.yaml)."""

from functools import cache
from importlib.resources import files

import yaml

__all__ = ["words"]


@cache
def _lists() -> dict[str, dict[str, str]]:
    text = files("trucewatch.extract.english").joinpath("words.yaml").read_text("utf-8")
    lists: dict[str, dict[str, str]] = yaml.safe_load(text)
    return lists


@cache
def words(name: str) -> frozenset[str]:
    """The words of one list, named "stage.list"; KeyError for a list that is not there."""
    stage, _, key = name.partition(".")
    return frozenset(_lists()[stage][key].split())
