"""`cabinsight analyse`: videos and pictures in; observations, events or COCO results out. Drives: see `fleet`."""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from app.commands import analysis, fleet, networks, person_boxes, result_files
from app.commands.analysis import Step
from app.commands.event_line import event_line
from app.commands.networks import Networks
from app.commands.overlay_files import OverlayFolder
from app.commands.person_boxes import LabelledPicture
from app.commands.result_files import ResultFile
from app.frames.folder import FolderSource
from app.frames.opening import open_source
from app.frames.source import FrameSource
from app.posture.rules import Rules, load_rules
from app.vehicle.opening import open_vehicle
from app.vehicle.source import VehicleSource
from pose.errors import UserError

EPILOG = """\
--out: *.jsonl one observation a line; *.csv one event a row; *.json COCO keypoint results, each picture for itself.
A folder's pictures stand alone, unless --sequence says that they are the frames of one drive.
What cannot be read is named on stderr; the rest is done, and the exit code is 1.
Drives, or folders of drives, are judged anew: from what is kept of them, or with --model or --engine from their
pictures. --out is a folder then: a result for each drive, and a summary. What has one there is left as it is."""

MAX_FPS = 1000
"""No camera in a car is faster, and times are whole nanoseconds."""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `analyse` to the command line."""
    parser = commands.add_parser(
        "analyse",
        help="analyse videos, pictures and folders of pictures; judge many drives anew",
        description="Analyse videos, pictures and folders of pictures; judge many drives anew.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "inputs", nargs="+", metavar="INPUT", help="a video, a picture or a folder of pictures; a drive"
    )
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="write results: *.jsonl, *.csv or *.json; of drives: a folder"
    )
    parser.add_argument(
        "--boxes", type=Path, metavar="COCO.json", help="take persons' boxes from here, not from the detector"
    )
    parser.add_argument("--sequence", action="store_true", help="a folder's pictures are the frames of one drive")
    parser.add_argument("--fps", type=float, help="frames a second, with --sequence")
    parser.add_argument(
        "--rules", type=Path, metavar="FILE", help="posture rules (TOML; default: the shipped ones; a drive's own)"
    )
    parser.add_argument("--vehicle", type=Path, metavar="FILE.csv", help="speed, reverse and ignition over the drive")
    parser.add_argument("--overlays", type=Path, metavar="FOLDER", help="write the pictures with skeletons drawn in")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="overlays of every Nth picture only")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="drives: so many processes (default: 1)")
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="drives: on the Dask cluster there, such as tcp://desk:8786"
    )
    networks.add_options(parser)
    parser.set_defaults(run=run, usage_error=parser.error)


@dataclass(slots=True)
class Totals:
    """What came of all inputs. `problems` counts inputs and pictures that could not be read."""

    sources: int = 0
    pictures: int = 0
    labelled: int = 0
    persons: int = 0
    events: int = 0
    problems: int = 0

    def report(self, problem: str) -> None:
        """Name on stderr what could not be read."""
        self.problems += 1
        tqdm.write(f"cabinsight: {problem}", file=sys.stderr)


@dataclass(frozen=True, slots=True, kw_only=True)
class Analyser:
    """What is done to every input alike.

    `alone`: pictures stand alone, even a video's. `events_only`: nothing but events is wanted.
    """

    networks: Networks
    rules: Rules
    vehicle: VehicleSource | None
    labelled: dict[str, LabelledPicture] | None
    alone: bool
    events_only: bool
    fps: float | None
    overlays: OverlayFolder | None

    def analyse(self, spec: str, first_id: int, out: ResultFile, totals: Totals) -> int:
        """Analyse one input and return the first image id for the next one.

        An input that breaks in the middle is reported; what was read of it is written.

        Raises
        ------
        UserError : the input does not open, or an overlay cannot be written.
        """
        source = self._open(Path(spec))
        if self.events_only and self._stands_alone(source):
            source.close()
            raise UserError(f"{spec}: pictures that stand alone have no events; add --sequence --fps F, or a video")
        totals.sources += 1
        name = Path(spec).name or Path(spec).resolve().name
        pictures_before, problems_before = totals.pictures, totals.problems
        steps = _until_broken(self._steps(source, name, first_id), totals)
        try:
            for step in tqdm(steps, desc=name, unit=" pictures", disable=None):
                self._take(step, name, out, totals)
        finally:
            source.close()
        if isinstance(source, FolderSource):
            for problem in source.problems:
                totals.report(problem)
        # A picture that could not be read keeps its place in the numbering.
        return first_id + totals.pictures - pictures_before + totals.problems - problems_before

    def _open(self, path: Path) -> FrameSource:
        if self.fps is not None and path.is_dir():
            return FolderSource(path, self.fps)
        if not path.exists():
            raise UserError(f"{path}: no such file or folder; name a video, a picture or a folder of pictures")
        # Absolute: a file named 0 is no camera.
        return open_source(str(path.absolute()))

    def _steps(self, source: FrameSource, name: str, first_id: int) -> Iterator[Step]:
        if self.labelled is not None:
            return analysis.each_box(source, name, self.labelled, self.networks)
        if self._stands_alone(source):
            return analysis.each_alone(source, name, first_id, self.networks)
        return analysis.follow(source, name, first_id, self.networks, self.rules, self.vehicle)

    def _stands_alone(self, source: FrameSource) -> bool:
        return self.alone or (isinstance(source, FolderSource) and source.fps is None)

    def _take(self, step: Step, name: str, out: ResultFile, totals: Totals) -> None:
        for result in step.results:
            out.add(result)
            totals.persons += result.observation.raw is not None
        for event in step.events:
            out.add_event(name, event)
            totals.events += 1
            tqdm.write(event_line(event, f"{name} {event.start / 1e9:.1f} s"), file=sys.stdout)
        if step.frame is not None:
            totals.pictures += 1
            totals.labelled += analysis.file_name(step.frame, name) in (self.labelled or ())
            if self.overlays is not None:
                self.overlays.add(
                    step.frame, analysis.file_name(step.frame, name), [result.observation for result in step.results]
                )


def run(options: argparse.Namespace) -> int:
    """Analyse every input and return the exit code."""
    if drives := fleet.drives_in(options.inputs):
        _check_drives_usage(options)
        return fleet.run(options, drives)
    _check_usage(options)
    suffix = "" if options.out is None else options.out.suffix.lower()
    labelled = None if options.boxes is None else person_boxes.read(options.boxes)
    analyser = Analyser(
        networks=networks.open_networks(options),
        rules=load_rules(options.rules),
        vehicle=None if options.vehicle is None else open_vehicle(options.vehicle, live=False),
        labelled=labelled,
        alone=suffix == ".json",
        events_only=suffix == ".csv",
        fps=options.fps,
        overlays=None if options.overlays is None else OverlayFolder(options.overlays, options.every),
    )
    totals = Totals()
    with result_files.writing(options.out) as out:
        next_id = 0
        for i, spec in enumerate(options.inputs, start=1):
            try:
                next_id = analyser.analyse(spec, next_id, out, totals)
            except UserError as error:
                if totals.sources == 0 and i == len(options.inputs):
                    raise  # nothing was read at all: no file of results either
                totals.report(str(error))
        if labelled is not None and totals.labelled == 0:
            raise UserError(f"{options.boxes}: names none of the pictures; file names must be the same")
    print(
        f"{totals.pictures} pictures, {totals.persons} poses, {totals.events} events"
        + (f", {totals.problems} not read" if totals.problems else "")
        + (f"; written to {options.out}" if options.out else "")
    )
    return 1 if totals.problems else 0


def _until_broken(steps: Iterator[Step], totals: Totals) -> Iterator[Step]:
    try:
        yield from steps
    except UserError as error:
        totals.report(str(error))


def _check_drives_usage(options: argparse.Namespace) -> None:
    others = [spec for spec in options.inputs if not fleet.drives_in([spec])]
    if others:
        options.usage_error(f"{others[0]}: is no drive, others are; analyse them one kind at a time")
    if options.out is None or options.out.suffix.lower() in result_files.KINDS:
        options.usage_error("drives: name a folder for the results with --out")
    for name in ("boxes", "sequence", "fps", "vehicle", "overlays"):
        if getattr(options, name):
            options.usage_error(f"--{name}: is for videos and pictures, not for drives")
    if options.jobs < 1:
        options.usage_error("--jobs: a whole number, 1 or more")
    if options.scheduler is not None and options.jobs != 1:
        options.usage_error("--jobs and --scheduler: name one of them")


def _check_usage(options: argparse.Namespace) -> None:
    if options.jobs != 1 or options.scheduler is not None:
        options.usage_error("--jobs and --scheduler: are for drives")
    suffix = None if options.out is None else options.out.suffix.lower()
    if suffix is not None and suffix not in result_files.KINDS:
        options.usage_error(f"--out {options.out}: name a file that ends in {', '.join(result_files.KINDS)}")
    if options.sequence != (options.fps is not None):
        options.usage_error("--sequence and --fps go together")
    if options.fps is not None and not 0 < options.fps <= MAX_FPS:
        options.usage_error(f"--fps: frames a second, more than 0 and up to {MAX_FPS}")
    if options.sequence and suffix == ".json":
        options.usage_error("--sequence: in *.json every picture stands alone; write *.jsonl or *.csv")
    if options.boxes is not None and suffix != ".json":
        options.usage_error("--boxes: gives COCO results; add --out FILE.json")
    if options.vehicle is not None and len(options.inputs) > 1:
        options.usage_error("--vehicle: belongs to one drive; name one input")
    if options.every < 1:
        options.usage_error("--every: a whole number, 1 or more")
