"""Open the window and stay until it is closed."""

from pathlib import Path

from app.session import Session
from app.sound import Speaker
from app.ui.system_libraries import require_window_system
from app.watchdog import Watchdog
from pose.errors import UserError


def run_window(
    session: Session,
    watchdog: Watchdog,
    *,
    screenshot: Path | None = None,
    screenshot_after_s: float = 0.0,
    close_after_s: float | None = None,
) -> int:
    """Show the monitor's window until a person closes it, SIGINT or SIGTERM comes, or the screenshot is taken.

    Parameters
    ----------
    session : what to show, and what is asked of it; closed by whoever made it.
    watchdog : told that the window lives and frames go all the way.
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

    from app.ui.language import speak
    from app.ui.monitor_window import MonitorWindow
    from app.ui.showing import FIRST_SIZE, application, open_window, stay

    running = application()
    speaker = Speaker()
    saved: list[bool] = []

    def make() -> MonitorWindow:
        speak(running, session.settings.window.language)
        window = MonitorWindow(session=session, speaker=speaker, watchdog=watchdog)
        window.resize(*FIRST_SIZE)
        window.language_changed.connect(lambda: QTimer.singleShot(0, window, lambda: follow(window)))
        return window

    def follow(window: MonitorWindow) -> None:
        """Let a window in the new language take the place of one in the old: texts are said once, when it is made."""
        follower = make()
        follower.setGeometry(window.geometry())
        open_window(follower, fullscreen=window.isFullScreen())
        window.close()
        window.deleteLater()

    def take_screenshot() -> None:
        saved.append(first.grab().save(str(screenshot), "PNG"))
        running.closeAllWindows()

    first = make()
    if screenshot is not None:
        first.first_frame_painted.connect(
            lambda: QTimer.singleShot(int(screenshot_after_s * 1000), first, take_screenshot)
        )
    if close_after_s is not None:
        QTimer.singleShot(int(close_after_s * 1000), running, running.closeAllWindows)
    try:
        stay(first, fullscreen=session.settings.window.fullscreen)
    finally:
        speaker.close()
    if saved == [False]:
        raise UserError(f"cannot write the screenshot {screenshot}; name a folder that can be written to")
    return 0
