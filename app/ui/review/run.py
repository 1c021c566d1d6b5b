"""Open the desk's window and stay until it is closed."""

from collections.abc import Callable
from pathlib import Path

from app.drives.reading import Drive
from app.review.opening import OpenedDrive, Reference
from app.ui.system_libraries import require_window_system


def run_review_window(
    drives: Path,
    *,
    author: str,
    reference_of: Callable[[Drive], Reference],
    first: OpenedDrive | None = None,
    fullscreen: bool = False,
) -> None:
    """Show the window until a person closes it, or SIGINT or SIGTERM comes.

    Raises
    ------
    UserError : no display, or a missing system library.
    """
    require_window_system()
    # Qt only now: importing it without its libraries fails, opening it without a display ends the process.
    from PySide6.QtCore import QTimer

    from app.ui.review.window import ReviewWindow
    from app.ui.showing import FIRST_SIZE, application, stay

    application()
    window = ReviewWindow(drives, author=author, reference_of=reference_of, first=first)
    window.resize(*FIRST_SIZE)
    # Python hears a signal only while some of its own code runs now and then.
    alive = QTimer(window, interval=200)
    alive.timeout.connect(lambda: None)
    alive.start()
    stay(window, fullscreen=fullscreen)
