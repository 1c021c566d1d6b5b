"""The camera's picture with zones that a finger draws: each corner has a handle as large as a fingertip."""

from typing import Final

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from app.ui import theme
from app.ui.picture_view import PictureView
from calibration.cabin import clamped
from pose.polygon import Point, Polygon

HANDLE_PX: Final = 11.0
"""Radius of the ring that is seen; what is touched is `theme.TOUCH_PX` wide."""

STEP: Final = 0.005
"""Of the picture's width, that an arrow key moves a corner."""

ARROWS: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class ZoneEditor(PictureView):
    """Show the picture and one zone with a handle at each corner, and the other zone quietly.

    A finger drags the nearest corner, or the whole zone from its inside. Keys: Enter chooses the next corner, arrows
    move it.

    Attributes
    ----------
    zone : polygon that is drawn, pixels of the picture; () while there is none.
    zone_changed : signal, a person has moved something.
    """

    zone_changed = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.zone: Polygon = ()
        self._other: Polygon = ()
        self._chosen = 0
        self._dragged: int | None = None
        self._held: QPointF | None = None

    def show_zones(self, zone: Polygon, other: Polygon) -> None:
        """Show `zone` to be drawn and `other` to be seen."""
        self.zone, self._other = zone, other
        self._chosen = min(self._chosen, max(len(zone) - 1, 0))
        self.update()

    def handle_at(self, place: QPointF) -> int | None:
        """Return the corner that a finger at `place` (widget's pixels) takes: the nearest one in reach."""
        to_widget = self.to_widget()
        away = [_distance(to_widget.map(QPointF(*corner)), place) for corner in self.zone]
        nearest = min(range(len(away)), key=away.__getitem__, default=None)
        return nearest if nearest is not None and away[nearest] <= theme.TOUCH_PX / 2 else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take a corner, or the zone from its inside."""
        place = event.position()
        self._dragged = self.handle_at(place)
        self._held = place if self._dragged is not None or self._is_inside(place) else None
        if self._dragged is not None:
            self._chosen = self._dragged
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move what is held."""
        if self._held is None:
            return
        scale = self.to_widget().m11()
        way = (event.position() - self._held) / scale
        self._held = event.position()
        self._move(self._dragged, way.x(), way.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go; corners come to rest on whole pixels."""
        if self._held is not None:
            self._held = self._dragged = None
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose and move corners."""
        way = ARROWS.get(Qt.Key(event.key()))
        if way is not None and self.zone and self._frame is not None:
            step = max(1.0, STEP * self._frame.image.shape[1])
            self._move(self._chosen, way[0] * step, way[1] * step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.zone:
            self._chosen = (self._chosen + 1) % len(self.zone)
            self.update()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show which corner the keys move."""
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show it no more."""
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture and the zones on it."""
        super().paintEvent(event)
        if self._frame is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._other:
            _paint_outline(painter, self._on_widget(self._other), theme.ZONE_DIM, 2.0)
        if self.zone:
            self._paint_zone(painter)
        painter.end()

    def _paint_zone(self, painter: QPainter) -> None:
        corners = self._on_widget(self.zone)
        fill = QColor(theme.ZONE)
        fill.setAlpha(45)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawPolygon(corners)
        _paint_outline(painter, corners, theme.ZONE, 3.0)
        for i in range(len(self.zone)):
            chosen = i == self._dragged or (self.hasFocus() and i == self._chosen)
            radius = HANDLE_PX * (1.5 if chosen else 1.0)
            painter.setPen(QPen(theme.OUTLINE, 3.0))
            painter.setBrush(theme.CENTRE if chosen else theme.ZONE)
            painter.drawEllipse(corners.at(i), radius, radius)

    def _on_widget(self, zone: Polygon) -> QPolygonF:
        return self.to_widget().map(QPolygonF([QPointF(x, y) for x, y in zone]))

    def _is_inside(self, place: QPointF) -> bool:
        return bool(self.zone) and self._on_widget(self.zone).containsPoint(place, Qt.FillRule.OddEvenFill)

    def _move(self, corner: int | None, dx: float, dy: float) -> None:
        """Move one corner, or with None all of them, by a way in the picture's pixels; none leaves the picture."""
        if self._frame is None:
            return
        height, width = self._frame.image.shape[:2]
        moved: list[Point] = [
            (min(max(x + dx, 0.0), width), min(max(y + dy, 0.0), height)) if corner in (None, i) else (x, y)
            for i, (x, y) in enumerate(self.zone)
        ]
        if corner is None and any(
            abs(a[0] - b[0] - dx) > 1e-6 or abs(a[1] - b[1] - dy) > 1e-6 for a, b in zip(moved, self.zone, strict=True)
        ):
            # At the picture's edge the zone stays as it is rather than being pressed flat.
            return
        self.zone = tuple(moved)
        self.zone_changed.emit()
        self.update()

    def rested(self) -> Polygon:
        """Return the zone in whole pixels."""
        if self._frame is None:
            return self.zone
        height, width = self._frame.image.shape[:2]
        return clamped(self.zone, width, height)


def _distance(a: QPointF, b: QPointF) -> float:
    way = a - b
    return float((way.x() ** 2 + way.y() ** 2) ** 0.5)


def _paint_outline(painter: QPainter, corners: QPolygonF, colour: QColor, width: float) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for stroke, pixels in ((theme.OUTLINE, width + 2), (colour, width)):
        painter.setPen(QPen(stroke, pixels))
        painter.drawPolygon(corners)
