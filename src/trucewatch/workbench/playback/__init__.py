"""The clock of knowledge, played: what the map showed on each day on which the watch learned something."""

from trucewatch.workbench.playback.filming import Film, Shot, film, on_screen
from trucewatch.workbench.playback.films import Films

__all__ = ["Film", "Films", "Shot", "film", "on_screen"]
