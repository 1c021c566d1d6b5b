"""Icons of the pages and controls, drawn in lines: no font or file can be missing."""

import math
from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

WIDTH = 0.075
"""Of a line, share of the icon's side."""


class Icon(StrEnum):
    """What there is an icon for."""

    LIVE = "live"
    CABIN = "cabin"
    CAMERA = "camera"
    DRIVES = "drives"
    SETTINGS = "settings"
    THEME = "theme"
    RECORD = "record"


def paint_icon(painter: QPainter, area: QRectF, icon: Icon, colour: QColor) -> None:
    """Draw an icon into the square `area`."""
    paint: dict[Icon, Callable[[QPainter], None]] = {
        Icon.LIVE: _paint_driver,
        Icon.CABIN: _paint_wheel,
        Icon.CAMERA: _paint_camera,
        Icon.DRIVES: _paint_film,
        Icon.SETTINGS: _paint_sliders,
        Icon.THEME: _paint_half_disc,
        Icon.RECORD: _paint_lamp,
    }
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(area.topLeft())
    painter.scale(area.width(), area.height())
    painter.setPen(QPen(colour, WIDTH, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    paint[icon](painter)
    painter.restore()


def _paint_driver(painter: QPainter) -> None:
    painter.drawEllipse(QPointF(0.5, 0.28), 0.17, 0.17)
    painter.drawArc(QRectF(0.14, 0.52, 0.72, 0.76), 0, 180 * 16)
    painter.drawLine(QPointF(0.14, 0.9), QPointF(0.86, 0.9))


def _paint_wheel(painter: QPainter) -> None:
    painter.drawEllipse(QPointF(0.5, 0.5), 0.4, 0.4)
    painter.drawEllipse(QPointF(0.5, 0.5), 0.1, 0.1)
    for degrees in (90, 195, 345):
        way = QPointF(math.cos(math.radians(degrees)), math.sin(math.radians(degrees)))
        painter.drawLine(QPointF(0.5, 0.5) + way * 0.1, QPointF(0.5, 0.5) + way * 0.4)


def _paint_camera(painter: QPainter) -> None:
    painter.drawRoundedRect(QRectF(0.08, 0.28, 0.58, 0.46), 0.08, 0.08)
    painter.drawPolygon(QPolygonF([QPointF(0.66, 0.46), QPointF(0.92, 0.32), QPointF(0.92, 0.7), QPointF(0.66, 0.56)]))


def _paint_film(painter: QPainter) -> None:
    painter.drawRoundedRect(QRectF(0.1, 0.18, 0.8, 0.64), 0.06, 0.06)
    for x in (0.3, 0.7):
        painter.drawLine(QPointF(x, 0.18), QPointF(x, 0.82))
    for y in (0.393, 0.607):
        painter.drawLine(QPointF(0.1, y), QPointF(0.3, y))
        painter.drawLine(QPointF(0.7, y), QPointF(0.9, y))


def _paint_sliders(painter: QPainter) -> None:
    for y, knob in ((0.24, 0.66), (0.5, 0.34), (0.76, 0.6)):
        painter.drawLine(QPointF(0.1, y), QPointF(knob - 0.09, y))
        painter.drawLine(QPointF(knob + 0.09, y), QPointF(0.9, y))
        painter.drawEllipse(QPointF(knob, y), 0.09, 0.09)


def _paint_half_disc(painter: QPainter) -> None:
    painter.drawEllipse(QPointF(0.5, 0.5), 0.36, 0.36)
    painter.setBrush(painter.pen().color())
    painter.drawChord(QRectF(0.14, 0.14, 0.72, 0.72), -90 * 16, 180 * 16)


def _paint_lamp(painter: QPainter) -> None:
    painter.drawEllipse(QPointF(0.5, 0.5), 0.4, 0.4)
    painter.setBrush(painter.pen().color())
    painter.drawEllipse(QPointF(0.5, 0.5), 0.2, 0.2)
