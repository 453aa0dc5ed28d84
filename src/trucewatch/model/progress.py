"""How long work tells those who wait for it how far it is."""

from collections.abc import Callable

__all__ = ["Progress", "StepProgress"]

Progress = Callable[[int, int | None], None]
"""Called with the number of things done and, where known, of all."""

StepProgress = Callable[[str, int, int | None], None]
"""Called with the name of a step ("entries", "evidence"), how much of it is done and, where known, of how much."""
