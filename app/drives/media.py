"""The pictures of an imported drive: a video or a folder that stays where it is, known again by its content."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import av

from app.frames.folder import SUFFIXES, FolderSource
from app.frames.source import FrameSource
from app.frames.video import VideoSource
from pose.errors import UserError

CHUNK = 1 << 20
"""Bytes that are hashed at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A video, or a folder of pictures that are the frames of one drive.

    Attributes
    ----------
    path : absolute.
    sha256 : of the video; of a folder: of its pictures' names and contents.
    size, modified_ns : bytes, and the newest time of change, ns since 1970: while they stay, the content is not read
        again to be known.
    fps : frames a second of a folder; None for a video, which knows its own.
    """

    path: Path
    sha256: str
    size: int
    modified_ns: int
    fps: float | None

    @classmethod
    def of(cls, path: Path, fps: float | None = None) -> "Media":
        """Look at a video or folder, all of it.

        Raises
        ------
        UserError : it is not there or cannot be read.
        """
        try:
            whole = path.resolve(strict=True)
            size, modified_ns = _look(whole)
            return cls(path=whole, sha256=_sha256(whole), size=size, modified_ns=modified_ns, fps=fps)
        except OSError as error:
            raise UserError(f"{path}: cannot be read ({error.strerror}); check the path and its rights") from error

    def check(self) -> None:
        """Make sure that the pictures are still the same.

        Raises
        ------
        UserError : they are gone, or others.
        """
        try:
            if _look(self.path) == (self.size, self.modified_ns) or _sha256(self.path) == self.sha256:
                return
        except OSError as error:
            raise UserError(
                f"{self.path}: the pictures are gone ({error.strerror}); put them back or connect the disk"
            ) from error
        raise UserError(
            f"{self.path}: is not what was imported; put that back, or import this one as a drive of its own"
        )

    def count(self) -> int:
        """Return about how many frames there are; 0 where the file does not tell."""
        if self.path.is_dir():
            return len(_files(self.path))
        try:
            with av.open(str(self.path)) as container:
                stream = container.streams.video[0]
                seconds = (container.duration or 0) / av.time_base
                return stream.frames or round(seconds * float(stream.average_rate or 0))
        except (av.FFmpegError, OSError, IndexError):
            return 0

    def open(self) -> FrameSource:
        """Open the pictures.

        Raises
        ------
        UserError : they are gone, others than those that were imported, or do not open.
        """
        self.check()
        return FolderSource(self.path, self.fps) if self.path.is_dir() else VideoSource(self.path)


def _files(path: Path) -> list[Path]:
    return sorted(file for file in path.iterdir() if file.suffix.lower() in SUFFIXES) if path.is_dir() else [path]


def _look(path: Path) -> tuple[int, int]:
    found = [file.stat() for file in _files(path)]
    return sum(stat.st_size for stat in found), max((stat.st_mtime_ns for stat in found), default=0)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    for file in _files(path):
        if path.is_dir():
            # Names tell the order, sizes where one picture ends and the next begins.
            digest.update(f"{file.name}\0{file.stat().st_size}\0".encode())
        with file.open("rb") as content:
            while chunk := content.read(CHUNK):
                digest.update(chunk)
    return digest.hexdigest()
