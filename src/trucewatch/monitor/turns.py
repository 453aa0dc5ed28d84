"""The turns of a recurring duty: when each fell due, and which claims say that it was done."""

from collections.abc import Callable, Sequence
from datetime import date

from trucewatch.model import Claim, ObligationState
from trucewatch.model.finding import Occurrence
from trucewatch.monitor.recurrence import Recurrence

__all__ = ["turns"]

_SHOWN = 60


def turns(
    every: Recurrence,
    start: date,
    done: Sequence[Claim],
    when: Callable[[Claim], date | None],
    watched: bool,
    day: date,
) -> tuple[Occurrence, ...]:
    """The last 60 turns up to a day, and the next one.

    A turn is met where some claim says that it was done after the turn before and by its own due day; missed where
    none does, which is no proof of absence; unknown where no claim could say so (`watched` False). `when` tells on
    which day a claim shows it as done, None where it does not say.
    """
    past = list(every.turns(start, day))
    following = every.next_after(start, day)
    previous = past[-_SHOWN - 1] if len(past) > _SHOWN else start
    past = past[-_SHOWN:]
    found = []
    for due in past:
        said = tuple(c.key for c in done if (on := when(c)) and previous < on <= due)
        state = ObligationState.MET if said else ObligationState.MISSED if watched else ObligationState.UNKNOWN
        if due == day and not said:
            state = ObligationState.DUE
        found.append(Occurrence(due=due, state=state, evidence=said))
        previous = due
    if following is not None:
        said = tuple(c.key for c in done if (on := when(c)) and previous < on <= day)
        state = ObligationState.MET if said else ObligationState.PENDING
        found.append(Occurrence(due=following, state=state, evidence=said))
    return tuple(found)
