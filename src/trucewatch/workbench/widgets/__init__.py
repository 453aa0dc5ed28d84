"""Small parts that several screens share: words in a tag, chips of verdicts and standings, bars of probability."""

from trucewatch.workbench.widgets.chips import standing_chip, state_chip, verdict_chip
from trucewatch.workbench.widgets.probability import probability_bar
from trucewatch.workbench.widgets.words import link_to, words

__all__ = ["link_to", "probability_bar", "standing_chip", "state_chip", "verdict_chip", "words"]
