"""A button for a finger."""

from enum import Enum, auto

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.ui import theme

SIGN = 1.6
"""Scale of a button's text that is a sign and no word."""


class Weight(Enum):
    """How much a button wants to be touched."""

    PLAIN = auto()
    PRIMARY = auto()
    ON_BAND = auto()
    """Upon a band's colour: see-through, with a frame."""


class TouchButton(QAbstractButton):
    """A text on a rounded field at least as large as a fingertip; a ring shows where the keys are.

    A button that can be checked has a bar below while it is: no state is told by colour alone.

    Parameters
    ----------
    scale : of the text, against the window's: a sign is larger than words.

    Attributes
    ----------
    ink : colour of a button upon a band.
    """

    def __init__(
        self, text: str, *, weight: Weight = Weight.PLAIN, scale: float = 1.0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setText(text)
        self._weight, self._scale = weight, scale
        self.ink = QColor(theme.TEXT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Ask for the text on one line."""
        metrics = self._metrics()
        width = max(map(metrics.horizontalAdvance, self.text().split("\n")), default=0) + self._padding()
        return QSize(width, 0).expandedTo(self.minimumSizeHint())

    def minimumSizeHint(self) -> QSize:
        """Return the room for the text's longest word, its lines, and a finger."""
        metrics = self._metrics()
        width = max(map(metrics.horizontalAdvance, self.text().split()), default=0) + self._padding()
        return QSize(width, 2 * metrics.height()).expandedTo(QSize(theme.TOUCH_PX, theme.TOUCH_PX))

    def text_fits(self) -> bool:
        """Tell whether the text, on as many lines as it takes, is not cut off."""
        room = self.rect().adjusted(4, 2, -4, -2)
        needed = self._metrics().boundingRect(room, _FLAGS, self.text())
        return room.width() >= needed.width() and room.height() >= needed.height()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint field, text and ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        fill, ink = self._colours()
        ring = QPen(theme.TEXT if self._weight is not Weight.ON_BAND else ink, 3)
        frame = QPen(ink, 1.5) if self._weight is Weight.ON_BAND else QPen(Qt.PenStyle.NoPen)
        painter.setPen(ring if self.hasFocus() else frame)
        painter.setBrush(fill)
        painter.drawRoundedRect(area, 10, 10)
        if self.isChecked():
            painter.fillRect(QRectF(area.left() + 14, area.bottom() - 8, area.width() - 28, 4), theme.ACCENT)
        painter.setFont(theme.scaled(self.font(), self._scale, bold=self._weight is Weight.PRIMARY or self.isChecked()))
        painter.setPen(ink)
        painter.drawText(self.rect().adjusted(4, 2, -4, -2), _FLAGS, self.text())
        painter.end()

    def _colours(self) -> tuple[QColor, QColor]:
        if self._weight is Weight.ON_BAND:
            fill = QColor(self.ink)
            fill.setAlpha(60 if self.isDown() else 0)
            return fill, self.ink
        if not self.isEnabled():
            return theme.SURFACE, theme.LINE
        if self._weight is Weight.PRIMARY:
            return theme.ACCENT.darker(120) if self.isDown() else theme.ACCENT, theme.ON_ACCENT
        return theme.LINE if self.isDown() else theme.RAISED, theme.TEXT

    def _metrics(self) -> QFontMetrics:
        # As wide as it ever becomes: checked or not, a button keeps its size.
        return QFontMetrics(theme.scaled(self.font(), self._scale, bold=True))

    def _padding(self) -> int:
        return self._metrics().height() + 8


_FLAGS = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
