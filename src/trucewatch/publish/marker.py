"""The marker at a sentence's end: the numbers of its claims, shortened so that it stays readable."""

from collections.abc import Mapping, Sequence

from trucewatch.publish.document import Sentence

__all__ = ["marker_text", "numbers_of"]

_MOST_RUNS = 3


def numbers_of(sentence: Sentence, numbers: Mapping[str, int]) -> list[int]:
    """The numbers of a sentence's claims, ascending; claims that the view no longer holds have none."""
    return sorted({numbers[key] for key in sentence.claims if key in numbers})


def marker_text(numbers: Sequence[int]) -> str:
    """Numbers as "3", "3–5, 9", or "12 claims" where that would be long."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    if len(runs) > _MOST_RUNS:
        return f"{len(numbers)} claims"
    return ", ".join(_run(run) for run in runs)


def _run(run: list[int]) -> str:
    return str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}"
