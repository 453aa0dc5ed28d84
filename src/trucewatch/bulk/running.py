"""Work spread over processes: a pool on this machine, or a Ray cluster. Both call the same function on each task."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from enum import StrEnum
from queue import SimpleQueue
from typing import Protocol, TypeVar

__all__ = ["On", "WorkerOf", "run_here", "workers_here"]

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


def workers_here(jobs: int | None, tasks: int) -> int:
    """How many work at once on this machine: `jobs`, else one a processor, and no more than there are tasks."""
    import os

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
