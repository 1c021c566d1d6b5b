"""A person at the wheel: start, calibrate, drive, an alert, its answer, stop. All real, but for the demo clip."""

import os
import re
import shutil
import subprocess
import sys

import cv2
import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest

from app.cabin_files import load_cabin
from app.command_line import _parser
from app.commands import networks
from app.commands.monitor import _effective
from app.commands.watching import Watching
from app.drives.reading import read_drive
from app.drives.response import ResponseKind
from app.monitor_settings import Settings
from app.posture.rules import load_rules
from app.session import Session
from app.sound import Speaker
from app.ui import theme
from app.watchdog import Watchdog
from tests.end_to_end.conftest import ROOT
from tests.tiny_scenes import DRIVER, write_video

FPS = 10
STEADY_S = 5.0
"""Ten pictures are the fewest that make a calibration; a busy machine sees two a second."""

OWN_PROCESS = "CABINSIGHT_TEST_A_PERSONS_PATH"
"""Set where the path is walked: like a person's, with no other window's remains in the process."""

HAS_X = shutil.which("xvfb-run") and shutil.which("xauth")


@pytest.fixture
def session(qapp, tmp_path, shipped_networks, demo_clip, monkeypatch):
    monkeypatch.setattr("app.ui.monitor_window.STEADY_SECONDS", STEADY_S)
    monkeypatch.setattr("app.cabin_files.cabins_folder", lambda: tmp_path / "cabins")
    monkeypatch.setattr("app.commands.watching.first_camera", lambda: None)
    options = _parser().parse_args(["monitor", "--drives", str(tmp_path / "drives"), "--quota", "5"])
    watching = Watching(
        options=options,
        rules=load_rules(),
        networks=networks.open_networks(options),
        headless=False,
        demo_only=False,
    )
    settings = _effective(Settings(), options)
    session = Session(watching.begin, settings, stored=Settings(), path=tmp_path / "settings.toml")
    yield session
    session.close()
    session.join()
    theme.wear(theme.NIGHT)


@pytest.fixture(scope="session")
def finger():
    return QTest.createTouchDevice()


@pytest.mark.skipif(OWN_PROCESS not in os.environ, reason="run by the tests below, each in a process of its own")
def test_start_calibrate_drive_alert_acknowledge_stop(qtbot, session, finger: QPointingDevice, tmp_path):
    from app.ui.monitor_window import MonitorWindow
    from app.ui.rail import Page

    window = MonitorWindow(session=session, speaker=Speaker(()), watchdog=Watchdog({}))
    qtbot.addWidget(window)
    window.resize(*(800, 480) if os.environ["QT_QPA_PLATFORM"] == "offscreen" else (1280, 720))
    with qtbot.waitExposed(window):
        window.show()

    def touch(widget, place: QPoint | None = None) -> None:
        at = place or widget.rect().center()
        QTest.touchEvent(widget, finger).press(0, at, widget).commit()
        QTest.touchEvent(widget, finger).release(0, at, widget).commit()

    def wait(condition) -> None:
        qtbot.waitUntil(condition, timeout=90_000)

    # Start.
    session.start()
    wait(lambda: not window.live.picture.picture_rect().isEmpty())

    # Calibrate: a zone is looked at, the side of the car chosen, and all is saved.
    touch(window.rail.buttons[Page.CABIN])
    assert window.page is Page.CABIN
    wait(window.cabin.save_button.isEnabled)
    touch(window.cabin.zones, window.cabin.zones.button_rect(1).center().toPoint())
    touch(window.cabin.sides, window.cabin.sides.button_rect(1).center().toPoint())
    touch(window.cabin.save_button)
    wait(lambda: window.page is Page.LIVE and not session.changing)
    (kept,) = (tmp_path / "cabins").rglob("*.toml")
    assert load_cabin(kept).hand_drive == "right"

    # Drive, with a recording.
    touch(window.rail.buttons[Page.DRIVES])
    wait(lambda: window.drives.protect_button.isEnabled())
    touch(window.drives.record_button)
    wait(lambda: window.drives.record_button.text() == "Stop recording")
    touch(window.rail.buttons[Page.LIVE])

    # Alert, seen, and all muted.
    wait(window.band.acknowledge_button.isVisible)
    told = window.band.alert.event
    touch(window.band.acknowledge_button)
    assert window.band.alert.event != told or window.band.alert.quiet
    touch(window.band.mute_button)
    assert re.search(r"muted, (10|9) min", window.band.text())

    # Stop, from the settings.
    touch(window.rail.buttons[Page.SETTINGS])
    page = window.settings
    page.form.ensureWidgetVisible(page.quit_button)
    touch(page.quit_button)
    assert not window.isVisible()
    session.close()
    session.join()

    first, second = (read_drive(path) for path in sorted((tmp_path / "drives").iterdir()))
    assert not first.ended_unexpectedly and not second.ended_unexpectedly
    seen, muted = second.responses
    assert (seen.kind, seen.event) == (ResponseKind.ACKNOWLEDGED, (told.kind, told.start))
    assert seen.event in {(event.kind, event.start) for event in second.events}
    assert muted.kind is ResponseKind.MUTED and second.segments and not first.segments


