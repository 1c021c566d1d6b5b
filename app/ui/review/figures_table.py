"""Precision and false alarms of each rule, over all reviewed drives."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.review.figures import RuleFigures
from app.ui import theme, words


class FiguresTable(QWidget):
    """Show the figures in a table, and what they stand on in a line above it."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tr = words.tr
        self.basis = QLabel()
        self.basis.setWordWrap(True)
        self.table = QTableWidget(0, 6)
        self.table.setHorizontalHeaderLabels(
            [tr("Rule"), tr("True"), tr("False"), tr("Unclear"), tr("Precision"), tr("False / h")]
        )
        first = self.table.horizontalHeaderItem(0)
        if first is not None:
            first.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.setAccessibleName(tr("Figures of the rules"))
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.setFrameShape(QTableWidget.Shape.NoFrame)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        header.setStyleSheet(
            f"QHeaderView::section {{ background: {theme.SURFACE.name()}; color: {theme.TEXT_DIM.name()}; "
            "border: none; padding: 4px 8px; }"
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.basis)
        column.addWidget(self.table, 1)

    def show_figures(self, figures: Sequence[RuleFigures], drives: int, of: int) -> None:
        """Show the rules' figures over `drives` reviewed drives of `of`."""
        hours = figures[0].hours if figures else 0.0
        self.basis.setText(
            words.tr("{} of {} drives are reviewed, {:.1f} hours. Unclear events count for neither.").format(
                drives, of, hours
            )
        )
        self.table.setRowCount(len(figures))
        for row, told in enumerate(figures):
            for column, text in enumerate((words.kind(told.kind), *numbers(told))):
                item = QTableWidgetItem(text)
                if column:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(row, column, item)


def numbers(figures: RuleFigures) -> tuple[str, str, str, str, str]:
    """Return a rule's figures in words: true, false, unclear, precision, false an hour."""
    precision, rate = figures.precision, figures.false_an_hour
    return (
        str(figures.true),
        str(figures.false),
        str(figures.unclear),
        "–" if precision is None else f"{precision:.0%}",  # noqa: RUF001 - a dash
        "–" if rate is None else f"{rate:.2f}",  # noqa: RUF001 - a dash
    )
