"""`cabinsight doctor`: what the monitor needs, whether it is there, and what helps."""

import argparse
import os
import platform
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata
from pathlib import Path

from app.commands import autostart, camera_options, jetson, networks
from app.commands.jetson import Jetson
from app.frames import devices
from app.settings import drives_folder, settings_file
from app.sound import NO_PLAYER, PLAYERS
from app.ui.system_libraries import has_display, missing_libraries
from engines import fingerprint, selection
from engines.selection import Choice, choose
from engines.tensorrt import BACKENDS
from pose.errors import UserError

QT = "PySide6-Essentials"

PACKAGES = ("numpy", "opencv-python-headless", "onnxruntime", "av", "linuxpy", QT, "pyqtgraph")

NO_QT = "the window's Qt has no build for it; install JetPack 7, or run --headless"

ENOUGH_FREE_GB = 1.0
"""A day's driving: a drive takes 113 MB an hour at 30 frames a second (measured)."""


class Verdict(StrEnum):
    """How a check went. A warning costs comfort, a failure the monitor."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the table."""

    verdict: Verdict
    subject: str
    finding: str


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `doctor` to the command line."""
    parser = commands.add_parser(
        "doctor",
        help="check what the monitor needs",
        description="Check what the monitor needs. The exit code is 1 if something that it cannot do without fails.",
    )
    parser.add_argument("--drives", type=Path, metavar="FOLDER", help="where drives are logged (default: %(default)s)")
    parser.add_argument("--config", type=Path, metavar="FILE", help=f"settings (default: {settings_file()})")
    networks.add_options(parser)
    parser.set_defaults(run=run, drives=drives_folder())


def run(options: argparse.Namespace) -> int:
    """Print the table and return the exit code."""
    failed = False
    for check in _checks(options):
        print(f"{check.verdict.value:<5} {check.subject:<24} {check.finding}", flush=True)
        failed = failed or check.verdict is Verdict.FAIL
    return 1 if failed else 0


def _checks(options: argparse.Namespace) -> Iterator[Check]:
    yield _package("cabinsight", None)
    yield Check(Verdict.OK, "Python", f"{platform.python_version()} on {platform.platform()}")
    board = jetson.find()
    if board is not None:
        yield _jetson(board)
    for package in PACKAGES:
        yield _package(package, board)
    yield _gpu()
    yield _network("pose network", lambda: networks.choose_pose(options))
    yield _network(
        "driver detector", lambda: choose(networks.bundle_for(options.detector or networks.DETECTOR, "detection"))
    )
    yield _cameras()
    yield _display()
    yield _libraries()
    yield from _settings(options)
    yield _drives(options.drives)
    yield _disk(options.drives)
    yield _unattended()


def _jetson(board: Jetson) -> Check:
    if board.has_qt:
        return Check(Verdict.OK, "Jetson", str(board))
    return Check(Verdict.WARN, "Jetson", f"{board}: {NO_QT}")


def _package(name: str, board: Jetson | None) -> Check:
    try:
        return Check(Verdict.OK, name, metadata.version(name))
    except metadata.PackageNotFoundError:
        if name == QT and board is not None and not board.has_qt:
            return Check(Verdict.WARN, name, f"is not installed: {NO_QT}")
        return Check(Verdict.FAIL, name, "is not installed; install Cabinsight again")


def _gpu() -> Check:
    gpu = fingerprint.find_gpu(selection.installed_module(selection.CUDA))
    if isinstance(gpu, str):
        return Check(Verdict.OK, "GPU", f"none that TensorRT could use ({gpu}); the CPU runs the networks")
    found = f"{gpu.name}, sm{gpu.sm}, driver for CUDA {gpu.driver}"
    there = [name for name in BACKENDS if selection.installed_module(name) is not None]
    if there:
        return Check(Verdict.OK, "GPU", f"{found}; {', '.join(there)} can run there")
    return Check(
        Verdict.WARN, "GPU", f"{found}, not used; pip install 'cabinsight[tensorrt-rtx]', then build.py --fp16"
    )


def _network(subject: str, opened: Callable[[], Choice]) -> Check:
    try:
        choice = opened()
    except UserError as error:
        return Check(Verdict.FAIL, subject, str(error))
    identity, bundle = choice.engine.identity, choice.engine.bundle
    choice.engine.close()
    finding = (
        f"{bundle.manifest.name}, hashes right; runs on {identity.backend} {identity.version} in {identity.precision} "
        f"({identity.device}): {choice.why}"
    )
    if choice.passed_over:
        return Check(Verdict.WARN, subject, f"{finding}; not on {'; not on '.join(choice.passed_over)}")
    return Check(Verdict.OK, subject, finding)


def _cameras() -> Check:
    found = ", ".join(f"{device.index} ({device.name})" for device in devices.cameras())
    if refused := ", ".join(map(str, devices.forbidden())):
        helps = f"no right to open {refused}; sudo usermod -aG video $USER, then log in again"
        return Check(Verdict.WARN, "cameras", f"{found}; {helps}" if found else helps)
    if found:
        return Check(Verdict.OK, "cameras", found)
    return Check(Verdict.WARN, "cameras", "none; connect one, or watch a video with --camera FILE")


def _display() -> Check:
    if has_display():
        return Check(Verdict.OK, "display", "a window can open")
    return Check(
        Verdict.WARN, "display", "none; the monitor runs headless; for a window set DISPLAY or WAYLAND_DISPLAY"
    )


def _libraries() -> Check:
    missing = missing_libraries()
    if not missing:
        return Check(Verdict.OK, "system libraries", "all that the window needs")
    helps = f"missing for the window; sudo apt install {' '.join(missing)} (--headless works without)"
    return Check(Verdict.WARN, "system libraries", helps)


def _drives(folder: Path) -> Check:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Written, not asked for: a full or read-only disk shows in no permission.
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"probe")
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as error:
        return Check(Verdict.FAIL, "drives", f"{folder}: cannot be written ({error.strerror}); name one with --drives")
    return Check(Verdict.OK, "drives", f"{folder} can be written")


def _disk(folder: Path) -> Check:
    there = next(place for place in (folder, *folder.absolute().parents) if place.is_dir())
    free_gb = shutil.disk_usage(there).free / 1e9
    if free_gb < ENOUGH_FREE_GB:
        return Check(Verdict.WARN, "free disk", f"{free_gb:.1f} GB; delete old drives")
    return Check(Verdict.OK, "free disk", f"{free_gb:.0f} GB")


def _settings(options: argparse.Namespace) -> Iterator[Check]:
    path = camera_options.config_path(options)
    try:
        settings = camera_options.stored_settings(options)
    except UserError as error:
        yield Check(Verdict.FAIL, "settings", f"{error}; put it right or delete the file")
        return
    yield Check(Verdict.OK, "settings", f"{path}" if path.exists() else f"the usual ones ({path} is not there)")
    if settings.window.sound:
        players = [player[0] for player in PLAYERS if shutil.which(player[0])]
        found = f"played by {players[0]}" if players else NO_PLAYER
        yield Check(Verdict.OK if players else Verdict.WARN, "sound", found)


def _unattended() -> Check:
    """Look at the unit that `autostart` writes: one of before the watchdog lets a monitor hang."""
    unit = autostart.unit_path()
    if not unit.is_file():
        return Check(Verdict.OK, "unattended", "does not start by itself; cabinsight autostart -- OPTIONS makes it")
    if "WatchdogSec=" not in unit.read_text(encoding="utf-8"):
        return Check(Verdict.WARN, "unattended", f"{unit}: is of an older version; run cabinsight autostart again")
    return Check(Verdict.OK, "unattended", f"starts by itself, and again when it hangs ({unit})")
