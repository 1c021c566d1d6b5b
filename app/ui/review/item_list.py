"""The drive's events and marks in the order of time."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.posture.event import PostureEvent
from app.review.judgements import Mark, Review
from app.ui import theme, words
from app.ui.review import review_words
from app.ui.review.review_symbols import paint_flag, paint_verdict
from app.ui.review.time_axis import clock_text
from app.ui.scroll import make_draggable
from app.ui.symbols import paint_severity

Item = PostureEvent | Mark

ITEM_ROLE = Qt.ItemDataRole.UserRole
TEXTS_ROLE = Qt.ItemDataRole.UserRole + 1
VERDICT_ROLE = Qt.ItemDataRole.UserRole + 2

Index = QModelIndex | QPersistentModelIndex


def item_time(item: Item) -> int:
    """Return where an event begins or a mark is, ns."""
    return item.start if isinstance(item, PostureEvent) else item.time


class ItemModel(QAbstractListModel):
    """Events and marks as Qt's rows."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.items: tuple[Item, ...] = ()
        self._review = Review()
        self._start = self._end = 0

    def set_items(self, items: Sequence[Item], review: Review, start: int, end: int) -> None:
        """Take over events and marks, in order; `start` and `end` are the drive's, ns."""
        same = len(items) == len(self.items)
        if not same:
            self.beginResetModel()
        self.items, self._review, self._start, self._end = tuple(items), review, start, end
        if not same:
            self.endResetModel()
        elif items:
            self.dataChanged.emit(self.index(0), self.index(len(items) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of events and marks."""
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the item, its texts (name, place, what was said), or the row in words (for a screen reader)."""
        item = self.items[index.row()]
        if role == ITEM_ROLE:
            return item
        if role == TEXTS_ROLE:
            return self._texts(item)
        if role == VERDICT_ROLE:
            return self._review.verdict(item) if isinstance(item, PostureEvent) else None
        return ", ".join(filter(None, self._texts(item))) if role == Qt.ItemDataRole.DisplayRole else None

    def _texts(self, item: Item) -> tuple[str, str, str]:
        at = clock_text(item_time(item) - self._start)
        if isinstance(item, Mark):
            return words.tr("Mark"), at, " · ".join(filter(None, (item.tag, item.note)))
        lasts = words.duration(((self._end if item.end is None else item.end) - item.start) / 1e9)
        said = self._review.judgements.get((item.kind, item.start))
        told = words.severity(item.severity) if said is None else review_words.verdict(said.verdict)
        more = () if said is None else (said.tag, said.note)
        return words.kind(item.kind), f"{at} · {lasts}", " · ".join(filter(None, (told, *more)))


class ItemRow(QStyledItemDelegate):
    """Paint one event or mark on two lines: symbol, name and place, what was said of it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the room that the row's texts need."""
        bold = QFontMetrics(theme.scaled(option.font, 1.0, bold=True))
        name, place, _ = index.data(TEXTS_ROLE)
        height = round(2.35 * bold.height())
        return QSize(height + bold.horizontalAdvance(f"{name}  {place}") + 8, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the row."""
        item: Item = index.data(ITEM_ROLE)
        name, place, said = index.data(TEXTS_ROLE)
        verdict = index.data(VERDICT_ROLE)
        area = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.RAISED)
            painter.drawRoundedRect(area.adjusted(0, 1, -1, -1), 6, 6)
            painter.fillRect(QRectF(area.left(), area.top() + 4, 3, area.height() - 8), theme.ACCENT)
        side = 0.46 * area.height()
        symbol = QRectF(area.left() + 8, area.center().y() - side / 2, side, side)
        if isinstance(item, Mark):
            paint_flag(painter, QPointF(symbol.left() + 4, symbol.bottom()), side)
        else:
            paint_severity(painter, symbol, item.severity, theme.SEVERITY[item.severity].ink, theme.SURFACE)
        text = area.adjusted(symbol.right() - area.left() + 8, 0.1 * area.height(), -8, -0.1 * area.height())
        small = theme.scaled(option.font, 0.85)
        painter.setFont(small)
        painter.setPen(theme.TEXT_DIM)
        painter.drawText(text, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight, place)
        room = int(text.width() - (area.height() * 0.4 if verdict is not None else 0))
        shortened = painter.fontMetrics().elidedText(said, Qt.TextElideMode.ElideRight, room)
        painter.drawText(text, Qt.AlignmentFlag.AlignBottom, shortened)
        painter.setFont(theme.scaled(option.font, 1.0, bold=True))
        painter.setPen(theme.TEXT)
        painter.drawText(text, Qt.AlignmentFlag.AlignTop, name)
        if verdict is not None:
            sign = 0.36 * area.height()
            paint_verdict(painter, QRectF(text.right() - sign, text.bottom() - sign, sign, sign), verdict)
        painter.restore()


class ItemList(QListView):
    """Show events and marks; up and down choose one.

    Attributes
    ----------
    chosen : signal, the event or mark that a person has chosen.
    """

    chosen = Signal(object)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = ItemModel(parent=self)
        self.setModel(self._model)
        self.setItemDelegate(ItemRow(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        make_draggable(self)
        self.setAccessibleName(words.tr("Events and marks"))
        self.clicked.connect(lambda index: self.chosen.emit(index.data(ITEM_ROLE)))
        self.activated.connect(lambda index: self.chosen.emit(index.data(ITEM_ROLE)))

    def show_items(self, events: Sequence[PostureEvent], review: Review, start: int, end: int) -> None:
        """Show events and the marks of `review`; `start` and `end` are the drive's, ns."""
        items: list[Item] = [*events, *review.marks]
        self._model.set_items(sorted(items, key=item_time), review, start, end)

    def items(self) -> tuple[Item, ...]:
        """Return what is shown, in order."""
        return self._model.items

    def show_chosen(self, item: Item | None) -> None:
        """Mark what is chosen and scroll to it, without telling."""
        row = -1 if item is None else next((i for i, one in enumerate(self.items()) if one == item), -1)
        if row < 0:
            self.clearSelection()
        else:
            self.setCurrentIndex(self._model.index(row))

    def minimumSizeHint(self) -> QSize:
        """Return room for two rows."""
        return QSize(12 * self.fontMetrics().height(), 5 * self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, or that there are none."""
        super().paintEvent(event)
        if self._model.rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(theme.TEXT_DIM)
            text = words.tr("No events in this drive")
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, text)
            painter.end()
