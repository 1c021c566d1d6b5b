"""Open the window and stay until it is closed."""

from collections.abc import Callable
from pathlib import Path

from app.mailbox import Mailbox
from app.ui.system_libraries import require_window_system
from app.update import Update
from pose.errors import UserError


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

    from app.ui.monitor_window import MonitorWindow
    from app.ui.showing import FIRST_SIZE, application, stay

    application()
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
    stay(window, fullscreen=fullscreen)
    if saved == [False]:
        raise UserError(f"cannot write the screenshot {screenshot}; name a folder that can be written to")
    return 0
