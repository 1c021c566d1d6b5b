"""The application, and staying in a window until it is closed: the same for every window.

Import only after `require_window_system()`: Qt without its libraries cannot be imported.
"""

import signal
from typing import Final

from PySide6.QtWidgets import QApplication, QWidget

from app.ui.system_libraries import platform

FIRST_SIZE: Final = (1280, 720)


def application() -> QApplication:
    """Return the application, made where there is none. Without a display Qt ends the process."""
    found = QApplication.instance() or QApplication(["cabinsight", "-platform", platform()])
    assert isinstance(found, QApplication)
    found.setStyle("Fusion")
    return found


def open_window(window: QWidget, *, fullscreen: bool) -> None:
    """Show a window."""
    if fullscreen:
        # Where there is no window manager (a kiosk) nobody else makes it large.
        window.setGeometry(window.screen().geometry())
        window.showFullScreen()
    else:
        window.show()


def stay(window: QWidget, *, fullscreen: bool) -> None:
    """Show a window until a person closes it (and those that followed it), or SIGINT or SIGTERM comes."""
    open_window(window, fullscreen=fullscreen)
    running = application()
    before = {
        number: signal.signal(number, lambda *_: running.closeAllWindows())
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        running.exec()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
