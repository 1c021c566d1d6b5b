"""The file that a segment is written into."""

import os
import time
from pathlib import Path

from app.drives.lock import sync_folder


class SegmentFile:
    """A new file, written without a buffer of our own: what `write` took, the kernel has, whatever becomes of us.

    Attributes
    ----------
    size : bytes.
    disk_seconds : how long the disk has kept us waiting so far.

    Raises
    ------
    OSError : it cannot be made, written or flushed.
    """

    def __init__(self, path: Path) -> None:
        self.size = 0
        self.disk_seconds = 0.0
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        sync_folder(path.parent)

    def write(self, content: bytes) -> int:
        """Write all of `content` and return its length."""
        rest = memoryview(content)
        started = time.monotonic()
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]
        self.disk_seconds += time.monotonic() - started
        self.size = max(self.size, self.tell())
        return len(content)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to another place, as a file's `seek`."""
        return os.lseek(self._descriptor, offset, whence)

    def tell(self) -> int:
        """Return the present place."""
        return os.lseek(self._descriptor, 0, os.SEEK_CUR)

    def sync(self) -> None:
        """Return when everything written is on the disk."""
        started = time.monotonic()
        os.fsync(self._descriptor)
        self.disk_seconds += time.monotonic() - started

    def release(self) -> None:
        """Close the file. (Not called `close`: the muxer would.)"""
        os.close(self._descriptor)