def walk(platform: str, *server: str) -> None:
    path = f"{__file__}::test_start_calibrate_drive_alert_acknowledge_stop"
    done = subprocess.run(
        [*server, sys.executable, "-m", "pytest", "-p", "no:cacheprovider", path],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": platform, "OMP_NUM_THREADS": "1", OWN_PROCESS: "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0 and "1 passed" in done.stdout, done.stdout[-3000:]


def test_a_person_starts_calibrates_drives_is_alerted_acknowledges_and_stops():
    walk("offscreen")


@pytest.mark.skipif(not HAS_X, reason="needs a virtual X server: apt install xvfb xauth")
def test_the_same_path_on_a_real_x_server():
    walk("xcb", "xvfb-run", "--auto-servernum", "--server-args=-screen 0 1280x720x24")


@pytest.mark.skipif(not HAS_X, reason="needs a virtual X server: apt install xvfb xauth")
@pytest.mark.parametrize("size", [(800, 480), (1920, 1080)])
def test_full_screen_fills_a_screen_without_a_window_manager(cabinsight, tiny_networks, tmp_path, size):
    video, picture = write_video(tmp_path / "in.mp4", [DRIVER] * 60), tmp_path / "window.png"
    options = ["--camera", video, "--fullscreen", "--theme", "day", "--language", "de", "--screenshot", picture]
    server = ["xvfb-run", "--auto-servernum", f"--server-args=-screen 0 {size[0]}x{size[1]}x24"]
    command = ["monitor", *options, "--seconds", 0.5, "--drives", tmp_path / "drives", *tiny_networks]
    ended = cabinsight(*command, wrapper=server, QT_QPA_PLATFORM="xcb")
    assert ended.returncode == 0, ended.stderr
    seen = cv2.imread(str(picture))
    assert seen.shape[:2] == (size[1], size[0]) and seen.mean() > 130


@pytest.mark.skipif(not HAS_X, reason="needs a virtual X server: apt install xvfb xauth")
def test_calibration_fills_the_screen_and_ends_when_it_is_told_to(cabinsight, tiny_networks, tmp_path):
    video = write_video(tmp_path / "in.mp4", [DRIVER] * 100, fps=FPS)
    server = ["xvfb-run", "--auto-servernum", "--server-args=-screen 0 800x480x24"]
    command = ["calibrate", video, "--fullscreen", "--seconds", 3, *tiny_networks]
    # As a service manager or a shell ends it; the window closes and the command with it.
    stop = ["timeout", "--signal=TERM", "--kill-after=30", "35"]  # s: a busy machine takes twenty to open a window
    ended = cabinsight(*command, wrapper=[*server, *stop], QT_QPA_PLATFORM="xcb")
    # 124 is `timeout`'s own: it had to send the signal, and the command ended by it.
    assert (ended.returncode, ended.stderr) == (124, "") and "calibrating in.mp4" in ended.stdout
