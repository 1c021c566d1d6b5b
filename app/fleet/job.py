"""One drive's work, as a process or another machine does it: everything in, everything out, nothing kept."""

import argparse
import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from app.commands import networks
from app.commands.networks import Networks
from app.drives import schema
from app.drives.reading import Drive, read_drive
from app.fleet.result import DriveResult
from app.perception.perception import Perception
from app.posture.rules import Rules
from app.review.outcome import Outcome, outcome_of
from app.review.reanalysis import reanalyse
from app.review.replay import cabin_of, replay, rules_of
from pose import toml_file
from pose.errors import UserError


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkNames:
    """Which networks look at the pictures anew, as the command line names them; None: the usual one.

    Attributes
    ----------
    sha256 : of both networks, the detector's first: a name may mean another one tomorrow.
    """

    model: str | None
    detector: str | None
    engine: str | None
    sha256: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is to be done with one drive.

    Attributes
    ----------
    drive : its folder, absolute.
    rules : TOML text; None: the drive's own.
    networks : None: what is kept of the drive is judged anew, its pictures are not looked at.
    """

    drive: Path
    rules: str | None
    networks: NetworkNames | None

    def key(self) -> str:
        """Return what tells whether a result is this job's: of the same rules, networks and database.

        Raises
        ------
        OSError : there is no such drive.
        """
        found = (self.drive / schema.FILE).stat()
        of = {
            "drive": [str(self.drive), found.st_size, found.st_mtime_ns],
            "rules": self.rules,
            "networks": None if self.networks is None else asdict(self.networks),
        }
        return hashlib.sha256(json.dumps(of, sort_keys=True).encode()).hexdigest()

    @property
    def file_name(self) -> str:
        """The name of the result's file: two cars' drives may be called alike."""
        return f"{self.drive.name}-{hashlib.sha256(str(self.drive).encode()).hexdigest()[:8]}.json"


def run_job(job: Job) -> DriveResult:
    """Do it. Whatever goes wrong becomes the result's `problem`: one bad drive stops nobody."""
    try:
        drive = read_drive(job.drive)
        rules = rules_of(drive) if job.rules is None else toml_file.loads(job.rules, Rules, "the rules")
        outcome = _judge(drive, rules, job.networks)
        first, last = drive.time_span()
    except UserError as error:
        return DriveResult.failed(job.drive, str(error))
    except Exception as error:
        return DriveResult.failed(job.drive, f"{job.drive}: internal error ({type(error).__name__}: {error})")
    return DriveResult(
        name=job.drive.name,
        path=str(job.drive),
        camera=drive.info.source,
        seconds=(last - first) / 1e9,
        complete=drive.complete or job.networks is not None,
        rules_version=rules.version,
        events=outcome.events,
        observability=outcome.observability,
    )


def _judge(drive: Drive, rules: Rules, names: NetworkNames | None) -> Outcome:
    if names is None:
        return outcome_of(replay(drive, rules))
    opened = _opened(names)
    return outcome_of(reanalyse(drive, Perception(opened.detector, opened.estimator, cabin=cabin_of(drive)), rules))


@cache
def _opened(names: NetworkNames) -> Networks:
    """Open the networks once a process."""
    engine = None if names.engine is None else Path(names.engine)
    return networks.open_networks(argparse.Namespace(model=names.model, detector=names.detector, engine=engine))
