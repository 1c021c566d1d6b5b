"""`cabinsight monitor`: the live monitor, in a window or headless."""

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from app.cabin_files import USUAL_PROFILE, cabin_path, camera_key, load_cabin
from app.commands import camera_options, demo, networks
from app.commands.effective_settings import effective_settings
from app.commands.headless import run_headless
from app.drives import retention
from app.drives.drive import DriveInfo, DriveWriter
from app.drives.face_blur import FaceBlur
from app.drives.log import DriveLog
from app.drives.recorder import Recorder
from app.drives.retention import Limits
from app.frames.camera_settings import CameraSettings
from app.frames.folder import FolderSource
from app.frames.opening import first_camera, open_source
from app.frames.playback import Looping, Paced
from app.frames.source import FrameSource
from app.frames.video import VideoSource
from app.log_file import logging_to
from app.monitor import Monitor
from app.mounting import MountingWatch
from app.perception.perception import Perception
from app.posture.monitor import PostureMonitor
from app.posture.rules import DEFAULT as DEFAULT_RULES
from app.posture.rules import load_rules
from app.settings import drives_folder, log_file
from app.ui.run import run_window
from app.ui.system_libraries import has_display, missing_libraries
from app.vehicle.opening import open_vehicle
from app.vehicle.source import VehicleSource
from calibration.cabin import Cabin
from pose import toml_file
from pose.errors import UserError

JOIN_S = 5.0
"""Seconds that the threads have to end: one frame and the log's last write. A camera that hangs is left behind."""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `monitor` to the command line."""
    parser = commands.add_parser(
        "monitor",
        help="watch the driver (what runs without a command)",
        description="Watch the driver. Without --camera: the first camera, or the demo clip where there is none. "
        "Without a display: the demo clip, headless.",
    )
    camera_options.add_options(parser)
    parser.add_argument("--headless", action="store_true", help="open no window: print events and figures")
    parser.add_argument("--seconds", type=float, help="end after so many seconds")
    parser.add_argument("--fullscreen", action="store_true", help="fill the screen")
    parser.add_argument("--drives", type=Path, metavar="FOLDER", help="where drives are logged (default: %(default)s)")
    parser.add_argument(
        "--screenshot", type=Path, metavar="FILE", help="write a PNG of the window, after --seconds, and end"
    )
    parser.add_argument(
        "--rules", type=Path, default=DEFAULT_RULES, metavar="FILE", help="posture rules (TOML; default: %(default)s)"
    )
    parser.add_argument(
        "--vehicle",
        type=Path,
        metavar="FILE",
        help="speed, reverse and ignition: a CAN bus (.toml) for a camera, a table (.csv) for a recording",
    )
    parser.add_argument("--record", action="store_true", help="record the camera's pictures with the drive")
    parser.add_argument("--blur-faces", action="store_true", help="with --record: blur everybody's face; encodes anew")
    parser.add_argument(
        "--quota",
        type=float,
        default=20.0,
        metavar="GB",
        help="the oldest drives go beyond that (default: %(default)g)",
    )
    parser.add_argument(
        "--keep-days", type=float, default=30.0, metavar="N", help="older drives go (default: %(default)g)"
    )
    parser.add_argument(
        "--profile",
        default=USUAL_PROFILE,
        metavar="NAME",
        help="whose calibration, see `calibrate` (default: %(default)s)",
    )
    networks.add_options(parser)
    parser.set_defaults(run=run, usage_error=parser.error, drives=drives_folder())


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What is watched. `notice` is for the banner, `wheel` the wheel zone's polygon in its pixels.

    `pictures` is the folder behind `source`, where it is one.
    """

    source: FrameSource
    pictures: FolderSource | None = None
    wheel: tuple[tuple[float, float], ...] = ()
    notice: str = ""


def run(options: argparse.Namespace) -> int:
    """Watch until it is stopped or the source ends; return the exit code."""
    _check_usage(options)
    with logging_to(log_file()):
        return _watch(options)


