"""A card with a heading around one widget."""

from typing import Final

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui import theme

HEADING_SCALE: Final = 0.85
"""Of the body text."""


class Panel(QWidget):
    """Rounded, slightly raised surface: a heading above `content`."""

    def __init__(self, *, heading: str, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = heading
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(content)
        self._adjust()

    def set_heading(self, heading: str) -> None:
        """Change the heading."""
        if heading != self._heading:
            self._heading = heading
            self.updateGeometry()
            self.update()

    def minimumSizeHint(self) -> QSize:
        """Return the room for the content and the heading."""
        heading = QFontMetrics(theme.scaled(self.font(), HEADING_SCALE)).horizontalAdvance(self._heading)
        return super().minimumSizeHint().expandedTo(QSize(heading + 2 * self._padding(), 0))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card and its heading."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.SURFACE)
        painter.setBrush(theme.SURFACE)
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 8, 8)
        painter.setFont(theme.scaled(self.font(), HEADING_SCALE))
        painter.setPen(theme.TEXT_DIM)
        padding = self._padding()
        painter.drawText(padding, padding // 2 + painter.fontMetrics().ascent() + 2, self._heading)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        """Let the margins follow the font."""
        if event.type() == QEvent.Type.FontChange:
            self._adjust()
        super().changeEvent(event)

    def _padding(self) -> int:
        return round(0.55 * self.fontMetrics().height())

    def _adjust(self) -> None:
        padding = self._padding()
        self._layout.setContentsMargins(padding, padding + self.fontMetrics().height(), padding, padding)
