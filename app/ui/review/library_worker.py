"""The library's drives and their thumbnails, read while one looks."""

import logging
import threading
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.drives.folder import stored_drives
from app.drives.reading import read_drive
from app.review.library import LibraryEntry, read_entry
from app.review.moments import Moments
from app.ui.review.thumbnail import picture_of
from app.ui.review.worker import said
from pose.errors import UserError

logger = logging.getLogger(__name__)

BATCH = 20
"""Drives told at once."""

PICTURE_PX = 192
"""Width of a thumbnail: twice what is shown, for dense screens."""


class LibraryWorker(QObject):
    """Read a folder of drives, the newest first, then a picture of each.

    Attributes
    ----------
    found : signal, a list of `LibraryEntry`: all so far.
    pictured : signal, a drive's name and a `QImage`.
    finished : signal, all drives are told (their pictures may not be).
    failed : signal, one line.
    """

    found = Signal(object)
    pictured = Signal(str, object)
    finished = Signal()
    failed = Signal(str)

    def __init__(self, drives: Path, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._drives = drives
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="library", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def close(self) -> None:
        """End the thread and wait for it. Safe to call twice."""
        self._ending.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        try:
            entries: list[LibraryEntry] = []
            for stored in reversed(stored_drives(self._drives)):
                if self._ending.is_set():
                    return
                entries.append(read_entry(stored))
                if len(entries) % BATCH == 0:
                    self.found.emit(list(entries))
            self.found.emit(list(entries))
            self.finished.emit()
            for entry in entries:
                if self._ending.is_set():
                    return
                if entry.has_video and not entry.problem:
                    self._take_picture(entry)
        except Exception as error:
            self.failed.emit(said(error))

    def _take_picture(self, entry: LibraryEntry) -> None:
        try:
            moments = Moments(read_drive(entry.path))
            try:
                # What happened first says more of a drive than its first picture.
                start, end = moments.span()
                at = entry.events[0].start if entry.events else (start + end) // 2
                moment = moments.at(at, playing=True, exact=False)
            finally:
                moments.close()
        except UserError as error:
            logger.warning("no thumbnail: %s", error)
            return
        if moment is not None and moment.recorded:
            self.pictured.emit(entry.name, picture_of(moment, PICTURE_PX))
