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


def stay(window: QWidget, *, fullscreen: bool) -> None:
    """Show a window until a person closes it, or SIGINT or SIGTERM comes."""
    if fullscreen:
        window.showFullScreen()
    else:
        window.show()
    before = {number: signal.signal(number, lambda *_: window.close()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        application().exec()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
