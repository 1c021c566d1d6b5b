"""`cabinsight review`: recorded drives looked at, judged and measured."""

import argparse
import getpass
from pathlib import Path

from app.cabin_files import USUAL_PROFILE, cabin_path, load_cabin
from app.commands import networks
from app.drives import folder
from app.drives.face_blur import FaceBlur
from app.drives.reading import Drive
from app.posture.event import EventKind
from app.review.figures import RuleFigures, rule_figures
from app.review.library import judged_drives, read_entry
from app.review.opening import Reference, open_drive
from app.review.replay import cabin_of
from app.settings import drives_folder
from app.ui.review.run import run_review_window
from pose.errors import UserError


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `review` to the command line."""
    parser = commands.add_parser(
        "review",
        help="look at recorded drives and judge their events",
        description="Look at recorded drives: jump from event to event, judge them, see what the network saw. "
        "Without a DRIVE: all of them.",
    )
    parser.add_argument("drive", nargs="?", type=Path, metavar="DRIVE", help="a drive's name, or its folder")
    parser.add_argument("--drives", type=Path, metavar="FOLDER", help="where drives are (default: %(default)s)")
    parser.add_argument(
        "--profile",
        default=USUAL_PROFILE,
        metavar="NAME",
        help="whose calibration holds for drives of older versions (default: %(default)s)",
    )
    parser.add_argument("--author", metavar="NAME", help="who judges (default: who is logged in)")
    parser.add_argument(
        "--figures", action="store_true", help="open no window: print precision and false alarms of reviewed drives"
    )
    parser.add_argument("--blur-faces", action="store_true", help="blur everybody's face in reports")
    networks.add_options(parser)
    parser.add_argument("--fullscreen", action="store_true", help="fill the screen")
    parser.add_argument(
        "--screenshot", type=Path, metavar="FILE", help="write a PNG of the window when it has opened, and end"
    )
    parser.set_defaults(run=run, usage_error=parser.error, drives=drives_folder())


def run(options: argparse.Namespace) -> int:
    """Review; return the exit code."""
    if options.figures:
        if options.drive is not None or options.fullscreen or options.screenshot:
            options.usage_error("--figures: of all drives, and no window; leave out the rest")
        return _print_figures(options.drives)

    def reference_of(drive: Drive) -> Reference:
        if drive.complete:
            return Reference(wheel=drive.info.wheel, cabin=cabin_of(drive))
        # An older drive does not hold its calibration: the camera's present one is the next best.
        return Reference(cabin=load_cabin(cabin_path(drive.info.source, options.profile)))

    def blur() -> FaceBlur:
        opened = networks.open_networks(options)
        return FaceBlur(opened.detector, opened.estimator)

    first = None
    if options.drive is not None:
        first = open_drive(_find(options.drives, options.drive), reference_of)
    run_review_window(
        options.drives,
        author=options.author or getpass.getuser(),
        reference_of=reference_of,
        blur=blur if options.blur_faces else None,
        first=first,
        fullscreen=options.fullscreen,
        screenshot=options.screenshot,
    )
    return 0


def _find(drives: Path, name: Path) -> Path:
    if name.is_file() and name.suffix != ".sqlite":
        raise UserError(f"{name}: is no drive; make one of it with `cabinsight drives import {name}`")
    return folder.find(drives, str(name))


def _print_figures(drives: Path) -> int:
    entries = [read_entry(stored) for stored in folder.stored_drives(drives)]
    judged = judged_drives(entries)
    figures = rule_figures(judged)
    print(f"{'rule':<24}{'true':>6}{'false':>7}{'unclear':>9}{'precision':>11}{'false/h':>9}")
    for told in figures:
        print(f"{_name(told.kind):<24}{told.true:>6}{told.false:>7}{told.unclear:>9}{_rates(told)}")
    hours = sum(drive.hours for drive in judged)
    print(f"{len(judged)} of {len(entries)} drives are reviewed, {hours:.1f} hours")
    return 0


def _name(kind: EventKind) -> str:
    return kind.value.replace("_", " ")


def _rates(figures: RuleFigures) -> str:
    precision = "-" if figures.precision is None else f"{figures.precision:.0%}"
    rate = "-" if figures.false_an_hour is None else f"{figures.false_an_hour:.2f}"
    return f"{precision:>11}{rate:>9}"
