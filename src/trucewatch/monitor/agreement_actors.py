"""Whom an agreement names, where, and which of them a watch does not know."""

from collections.abc import Collection, Iterator

from trucewatch.model import Agreement
from trucewatch.monitor.agreement_checks import At, Problem

__all__ = ["actors_named", "unknown_actors"]


def actors_named(agreement: Agreement) -> Iterator[tuple[str, str, At]]:
    """Each actor that is named, as what, and at which entry; "all" is nobody in particular."""
    for i, participant in enumerate(agreement.participants):
        yield participant.actor, f"participant ({participant.role})", ("participants", i, "actor")
    for i, exclusion in enumerate(agreement.exclusions):
        for j, actor in enumerate(exclusion.actors):
            yield actor, "exclusion", ("exclusions", i, "actors", j)
    for i, duty in enumerate(agreement.obligations):
        for j, actor in enumerate(duty.actors):
            if actor != "all":
                yield actor, f"obligation {duty.id}", ("obligations", i, "actors", j)
    for i, line in enumerate(agreement.lines):
        for j, actor in enumerate(line.applies_to):
            yield actor, f"line {line.id}", ("lines", i, "applies_to", j)


def unknown_actors(agreement: Agreement, known: Collection[str]) -> list[Problem]:
    """A problem for each actor that is none of `known` and no body that the agreement itself names as monitor."""
    bodies = {m.id for m in agreement.monitoring}
    seen: set[str] = set()
    found = []
    for actor, what, at in actors_named(agreement):
        if actor in known or actor in bodies or actor in seen:
            continue
        seen.add(actor)
        found.append(
            Problem(at, f"{actor!r} ({what}) is no actor of the watch; add it to actors.yaml or its acts stay unjudged")
        )
    return found
