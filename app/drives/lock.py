"""A drive that is being written is neither repaired nor deleted: its folder is locked meanwhile.

The kernel lets go of the lock when the process ends, however it ends.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class FolderLock:
    """An exclusive lock on a folder, held until `release`.

    Raises
    ------
    BlockingIOError : another one holds it.
    OSError : the folder cannot be opened, or its file system knows no locks.
    """

    def __init__(self, folder: Path) -> None:
        self._descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._descriptor)
            raise

    def release(self) -> None:
        """Let go. To be called once."""
        os.close(self._descriptor)


@contextmanager
def locked(folder: Path) -> Iterator[bool]:
    """Hold the folder's lock inside; yields False, without it, where another one holds it.

    Raises
    ------
    OSError : as for `FolderLock`.
    """
    try:
        lock = FolderLock(folder)
    except BlockingIOError:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


def goes_on(folder: Path) -> bool:
    """Tell whether somebody is writing the drive in `folder` now."""
    with locked(folder) as free:
        return not free


def sync_folder(folder: Path) -> None:
    """Return when the names in `folder` are on the disk: a file's own fsync does not say that it can be found."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
