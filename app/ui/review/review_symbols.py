"""The desk's own symbols: verdicts, marks. Every one has a shape of its own."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from app.posture.event import Severity
from app.review.judgements import Verdict
from app.ui import theme


def paint_verdict(painter: QPainter, area: QRectF, verdict: Verdict) -> None:
    """Draw a tick (true), a cross (false) or a question mark (unclear) into the square `area`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(area.topLeft())
    painter.scale(area.width(), area.height())
    painter.setBrush(Qt.BrushStyle.NoBrush)
    pen = QPen(verdict_ink(verdict), 0.14, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    if verdict == Verdict.TRUE:
        painter.drawPolyline(QPolygonF([QPointF(0.14, 0.55), QPointF(0.4, 0.8), QPointF(0.86, 0.24)]))
    elif verdict == Verdict.FALSE:
        painter.drawLine(QPointF(0.2, 0.2), QPointF(0.8, 0.8))
        painter.drawLine(QPointF(0.8, 0.2), QPointF(0.2, 0.8))
    else:
        painter.drawArc(QRectF(0.28, 0.08, 0.44, 0.44), -80 * 16, 260 * 16)
        painter.drawLine(QPointF(0.5, 0.52), QPointF(0.5, 0.66))
        painter.drawPoint(QPointF(0.5, 0.88))
    painter.restore()


def verdict_ink(verdict: Verdict) -> QColor:
    """Return the colour of the words for a verdict."""
    inks = {
        Verdict.TRUE: theme.CLEAR,
        Verdict.FALSE: theme.SEVERITY[Severity.ALARM].ink,
        Verdict.UNCLEAR: theme.PENDING,
    }
    return inks[verdict]


def paint_flag(painter: QPainter, foot: QPointF, height: float) -> None:
    """Draw a mark: a flag on its pole, the foot at `foot`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    top = foot.y() - height
    painter.setPen(QPen(theme.ACCENT, max(1.0, height / 10)))
    painter.setBrush(theme.ACCENT)
    painter.drawLine(foot, QPointF(foot.x(), top))
    tip = QPointF(foot.x() + 0.7 * height, top + 0.26 * height)
    painter.drawPolygon(QPolygonF([QPointF(foot.x(), top), tip, QPointF(foot.x(), top + 0.52 * height)]))
    painter.restore()
