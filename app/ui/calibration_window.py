"""The calibration page in a window of its own, for `cabinsight calibrate`."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from app.calibrating import CalibrationUpdate
from app.mailbox import Mailbox
from app.ui import theme, words
from app.ui.banner import Banner
from app.ui.calibration_page import CalibrationPage
from calibration.cabin import Cabin, HandDrive

POLL_MS: Final = 33


class CalibrationWindow(QWidget):
    """The page with a banner above. Esc closes without saving.

    Parameters
    ----------
    updates : how far it is; closed when no more will come.
    on_save, seconds, hand_drive : see `CalibrationPage`.
    on_close : called once, when the window closes.
    """

    first_frame_painted = Signal()

    def __init__(
        self,
        *,
        updates: Mailbox[CalibrationUpdate],
        on_save: Callable[[Cabin], str],
        on_close: Callable[[], None],
        seconds: float,
        hand_drive: HandDrive | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._updates, self._on_close = updates, on_close
        self.setWindowTitle(words.tr("Cabinsight: calibration"))
        self.setPalette(theme.palette())
        self.setAutoFillBackground(True)
        self.setMinimumSize(theme.SMALLEST)
        self.banner = Banner()
        self.page = CalibrationPage(on_save=on_save, seconds=seconds, hand_drive=hand_drive)
        self.page.setContentsMargins(8, 8, 8, 8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        column.addWidget(self.banner)
        column.addWidget(self.page, 1)
        self.page.said.connect(lambda line: self.banner.show_lines((line,)))
        self.page.left.connect(self.close)
        self.page.editor.first_frame_painted.connect(self.first_frame_painted)
        QShortcut(QKeySequence("Esc"), self).activated.connect(self.close)
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self._poll)
        self._timer.start()

    def sizeHint(self) -> QSize:
        """Ask for a usual car PC's screen."""
        return QSize(1280, 720)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let letters follow the window's size."""
        self.setFont(theme.body_font(theme.text_px(event.size())))
        super().resizeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Look no more and tell whoever runs the pipeline."""
        self._timer.stop()
        self._on_close()
        super().closeEvent(event)

    def _poll(self) -> None:
        # Asked before taking: what comes between the two is taken the next time.
        ended = self._updates.closed
        update = self._updates.take(timeout=0)
        if update is not None:
            self.page.show_update(update)
        elif ended and not self.page.done:
            # Polled on: Python hears a signal only while some of its own code runs now and then.
            self.banner.show_lines(
                (words.tr("The pictures have ended before the driver sat steadily for long enough."),)
            )
