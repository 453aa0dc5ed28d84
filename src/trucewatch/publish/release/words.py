"""The word lists of the rules of release (facts.yaml), compiled."""

import re
from functools import cache
from importlib.resources import files

import yaml

__all__ = ["after_office", "after_title", "before_office", "never_leaves", "plain_words", "platforms"]

NAME = r"(?:(?:[Aa]l|[Ee]l|[Aa]n|[Aa]r|[Aa]s|[Aa]bdul?|[Aa]bd)[- ])?[A-Z\u00c0-\u00de][\w'’\u2011-]+"
NAMES = rf"{NAME}(?:\s+(?:(?:bin|ibn|abu|umm|van|de)\s+)?{NAME}){{0,3}}"


@cache
def _lists() -> dict[str, list[str]]:
    lists: dict[str, list[str]] = yaml.safe_load(
        files("trucewatch.publish.release").joinpath("facts.yaml").read_text("utf-8")
    )
    return lists


def _either(name: str) -> str:
    return "|".join(re.escape(word) for word in sorted(_lists()[name], key=len, reverse=True))


@cache
def after_title() -> re.Pattern[str]:
    """A title or word of kin with the name that follows it, as group "name"."""
    return re.compile(rf"(?<!\w)(?i:{_either('titles')})\.?\s+(?P<name>{NAMES})")


@cache
def before_office() -> re.Pattern[str]:
    """The end of some words that name a public office, directly before a name."""
    return re.compile(rf"(?<!\w)(?:{_either('offices')})(?:\s+(?:general|designate))?,?\s*$", re.IGNORECASE)


@cache
def after_office() -> re.Pattern[str]:
    """Words right after a name that give its bearer a public office."""
    return re.compile(rf"^\s*,\s*(?:the\s+)?(?:[\w’'-]+\s+){{0,3}}?(?:{_either('offices')})(?!\w)", re.IGNORECASE)


@cache
def never_leaves() -> re.Pattern[str]:
    """Words whose sentences never leave."""
    return re.compile(rf"(?<!\w)(?:{_either('never')})(?!\w)", re.IGNORECASE)


@cache
def plain_words() -> frozenset[str]:
    """Capitalised words that are no names."""
    return frozenset(_lists()["plain"])


@cache
def platforms() -> tuple[str, ...]:
    """Hosts whose addresses name their writer."""
    return tuple(_lists()["platforms"])
