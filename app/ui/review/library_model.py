"""The drives of the library as Qt's rows."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from app.posture.event import Severity
from app.review.library import LibraryEntry, matching
from app.ui import words
from app.ui.review import review_words

ENTRY_ROLE = Qt.ItemDataRole.UserRole
PICTURE_ROLE = Qt.ItemDataRole.UserRole + 1

Index = QModelIndex | QPersistentModelIndex

DATE, LENGTH, EVENTS, WHAT, OBSERVABLE, REVIEWED = range(6)


MOST_KINDS = 4
"""Kinds of events named in a row: as many as fit on two lines."""


def _severities(entry: LibraryEntry) -> tuple[int, ...]:
    """Return how many events of each severity, the most severe first: what matters more sorts higher."""
    return tuple(entry.count(severity) for severity in sorted(Severity, reverse=True))


SORTED_BY: tuple[Callable[[LibraryEntry], object], ...] = (
    lambda entry: entry.start,
    lambda entry: entry.seconds,
    _severities,
    lambda entry: next(iter(entry.kinds()), ""),
    lambda entry: -1.0 if entry.observable is None else entry.observable,
    lambda entry: (entry.reviewed, entry.judged / max(len(entry.events), 1)),
)


class LibraryModel(QAbstractTableModel):
    """Entries that match what is searched for, sorted by a column."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entries: tuple[LibraryEntry, ...] = ()
        self.shown: list[LibraryEntry] = []
        self._pictures: dict[str, QImage] = {}
        self._searched = ""
        self._column, self._descending = DATE, True

    def set_entries(self, entries: Sequence[LibraryEntry]) -> None:
        """Take over what is known by now."""
        self.entries = tuple(entries)
        self._refresh()

    def search(self, text: str) -> None:
        """Show what holds every word of `text`."""
        if text != self._searched:
            self._searched = text
            self._refresh()

    def set_picture(self, name: str, picture: QImage) -> None:
        """Take over the thumbnail of the drive called `name`."""
        self._pictures[name] = picture
        for row, entry in enumerate(self.shown):
            if entry.name == name:
                self.dataChanged.emit(self.index(row, DATE), self.index(row, DATE))

    def without_picture(self) -> list[LibraryEntry]:
        """Return what is shown and can have a thumbnail, and has none yet."""
        return [e for e in self.shown if e.has_video and not e.problem and e.name not in self._pictures]

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column."""
        self._column, self._descending = max(column, 0), order == Qt.SortOrder.DescendingOrder
        self._refresh()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(SORTED_BY) - 1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of drives shown."""
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of columns."""
        return 0 if parent.isValid() else len(SORTED_BY)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a column's name."""
        tr = words.tr
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        name = (tr("Drive"), tr("Length"), tr("Events"), tr("What"), tr("Observable"), tr("Reviewed"))[section]
        return f"{name} {'↓' if self._descending else '↑'}" if section == self._column else name

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the drive, its thumbnail, or a cell in words."""
        entry = self.shown[index.row()]
        if role == ENTRY_ROLE:
            return entry
        if role == PICTURE_ROLE:
            return self._pictures.get(entry.name)
        if role == Qt.ItemDataRole.DisplayRole:
            return cell(entry, index.column())
        return None

    def _refresh(self) -> None:
        self.beginResetModel()
        by = SORTED_BY[self._column]
        self.shown = sorted(
            matching(self.entries, self._searched),
            key=by,  # type: ignore[arg-type]  # each column's values compare among themselves
            reverse=self._descending,
        )
        self.endResetModel()


def cell(entry: LibraryEntry, column: int) -> str:
    """Say one thing of a drive."""
    tr = words.tr
    if column == DATE:
        return review_words.day_and_time(entry.start)
    if entry.problem:
        return entry.problem if column == LENGTH else ""
    if column == LENGTH:
        return words.duration(entry.seconds)
    if column == EVENTS:
        return ", ".join(f"{entry.count(s)} {words.severity(s)}" for s in Severity if entry.count(s))
    if column == WHAT:
        named = [f"{words.kind(kind)} {count}" for kind, count in entry.kinds().items()]
        return ", ".join(named[:MOST_KINDS]) + (" …" if len(named) > MOST_KINDS else "")
    if column == OBSERVABLE:
        return tr("not known") if entry.observable is None else f"{entry.observable:.0%}"
    if entry.reviewed:
        return tr("Reviewed")
    return tr("{} of {}").format(entry.judged, len(entry.events)) if entry.events else tr("open")


def details(entry: LibraryEntry) -> str:
    """Say what else is to be known of a drive: below its date."""
    tr = words.tr
    told = [entry.source]
    if not entry.problem:
        told.append(tr("with pictures") if entry.has_video else tr("no pictures"))
    for holds, text in (
        (entry.goes_on, tr("goes on")),
        (entry.cut_off, tr("ended unexpectedly")),
        (entry.protected, tr("protected")),
        (bool(entry.review_problem), tr("judgements damaged")),
    ):
        if holds:
            told.append(text)
    return " · ".join(filter(None, told))
