"""The live view's picture over a drive: a keypoint that is touched is looked at more closely."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.review.moments import Moment
from app.ui import theme, words
from app.ui.picture_view import PictureView

REACH_PX: Final = 24.0
"""How far from a keypoint a finger may come down to mean it."""


class ReviewPicture(PictureView):
    """Show a moment; say on the picture what is not there.

    Attributes
    ----------
    keypoint_chosen : signal, index of the keypoint that was touched.
    """

    keypoint_chosen = Signal(int)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._said = ""
        self._chosen: int | None = None

    def show_moment(self, moment: Moment, wheel: tuple[tuple[float, float], ...] = ()) -> None:
        """Show a moment, with the wheel zone in picture pixels."""
        self._said = _said(moment)
        self.show_frame(moment.frame, moment.observation, wheel)

    def said(self) -> str:
        """Return what is written on the picture."""
        return self._said

    def show_chosen(self, keypoint: int | None) -> None:
        """Mark the keypoint that is looked at."""
        self._chosen = keypoint
        self.update()

    def keypoint_at(self, place: QPointF) -> int | None:
        """Return the keypoint that a finger at `place`, the widget's pixels, means: the nearest that is shown."""
        if self._observation is None or self._observation.pose is None:
            return None
        pose, to_widget = self._observation.pose, self.to_widget()
        shown = [i for i, there in enumerate(pose.shown().tolist()) if there]
        away = {i: (to_widget.map(QPointF(*pose.xy[i].tolist())) - place).manhattanLength() for i in shown}
        nearest = min(away, key=away.__getitem__, default=None)
        return nearest if nearest is not None and away[nearest] <= REACH_PX else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the keypoint that was touched."""
        found = self.keypoint_at(event.position())
        if found is not None:
            self.keypoint_chosen.emit(found)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, the chosen keypoint's mark, and what is to be said."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pose = None if self._observation is None else self._observation.pose
        if self._chosen is not None and pose is not None and pose.shown()[self._chosen]:
            place = self.to_widget().map(QPointF(*pose.xy[self._chosen].tolist()))
            for colour, width in ((theme.OUTLINE, 4.0), (theme.ACCENT, 2.0)):
                painter.setPen(QPen(colour, width))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(QRectF(place.x() - 13, place.y() - 13, 26, 26))
        if self._said:
            self._paint_said(painter)
        painter.end()

    def _paint_said(self, painter: QPainter) -> None:
        area = QRectF(self.picture_rect())
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        text = painter.boundingRect(area.adjusted(12, 8, -12, -8), flags, self._said)
        text.moveBottom(area.bottom() - 10)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.RAISED)
        painter.drawRoundedRect(text.adjusted(-8, -4, 8, 4), 6, 6)
        painter.setPen(theme.TEXT)
        painter.drawText(text, flags, self._said)


def _said(moment: Moment) -> str:
    if moment.problem:
        return words.tr("No picture: {}").format(moment.problem)
    if not moment.recorded:
        return words.tr("No picture was recorded")
    return "" if moment.analysed else words.tr("This picture was not analysed: the network had no time for it")
