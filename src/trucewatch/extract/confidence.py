"""How sure each field of a claim is: the share of such readings that people who coded the same reports agreed with.

A field names its rule or model (`Claim.rules`). What a model gave carries the model's own probability ("tagger 0.83"),
which a curve per field turns into a measured share; what a rule gave bears the share of that rule, or of its kind
where the rule was seen too seldom. Curves and shares come from coded reports that the model was not trained on
(bench/calibration.py); how far they can be trusted is in docs/quality.md.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import yaml

__all__ = ["ALWAYS", "ANY", "FIELDS", "UNMARKED", "Calibration", "calibration", "confidence_of", "giver", "logit"]

ALWAYS = (
    "trigger",
    "type",
    "initiators",
    "targets",
    "places",
    "date",
    "source",
    "polarity",
    "certainty",
    "mode",
    "author_stance",
)
"""Fields that every claim has, if only by saying nothing."""

FIELDS = (*ALWAYS, "killed", "injured")
UNMARKED = "unmarked"
"""Stands for the rule of a field that nothing in the text marks: affirmed, certain, actual, not dated."""

ANY = "any"
_NUMBERED = re.compile(r"(.+) ([01]\.\d+)")


def giver(rule: str) -> tuple[str, float | None]:
    """The name of a rule or model, and the probability that a model put on its reading; None for a rule."""
    found = _NUMBERED.fullmatch(rule)
    return (found[1], float(found[2])) if found else (rule, None)


def logit(p: float) -> float:
    """Log odds; probabilities are written with two digits, so that nothing is surer than 0.995."""
    p = min(max(p, 0.005), 0.995)
    return math.log(p / (1 - p))


@dataclass(frozen=True)
class Calibration:
    """Per field: slope and shift on the log odds by model, and shares by rule, by the rule's beginning ("speech" for
    "speech:say"), and over all ("any")."""

    curves: Mapping[str, Mapping[str, tuple[float, float]]]
    shares: Mapping[str, Mapping[str, float]]

    def of(self, field: str, rule: str) -> float | None:
        """The probability that the field is right; None where nothing was measured for it."""
        name, raw = giver(rule)
        curves = self.curves.get(field, {})
        curve = curves.get(name, curves.get(name.partition(" and ")[0]))
        if raw is not None and curve is not None:
            slope, shift = curve
            return 1 / (1 + math.exp(-(slope * logit(raw) + shift)))
        shares = self.shares.get(field, {})
        while name not in shares and ":" in name:
            name = name.rpartition(":")[0]
        return shares.get(name, shares.get(ANY))


@cache
def calibration(extractor: str) -> Calibration | None:
    """What was measured for an extractor; None for one that was not."""
    raw = yaml.safe_load(files("trucewatch.extract").joinpath("calibration.yaml").read_text("utf-8"))
    entry = raw["extractors"].get(extractor)
    return None if entry is None else Calibration(entry["curves"], entry["shares"])


def confidence_of(extractor: str, rules: Mapping[str, str]) -> dict[str, float]:
    """The confidence in each field of a claim with these rules, in hundredths; {} for an extractor that was not
    measured."""
    if calibration(extractor) is None:
        return {}
    fields = (*ALWAYS, *(field for field in FIELDS if field in rules and field not in ALWAYS))
    found = {field: _share(extractor, field, rules.get(field, UNMARKED)) for field in fields}
    return {field: share for field, share in found.items() if share is not None}


@lru_cache(maxsize=4096)
def _share(extractor: str, field: str, rule: str) -> float | None:
    known = calibration(extractor)
    share = known.of(field, rule) if known is not None else None
    return None if share is None else min(max(round(share, 2), 0.01), 0.99)
