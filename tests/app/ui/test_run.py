import os
import signal
import subprocess
import sys
import threading

import cv2
import pytest
from PySide6.QtCore import QTimer

from app.ui.run import run_window
from app.watchdog import Watchdog
from pose.errors import UserError


@pytest.fixture
def fed(session, make_update):
    """A session with something to show."""
    session.updates.put(make_update())
    return session


def test_a_screenshot_is_taken_of_the_first_picture_and_the_window_closes(qapp, fed, tmp_path):
    assert run_window(fed, Watchdog({}), screenshot=tmp_path / "window.png") == 0
    picture = cv2.imread(str(tmp_path / "window.png"))
    assert picture.shape == (720, 1280, 3)
    assert (picture == 90).all(axis=2).any()


def test_a_screenshot_that_cannot_be_written_is_told_in_a_line(qapp, fed, tmp_path):
    with pytest.raises(UserError, match="cannot write the screenshot"):
        run_window(fed, Watchdog({}), screenshot=tmp_path / "no_folder" / "window.png")


def test_sigterm_closes_the_window_and_leaves_the_handlers_as_they_were(qapp, fed):
    before = signal.getsignal(signal.SIGTERM)
    QTimer.singleShot(50, lambda: os.kill(os.getpid(), signal.SIGTERM))
    assert run_window(fed, Watchdog({})) == 0
    assert signal.getsignal(signal.SIGTERM) == before


def test_without_a_display_it_says_so_and_imports_no_qt():
    program = """
import sys
from app.ui.run import run_window
from pose.errors import UserError
try:
    run_window(None, None)
except UserError as error:
    print(error)
assert not [name for name in sys.modules if name.startswith("PySide6")]
"""
    done = subprocess.run([sys.executable, "-c", program], env={"PATH": ""}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "no display" in done.stdout and "--headless" in done.stdout


def test_a_window_told_to_close_by_itself_does_so(qapp, fed):
    assert run_window(fed, Watchdog({}), close_after_s=0.05) == 0


def test_sigterm_closes_a_window_whose_source_has_ended(qapp, session):
    session.updates.close()
    killer = threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGTERM))
    killer.start()
    assert run_window(session, Watchdog({}), close_after_s=20.0) == 0
    assert not killer.is_alive()
    killer.join()
