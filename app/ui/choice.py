"""One of two or three: buttons side by side, for fingers, of which one is chosen."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme


class Choice(QWidget):
    """Show `texts`, one of them chosen: by touch, or by left and right.

    Attributes
    ----------
    chosen : index of the chosen one.
    chosen_changed : signal, a person has chosen another.
    """

    chosen_changed = Signal()

    def __init__(self, *, texts: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chosen = 0
        self._texts = tuple(texts)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_chosen(self, index: int) -> None:
        """Choose without telling."""
        if index != self.chosen:
            self.chosen = index
            self.update()

    def sizeHint(self) -> QSize:
        """Ask for the texts and a finger's height."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return the room for every text on two lines, and for a finger."""
        metrics = QFontMetrics(self.font())
        width = max(metrics.horizontalAdvance(word) for text in self._texts for word in text.split())
        return QSize(max(width + metrics.height(), theme.TOUCH_PX) * len(self._texts), theme.TOUCH_PX)

    def button_rect(self, index: int) -> QRectF:
        """Return where one of them is painted and touched."""
        width = self.width() / len(self._texts)
        return QRectF(index * width, 0, width, self.height())

    def text_fits(self) -> bool:
        """Tell whether no text, on as many lines as it takes, is cut off."""
        metrics = QFontMetrics(theme.scaled(self.font(), 1.0, bold=True))
        for index, text in enumerate(self._texts):
            room = self.button_rect(index).adjusted(4, 2, -4, -2).toRect()
            needed = metrics.boundingRect(room, _FLAGS, text)
            if room.width() < needed.width() or room.height() < needed.height():
                return False
        return True

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose what was touched."""
        for index in range(len(self._texts)):
            if self.button_rect(index).contains(event.position()):
                self._choose(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right choose."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._choose(min(max(self.chosen + step, 0), len(self._texts) - 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the buttons; the chosen one has a bar below and bold letters, not a colour alone."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, text in enumerate(self._texts):
            chosen = index == self.chosen
            area = self.button_rect(index).adjusted(2, 2, -2, -2)
            painter.setPen(QPen(theme.ACCENT, 2) if chosen and self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(theme.RAISED if chosen else theme.SURFACE)
            painter.drawRoundedRect(area, 8, 8)
            if chosen:
                painter.fillRect(QRectF(area.left() + 10, area.bottom() - 6, area.width() - 20, 4), theme.ACCENT)
            painter.setFont(theme.scaled(self.font(), 1.0, bold=chosen))
            painter.setPen(theme.TEXT if chosen else theme.TEXT_DIM)
            painter.drawText(area, _FLAGS, text)
        painter.end()

    def _choose(self, index: int) -> None:
        if index != self.chosen:
            self.chosen = index
            self.update()
            self.chosen_changed.emit()


_FLAGS = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
