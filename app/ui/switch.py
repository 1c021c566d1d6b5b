"""On or off, with what it is about beside it."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.ui import theme, words


class Switch(QAbstractButton):
    """A row: the text on the left, a knob on the right, and the word for its state: all of it can be touched."""

    def __init__(self, text: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Ask for text and knob."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return the room for the text's longest word, the knob and its word, and a finger."""
        metrics = self.fontMetrics()
        width = max(map(metrics.horizontalAdvance, self.text().split())) + self._right() + 2 * metrics.height()
        return QSize(width, theme.TOUCH_PX)

    def text_fits(self) -> bool:
        """Tell whether the text, on as many lines as it takes, is not cut off."""
        room = self._text_area().toRect()
        needed = self.fontMetrics().boundingRect(room, _FLAGS, self.text())
        return room.width() >= needed.width() and room.height() >= needed.height()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the row."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        painter.setPen(QPen(theme.TEXT, 3) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(theme.RAISED)
        painter.drawRoundedRect(area, 10, 10)
        painter.setPen(theme.TEXT)
        painter.drawText(self._text_area(), _FLAGS, self.text())
        line = self.fontMetrics().height()
        right = area.right() - 0.75 * line
        state = QRectF(area.left(), area.top(), right - 2.9 * line - area.left(), area.height())
        both = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(state, both, words.tr("on") if self.isChecked() else words.tr("off"))
        slot = QRectF(right - 2.4 * line, area.center().y() - 0.65 * line, 2.4 * line, 1.3 * line)
        painter.setPen(QPen(theme.TEXT_DIM, 2))
        painter.setBrush(theme.ACCENT if self.isChecked() else theme.SURFACE)
        painter.drawRoundedRect(slot, slot.height() / 2, slot.height() / 2)
        x = slot.right() - 0.65 * line if self.isChecked() else slot.left() + 0.65 * line
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.ON_ACCENT if self.isChecked() else theme.TEXT_DIM)
        painter.drawEllipse(QPointF(x, slot.center().y()), 0.45 * line, 0.45 * line)
        painter.end()

    def _text_area(self) -> QRectF:
        line = self.fontMetrics().height()
        return QRectF(self.rect()).adjusted(0.75 * line, 4, -self._right(), -4)

    def _right(self) -> int:
        """Return how wide the knob and its word are."""
        metrics = QFontMetrics(self.font())
        states = max(map(metrics.horizontalAdvance, (words.tr("on"), words.tr("off"))))
        return round(states + 4.2 * metrics.height())


_FLAGS = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
