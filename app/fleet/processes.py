"""Jobs in processes of this machine."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from app.fleet.job import Job, run_job
from app.fleet.result import DriveResult

Done = tuple[Job, DriveResult]


def run_in_processes(jobs: Sequence[Job], count: int) -> Iterator[Done]:
    """Yield results as they come, from `count` processes; with one, this one does it. Closing it cancels.

    Where a process dies (of a decoder, of memory), what was not done is done again, each drive in a process of its own:
    the one that kills it is known then.
    """
    if count == 1:
        for job in jobs:
            yield job, run_job(job)
        return
    left = list(jobs)
    try:
        for job, result in _pool(left, count):
            left.remove(job)
            yield job, result
    except BrokenProcessPool:
        for job in tuple(left):
            yield job, _alone(job)


def _pool(jobs: Sequence[Job], count: int) -> Iterator[Done]:
    # Spawned, not forked: a process that has threads (of a window, of a runtime) cannot be forked safely.
    with ProcessPoolExecutor(min(count, len(jobs)), mp_context=get_context("spawn")) as pool:
        futures = {pool.submit(run_job, job): job for job in jobs}
        try:
            for future in as_completed(futures):
                yield futures[future], future.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _alone(job: Job) -> DriveResult:
    try:
        ((_, result),) = _pool([job], 1)
        return result
    except BrokenProcessPool:
        return DriveResult.failed(job.drive, f"{job.drive}: the process that read it died; its video may be damaged")
