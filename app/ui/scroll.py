"""A panel's content that may be longer than its room: dragged with a finger, a thin bar tells where."""

from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QScrollArea, QScroller, QScrollerProperties, QWidget

from app.ui import theme

BAR_PX: Final = 5
"""The bar only tells where one is: nobody has to hit it."""


def make_draggable(area: QAbstractScrollArea) -> None:
    """Give a scroll area the thin bar, and let it be dragged."""
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.verticalScrollBar().setStyleSheet(
        f"QScrollBar {{ background: transparent; width: {BAR_PX}px; }} "
        "QScrollBar::handle { background: palette(mid); border-radius: 2px; min-height: 30px; } "
        "QScrollBar::add-line, QScrollBar::sub-line { height: 0; } "
        "QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }"
    )
    QScroller.grabGesture(area.viewport(), QScroller.ScrollerGestureType.LeftMouseButtonGesture)
    scroller = QScroller.scroller(area.viewport())
    properties = scroller.scrollerProperties()
    # What is touched hears of it at once, and acts when it is let go without having been dragged.
    properties.setScrollMetric(QScrollerProperties.ScrollMetric.MousePressEventDelay, 0.0)
    scroller.setScrollerProperties(properties)


class Scroll(QScrollArea):
    """Show `content` as wide as there is room, as high as it asks for, behind a window of any height."""

    def __init__(self, *, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = content
        self.setWidget(content)
        self.setWidgetResizable(True)
        # The ground is the panel's or the window's.
        for ground in (self.viewport(), content):
            ground.setAutoFillBackground(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        make_draggable(self)

    def sizeHint(self) -> QSize:
        """Ask for all of the content."""
        return self._room(self._content.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Return room for the content's width, and for a finger."""
        return self._room(theme.TOUCH_PX)

    def viewportEvent(self, event: QEvent) -> bool:
        """Ask for another room when the content does."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().viewportEvent(event)

    def _room(self, height: int) -> QSize:
        return QSize(self._content.minimumSizeHint().width() + BAR_PX, height)
