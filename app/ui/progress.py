"""How far the learning is: a bar and the seconds."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme, words


class Progress(QWidget):
    """Show a share of the seconds asked for."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._share = 0.0
        self._text = ""

    def show_progress(self, share: float, seconds: float, of: float) -> None:
        """Show `seconds` of `of`, which is `share` of the way."""
        text = words.tr("{:.0f} of {:.0f} s of steady sitting").format(min(seconds, of), of)
        if share >= 1.0:
            text = words.tr("Learnt from {:.0f} s of steady sitting").format(of)
        if (share, text) != (self._share, self._text):
            self._share, self._text = share, text
            self.update()

    def text(self) -> str:
        """Return what is written."""
        return self._text

    def sizeHint(self) -> QSize:
        """Ask for a line of text and the bar."""
        height = QFontMetrics(self.font()).height()
        return QSize(10 * height, round(2.4 * height))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text above the bar."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = self.fontMetrics().height()
        painter.setPen(theme.TEXT)
        painter.drawText(QRectF(0, 0, self.width(), 1.4 * line), Qt.AlignmentFlag.AlignVCenter, self._text)
        bar = QRectF(0, 1.6 * line, self.width(), 0.6 * line)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.RAISED)
        painter.drawRoundedRect(bar, bar.height() / 2, bar.height() / 2)
        if self._share > 0:
            bar.setWidth(max(bar.height(), self._share * bar.width()))
            painter.setBrush(theme.CLEAR if self._share >= 1.0 else theme.ACCENT)
            painter.drawRoundedRect(bar, bar.height() / 2, bar.height() / 2)
        painter.end()
