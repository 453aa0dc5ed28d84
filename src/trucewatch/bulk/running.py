"""Work spread over processes: a pool on this machine, or a Ray cluster. Both call the same function on each task."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, ThreadPoolExecutor, as_completed, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from enum import StrEnum
from multiprocessing import get_context
from queue import SimpleQueue
from typing import Any, Protocol, TypeVar

from trucewatch.model.errors import InputError

__all__ = ["On", "Runner", "WorkerOf", "run_here", "runner", "workers_here"]

T = TypeVar("T")
R = TypeVar("R")
T_contra = TypeVar("T_contra", contravariant=True)
R_co = TypeVar("R_co", covariant=True)


class On(StrEnum):
    """Where the work is done."""

    LOCAL = "local"
    RAY = "ray"


class WorkerOf(Protocol[T_contra, R_co]):
    """Does one task after the other."""

    def __call__(self, task: T_contra, /) -> R_co:
        """Do a task."""
        ...

    def end(self) -> None:
        """Let go of what it holds; it can do no more."""
        ...


Runner = Callable[[Sequence[Any]], Iterator[Any]]
"""Does tasks; what each gives, as they are done."""


def workers_here(jobs: int | None, tasks: int) -> int:
    """How many work at once on this machine: `jobs`, else one a processor, and no more than there are tasks."""
    found = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(jobs or found, tasks))


def run_here(make: Callable[[], WorkerOf[T, R]], tasks: Sequence[T], workers: int) -> Iterator[R]:
    """What each task gives, as they are done. Each worker is a thread that watches over a process of its own; when the
    caller stops, or a task raises, all of them end."""
    idle: SimpleQueue[WorkerOf[T, R]] = SimpleQueue()
    made = [make() for _ in range(workers)]
    for worker in made:
        idle.put(worker)

    def done(task: T) -> R:
        worker = idle.get()
        try:
            return worker(task)
        finally:
            idle.put(worker)

    pool = ThreadPoolExecutor(workers, thread_name_prefix="bulk")
    try:
        waiting: set[Future[R]] = {pool.submit(done, task) for task in tasks}
        while waiting:
            ended, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in ended:
                yield future.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for worker in made:
            worker.end()
        pool.shutdown(wait=True)


@contextmanager
def runner(on: On, jobs: int | None, address: str | None, make: Callable[[], WorkerOf[Any, Any]]) -> Iterator[Runner]:
    """What spreads one step after the other over processes here, or over a Ray cluster. InputError where that
    cannot be reached, or where a process was lost here."""
    if on is On.RAY:
        from trucewatch.bulk.ray_cluster import connected, processors, run_on_ray

        with connected(address, jobs) as ray:
            yield lambda tasks: run_on_ray(ray, make, tasks, processors(ray, jobs, len(tasks)))
        return
    workers = workers_here(jobs, _MOST)
    if workers == 1:
        worker = make()
        yield lambda tasks: map(worker, tasks)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin, initargs=(make,)) as pool:
        try:
            yield lambda tasks: _pooled(pool, tasks)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


_MOST = 1_000_000
_here: WorkerOf[Any, Any] | None = None


def _begin(make: Callable[[], WorkerOf[Any, Any]]) -> None:
    global _here  # noqa: PLW0603 -- a process of the pool has one worker for its life
    _here = make()


def _do(task: Any) -> Any:
    assert _here is not None
    return _here(task)


def _pooled(pool: ProcessPoolExecutor, tasks: Sequence[Any]) -> Iterator[Any]:
    try:
        for future in as_completed([pool.submit(_do, task) for task in tasks]):
            yield future.result()
    except BrokenProcessPool as error:
        message = "A process of the pool was ended from outside, as happens where memory is short; use fewer --jobs."
        raise InputError(message) from error
