"""The window's symbols, drawn and not taken from a font: every severity and rule state has a shape of its own."""

import math
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from app.posture.event import RuleState, Severity
from app.ui import theme


def paint_severity(painter: QPainter, area: QRectF, severity: Severity, fill: QColor, mark: QColor) -> None:
    """Draw the symbol of `severity`: a disc (notice), a triangle (warning) or an octagon (alarm).

    Parameters
    ----------
    area : a square, the painter's pixels.
    fill, mark : colours of the shape and of the sign in it.
    """
    painter.save()
    _to_unit(painter, area)
    painter.setPen(QPen(fill, 0.08, j=Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(fill)
    if severity == Severity.NOTICE:
        painter.drawEllipse(QRectF(0.06, 0.06, 0.88, 0.88))
        _paint_exclamation(painter, mark, top=0.72, bottom=0.46, dot=0.27)
    elif severity == Severity.WARNING:
        painter.drawPolygon(QPolygonF([QPointF(0.5, 0.08), QPointF(0.96, 0.9), QPointF(0.04, 0.9)]))
        _paint_exclamation(painter, mark, top=0.38, bottom=0.6, dot=0.76)
    else:
        corners = [math.radians(22.5 + 45 * i) for i in range(8)]
        painter.drawPolygon(QPolygonF([QPointF(0.5 + 0.48 * math.cos(a), 0.5 + 0.48 * math.sin(a)) for a in corners]))
        _paint_exclamation(painter, mark, top=0.24, bottom=0.56, dot=0.75)
    painter.restore()


def paint_rule_state(painter: QPainter, area: QRectF, state: RuleState, severity: Severity) -> None:
    """Draw the symbol of a rule's state into the square `area`."""
    if state == RuleState.ACTIVE:
        paint_severity(painter, area, severity, theme.SEVERITY[severity].ink, theme.BACKGROUND)
        return
    paint: dict[RuleState, Callable[[QPainter], None]] = {
        RuleState.CLEAR: _paint_tick,
        RuleState.PENDING: _paint_clock,
        RuleState.NOT_OBSERVABLE: _paint_crossed_eye,
        RuleState.SUSPENDED: _paint_pause,
    }
    painter.save()
    _to_unit(painter, area)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    paint[state](painter)
    painter.restore()


def rule_ink(state: RuleState, severity: Severity) -> QColor:
    """Return the colour of the words for a rule's state."""
    if state == RuleState.ACTIVE:
        return theme.SEVERITY[severity].ink
    return {RuleState.CLEAR: theme.CLEAR, RuleState.PENDING: theme.PENDING}.get(state, theme.TEXT_DIM)


def _to_unit(painter: QPainter, area: QRectF) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(area.topLeft())
    painter.scale(area.width(), area.height())


def _line_pen(colour: QColor, width: float = 0.09) -> QPen:
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def _paint_exclamation(painter: QPainter, colour: QColor, *, top: float, bottom: float, dot: float) -> None:
    painter.setPen(_line_pen(colour, 0.12))
    painter.drawLine(QPointF(0.5, top), QPointF(0.5, bottom))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(QPointF(0.5, dot), 0.07, 0.07)


def _paint_tick(painter: QPainter) -> None:
    painter.setPen(_line_pen(theme.CLEAR))
    painter.drawEllipse(QRectF(0.08, 0.08, 0.84, 0.84))
    painter.drawPolyline(QPolygonF([QPointF(0.3, 0.52), QPointF(0.45, 0.66), QPointF(0.7, 0.36)]))


def _paint_clock(painter: QPainter) -> None:
    painter.setPen(_line_pen(theme.PENDING))
    painter.drawEllipse(QRectF(0.08, 0.08, 0.84, 0.84))
    painter.drawPolyline(QPolygonF([QPointF(0.5, 0.26), QPointF(0.5, 0.52), QPointF(0.67, 0.62)]))


def _paint_pause(painter: QPainter) -> None:
    painter.setPen(_line_pen(theme.TEXT_DIM))
    painter.drawEllipse(QRectF(0.08, 0.08, 0.84, 0.84))
    for x in (0.38, 0.62):
        painter.drawLine(QPointF(x, 0.34), QPointF(x, 0.66))


def _paint_crossed_eye(painter: QPainter) -> None:
    painter.setPen(_line_pen(theme.TEXT_DIM, 0.08))
    eye = QPainterPath(QPointF(0.04, 0.5))
    eye.quadTo(QPointF(0.5, -0.02), QPointF(0.96, 0.5))
    eye.quadTo(QPointF(0.5, 1.02), QPointF(0.04, 0.5))
    painter.drawPath(eye)
    painter.drawEllipse(QPointF(0.5, 0.5), 0.13, 0.13)
    painter.setPen(_line_pen(theme.SURFACE, 0.24))
    painter.drawLine(QPointF(0.14, 0.1), QPointF(0.86, 0.9))
    painter.setPen(_line_pen(theme.TEXT_DIM))
    painter.drawLine(QPointF(0.14, 0.1), QPointF(0.86, 0.9))
