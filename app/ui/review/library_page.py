"""All drives: find the ten moments that matter in a hundred of them."""

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.drives.folder import stored
from app.review.figures import rule_figures
from app.review.library import LibraryEntry, judged_drives, read_entry
from app.ui import theme, words
from app.ui.banner import Banner
from app.ui.panel import Panel
from app.ui.review.button import button
from app.ui.review.figures_table import FiguresTable
from app.ui.review.library_model import (
    DATE,
    ENTRY_ROLE,
    EVENTS,
    LENGTH,
    OBSERVABLE,
    REVIEWED,
    SORTED_BY,
    WHAT,
    LibraryModel,
)
from app.ui.review.library_row import LibraryRow
from app.ui.review.library_worker import LibraryWorker


class LibraryTable(QTableView):
    """The table; says so where there is nothing in it."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.empty = ""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, or why there are none."""
        super().paintEvent(event)
        model = self.model()
        if model is not None and model.rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(theme.TEXT_DIM)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.viewport().rect().adjusted(40, 0, -40, 0), flags, self.empty)
            painter.end()


class LibraryPage(QWidget):
    """List drives; sort by a column's head, search by typing, Enter opens.

    Attributes
    ----------
    opened : signal, the `LibraryEntry` that a person wants to look at.
    listed : signal, all drives are in the table.
    """

    opened = Signal(object)
    listed = Signal()

    def __init__(self, drives: Path, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tr = words.tr
        self._drives = drives
        self.banner = Banner()
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search: hand, alarm, open, a tag … (Ctrl+F)"))
        self.search.setAccessibleName(tr("Search drives"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumHeight(34)
        self.search.setStyleSheet(
            f"QLineEdit {{ background: {theme.BACKGROUND.name()}; color: {theme.TEXT.name()}; "
            f"border: 2px solid {theme.LINE.name()}; border-radius: 6px; padding: 2px 8px; }}"
            f"QLineEdit:focus {{ border-color: {theme.TEXT.name()}; }}"
        )
        self.summary = QLabel()
        self.open_button = button(tr("Open (Enter)"))
        self.figures_button = button(tr("Figures (Ctrl+I)"), tr("Precision and false alarms"), checkable=True)
        self.model = LibraryModel(parent=self)
        self.table = LibraryTable()
        self.figures = FiguresTable()
        self._figures_panel = Panel(heading=tr("How the rules did in reviewed drives"), content=self.figures)
        self._figures_panel.hide()
        self._arrange()
        self.worker = LibraryWorker(drives, parent=self)
        self.worker.found.connect(self.show_entries)
        self.worker.pictured.connect(self.model.set_picture)
        self.worker.finished.connect(self._finish)
        self.worker.failed.connect(lambda line: self.banner.show_lines((line,)))
        self.table.activated.connect(self._open)
        self.table.doubleClicked.connect(self._open)
        self.open_button.clicked.connect(lambda: self._open(self.table.currentIndex()))
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(self._to_table)
        self.figures_button.toggled.connect(self._show_figures)
        for keys, act in (
            ("Ctrl+F", self.search.setFocus),
            ("Ctrl+I", self.figures_button.toggle),
            ("Esc", self.search.clear),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        self.table.empty = tr("Looking for drives …")
        self.worker.start()

    def show_entries(self, entries: list[LibraryEntry]) -> None:
        """Show drives; what was chosen stays chosen."""
        chosen = self.chosen()
        self.model.set_entries(entries)
        self._settle(chosen.name if chosen is not None else None)

    def chosen(self) -> LibraryEntry | None:
        """Return the drive that is chosen."""
        index = self.table.currentIndex()
        return index.data(ENTRY_ROLE) if index.isValid() else None

    def refresh(self, path: Path) -> None:
        """Look into one drive anew: it was judged meanwhile."""
        if any(one.path == path for one in self.model.entries):
            entry = read_entry(stored(path))
            self.show_entries([entry if one.path == path else one for one in self.model.entries])

    def close_library(self) -> None:
        """End the thread. Safe to call twice."""
        self.worker.close()

    def _open(self, index: object) -> None:
        entry = self.chosen()
        if entry is not None and entry.problem:
            self.banner.show_lines((entry.problem,))
        elif entry is not None:
            self.banner.show_lines(())
            self.opened.emit(entry)

    def _search(self, text: str) -> None:
        self.model.search(text)
        self._settle(None)

    def _show_figures(self, shown: bool) -> None:
        self._figures_panel.setVisible(shown)
        for column in (WHAT, OBSERVABLE):
            self.table.setColumnHidden(column, shown)
        self.table.horizontalHeader().setStretchLastSection(shown)

    def _to_table(self) -> None:
        self.table.setFocus()
        if self.model.rowCount():
            self.table.selectRow(0)

    def _finish(self) -> None:
        self.table.empty = words.tr(
            "No drives in {}. `cabinsight monitor --record` makes some; name another folder with --drives."
        ).format(self._drives)
        self.table.viewport().update()
        self.listed.emit()

    def _settle(self, name: str | None) -> None:
        """After the rows changed: spans, choice, sums."""
        self.table.clearSpans()
        for row, entry in enumerate(self.model.shown):
            if entry.problem:
                self.table.setSpan(row, LENGTH, 1, len(SORTED_BY) - LENGTH)
            if entry.name == name:
                self.table.setCurrentIndex(self.model.index(row, DATE))
        if self.model.shown and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(0, DATE))
        entries = self.model.entries
        judged = judged_drives(entries)
        self.figures.show_figures(rule_figures(judged), len(judged), len(entries))
        self.summary.setText(
            words.tr("{} of {} drives · {:.1f} h · {} events · {} reviewed").format(
                len(self.model.shown),
                len(entries),
                sum(entry.seconds for entry in self.model.shown) / 3600,
                sum(len(entry.events) for entry in self.model.shown),
                sum(entry.reviewed for entry in self.model.shown),
            )
        )
        QTimer.singleShot(0, self.table, self._fit_columns)

    def _fit_columns(self) -> None:
        unit = self.fontMetrics().height()
        for column, width in ((DATE, 24), (LENGTH, 7), (EVENTS, 9), (OBSERVABLE, 6), (REVIEWED, 6)):
            self.table.setColumnWidth(column, round(width * unit))

    def _arrange(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setItemDelegate(LibraryRow(table))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setShowGrid(False)
        table.setFrameShape(QTableView.Shape.NoFrame)
        table.setTabKeyNavigation(False)
        table.setAccessibleName(words.tr("Drives"))
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(WHAT, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setStyleSheet(
            f"QHeaderView::section {{ background: {theme.SURFACE.name()}; color: {theme.TEXT_DIM.name()}; "
            "border: none; padding: 6px 10px; } "
            # The name says it: Qt's own arrow is black on dark.
            "QHeaderView::up-arrow, QHeaderView::down-arrow { image: none; width: 0; }"
        )
        table.setSortingEnabled(True)
        table.sortByColumn(DATE, Qt.SortOrder.DescendingOrder)
        top = QHBoxLayout()
        top.addWidget(self.search, 1)
        top.addWidget(self.open_button)
        top.addWidget(self.figures_button)
        body = QHBoxLayout()
        body.setSpacing(10)
        body.addWidget(Panel(heading=words.tr("Drives"), content=table), 3)
        body.addWidget(self._figures_panel, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.banner)
        column.addLayout(body, 1)
        column.addWidget(self.summary)
