"""Open the window and stay until it is closed."""

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Final

from app.mailbox import Mailbox
from app.ui.system_libraries import platform, require_window_system
from app.update import Update
from pose.errors import UserError

FIRST_SIZE: Final = (1280, 720)


def run_window(
    updates: Mailbox[Update],
    on_close: Callable[[], None],
    *,
    fullscreen: bool = False,
    screenshot: Path | None = None,
    screenshot_after_s: float = 0.0,
    close_after_s: float | None = None,
) -> int:
    """Show the monitor's window until a person closes it, SIGINT or SIGTERM comes, or the screenshot is taken.

    Parameters
    ----------
    updates : what to show.
    on_close : called once when the window closes, from this thread: stop the pipeline here.
    screenshot : where to write a PNG of the window, `screenshot_after_s` seconds after its first picture; the window
        then closes.
    close_after_s : close the window by itself so many seconds after it opened; None: never.

    Returns
    -------
    The exit code, 0.

    Raises
    ------
    UserError : no display, a missing system library, or a screenshot that cannot be written.
    """
    require_window_system()
    # Qt only now: importing it without its libraries fails, opening it without a display ends the process.
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from app.ui.monitor_window import MonitorWindow

    application = QApplication.instance() or QApplication(["cabinsight", "-platform", platform()])
    assert isinstance(application, QApplication)
    application.setStyle("Fusion")
    window = MonitorWindow(updates=updates, on_close=on_close)
    window.resize(*FIRST_SIZE)
    saved: list[bool] = []

    def take_screenshot() -> None:
        saved.append(window.grab().save(str(screenshot), "PNG"))
        window.close()

    if screenshot is not None:
        window.first_frame_painted.connect(
            lambda: QTimer.singleShot(int(screenshot_after_s * 1000), window, take_screenshot)
        )
    if close_after_s is not None:
        QTimer.singleShot(int(close_after_s * 1000), window, window.close)
    if fullscreen:
        window.showFullScreen()
    else:
        window.show()
    before = {number: signal.signal(number, lambda *_: window.close()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        application.exec()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if saved == [False]:
        raise UserError(f"cannot write the screenshot {screenshot}; name a folder that can be written to")
    return 0
