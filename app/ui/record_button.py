"""The recording's button with its lamp."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.drives.recording_status import RecordingState, RecordingStatus
from app.posture.event import Severity
from app.ui import theme, words

LAMP = 0.34
"""The lamp's side, of the button's height."""


class RecordButton(QAbstractButton):
    """A lamp (filled red while recording, an empty ring while not), what a touch does, and how it goes, in words."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._on = False
        self._state_text = ""
        self.show_status(RecordingStatus())

    def show_status(self, status: RecordingStatus) -> None:
        """Show how the recording goes."""
        tr = words.tr
        self._on = status.state is RecordingState.ON
        self.setText(tr("Stop recording") if self._on else tr("Record pictures"))
        if status.state is RecordingState.STOPPED:
            state = tr("stopped")
        elif self._on:
            state = tr("{:.0f} MB, {} frames lost").format(status.written / 1e6, status.lost)
        else:
            state = tr("off: events and measures are kept, no pictures")
        if state != self._state_text:
            self._state_text = state
            self.update()

    def state_text(self) -> str:
        """Return how it goes, in words."""
        return self._state_text

    def sizeHint(self) -> QSize:
        """Ask for both lines and the lamp."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return the room for the large line, the lamp and a finger; the small line takes as many as it needs."""
        large = QFontMetrics(theme.scaled(self.font(), 1.3, bold=True))
        height = max(theme.TOUCH_PX + 24, large.height() + 3 * self.fontMetrics().height())
        return QSize(height + large.horizontalAdvance(self.text()) + 16, height)

    def text_fits(self) -> bool:
        """Tell whether the small line, on as many lines as it takes, is not cut off."""
        room = self._state_area().toRect()
        needed = self.fontMetrics().boundingRect(room, _FLAGS, self._state_text)
        return room.width() >= needed.width() and room.height() >= needed.height()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint field, lamp and both lines."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        painter.setPen(QPen(theme.TEXT, 3) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(theme.LINE if self.isDown() else theme.RAISED)
        painter.drawRoundedRect(area, 10, 10)
        side = LAMP * area.height()
        red = theme.SEVERITY[Severity.ALARM].ink
        painter.setPen(QPen(red if self._on else theme.TEXT_DIM, 3))
        painter.setBrush(red if self._on else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QRectF(area.left() + 0.8 * side, area.center().y() - side / 2, side, side))
        state = self._state_area()
        large = theme.scaled(self.font(), 1.3, bold=True)
        painter.setFont(large)
        painter.setPen(theme.TEXT)
        line = QFontMetrics(large).height()
        painter.drawText(QRectF(state.left(), state.top() - line, state.width(), line), self.text())
        painter.setFont(self.font())
        painter.setPen(theme.TEXT_DIM)
        painter.drawText(state, _FLAGS, self._state_text)
        painter.end()

    def _state_area(self) -> QRectF:
        """Return where the small line is: with the large one above it, in the middle of the height."""
        left = 2.6 * LAMP * self.height()
        width = self.width() - left - 8
        line = QFontMetrics(theme.scaled(self.font(), 1.3, bold=True)).height()
        room = QRectF(0, 0, width, self.height()).toRect()
        small = self.fontMetrics().boundingRect(room, _FLAGS, self._state_text).height()
        top = (self.height() - line - small) / 2 + line
        return QRectF(left, top, width, self.height() - top)


_FLAGS = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
