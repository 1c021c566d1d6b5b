"""`cabinsight monitor`: the live monitor, in a window or headless."""

import argparse
import sys
from pathlib import Path

from app.cabin_files import USUAL_PROFILE
from app.commands import camera_options, networks
from app.commands.headless import run_headless
from app.commands.watching import Watching
from app.drives.repair import repair_in_background
from app.log_file import logging_to
from app.monitor_settings import Language, RecordingSettings, Settings, Theme
from app.posture.rules import DEFAULT as DEFAULT_RULES
from app.posture.rules import load_rules
from app.session import Session
from app.settings import drives_folder, log_file
from app.ui.run import run_window
from app.ui.system_libraries import has_display, missing_libraries
from app.watchdog import Watchdog
from pose.errors import UserError


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
    parser.add_argument("--fullscreen", action=argparse.BooleanOptionalAction, help="fill the screen")
    parser.add_argument(
        "--theme", type=Theme, choices=list(Theme), metavar="night|day|auto", help="the look; auto: by the hour"
    )
    parser.add_argument("--language", type=Language, choices=list(Language), metavar="auto|en|de", help="of the window")
    parser.add_argument("--sound", action=argparse.BooleanOptionalAction, help="a tone with every alert")
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
    usual = RecordingSettings()
    parser.add_argument(
        "--record", action=argparse.BooleanOptionalAction, help="record the camera's pictures with the drive"
    )
    parser.add_argument(
        "--blur-faces",
        action=argparse.BooleanOptionalAction,
        help="blur everybody's face in what is recorded; encodes anew",
    )
    parser.add_argument(
        "--quota",
        type=float,
        metavar="GB",
        help=f"the oldest drives go beyond that (default: the settings', {usual.quota_gb:g})",
    )
    parser.add_argument(
        "--keep-days",
        type=float,
        metavar="N",
        help=f"older drives go (default: the settings', {usual.keep_days:g})",
    )
    parser.add_argument(
        "--profile",
        default=USUAL_PROFILE,
        metavar="NAME",
        help="whose calibration, see `calibrate` (default: %(default)s)",
    )
    networks.add_options(parser)
    parser.set_defaults(run=run, usage_error=parser.error, drives=drives_folder())


def run(options: argparse.Namespace) -> int:
    """Watch until it is stopped or the source ends; return the exit code."""
    _check_usage(options)
    with logging_to(log_file()):
        return _watch(options)


def _watch(options: argparse.Namespace) -> int:
    stored = camera_options.stored_settings(options)
    settings = _effective(stored, options)
    display = has_display()
    if options.screenshot and not display:
        raise UserError("no display to take a screenshot on; set DISPLAY or WAYLAND_DISPLAY")
    headless = options.headless or not display
    if not headless and (missing := missing_libraries()):
        raise UserError(
            "the window needs system libraries that are missing; "
            f"sudo apt install {' '.join(missing)} (or run with --headless, which works without)"
        )
    watching = Watching(
        options=options,
        rules=load_rules(options.rules),
        networks=networks.open_networks(options),
        headless=headless,
        demo_only=headless and not options.headless,
    )
    session = Session(watching.begin, settings, stored=stored, path=camera_options.config_path(options))
    if headless and not options.headless and settings.camera.device:
        print("no display: no window opens")
    print(f"watching {watching.described}", flush=True)
    session.start()
    watchdog = Watchdog()
    watchdog.ready()
    repair_in_background(options.drives)
    try:
        if headless:
            run_headless(session.monitor, watchdog=watchdog, seconds=options.seconds)
        else:
            run_window(
                session,
                watchdog,
                screenshot=options.screenshot,
                screenshot_after_s=options.seconds or 0.0,
                close_after_s=None if options.screenshot else options.seconds,
            )
    finally:
        watchdog.stopping()
        session.close()
        session.join()
    for ask in watching.problems:
        for problem in ask():
            print(f"cabinsight: {problem}", file=sys.stderr)
    if session.monitor.failure:
        raise UserError(session.monitor.failure)
    return 0


def _effective(stored: Settings, options: argparse.Namespace) -> Settings:
    """Return the settings that hold: the file's, and what the command line says otherwise."""
    given = {
        "window": {
            "theme": options.theme,
            "language": options.language,
            "sound": options.sound,
            "fullscreen": options.fullscreen,
        },
        "recording": {
            "record": options.record,
            "blur_faces": options.blur_faces,
            "quota_gb": options.quota,
            "keep_days": options.keep_days,
        },
    }
    settings = camera_options.with_camera(stored, options)
    try:
        for section, values in given.items():
            settings = settings.changed(section, **{name: value for name, value in values.items() if value is not None})
    except ValueError as error:
        options.usage_error(str(error))
    return settings


def _check_usage(options: argparse.Namespace) -> None:
    if options.headless and (options.screenshot or options.fullscreen):
        options.usage_error("--headless opens no window: leave out --screenshot and --fullscreen")
    if options.seconds is not None and not options.seconds > 0:
        options.usage_error("--seconds: more than 0")