def _watch(options: argparse.Namespace) -> int:
    display = has_display()
    if options.screenshot and not display:
        raise UserError("no display to take a screenshot on; set DISPLAY or WAYLAND_DISPLAY")
    headless = options.headless or not display
    if not headless and (missing := missing_libraries()):
        raise UserError(
            "the window needs system libraries that are missing; "
            f"sudo apt install {' '.join(missing)} (or run with --headless, which works without)"
        )
    rules = load_rules(options.rules)
    opened = networks.open_networks(options)
    feed = _choose_feed(
        options.camera, camera_options.settings(options), headless=headless, demo_only=headless and not options.headless
    )
    vehicle = _open_vehicle(options.vehicle, feed.source)
    cabin, refused = _load_cabin(options.camera, options.profile, feed)
    notice = "\n".join(filter(None, (feed.notice, opened.notice, refused)))
    limits = Limits(quota=round(options.quota * 1e9), keep_days=options.keep_days)
    info = DriveInfo(
        start_wall_time=time.time(),
        source=feed.source.description,
        settings=toml_file.dumps(rules),
        bundles=opened.bundles,
        wheel=feed.wheel,
        cabin="" if cabin is None else toml_file.dumps(cabin),
    )
    monitor_toml = effective_settings(options, feed.source.description, feed.wheel, cabin, opened, rules)
    log = _begin_drive(options.drives, limits, info, monitor_toml)
    recorder = _recorder(log, options, limits) if options.record else None
    monitor = Monitor(
        source=feed.source,
        perception=Perception(opened.detector, opened.estimator, cabin=cabin),
        posture=PostureMonitor(rules, feed.wheel, cabin),
        log=log,
        recorder=recorder,
        engine=opened.identity,
        mounting=MountingWatch.of(cabin),
        vehicle=vehicle,
        notice=notice,
    )
    if headless and not options.headless and options.camera is not None:
        print("no display: no window opens")
    print(f"watching {feed.source.description}" + (f" ({notice})" if notice else ""), flush=True)
    monitor.start()
    try:
        if headless:
            run_headless(monitor, live=feed.source.live, seconds=options.seconds)
        else:
            run_window(
                monitor.updates,
                monitor.stop,
                fullscreen=options.fullscreen,
                screenshot=options.screenshot,
                screenshot_after_s=options.seconds or 0.0,
                close_after_s=None if options.screenshot else options.seconds,
            )
    finally:
        monitor.stop()
        monitor.join(JOIN_S)
    for problem in feed.pictures.problems if feed.pictures else ():
        print(f"cabinsight: {problem}", file=sys.stderr)
    if monitor.failure:
        raise UserError(monitor.failure)
    return 0


def _check_usage(options: argparse.Namespace) -> None:
    if options.headless and (options.screenshot or options.fullscreen):
        options.usage_error("--headless opens no window: leave out --screenshot and --fullscreen")
    if options.blur_faces and not options.record:
        options.usage_error("--blur-faces: what is recorded; add --record")
    if not (options.quota > 0 and options.keep_days > 0):
        options.usage_error("--quota and --keep-days: more than 0")
    if options.seconds is not None and not options.seconds > 0:
        options.usage_error("--seconds: more than 0")


def _open_vehicle(path: Path | None, source: FrameSource) -> VehicleSource | None:
    try:
        return None if path is None else open_vehicle(path, live=source.live)
    except UserError:
        source.close()
        raise


def _load_cabin(camera: str | None, profile: str, feed: Feed) -> tuple[Cabin | None, str]:
    """Return the camera's calibration or None, and why it is not used, one line, or "".

    A damaged one is told, and the driver watched without it: nobody may be at the keyboard.
    """
    if feed.wheel:
        # The demo clip's is known.
        return None, ""
    path = cabin_path(camera_key(camera, feed.source), profile)
    try:
        return load_cabin(path), ""
    except UserError as error:
        return None, str(error)


def _begin_drive(drives: Path, limits: Limits, info: DriveInfo, monitor_toml: str) -> DriveLog:
    """Begin a drive. Where none can be, the driver is watched all the same, and the window says why."""
    retention.tidy(drives, limits, info.start_wall_time)
    try:
        return DriveLog(DriveWriter(drives, info, monitor_toml))
    except UserError as error:
        return DriveLog(None, str(error))


def _recorder(log: DriveLog, options: argparse.Namespace, limits: Limits) -> Recorder:
    blur = None
    if options.blur_faces:
        # Networks of its own: an engine serves one thread.
        own = networks.open_networks(options)
        blur = FaceBlur(own.detector, own.estimator)
    return Recorder(
        Path(log.path) if log.path else None,
        log.recorded,
        blur=blur,
        make_room=lambda: retention.tidy(options.drives, limits, time.time()),
    )


def _choose_feed(camera: str | None, settings: CameraSettings, *, headless: bool, demo_only: bool) -> Feed:
    if camera is not None:
        source = open_source(camera, settings)
        # A window shows a recording at its own rate; headless there is nobody to watch it.
        watched = source if headless or source.live else Paced(source)
        return Feed(source=watched, pictures=source if isinstance(source, FolderSource) else None)
    index = None if demo_only else first_camera()
    if index is not None:
        return Feed(source=open_source(str(index), settings))
    notice = "no display: the demo clip, headless" if demo_only else "no camera found: this is the demo clip"
    wheel = demo.wheel()
    if headless:
        return Feed(source=VideoSource(demo.CLIP), wheel=wheel, notice=notice)
    return Feed(source=Paced(Looping(lambda: VideoSource(demo.CLIP))), wheel=wheel, notice=notice)
