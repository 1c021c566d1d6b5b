"""A real scheduler and real workers, each a process of its own, on the loopback."""

import json
import os
import shutil
import subprocess
import sys
import time

import pytest

from tests.app.fleet.conftest import results
from tests.app.review.kept_drives import keep, wandering
from tests.end_to_end.conftest import ROOT

pytest.importorskip("distributed")


def eventually(condition, seconds=60.0):
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.05)
    return condition()


@pytest.fixture
def cluster(tmp_path):
    """A scheduler and two workers: its address, and the workers' processes."""
    file = tmp_path / "scheduler.json"
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    started = []

    def start(module, *arguments):
        command = [
            sys.executable,
            "-m",
            f"distributed.cli.{module}",
            "--no-dashboard",
            "--host",
            "127.0.0.1",
            *arguments,
        ]
        log = (tmp_path / f"{module}_{len(started)}.log").open("w")
        started.append(subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=log, stderr=log))
        log.close()
        return started[-1]

    start("dask_scheduler", "--port", "0", "--scheduler-file", str(file))
    assert eventually(file.is_file)
    address = json.loads(file.read_text())["address"]
    workers = [start("dask_worker", address, "--nthreads", "1", "--no-nanny") for _ in range(2)]
    yield address, workers
    for process in reversed(started):
        process.terminate()
    for process in started:
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def analyse(*arguments):
    """Start the command in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "app", "analyse", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_cluster_gives_the_same_results_also_when_a_worker_is_killed_in_the_middle(cluster, tmp_path):
    address, workers = cluster
    first = keep(tmp_path / "drives", wandering(4, 300))
    for i in range(4):
        shutil.copytree(first, tmp_path / "drives" / f"copy_{i}")
    with analyse(tmp_path / "drives", "--out", tmp_path / "here") as here:
        assert here.communicate(timeout=120)[1] == ""
    with analyse(tmp_path / "drives", "--out", tmp_path / "there", "--scheduler", address) as there:
        out = tmp_path / "there"
        assert eventually(lambda: there.poll() is not None or (out.is_dir() and len(results(out)) >= 1))
        workers[0].kill()
        said, complaints = there.communicate(timeout=180)
    assert (there.returncode, complaints) == (0, "")
    assert "5 drives" in said
    assert len(results(tmp_path / "here")) == 6 and results(tmp_path / "there") == results(tmp_path / "here")


def test_an_address_without_a_scheduler_is_told_in_one_line(tmp_path, monkeypatch, capsys):
    from app.command_line import main
    from app.fleet import cluster as cluster_module

    monkeypatch.setattr(cluster_module, "CONNECT_S", 1)
    path = keep(tmp_path / "drives", wandering(0, 5))
    for address in ("tcp://127.0.0.1:9", "no address"):
        assert main(["analyse", str(path), "--out", str(tmp_path / "out"), "--scheduler", address]) == 1
        complaints = capsys.readouterr().err
        assert "no Dask scheduler answers there" in complaints and complaints.count("\n") == 1


def test_nothing_imports_the_cluster_unless_it_is_asked_for():
    code = "import sys, app.command_line; sys.exit(any(name in sys.modules for name in ('dask', 'distributed')))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
