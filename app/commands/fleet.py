"""`cabinsight analyse DRIVE...`: many drives judged anew, results kept one by one, and what they have in common."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tqdm import tqdm

from app.commands import networks
from app.drives import schema
from app.fleet.cluster import run_on_cluster
from app.fleet.job import Job, NetworkNames
from app.fleet.processes import Done, run_in_processes
from app.fleet.result import DriveResult, load_result, save_result
from app.fleet.summary import record, summarise, table
from app.posture.rules import load_rules
from app.whole_file import whole_file
from pose import toml_file
from pose.bundle import MODEL
from pose.errors import UserError

SUMMARY = "summary.json"


def drives_in(inputs: Sequence[str]) -> list[Path]:
    """Return the drives among the inputs: a drive's folder, or a folder of drives; absolute, each once."""
    found: list[Path] = []
    for spec in inputs:
        path = Path(spec)
        if (path / schema.FILE).is_file():
            found.append(path.resolve())
        elif path.is_dir():
            found += sorted(child.resolve() for child in path.iterdir() if (child / schema.FILE).is_file())
    return list(dict.fromkeys(found))


def run(options: argparse.Namespace, drives: Sequence[Path]) -> int:
    """Judge all drives that have no result yet, and return the exit code: 1 if one could not be judged."""
    rules = None if options.rules is None else toml_file.dumps(load_rules(options.rules))
    names = _names(options) if networks.named(options) else None
    jobs = [Job(drive=path, rules=rules, networks=names) for path in drives]
    results: list[DriveResult] = []
    try:
        options.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"{options.out}: cannot be made ({error.strerror}); name another folder") from error
    waiting = []
    for job in jobs:
        known = load_result(options.out / job.file_name, job.key())
        if known is None:
            waiting.append(job)
        else:
            results.append(known)
    if results:
        print(f"{len(results)} drives have their result already")
    for job, result in tqdm(_done(waiting, options), total=len(waiting), unit=" drives", disable=None):
        results.append(result)
        if result.problem:
            tqdm.write(f"cabinsight: {result.problem}", file=sys.stderr)
        else:
            save_result(result, job.key(), options.out / job.file_name)
    summary = summarise(results)
    with whole_file(options.out / SUMMARY) as part:
        part.write_text(json.dumps(record(summary), indent=1) + "\n", encoding="utf-8")
    print(f"{table(summary)}\nwritten to {options.out}")
    return 1 if summary.problems else 0


def _done(jobs: Sequence[Job], options: argparse.Namespace) -> Iterator[Done]:
    if not jobs:
        return iter(())
    if options.scheduler is not None:
        return run_on_cluster(jobs, options.scheduler)
    return run_in_processes(jobs, options.jobs)


def _names(options: argparse.Namespace) -> NetworkNames:
    detector = networks.bundle_for(options.detector or networks.DETECTOR, "detection")
    pose = networks.bundle_for(options.model or networks.POSE, "pose")
    return NetworkNames(
        model=_absolute(options.model),
        detector=_absolute(options.detector),
        engine=_absolute(options.engine),
        sha256=(detector.manifest.files[MODEL], pose.manifest.files[MODEL]),
    )


def _absolute(name: str | Path | None) -> str | None:
    """Return a folder's whole path: a worker stands elsewhere. A shipped bundle's name stays."""
    if name is None:
        return None
    return str(Path(name).resolve()) if Path(name).exists() else str(name)
