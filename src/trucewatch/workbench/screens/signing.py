"""Signing a finding: a named person's decision, with the reason, or taking it back."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from nicegui import ui

from trucewatch.model import Verdict
from trucewatch.model.errors import InputError
from trucewatch.monitoring import sign
from trucewatch.publish.wording import VERDICT_WORDS
from trucewatch.workbench.contents.findings import FindingTold
from trucewatch.workbench.frame import Page
from trucewatch.workbench.people import Role
from trucewatch.workbench.widgets import words
from trucewatch.workbench.widgets.buttons import button

if TYPE_CHECKING:
    from trucewatch.workbench.pictures import Picture

__all__ = ["sign_dialog", "signed"]

_WITHDRAWN = "withdraw"
_MOST = 2000


def sign_dialog(page: Page, picture: "Picture", told: FindingTold) -> Callable[[], object]:
    """A dialog that signs a finding in the person's name; what is returned opens it."""
    choices = {v.value: VERDICT_WORDS[v] for v in Verdict}
    if told.signature:
        choices[_WITHDRAWN] = "Withdraw the signature"
    with ui.dialog() as dialog, ui.card().classes("sign-card").props('role="dialog" aria-label="Sign a finding"'):
        words("Sign the finding", "h2")
        words(told.wording, "p")
        words(f"The tests give: {told.verdict_words.lower()}. You sign as {page.person.name}.", "p", "muted")
        verdict = ui.select(choices, value=None, label="Decision").props("outlined dense").classes("wide")
        reason = ui.textarea("Reason, for the record").props(f'outlined autogrow maxlength="{_MOST}"').classes("wide")

        async def go() -> None:
            name = page.need(Role.PUBLISHER).name
            await page.record(
                lambda _: signed(picture, told.id, str(verdict.value or ""), name, str(reason.value or ""))
            )
            dialog.close()
            page.say("Recorded. Load the page again in a moment to see it.")

        with ui.row():
            button("Record", lambda: page.attempt(go))
            button("Cancel", dialog.close, quiet=True)
    return dialog.open


def signed(picture: "Picture", finding: str, verdict: str, by: str, reason: str) -> None:
    """Record a decision on a finding of the picture. InputError without a verdict or a reason, or where the tests close
    the question."""
    if verdict not in {*(v.value for v in Verdict), _WITHDRAWN}:
        raise InputError("Choose a decision first.")
    if not reason.strip():
        raise InputError("Give a reason; it is recorded with your name.")
    monitoring = picture.monitoring
    sign(
        monitoring,
        monitoring.finding(finding),
        None if verdict == _WITHDRAWN else Verdict(verdict),
        by,
        " ".join(reason.split())[:_MOST],
    )
