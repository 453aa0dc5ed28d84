"""How much harm a record can do if it leaves."""

from enum import StrEnum

__all__ = ["Sensitivity"]


class Sensitivity(StrEnum):
    """How much harm a record can do if it leaves as it is, from none to most (OCHA's classes)."""

    PUBLIC = "public"
    RESTRICTED = "restricted"
    CONFIDENTIAL = "confidential"
    STRICT = "strict"

    @property
    def rank(self) -> int:
        """0 for PUBLIC up to 3 for STRICT."""
        return list(Sensitivity).index(self)
