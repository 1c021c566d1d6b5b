"""The drive from left to right: a lane for each rule with its events and where it could say nothing."""

from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QSizePolicy, QWidget

from app.posture.event import EventKind, PostureEvent, RuleState, Severity
from app.review.judgements import NOTHING, Review
from app.review.samples import KINDS, Samples, no_samples
from app.ui import theme, words
from app.ui.review import lane_painter
from app.ui.review.blind_columns import blind_columns, stretches
from app.ui.review.time_axis import TimeAxis, clock_text

ZOOM: Final = 1.25
"""Times as much or as little for one notch of the wheel."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DriveContent:
    """What the lanes show.

    Attributes
    ----------
    samples : of the whole drive, as far as it is measured.
    recorded : stretches with pictures, ns.
    other : events that other rules find, drawn as outlines.
    """

    events: tuple[PostureEvent, ...] = ()
    review: Review = NOTHING
    samples: Samples = field(default_factory=no_samples)
    recorded: tuple[tuple[int, int], ...] = ()
    other: tuple[PostureEvent, ...] = ()


class Timeline(QWidget):
    """Show lanes, marks, the loop and the cursor; be dragged to any moment.

    The wheel and two fingers zoom around where they are, Shift and the wheel move along.

    Attributes
    ----------
    sought : signal, ns, a person wants to be there.
    axis_changed : signal, a `TimeAxis`.
    kind_chosen : signal, an `EventKind` whose lane was touched.
    event_chosen : signal, a `PostureEvent` that was touched.
    pointed : signal, ns, or None: the pointer has left.
    """

    sought = Signal(object)
    axis_changed = Signal(object)
    kind_chosen = Signal(object)
    event_chosen = Signal(object)
    pointed = Signal(object)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.grabGesture(Qt.GestureType.PinchGesture)
        self.axis = TimeAxis.whole(0, 1)
        self._content = DriveContent()
        self._position = 0
        self._loop: tuple[int | None, int | None] = (None, None)
        self._chosen_kind: EventKind | None = None
        self._chosen_event: PostureEvent | None = None
        self._states: dict[EventKind, tuple[RuleState, Severity]] = {}
        self._lanes: QPixmap | None = None
        self._dragging = False
        self._label_width = 0  # asked for by every event that is painted: measured once for a font

    def show_content(self, content: DriveContent) -> None:
        """Show another drive, or more of it."""
        self._content = content
        self._repaint_lanes()

    def show_axis(self, axis: TimeAxis) -> None:
        """Show another stretch."""
        if axis != self.axis:
            self.axis = axis
            self._repaint_lanes()

    def show_position(self, position: int, states: dict[EventKind, tuple[RuleState, Severity]]) -> None:
        """Move the cursor; `states` says what each rule said there."""
        if (position, states) != (self._position, self._states):
            self._position, self._states = position, states
            self.update()

    def show_loop(self, start: int | None, end: int | None) -> None:
        """Show the marks between which it plays again and again."""
        if (start, end) != self._loop:
            self._loop = (start, end)
            self.update()

    def show_chosen(self, kind: EventKind, event: PostureEvent | None) -> None:
        """Mark the lane that is plotted and the event that is judged."""
        if (kind, event) != (self._chosen_kind, self._chosen_event):
            self._chosen_kind, self._chosen_event = kind, event
            self._repaint_lanes()

    def label_width(self) -> int:
        """Return how wide the column of the rules' names is, pixels: plots begin where it ends."""
        if self._label_width == 0:
            names = max(self.fontMetrics().horizontalAdvance(words.kind(kind)) for kind in KINDS)
            self._label_width = names + 3 * self.fontMetrics().height()
        return self._label_width

    def sizeHint(self) -> QSize:
        """Ask for the lanes."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return the room for a ruler and a lane for each rule."""
        return QSize(self.label_width() + 200, round(self._line() * (len(KINDS) + 2)))

    def lane_rect(self, kind: EventKind) -> QRectF:
        """Return where the events of `kind` are painted."""
        line = self._line()
        top = 2 * line + KINDS.index(kind) * line
        return QRectF(self.label_width(), top, self._width(), line)

    def event_rect(self, event: PostureEvent) -> QRectF:
        """Return where `event` is painted; at least some pixels wide, so that it can be seen and touched."""
        return lane_painter.event_rect(self.axis, self.lane_rect(event.kind), event)

    def event_at(self, place: QPointF) -> PostureEvent | None:
        """Return the event at a place of the widget."""
        found = [e for e in self._content.events if self.event_rect(e).adjusted(-3, -2, 3, 2).contains(place)]
        return min(found, key=lambda e: self.event_rect(e).width(), default=None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a lane or an event, or go where it is."""
        place = event.position()
        line = self._line()
        row = int(place.y() / line) - 2
        if place.x() < self.label_width():
            if 0 <= row < len(KINDS):
                self.kind_chosen.emit(KINDS[row])
            return
        touched = self.event_at(place)
        if touched is not None:
            self.event_chosen.emit(touched)
            return
        self._dragging = True
        self.sought.emit(self._time_at(place))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go along with the finger, or tell where the pointer is."""
        if self._dragging:
            self.sought.emit(self._time_at(event.position()))
        elif event.position().x() >= self.label_width():
            self.pointed.emit(self._time_at(event.position()))
        else:
            self.pointed.emit(None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._dragging = False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show all of the drive again."""
        self._change(TimeAxis.whole(self.axis.start, self.axis.end))

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that nobody points here any more."""
        self.pointed.emit(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom; with Shift, or turned sideways, move along."""
        sideways, upright = event.angleDelta().x(), event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            sideways, upright = sideways or upright, 0
        if abs(sideways) > abs(upright):
            self._change(self.axis.panned(-round(self.axis.span * sideways / 1200)))
        elif upright:
            self._change(self.axis.zoomed(ZOOM ** (-upright / 120), self._time_at(event.position())))
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Zoom with two fingers, on a screen or a touchpad."""
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self._change(self.axis.zoomed(1 / (1 + event.value()), self._time_at(event.position())))
                return True
        elif isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                if pinch.changeFlags() & QPinchGesture.ChangeFlag.ScaleFactorChanged:
                    place = QPointF(self.mapFromGlobal(pinch.centerPoint().toPoint()))
                    self._change(self.axis.zoomed(1 / max(pinch.scaleFactor(), 0.1), self._time_at(place)))
                return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Paint the lanes anew."""
        self._repaint_lanes()

    def changeEvent(self, event: QEvent) -> None:
        """Let the lanes follow the font."""
        if event.type() == QEvent.Type.FontChange:
            self._label_width = 0
            self.updateGeometry()
            self._repaint_lanes()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lanes (kept from the last time) and what moves over them."""
        painter = QPainter(self)
        if self._lanes is None:
            self._lanes = self._painted_lanes()
        painter.drawPixmap(0, 0, self._lanes)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = self._line()
        for kind in KINDS:
            area = QRectF(0, self.lane_rect(kind).top(), self.label_width(), line)
            lane_painter.paint_label(painter, area, kind, self._states.get(kind), plotted=kind == self._chosen_kind)
        self._paint_loop(painter)
        lane_painter.paint_cursor(
            painter,
            self._x(self._position),
            QRectF(self.label_width(), 0, self._width(), self.height()),
            clock_text(self._position - self.axis.start, tenths=True),
        )
        painter.end()

    def _painted_lanes(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        lanes = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        lanes.setDevicePixelRatio(ratio)
        lanes.fill(Qt.GlobalColor.transparent)
        painter = QPainter(lanes)
        painter.setFont(self.font())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = self._line()
        top = QRectF(self.label_width(), 0, self._width(), 2 * line)
        lane_painter.paint_ruler(painter, self.axis, top)
        strip = QRectF(top.left(), 1.45 * line, top.width(), 0.35 * line)
        lane_painter.paint_recorded(painter, self.axis, strip, self._content.recorded)
        blind = blind_columns(self._content.samples, self.axis, self._width())
        for row, kind in enumerate(KINDS):
            area = self.lane_rect(kind)
            painter.fillRect(
                area.adjusted(0, 1, 0, -1), theme.RAISED if kind == self._chosen_kind else theme.BACKGROUND
            )
            hatch = QBrush(theme.LINE, Qt.BrushStyle.BDiagPattern)
            for first, last in stretches(blind[row]):
                painter.fillRect(QRectF(area.left() + first, area.top() + 2, last - first, line - 4), hatch)
        painter.setClipRect(QRectF(self.label_width() - 2, 0, self._width() + 4, self.height()))
        for event in self._content.events:
            if event.start <= self.axis.right and (event.end is None or event.end >= self.axis.left):
                chosen = event == self._chosen_event
                verdict = self._content.review.verdict(event)
                lane_painter.paint_event(painter, self.axis, self.lane_rect(event.kind), event, verdict, chosen=chosen)
        for event in self._content.other:
            lane_painter.paint_other(painter, self.axis, self.lane_rect(event.kind), event)
        lane_painter.paint_marks(painter, self.axis, top, self._content.review.marks)
        painter.end()
        return lanes

    def _paint_loop(self, painter: QPainter) -> None:
        area = QRectF(self.label_width(), 0, self._width(), self.height())
        lane_painter.paint_loop(painter, self.axis, area, *self._loop)

    def _repaint_lanes(self) -> None:
        self._lanes = None
        self.update()

    def _change(self, axis: TimeAxis) -> None:
        if axis != self.axis:
            self.show_axis(axis)
            self.axis_changed.emit(axis)

    def _line(self) -> float:
        return round(1.15 * self.fontMetrics().height())

    def _width(self) -> int:
        return max(1, self.width() - self.label_width())

    def _x(self, time: int) -> float:
        return self.label_width() + self.axis.to_x(time, self._width())

    def _time_at(self, place: QPointF) -> int:
        return self.axis.to_time(place.x() - self.label_width(), self._width())
