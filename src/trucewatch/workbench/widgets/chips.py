"""Chips: a verdict, a standing, the state of an obligation. Each says its word; colour only helps."""

from nicegui.elements.mixins.text_element import TextElement

from trucewatch.model import ObligationState, Standing, Verdict
from trucewatch.workbench.widgets.words import words

__all__ = ["standing_chip", "state_chip", "tone", "verdict_chip"]

_VERDICTS = {
    Verdict.ESTABLISHED: "strong",
    Verdict.PROBABLE: "likely",
    Verdict.ALLEGED: "open",
    Verdict.INDETERMINATE: "unknown",
    Verdict.CONTRADICTED: "against",
    Verdict.NOT_A_VIOLATION: "calm",
    Verdict.OUT_OF_SCOPE: "calm",
}
_STANDINGS = {
    Standing.SUPPORTED: "firm",
    Standing.REPORTED: "likely",
    Standing.CONTESTED: "against",
    Standing.REJECTED: "calm",
    Standing.UNCONFIRMED: "open",
    Standing.FORESEEN: "unknown",
}
_STATES = {
    ObligationState.OVERDUE: "strong",
    ObligationState.MISSED: "strong",
    ObligationState.DUE: "likely",
    ObligationState.IN_PROGRESS: "open",
    ObligationState.PARTLY_MET: "open",
    ObligationState.MET_LATE: "open",
}


def tone(value: Verdict | Standing | ObligationState) -> str:
    """The tone of a chip for that value: the end of its class, chip-TONE."""
    if isinstance(value, Verdict):
        return _VERDICTS[value]
    return _STANDINGS.get(value, "unknown") if isinstance(value, Standing) else _STATES.get(value, "calm")


def _chip(value: str, tone: str, of_what: str) -> TextElement:
    said = value.replace("_", " ")
    return words(said, classes=f"chip chip-{tone}").props(f'title="{of_what}: {said}"')


def verdict_chip(verdict: Verdict | None) -> TextElement:
    """The verdict of a finding; None: nothing was judged."""
    return _chip(verdict.value, _VERDICTS[verdict], "Verdict") if verdict else _chip("not judged", "unknown", "Verdict")


def standing_chip(standing: Standing) -> TextElement:
    """How a proposition stands."""
    return _chip(standing.value, _STANDINGS.get(standing, "unknown"), "Standing")


def state_chip(state: ObligationState) -> TextElement:
    """Where an obligation stands on its clock."""
    return _chip(state.value, _STATES.get(state, "calm"), "Obligation")
