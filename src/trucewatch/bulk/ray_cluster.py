"""The same work on Ray Data: tasks are a dataset, workers are actors, results come as they are done.

Ray does a task again whose worker or machine was lost. Nothing is sent to Ray's makers, and no dashboard is started.
"""

import logging
import os
import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from trucewatch.bulk.running import WorkerOf
from trucewatch.bulk.storage import library
from trucewatch.model.errors import InputError

__all__ = ["connected", "processors", "run_on_ray"]

T = TypeVar("T")
R = TypeVar("R")


@contextmanager
def connected(address: str | None, jobs: int | None) -> Iterator[Any]:
    """Ray, connected to the cluster at an address ("auto": the one on this machine), or started here for the while.
    InputError where it cannot be reached."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    # On a busy machine a node may need longer than the 30 s that Ray waits for it; and Ray's own log is for its makers.
    os.environ.setdefault("RAY_raylet_start_wait_time_s", "120")
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    ray = library("ray", "ray")
    library("ray.data", "ray")
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    here = {"num_cpus": jobs, "include_dashboard": False} if address is None else {}
    quiet = {"configure_logging": True, "logging_level": "ERROR", "log_to_driver": False}
    try:
        ray.init(address=address, **here, **quiet)
    except (ConnectionError, RuntimeError, ValueError, OSError) as error:
        told = " ".join(str(error).split())[:200]
        where = f"at {address}" if address else "here"
        raise InputError(
            f"Ray cannot be reached {where} ({told}); check --address, or start it: `ray start`."
        ) from error
    try:
        yield ray
    finally:
        ray.shutdown()


def processors(ray: Any, jobs: int | None, tasks: int) -> int:
    """How many workers a cluster gets: `jobs`, else one a processor, and no more than there are tasks."""
    return max(1, min(jobs or int(ray.cluster_resources().get("CPU", 1)), tasks))


class _Actor:
    """A worker as Ray Data calls it: a batch of one task in, a batch of one result out."""

    def __init__(self, make: Callable[[], WorkerOf[Any, Any]]) -> None:
        self._worker = make()

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        results = [self._worker(pickle.loads(task)) for task in batch["task"]]  # noqa: S301 (our own)
        return {"result": [pickle.dumps(result) for result in results]}


def run_on_ray(ray: Any, make: Callable[[], WorkerOf[T, R]], tasks: Sequence[T], workers: int) -> Iterator[R]:
    """What each task gives, as they are done. What a task raises ends the run and is raised here."""
    if not tasks:
        return
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.execution_options.preserve_order = False
    context.target_max_block_size = 1
    rows = [{"task": pickle.dumps(task)} for task in tasks]
    data = ray.data.from_items(rows, override_num_blocks=len(rows)).map_batches(
        _Actor,
        fn_constructor_args=(make,),
        batch_size=1,
        compute=ray.data.ActorPoolStrategy(size=workers, max_tasks_in_flight_per_actor=1),
        num_cpus=1,
    )
    try:
        for row in data.iter_rows():
            yield pickle.loads(row["result"])  # noqa: S301 (made by our own workers)
    except ray.exceptions.RayTaskError as error:
        raise error.cause from error
