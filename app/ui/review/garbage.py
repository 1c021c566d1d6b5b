"""Python's garbage in the window's own thread.

Python looks for unreachable objects in whichever thread happens to allocate. A drive that was closed leaves widgets in
such a heap, and Qt ends the process where they are destroyed in a thread that is not theirs.
"""

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

EVERY_MS: Final = 1000


class GarbageInWindow(QObject):
    """Look for garbage from the event loop only, as long as this is not closed."""

    def __init__(self, *, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        # What is there by now stays, and need not be looked through again and again.
        gc.freeze()
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(collect)
        self._timer.start()

    def close(self) -> None:
        """Let Python do as it does. Call it when no thread works for the window any more."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()


def collect() -> None:
    """Collect what Python would have collected by now: mostly the youngest objects, which takes no time."""
    counts, thresholds = gc.get_count(), gc.get_threshold()
    if counts[0] > thresholds[0]:
        due = [generation for generation in (1, 2) if counts[generation] > thresholds[generation]]
        gc.collect(max(due, default=0))
