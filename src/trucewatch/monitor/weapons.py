"""Classes of weapon as agreements bar them and as reports name them."""

import re

__all__ = ["weapon_classes"]

_CLASSES: dict[str, str] = {
    "missile": r"(?:tactical|ballistic) missiles?|tochka(?:-u)?|iskander|scud|surface-to-surface",
    "long_mlrs": r"tornado-s|uragan|smerch|bm-?27|bm-?30|hurricane mlrs",
    "mlrs": r"mlrs|multiple[- ](?:launch )?rocket[- ](?:launch(?:er)?s?|systems?)|rocket launchers?|grad|bm-?21",
    "artillery": r"artillery|howitzers?|field guns?|cannons?|self-propelled guns?|2s\d+|d-?30|\d+ ?mm guns?",
    "mortar": r"mortars?",
    "tank": r"(?:battle )?tanks?|t-?(?:54|55|62|64|72|80|90)",
    "armour": r"armou?red (?:vehicles?|personnel carriers?)|apcs?|ifvs?|bmps?|btrs?",
    "air_defence": r"air[- ]defen[cs]e systems?|anti-aircraft (?:guns?|systems?)|surface-to-air missiles?|sams?\b",
    "anti_tank": r"anti-tank (?:guns?|weapons?|missiles?)|atgms?",
    "aircraft": r"(?:war|air)craft|warplanes?|jets?|helicopters?|drones?|uavs?",
    "heavy": r"heavy (?:weapons?|weaponry|arms)",
    "small_arms": r"small arms|rifles?|machine ?guns?|assault rifles?|light weapons?|sidearms?|pistols?",
}
_PATTERNS = {name: re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE) for name, pattern in _CLASSES.items()}
_HEAVY = frozenset({"missile", "long_mlrs", "mlrs", "artillery", "mortar", "tank"})


def weapon_classes(text: str) -> frozenset[str]:
    """The classes of weapon that a text names; empty where it names none. "Heavy weapons" stand for all that are."""
    found = {name for name, pattern in _PATTERNS.items() if pattern.search(text)}
    if "heavy" in found:
        found = (found - {"heavy"}) | _HEAVY
    return frozenset(found)
