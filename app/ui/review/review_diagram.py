"""The body diagram: a keypoint that is touched is looked at more closely, also an absent one."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.ui import theme
from app.ui.body_diagram import BodyDiagram, place
from pose.keypoints import NUM_KEYPOINTS

REACH_PX: Final = 22.0


class ReviewDiagram(BodyDiagram):
    """Show the keypoints' states.

    Attributes
    ----------
    keypoint_chosen : signal, index of the keypoint that was touched.
    """

    keypoint_chosen = Signal(int)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._chosen: int | None = None

    def show_chosen(self, keypoint: int | None) -> None:
        """Mark the keypoint that is looked at."""
        self._chosen = keypoint
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the nearest keypoint."""
        to_widget = self.to_widget()
        away = [_distance(to_widget.map(place(i)), event.position()) for i in range(NUM_KEYPOINTS)]
        nearest = min(range(NUM_KEYPOINTS), key=away.__getitem__)
        if away[nearest] <= REACH_PX:
            self.keypoint_chosen.emit(nearest)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the diagram and the mark."""
        super().paintEvent(event)
        if self._chosen is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = self.to_widget().map(place(self._chosen))
        painter.setPen(QPen(theme.ACCENT, 2.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(centre.x() - 9, centre.y() - 9, 18, 18))
        painter.end()


def _distance(a: QPointF, b: QPointF) -> float:
    return float((a - b).manhattanLength())
