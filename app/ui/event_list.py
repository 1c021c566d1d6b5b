"""The events, newest on top."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.drives.log import EventKey
from app.posture.event import EventKind, PostureEvent, Severity
from app.ui import theme, words
from app.ui.scroll import BAR_PX, make_draggable
from app.ui.symbols import paint_severity

EVENT_ROLE = Qt.ItemDataRole.UserRole
DURATION_ROLE = Qt.ItemDataRole.UserRole + 1
DETAILS_ROLE = Qt.ItemDataRole.UserRole + 2

Index = QModelIndex | QPersistentModelIndex


class EventModel(QAbstractListModel):
    """The events as Qt's rows, newest first."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._events: tuple[PostureEvent, ...] = ()
        self._durations: tuple[str, ...] = ()
        self._unlogged: frozenset[EventKey] = frozenset()

    def set_events(self, events: Sequence[PostureEvent], now: int, unlogged: frozenset[EventKey] = frozenset()) -> None:
        """Take over `events`, oldest first. `now`: nanoseconds on the events' clock; `unlogged`: not on the disk."""
        newest_first = tuple(reversed(events))
        durations = tuple(
            words.duration(((now if event.end is None else event.end) - event.start) / 1e9) for event in newest_first
        )
        if (newest_first, durations, unlogged) == (self._events, self._durations, self._unlogged):
            return
        self._unlogged = unlogged
        if len(newest_first) == len(self._events):
            self._events, self._durations = newest_first, durations
            self.dataChanged.emit(self.index(0), self.index(len(newest_first) - 1))
        else:
            self.beginResetModel()
            self._events, self._durations = newest_first, durations
            self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of events."""
        return 0 if parent.isValid() else len(self._events)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the event, its duration in words, or the row in words (what a screen reader says)."""
        event, duration = self._events[index.row()], self._durations[index.row()]
        if role == EVENT_ROLE:
            return event
        if role == DURATION_ROLE:
            return duration
        logged = (event.kind, event.start) not in self._unlogged
        if role == DETAILS_ROLE:
            return _details(event, logged)
        if role == Qt.ItemDataRole.DisplayRole:
            return ", ".join((words.kind(event.kind), *_details(event, logged), duration))
        return None


class EventRow(QStyledItemDelegate):
    """Paint one event: symbol, kind, severity and time below, duration on the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the room that the row's texts need."""
        return QSize(widest_row(option.font), row_height(option.font))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the row."""
        event: PostureEvent = index.data(EVENT_ROLE)
        colours = theme.SEVERITY[event.severity]
        area = QRectF(option.rect)
        painter.save()
        side = 0.5 * area.height()
        symbol = QRectF(area.left() + 2, area.center().y() - side / 2, side, side)
        paint_severity(painter, symbol, event.severity, colours.ink, theme.SURFACE)
        text = area.adjusted(0.8 * area.height(), 0.1 * area.height(), -8, -0.1 * area.height())
        top, bottom = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignBottom
        right = Qt.AlignmentFlag.AlignRight
        painter.setFont(theme.scaled(option.font, 1.0, bold=True))
        painter.setPen(theme.TEXT)
        painter.drawText(text, top, words.kind(event.kind))
        painter.drawText(text, top | right, index.data(DURATION_ROLE))
        painter.setFont(theme.scaled(option.font, 0.85))
        painter.setPen(theme.TEXT_DIM)
        painter.drawText(text, bottom, " · ".join(index.data(DETAILS_ROLE)))
        if event.end is None:
            painter.setPen(colours.ink)
            painter.drawText(text, bottom | right, words.tr("ongoing"))
        painter.setPen(theme.RAISED)
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.restore()


class EventList(QListView):
    """Show events, newest on top; drag to scroll. Says so where there are none."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = EventModel(parent=self)
        self.setModel(self._model)
        self.setItemDelegate(EventRow(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        make_draggable(self)

    def show_events(
        self, events: Sequence[PostureEvent], now: int, unlogged: frozenset[EventKey] = frozenset()
    ) -> None:
        """Show `events`, oldest first. `now`: nanoseconds on the events' clock; `unlogged`: marked as not logged."""
        self._model.set_events(events, now, unlogged)

    def minimumSizeHint(self) -> QSize:
        """Return room for one row, as wide as the widest that there may be: nothing moves when an event comes."""
        return QSize(widest_row(self.font()) + BAR_PX, 4 * self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, or that there are none."""
        super().paintEvent(event)
        if self._model.rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(theme.TEXT_DIM)
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, words.tr("No events so far"))
            painter.end()


def row_height(font: QFont) -> int:
    """Return a row's height in pixels: two lines with air around them."""
    bold, small = QFontMetrics(theme.scaled(font, 1.0, bold=True)), QFontMetrics(theme.scaled(font, 0.85))
    return round(1.35 * (bold.height() + small.height()))


def widest_row(font: QFont) -> int:
    """Return the width in pixels of the widest row that there may be."""
    bold, small = QFontMetrics(theme.scaled(font, 1.0, bold=True)), QFontMetrics(theme.scaled(font, 0.85))
    kinds = max(bold.horizontalAdvance(words.kind(kind)) for kind in EventKind)
    duration = bold.horizontalAdvance(words.duration(3599))
    severities = max(small.horizontalAdvance(words.severity(severity)) for severity in Severity)
    rest = small.horizontalAdvance(f" · 00:00:00 · {words.tr('not logged')}")
    lines = kinds + duration, severities + rest + small.horizontalAdvance(words.tr("ongoing"))
    return row_height(font) + max(lines) + bold.height()


def _details(event: PostureEvent, logged: bool) -> tuple[str, ...]:
    told = words.severity(event.severity), words.clock(event.wall_time)
    return told if logged else (*told, words.tr("not logged"))
