"""Jobs on an existing Dask cluster (extra `fleet`). It starts no scheduler, no worker and no dashboard.

Workers need Cabinsight installed, and the drives under the same paths.
"""

from collections.abc import Iterator, Sequence

from app.fleet.job import Job, run_job
from app.fleet.processes import Done
from app.fleet.result import DriveResult
from pose.errors import UserError

CONNECT_S = 10
"""Seconds that a scheduler has to answer."""


def run_on_cluster(jobs: Sequence[Job], address: str) -> Iterator[Done]:
    """Yield results as they come. A worker that dies loses nothing: the scheduler gives its drives to others.

    Raises
    ------
    UserError : dask is not installed, or no scheduler answers at `address`.
    """
    try:
        from distributed import Client, as_completed
    except ImportError as error:
        raise UserError("a cluster needs dask; pip install 'cabinsight[fleet]'") from error
    try:
        client = Client(address, timeout=CONNECT_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UserError(f"{address}: no Dask scheduler answers there ({_first_line(error)}); start one") from error
    with client:
        # Impure: a result is known by its file, not by the cluster.
        futures = {client.submit(run_job, job, pure=False): job for job in jobs}
        for future in as_completed(futures, loop=client.loop):
            job, trouble = futures[future], future.exception()
            yield job, future.result() if trouble is None else _failed(job, trouble)


def _failed(job: Job, trouble: BaseException) -> DriveResult:
    problem = f"{job.drive}: the cluster could not do it ({type(trouble).__name__}: {_first_line(trouble)})"
    return DriveResult.failed(job.drive, problem)


def _first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0]
