"""`cabinsight calibrate`: learn the cabin of one camera and driver, in a window or headless."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from app.cabin_files import USUAL_PROFILE, cabin_path, camera_key, save_cabin
from app.calibrating import Calibrating, CalibrationUpdate
from app.commands import camera_options, networks
from app.drives import schema
from app.drives.pictures import open_pictures
from app.drives.reading import read_drive
from app.frames.opening import first_camera, open_source
from app.frames.source import FrameSource
from app.perception.perception import Perception
from app.perception.seat import Seat
from app.ui.calibrate import run_calibration_window
from app.ui.system_libraries import has_display, require_window_system
from calibration.cabin import Cabin, HandDrive
from calibration.cabin_learning import STEADY_SECONDS, CabinLearner
from pose.errors import UserError

JOIN_S = 5.0
"""Seconds that the thread has to end."""

FEWEST_SECONDS = 3.0
"""Less is no posture."""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `calibrate` to the command line."""
    parser = commands.add_parser(
        "calibrate",
        help="learn where seat and wheel are and how the driver sits",
        description="Learn the cabin while somebody drives: side of the car, seat, wheel zone, neutral posture. "
        "`monitor` uses it for the same camera and profile. Without an input: the camera.",
    )
    parser.add_argument("input", nargs="?", type=Path, metavar="DRIVE|VIDEO", help="a recorded drive or a video")
    camera_options.add_options(parser)
    parser.add_argument(
        "--profile", default=USUAL_PROFILE, metavar="NAME", help="whose posture it is (default: %(default)s)"
    )
    parser.add_argument(
        "--hand-drive",
        type=HandDrive,
        choices=list(HandDrive),
        metavar="left|right",
        help="side of the car where the driver sits (default: as seen)",
    )
    parser.add_argument(
        "--seconds",
        type=float,
        default=STEADY_SECONDS,
        metavar="S",
        help="steady sitting that is asked for (default: %(default)g)",
    )
    parser.add_argument("--headless", action="store_true", help="open no window: save what is proposed")
    parser.add_argument("--fullscreen", action="store_true", help="fill the screen")
    networks.add_options(parser)
    parser.set_defaults(run=run, usage_error=parser.error)


def run(options: argparse.Namespace) -> int:
    """Calibrate; return the exit code."""
    if not options.seconds >= FEWEST_SECONDS:
        options.usage_error(f"--seconds: at least {FEWEST_SECONDS:g}")
    if options.input is not None and options.camera is not None:
        options.usage_error("name a recording or a --camera, not both")
    headless = options.headless or not has_display()
    if not headless:
        require_window_system()
    opened = networks.open_networks(options)
    source, key = _open(options)
    path = cabin_path(key, options.profile)
    # The side is a preference of who is looked at, from the first picture on.
    seat = None if options.hand_drive is None else Seat(hand_drive=options.hand_drive)
    calibrating = Calibrating(
        source,
        Perception(opened.detector, opened.estimator, seat=seat),
        CabinLearner(options.seconds, options.hand_drive),
    )
    print(f"calibrating {source.description}: sit as you usually drive", flush=True)
    calibrating.start()
    try:
        if headless:
            _run_headless(calibrating, path, options.seconds)
        else:
            run_calibration_window(
                calibrating,
                lambda cabin: _save(cabin, path),
                seconds=options.seconds,
                hand_drive=options.hand_drive,
                fullscreen=options.fullscreen,
            )
    finally:
        calibrating.stop()
        calibrating.join(JOIN_S)
    if calibrating.failure:
        raise UserError(calibrating.failure)
    return 0


def _open(options: argparse.Namespace) -> tuple[FrameSource, str]:
    """Open what is to be watched; return it with what its calibrations are kept by."""
    if options.input is not None and (options.input / schema.FILE).is_file():
        drive = read_drive(options.input)
        media = drive.info.media
        # A video's calibrations are kept by its path, whether it was imported or not.
        return open_pictures(drive).source, drive.info.source if media is None else str(media.path)
    camera = camera_options.with_camera(camera_options.stored_settings(options), options).camera
    spec = camera.device or None if options.input is None else str(options.input)
    if spec is None:
        index = first_camera()
        if index is None:
            raise UserError("no camera was found; name one with --camera, or a recorded drive or video")
        spec = str(index)
    source = open_source(spec, camera.asked())
    return source, camera_key(spec, source)


def _run_headless(calibrating: Calibrating, path: Path, seconds: float) -> None:
    newest, told = None, -1
    for newest in _updates(calibrating):
        if int(10 * newest.progress) != told:
            told = int(10 * newest.progress)
            print(f"{newest.steady_s:.0f} of {seconds:.0f} s of steady sitting", flush=True)
        if newest.progress >= 1.0:
            break
    if calibrating.failure:
        return
    if newest is None or newest.progress < 1.0 or newest.cabin is None:
        had = 0.0 if newest is None else newest.steady_s
        raise UserError(
            f"only {had:.0f} s of steady sitting with both shoulders in view, {seconds:.0f} are needed; "
            "take a longer recording, or ask for fewer --seconds"
        )
    print(f"saved: {_save(newest.cabin, path)}")
    print(_said(newest.cabin))


def _updates(calibrating: Calibrating) -> Iterator[CalibrationUpdate]:
    while True:
        # Asked before taking: what comes between the two is taken the next time.
        ended = calibrating.updates.closed
        update = calibrating.updates.take(timeout=0.2)
        if update is not None:
            yield update
        elif ended:
            return


def _save(cabin: Cabin, path: Path) -> str:
    save_cabin(cabin, path)
    return str(path)


def _said(cabin: Cabin) -> str:
    wheel = "wheel zone proposed" if cabin.wheel else "no hand was seen on the wheel: draw the zone in the window"
    view = "" if cabin.view else "; hardly any background: a moved camera won't be noticed"
    return f"{cabin.hand_drive.value}-hand drive, {wheel}, {len(cabin.neutral)} keypoints of the neutral posture{view}"
