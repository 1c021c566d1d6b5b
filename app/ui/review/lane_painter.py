"""What the timeline's lanes look like."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.posture.event import EventKind, PostureEvent, RuleState, Severity
from app.review.judgements import Mark, Verdict
from app.ui import theme, words
from app.ui.review.review_symbols import paint_flag, paint_verdict
from app.ui.review.time_axis import TimeAxis, clock_text
from app.ui.symbols import paint_rule_state

LEAST_EVENT_PX: Final = 5.0
"""An event of seconds in a drive of hours is still seen."""

HEIGHTS: Final = {Severity.NOTICE: 0.34, Severity.WARNING: 0.6, Severity.ALARM: 0.86}
"""Share of the lane: what matters more is higher, for who sees no colours."""


def event_rect(axis: TimeAxis, lane: QRectF, event: PostureEvent) -> QRectF:
    """Return where an event is painted in its lane."""
    left = axis.to_x(event.start, lane.width())
    right = axis.to_x(axis.end if event.end is None else event.end, lane.width())
    height = HEIGHTS[event.severity] * lane.height()
    width = max(LEAST_EVENT_PX, right - left)
    area = QRectF(lane.left() + left, lane.bottom() - 1 - height, width, height)
    return area.intersected(lane.adjusted(-LEAST_EVENT_PX, 0, LEAST_EVENT_PX, 0))


def paint_event(
    painter: QPainter, axis: TimeAxis, lane: QRectF, event: PostureEvent, verdict: Verdict | None, *, chosen: bool
) -> None:
    """Draw an event as a bar, as high as it is severe, with the verdict on it where there is room."""
    area = event_rect(axis, lane, event)
    painter.setPen(QPen(theme.TEXT, 2.0) if chosen else Qt.PenStyle.NoPen)
    painter.setBrush(theme.SEVERITY[event.severity].ink)
    painter.drawRoundedRect(area, 2, 2)
    if verdict is not None:
        side = min(lane.height() - 4, 14.0)
        sign = QRectF(area.center().x() - side / 2, lane.top() + 2, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.OUTLINE)
        painter.drawEllipse(sign.adjusted(-2, -2, 2, 2))
        paint_verdict(painter, sign, verdict)


def paint_other(painter: QPainter, axis: TimeAxis, lane: QRectF, event: PostureEvent) -> None:
    """Draw an event that other rules find as an outline around where its bar would be."""
    area = event_rect(axis, lane, event)
    if area.isEmpty():
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.TEXT, 1.2, Qt.PenStyle.DashLine))
    painter.drawRect(QRectF(area.left(), lane.top() + 2, area.width(), lane.height() - 4))


def paint_label(
    painter: QPainter,
    area: QRectF,
    kind: EventKind,
    state: tuple[RuleState, Severity] | None,
    *,
    plotted: bool,
) -> None:
    """Draw the rule's name before its lane, with what it said at the cursor."""
    side = 0.8 * area.height()
    if state is not None:
        paint_rule_state(painter, QRectF(area.left() + 2, area.center().y() - side / 2, side, side), *state)
    painter.setFont(theme.scaled(painter.font(), 1.0, bold=False))
    painter.setPen(theme.ACCENT if plotted else theme.TEXT)
    text = area.adjusted(1.6 * side, 0, -4, 0)
    both = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    painter.drawText(text, both, words.kind(kind))
    if plotted:
        metrics = painter.fontMetrics()
        width = metrics.horizontalAdvance(words.kind(kind))
        y = area.center().y() + metrics.ascent() / 2 + 2
        painter.drawLine(QPointF(text.left(), y), QPointF(text.left() + width, y))


def paint_ruler(painter: QPainter, axis: TimeAxis, area: QRectF) -> None:
    """Draw times from the drive's beginning over the upper half of `area`, and thin lines through it."""
    metrics = painter.fontMetrics()
    room = metrics.horizontalAdvance("0:00:00.0") * 1.6
    tenths = axis.span < 20_000_000_000
    for time in axis.ticks(max(2, int(area.width() / room))):
        x = area.left() + axis.to_x(time, area.width())
        painter.setPen(QPen(theme.LINE, 1.0))
        painter.drawLine(QPointF(x, area.top() + 0.35 * area.height()), QPointF(x, area.bottom()))
        painter.setPen(theme.TEXT_DIM)
        painter.drawText(QPointF(x + 3, area.top() + metrics.ascent()), clock_text(time - axis.start, tenths=tenths))


def paint_recorded(painter: QPainter, axis: TimeAxis, strip: QRectF, recorded: Sequence[tuple[int, int]]) -> None:
    """Draw where there are pictures: a filled strip; elsewhere only its outline."""
    painter.setPen(QPen(theme.LINE, 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(strip.adjusted(0.5, 0, -0.5, 0))
    for start, end in recorded:
        left, right = (min(max(axis.to_x(t, strip.width()), 0.0), strip.width()) for t in (start, end))
        painter.fillRect(QRectF(strip.left() + left, strip.top(), right - left, strip.height()), theme.TEXT_DIM)


def paint_marks(painter: QPainter, axis: TimeAxis, area: QRectF, marks: Sequence[Mark]) -> None:
    """Draw a flag for each mark."""
    for mark in marks:
        if axis.left <= mark.time <= axis.right:
            x = area.left() + axis.to_x(mark.time, area.width())
            paint_flag(painter, QPointF(x, area.bottom()), 0.55 * area.height())


def paint_loop(painter: QPainter, axis: TimeAxis, area: QRectF, start: int | None, end: int | None) -> None:
    """Draw the marks as brackets, and dim what is not between them where both are set."""
    for time, way in ((start, 1), (end, -1)):
        if time is None or not axis.left <= time <= axis.right:
            continue
        x = area.left() + axis.to_x(time, area.width())
        painter.setPen(QPen(theme.PENDING, 2.0))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        for y in (area.top() + 1, area.bottom() - 1):
            painter.drawLine(QPointF(x, y), QPointF(x + way * 7, y))
    if start is not None and end is not None and end > start:
        shade = QColor(theme.BACKGROUND)
        shade.setAlpha(130)
        left, right = (min(max(axis.to_x(t, area.width()), 0.0), area.width()) for t in (start, end))
        painter.fillRect(QRectF(area.left(), area.top(), left, area.height()), shade)
        painter.fillRect(QRectF(area.left() + right, area.top(), area.width() - right, area.height()), shade)


def paint_cursor(painter: QPainter, x: float, area: QRectF, text: str) -> None:
    """Draw where one is, and the time in a small box on top."""
    if not area.left() - 1 <= x <= area.right() + 1:
        return
    painter.setPen(QPen(theme.OUTLINE, 3.0))
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
    painter.setPen(QPen(theme.TEXT, 1.4))
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
    metrics = painter.fontMetrics()
    width = metrics.horizontalAdvance(text) + 10
    left = min(max(x - width / 2, area.left()), area.right() - width)
    box = QRectF(left, area.top(), width, metrics.height() + 2)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.TEXT)
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(theme.BACKGROUND)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
