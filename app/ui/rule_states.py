"""What each rule says of the present."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.posture.event import EventKind, RuleState, RuleStatus, Severity
from app.ui import theme, words
from app.ui.symbols import paint_rule_state, rule_ink


class RuleStates(QWidget):
    """Show every rule: symbol, name, state in words.

    A rule that is not observable is hatched under a crossed-out eye: it says neither good nor bad.

    Parameters
    ----------
    columns : rules side by side.
    """

    def __init__(self, *, columns: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._columns = columns
        self._statuses: tuple[RuleStatus, ...] = ()

    def show_statuses(self, statuses: Sequence[RuleStatus]) -> None:
        """Show every rule's present state."""
        changed = [_shown(status) for status in statuses] != [_shown(status) for status in self._statuses]
        self._statuses = tuple(statuses)
        if changed:
            self.update()

    def set_columns(self, columns: int) -> None:
        """Put so many rules side by side."""
        self._columns = columns
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for what the rows need."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return the room for every rule's texts, whatever they say: nothing moves when a state changes."""
        name, state = (QFontMetrics(font) for font in self._fonts())
        names = max(name.horizontalAdvance(words.kind(kind)) for kind in EventKind)
        states = max(
            state.horizontalAdvance(
                words.rule_status(
                    RuleStatus(kind=kind, state=said, severity=Severity.ALARM, measure=None, speed_unknown=True)
                )
            )
            for kind in EventKind
            for said in RuleState
        )
        width = max(names, states) + self._text_left() + self.fontMetrics().height() // 2
        rows = -(-len(EventKind) // self._columns)
        return QSize(width * self._columns, round(1.12 * (name.height() + state.height())) * rows)

    def row_rect(self, row: int) -> QRect:
        """Return where the rule number `row` is painted."""
        rows = -(-len(self._statuses) // self._columns)
        line, column = divmod(row, self._columns)
        top, bottom = (round(self.height() * i / rows) for i in (line, line + 1))
        left, right = (round(self.width() * i / self._columns) for i in (column, column + 1))
        return QRect(left, top, right - left, bottom - top)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for row, status in enumerate(self._statuses):
            self._paint_row(painter, QRectF(self.row_rect(row)).adjusted(1, 2, -1, -2), status)
        painter.end()

    def _paint_row(self, painter: QPainter, area: QRectF, status: RuleStatus) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.SURFACE)
        painter.drawRoundedRect(area, 6, 6)
        left = self._text_left()
        side = 1.5 * self.fontMetrics().height()
        cell = QRectF(area.left() + 2, area.center().y() - 0.75 * side, 1.5 * side, 1.5 * side)
        if status.state == RuleState.NOT_OBSERVABLE:
            painter.setBrush(QBrush(theme.LINE, Qt.BrushStyle.BDiagPattern))
            painter.drawRoundedRect(cell, 6, 6)
        elif status.state == RuleState.ACTIVE:
            painter.setBrush(theme.SEVERITY[status.severity].ink)
            painter.drawRoundedRect(QRectF(area.left(), area.top(), 4, area.height()), 2, 2)
        symbol = QRectF(cell.center().x() - side / 2, cell.center().y() - side / 2, side, side)
        paint_rule_state(painter, symbol, status.state, status.severity)
        name_font, state_font = self._fonts()
        name_height, state_height = QFontMetrics(name_font).height(), QFontMetrics(state_font).height()
        top = area.center().y() - (name_height + state_height) / 2
        painter.setFont(name_font)
        painter.setPen(theme.TEXT)
        painter.drawText(QRectF(area.left() + left, top, area.width() - left, name_height), words.kind(status.kind))
        painter.setFont(state_font)
        painter.setPen(rule_ink(status.state, status.severity))
        state_area = QRectF(area.left() + left, top + name_height, area.width() - left, state_height)
        painter.drawText(state_area, words.rule_status(status))

    def _fonts(self) -> tuple[QFont, QFont]:
        return theme.scaled(self.font(), 1.0, bold=True), theme.scaled(self.font(), 0.9)

    def _text_left(self) -> int:
        return round(2.75 * self.fontMetrics().height())


def _shown(status: RuleStatus) -> tuple[EventKind, RuleState, int, bool]:
    return status.kind, status.state, status.severity, status.speed_unknown
