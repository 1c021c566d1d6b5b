"""The desk's window: the library, and the drive that is looked at."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHeaderView, QLabel, QLineEdit, QPushButton, QStackedLayout, QWidget

from app.drives.reading import Drive
from app.review.library import LibraryEntry
from app.review.opening import OpenedDrive, Reference, open_drive
from app.ui import theme, words
from app.ui.banner import Banner
from app.ui.review import review_words
from app.ui.review.garbage import GarbageInWindow
from app.ui.review.library_page import LibraryPage
from app.ui.review.player_acts import PlayerActs
from app.ui.review.player_page import PlayerPage
from app.ui.review.seams import Seams
from pose.errors import UserError


class ReviewWindow(QWidget):
    """Review drives. F11 fills the screen, Ctrl+Q quits.

    Parameters
    ----------
    drives : the folder of all drives.
    author : who judges.
    reference_of : finds what a drive's measures are taken against.
    first : a drive to show at once, or None: the library.
    """

    def __init__(
        self,
        drives: Path,
        *,
        author: str,
        reference_of: Callable[[Drive], Reference] = lambda _: Reference(),
        seams: Seams | None = None,
        first: OpenedDrive | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._garbage = GarbageInWindow(parent=self)
        self._author = author
        self._reference_of = reference_of
        self._seams = Seams() if seams is None else seams
        self.player: PlayerPage | None = None
        self.acts: PlayerActs | None = None
        self.setPalette(theme.palette())
        self.setAutoFillBackground(True)
        self.setMinimumSize(theme.SMALLEST)
        self._pages = QStackedLayout(self)
        self.library = LibraryPage(drives)
        self._pages.addWidget(self.library)
        self.library.opened.connect(self._open)
        self.setWindowTitle(words.tr("Cabinsight: drives"))
        QShortcut(QKeySequence("F11"), self).activated.connect(self._toggle_fullscreen)
        QShortcut(QKeySequence("Ctrl+Q"), self).activated.connect(self.close)
        if first is not None:
            self.show_drive(first)

    def show_drive(self, opened: OpenedDrive) -> None:
        """Show one drive."""
        self._close_player()
        self.player = PlayerPage(opened)
        self.player.title.setText(
            f"{review_words.day_and_time(opened.drive.info.start_wall_time)}   {opened.drive.info.source}   "
            f"{words.duration((opened.end - opened.start) / 1e9)}"
        )
        self.acts = PlayerActs(self.player, self._author, self._seams)
        # By signal: nothing of the page keeps the window alive, or it would be deleted from within its own page.
        self.player.left.connect(self.show_library)
        self._pages.addWidget(self.player)
        self._pages.setCurrentWidget(self.player)
        self._fit_letters(self.size())
        self.player.setFocus()
        self.setWindowTitle(words.tr("Cabinsight: {}").format(opened.folder.name))

    def show_library(self) -> None:
        """Show all drives."""
        folder = None if self.player is None else self.player.opened.folder
        self._close_player()
        self._pages.setCurrentWidget(self.library)
        self.library.table.setFocus()
        self.setWindowTitle(words.tr("Cabinsight: drives"))
        if folder is not None:
            self.library.refresh(folder)

    def sizeHint(self) -> QSize:
        """Ask for a usual screen."""
        return QSize(1280, 720)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit letters to the new size."""
        self._fit_letters(event.size())
        super().resizeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """End all threads."""
        self._close_player()
        self.library.close_library()
        self._garbage.close()
        super().closeEvent(event)

    def _open(self, entry: LibraryEntry) -> None:
        try:
            self.show_drive(open_drive(entry.path, self._reference_of))
        except UserError as error:
            self.library.banner.show_lines((str(error),))

    def _close_player(self) -> None:
        if self.player is not None:
            self.player.close_drive()
            self._pages.removeWidget(self.player)
            self.player.deleteLater()
            self.player = self.acts = None

    def _fit_letters(self, size: QSize) -> None:
        # A desk's screen is near: letters grow with it by a third of what they do in the car.
        font = theme.body_font(max(13, round(9 + 0.33 * theme.text_px(size))))
        self.setFont(font)
        gap = font.pixelSize() // 2
        for banner in self.findChildren(Banner):
            banner.setContentsMargins(2 * gap, gap // 2, 2 * gap, gap // 2)
        for kind in (QPushButton, QLineEdit, QLabel, QHeaderView):
            for widget in self.findChildren(kind):
                # A widget with a style sheet inherits no font.
                widget.setFont(font)
                if isinstance(widget, QHeaderView):
                    widget.viewport().setFont(font)

    def _toggle_fullscreen(self) -> None:
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()
