"""The desk's window on small real drives."""

import pytest

from app.review.opening import Reference, open_drive
from app.ui.review.window import ReviewWindow
from tests.recorded_drives import WALL, make_drive


@pytest.fixture(scope="session")
def seed_drives(tmp_path_factory):
    """Two drives, one with video; not to be written into."""
    drives = tmp_path_factory.mktemp("seed")
    make_drive(drives)
    make_drive(drives, codec=None, events=(), wall=WALL + 1000)
    return drives


@pytest.fixture
def drives(seed_drives, tmp_path):
    import shutil

    return shutil.copytree(seed_drives, tmp_path / "drives")


@pytest.fixture
def folder(drives):
    return sorted(drives.iterdir())[0]


@pytest.fixture
def open_window(qtbot):
    """Open the desk on a folder of drives, at once on one of them if asked."""
    windows = []

    def open_(drives, first=None, size=(1280, 720), **settings) -> ReviewWindow:
        opened = None if first is None else open_drive(first, lambda _: Reference())
        window = ReviewWindow(drives, author="Ada", first=opened, **settings)
        qtbot.addWidget(window)
        window.resize(*size)
        with qtbot.waitExposed(window):
            window.show()
        windows.append(window)
        if opened is not None and opened.start != opened.end:
            qtbot.waitUntil(lambda: window.player.player.moment is not None, timeout=20_000)
        return window

    yield open_
    for window in windows:
        window.close()
