"""Stretches of a plot, shaded: one item for all of them, since each item of its own costs as much as a curve."""

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

Shade = tuple[float, float, QBrush]
"""From where to where, seconds, and how."""


class Shades(pg.GraphicsObject):
    """Fill stretches over the whole height of the plot, behind everything else."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(-10)
        self.shades: Sequence[Shade] = ()

    def show_shades(self, shades: Sequence[Shade]) -> None:
        """Shade these stretches, and no others."""
        self.shades = shades
        self.prepareGeometryChange()
        self.update()

    def boundingRect(self) -> QRectF:
        """Return all that is seen."""
        return QRectF(self.viewRect())

    def viewRangeChanged(self) -> None:
        """Follow what is seen."""
        self.prepareGeometryChange()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint the stretches."""
        seen = self.boundingRect()
        painter.setPen(Qt.PenStyle.NoPen)
        for start, end, brush in self.shades:
            left, right = max(start, seen.left()), min(end, seen.right())
            if right > left:
                painter.setBrush(brush)
                painter.drawRect(QRectF(left, seen.top(), right - left, seen.height()))
