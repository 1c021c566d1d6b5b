"""The rail of pages beside the picture: one touch to each, wherever one is."""

from collections.abc import Sequence
from enum import IntEnum

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from app.ui import theme, words
from app.ui.icons import Icon, paint_icon

TEXT_SCALE = 0.75
"""Of the body text, below the icon."""


class Page(IntEnum):
    """What the window can show, in the rail's order."""

    LIVE = 0
    CABIN = 1
    CAMERA = 2
    DRIVES = 3
    SETTINGS = 4


class RailButton(QAbstractButton):
    """An icon above its name; a bar at its side while its page is shown."""

    def __init__(self, icon: Icon, text: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Ask for icon and name, and for a finger."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return the room for icon and name, and for a finger."""
        metrics = self._metrics()
        side = max(theme.TOUCH_PX, round(4.2 * self.fontMetrics().height()))
        return QSize(max(side, metrics.horizontalAdvance(self.text()) + 20), side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint icon, name, bar and ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        on = self.isChecked()
        painter.setPen(QPen(theme.TEXT, 3) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(theme.RAISED if on or self.isDown() else theme.SURFACE)
        painter.drawRoundedRect(area, 10, 10)
        if on:
            painter.fillRect(QRectF(area.left() + 3, area.top() + 12, 4, area.height() - 24), theme.ACCENT)
        ink = theme.TEXT if on else theme.TEXT_DIM
        metrics = self._metrics()
        side = 0.44 * area.height()
        top = area.top() + (area.height() - side - 1.25 * metrics.height()) / 2
        paint_icon(painter, QRectF(area.center().x() - side / 2, top, side, side), self._icon, ink)
        painter.setFont(theme.scaled(self.font(), TEXT_SCALE, bold=on))
        painter.setPen(ink)
        line = QRectF(area.left(), top + side + 0.25 * metrics.height(), area.width(), metrics.height())
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(theme.scaled(self.font(), TEXT_SCALE, bold=True))


class Rail(QWidget):
    """One button for each page; below them what there is room for.

    Attributes
    ----------
    page_chosen : signal, a person wants another `Page`.
    theme_touched : signal, the other look is wanted.
    """

    page_chosen = Signal(object)
    theme_touched = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        tr = words.tr
        texts: Sequence[tuple[Icon, str]] = (
            (Icon.LIVE, tr("Driver")),
            (Icon.CABIN, tr("Cabin")),
            (Icon.CAMERA, tr("Camera")),
            (Icon.DRIVES, tr("Drives")),
            (Icon.SETTINGS, tr("Settings")),
        )
        self.buttons = [RailButton(icon, text) for icon, text in texts]
        self.theme_button = RailButton(Icon.THEME, tr("Day, night"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 2, 0)
        column.setSpacing(2)
        for page, button in zip(Page, self.buttons, strict=True):
            button.setCheckable(True)
            # No exclusive QButtonGroup: of one, the tab key reaches but the button that is checked.
            button.clicked.connect(lambda _, page=page: self._choose(page))
            column.addWidget(button)
        column.addStretch(1)
        column.addWidget(self.theme_button)
        self.theme_button.clicked.connect(self.theme_touched)
        self.buttons[Page.LIVE].setChecked(True)

    def show_page(self, page: Page) -> None:
        """Mark the page that is shown."""
        for each, button in zip(Page, self.buttons, strict=True):
            button.setChecked(each is page)

    def set_compact(self, compact: bool) -> None:
        """Leave out what a low window has no room for: the look can be changed among the settings too."""
        self.theme_button.setVisible(not compact)

    def _choose(self, page: Page) -> None:
        self.show_page(page)
        self.page_chosen.emit(page)
