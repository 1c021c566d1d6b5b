"""One drive of the library, painted."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QFontMetrics, QImage, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.posture.event import RuleState, Severity
from app.review.judgements import Verdict
from app.review.library import LibraryEntry
from app.ui import theme
from app.ui.review.library_model import (
    DATE,
    ENTRY_ROLE,
    EVENTS,
    OBSERVABLE,
    PICTURE_ROLE,
    REVIEWED,
    cell,
    details,
)
from app.ui.review.review_symbols import paint_verdict
from app.ui.symbols import paint_rule_state, paint_severity

LINES: Final = 3.2
"""Height of a thumbnail, in lines of text."""


def picture_size(metrics: QFontMetrics) -> QSize:
    """Return the room for a thumbnail, pixels: 16:9."""
    height = round(LINES * metrics.height())
    return QSize(round(height * 16 / 9), height)


Index = QModelIndex | QPersistentModelIndex


class LibraryRow(QStyledItemDelegate):
    """Paint one cell: the thumbnail beside the date, a symbol for each severity with its count, the rest in words."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the row's height."""
        metrics = QFontMetrics(option.font)
        return QSize(8 * metrics.height(), picture_size(metrics).height() + 10)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the cell."""
        entry: LibraryEntry = index.data(ENTRY_ROLE)
        area = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(area, theme.RAISED if chosen else theme.SURFACE)
        painter.setPen(theme.BACKGROUND)
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if chosen and index.column() == DATE:
            painter.fillRect(QRectF(area.left(), area.top(), 4, area.height()), theme.ACCENT)
        painter.setFont(option.font)
        text = area.adjusted(10, 4, -6, -4)
        if index.column() == DATE:
            self._paint_drive(painter, area, entry, index.data(PICTURE_ROLE))
        elif entry.problem:
            self._paint_problem(painter, area, entry)
        elif index.column() == EVENTS:
            self._paint_events(painter, text, entry)
        else:
            left = text.left()
            side = 1.2 * painter.fontMetrics().height()
            if index.column() == REVIEWED and entry.reviewed:
                paint_verdict(painter, QRectF(left, text.center().y() - side / 2, side, side), Verdict.TRUE)
                left += 1.4 * side
            if index.column() == OBSERVABLE and entry.observable is not None:
                self._paint_share(painter, text, entry.observable)
            painter.setPen(theme.TEXT)
            room = text.adjusted(left - text.left(), 0, 0, 0)
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
            painter.drawText(room, flags, cell(entry, index.column()))
        painter.restore()

    def _paint_drive(self, painter: QPainter, area: QRectF, entry: LibraryEntry, picture: QImage | None) -> None:
        room = picture_size(painter.fontMetrics())
        frame = QRectF(area.left() + 10, area.center().y() - room.height() / 2, room.width(), room.height())
        if picture is not None:
            size = picture.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            inner = QRectF(0, 0, size.width(), size.height())
            inner.moveCenter(frame.center())
            painter.fillRect(frame, theme.BACKGROUND)
            painter.drawImage(inner, picture)
        else:
            painter.fillRect(frame, theme.BACKGROUND)
            if not entry.has_video:
                painter.fillRect(frame, QBrush(theme.LINE, Qt.BrushStyle.BDiagPattern))
        text = QRectF(frame.right() + 10, area.top() + 6, area.right() - frame.right() - 14, area.height() - 12)
        name = painter.font()
        painter.setFont(theme.scaled(name, 1.0, bold=True))
        painter.setPen(theme.TEXT)
        metrics = painter.fontMetrics()
        width = int(text.width())
        first = metrics.elidedText(cell(entry, DATE), Qt.TextElideMode.ElideRight, width)
        top = text.center().y() - metrics.height()
        painter.drawText(QRectF(text.left(), top, width, metrics.height()), first)
        painter.setFont(theme.scaled(name, 0.85))
        painter.setPen(theme.TEXT_DIM)
        second = painter.fontMetrics().elidedText(details(entry) or entry.name, Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRectF(text.left(), top + metrics.height(), width, metrics.height()), second)
        painter.setFont(name)

    def _paint_problem(self, painter: QPainter, area: QRectF, entry: LibraryEntry) -> None:
        side = 20.0
        symbol = QRectF(area.left() + 10, area.center().y() - side / 2, side, side)
        paint_severity(painter, symbol, Severity.WARNING, theme.SEVERITY[Severity.WARNING].ink, theme.SURFACE)
        painter.setPen(theme.TEXT)
        text = area.adjusted(symbol.right() - area.left() + 8, 4, -8, -4)
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap, entry.problem)

    def _paint_events(self, painter: QPainter, text: QRectF, entry: LibraryEntry) -> None:
        metrics = painter.fontMetrics()
        left, side = text.left(), 0.95 * metrics.height()
        for severity in sorted(Severity, reverse=True):
            count = entry.count(severity)
            if count:
                symbol = QRectF(left, text.center().y() - side / 2, side, side)
                paint_severity(painter, symbol, severity, theme.SEVERITY[severity].ink, theme.SURFACE)
                painter.setPen(theme.TEXT)
                left += side + 4
                number = str(count)
                area = QRectF(left, text.top(), metrics.horizontalAdvance(number) + 4, text.height())
                painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, number)
                left += metrics.horizontalAdvance(number) + 12
        if not entry.events:
            side = 1.1 * metrics.height()
            symbol = QRectF(left, text.center().y() - side / 2, side, side)
            paint_rule_state(painter, symbol, RuleState.CLEAR, Severity.NOTICE)
            painter.setPen(theme.TEXT_DIM)
            painter.drawText(text.adjusted(side + 6, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, "0")

    def _paint_share(self, painter: QPainter, text: QRectF, share: float) -> None:
        bar = QRectF(text.left(), text.bottom() - 6, text.width(), 4)
        painter.fillRect(bar, theme.BACKGROUND)
        bar.setWidth(bar.width() * share)
        painter.fillRect(bar, theme.ACCENT)
