"""Open the desk's window and stay until it is closed."""

from collections.abc import Callable
from pathlib import Path

from app.drives.reading import Drive
from app.export.showing import Blur
from app.review.opening import OpenedDrive, Reference
from app.ui.system_libraries import require_window_system
from pose.errors import UserError

SETTLE_MS = 2000
"""So long measures and thumbnails have to arrive before a screenshot."""


def run_review_window(
    drives: Path,
    *,
    author: str,
    reference_of: Callable[[Drive], Reference],
    blur: Callable[[], Blur] | None = None,
    first: OpenedDrive | None = None,
    fullscreen: bool = False,
    screenshot: Path | None = None,
) -> None:
    """Show the window until a person closes it, or SIGINT or SIGTERM comes.

    Parameters
    ----------
    blur : makes what takes faces out of a report's pictures; None leaves them in.
    screenshot : where to write a PNG of the window, a moment after what it opened with is there; it then closes.

    Raises
    ------
    UserError : no display, a missing system library, or a screenshot that cannot be written.
    """
    require_window_system()
    # Qt only now: importing it without its libraries fails, opening it without a display ends the process.
    from PySide6.QtCore import QTimer

    from app.ui.review.desk_work import desk_work
    from app.ui.review.window import ReviewWindow
    from app.ui.showing import FIRST_SIZE, application, stay

    application()
    window = ReviewWindow(drives, author=author, reference_of=reference_of, seams=desk_work(blur), first=first)
    window.resize(*FIRST_SIZE)
    # Python hears a signal only while some of its own code runs now and then.
    alive = QTimer(window, interval=200)
    alive.timeout.connect(lambda: None)
    alive.start()
    saved: list[bool] = []

    def take_screenshot() -> None:
        if not saved:
            saved.append(window.grab().save(str(screenshot), "PNG"))
            window.close()

    def wait_for_it() -> None:
        QTimer.singleShot(SETTLE_MS, window, take_screenshot)

    if screenshot is not None and window.player is not None:
        window.player.player.shown.connect(wait_for_it)
        window.player.player.failed.connect(wait_for_it)
    elif screenshot is not None:
        window.library.listed.connect(wait_for_it)
    stay(window, fullscreen=fullscreen)
    if saved == [False]:
        raise UserError(f"cannot write the screenshot {screenshot}; name a folder that can be written to")
