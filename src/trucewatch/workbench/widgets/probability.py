"""A probability with its interval, as a bar that also says its numbers."""

from nicegui import ui

from trucewatch.workbench.widgets.words import words

__all__ = ["probability_bar"]


def probability_bar(probability: float | None, low: float | None = None, high: float | None = None) -> ui.element:
    """A probability from 0 to 1, with its interval where there is one; None is said to be unknown, and draws no bar."""
    with ui.element("span").classes("probability") as made:
        if probability is None:
            words("unknown", classes="muted")
            return made
        interval = f" ({low:.2f} to {high:.2f})" if low is not None and high is not None else ""
        said = f"{probability:.2f}{interval}"
        made.props(f'role="img" aria-label="probability {said}" title="probability {said}"')
        with ui.element("span").classes("probability-scale"):
            if low is not None and high is not None:
                left, width = 100 * low, max(1.0, 100 * (high - low))
                ui.element("span").classes("probability-interval").style(f"left: {left:.1f}%; width: {width:.1f}%")
            ui.element("span").classes("probability-point").style(f"left: {100 * probability:.1f}%")
        words(f"{probability:.2f}", classes="number")
    return made
