"""Extraction over many reports on several cores: a plain process pool, in order, with a bounded number in flight.

A stream of any length needs no more memory than a short one. A short stream is read in this process, because starting
others costs more than it saves.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from multiprocessing import get_context

from trucewatch.extract import get_extractor
from trucewatch.extract.base import Extractor
from trucewatch.model import Claim, Report
from trucewatch.world import World

__all__ = ["extract_all"]

_WORTH_STARTING = 48
_BATCH = 8
_AHEAD = 3

_worker: tuple[Extractor, World] | None = None


def extract_all(
    reports: Iterable[Report], extractor: str, make_world: Callable[[], World], *, jobs: int | None = None
) -> Iterator[tuple[Report, list[Claim]]]:
    """Each report with its claims, in the order given. `jobs` None: one process a core; the same claims for any number.

    `make_world` is called once in each process and must be picklable. Errors of an extractor are raised here.
    """
    jobs = jobs or os.cpu_count() or 1
    stream = iter(reports)
    first = list(islice(stream, _WORTH_STARTING if jobs > 1 else 0))
    if jobs == 1 or len(first) < _WORTH_STARTING:
        _start(extractor, make_world)
        for report in chain(first, stream):
            yield report, _read([report])[0]
        return
    context = get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_start, initargs=(extractor, make_world)) as pool:
        try:
            yield from _in_order(pool, chain(first, stream), jobs * _AHEAD)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _in_order(pool: ProcessPoolExecutor, reports: Iterable[Report], ahead: int) -> Iterator[tuple[Report, list[Claim]]]:
    waiting: deque[tuple[Sequence[Report], Future[list[list[Claim]]]]] = deque()
    stream = iter(reports)
    while batch := list(islice(stream, _BATCH)):
        waiting.append((batch, pool.submit(_read, batch)))
        if len(waiting) > ahead:
            done, future = waiting.popleft()
            yield from zip(done, future.result(), strict=True)
    for done, future in waiting:
        yield from zip(done, future.result(), strict=True)


def _start(extractor: str, make_world: Callable[[], World]) -> None:
    global _worker  # noqa: PLW0603 -- a process of the pool has one extractor for its life
    _worker = (get_extractor(extractor), make_world())


def _read(reports: Sequence[Report]) -> list[list[Claim]]:
    assert _worker is not None
    extractor, world = _worker
    return [extractor.extract(report, world) for report in reports]
