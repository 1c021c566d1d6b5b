"""Frames from pictures: a folder of them, or one."""

import re
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from app.frames.frame import Frame
from pose.errors import UserError

SUFFIXES = (".jpg", ".jpeg", ".png", ".bmp", ".webp")

SECONDS_APART = 1.0
"""Time between pictures whose rate nobody told."""


class FolderSource:
    """The pictures of a folder in natural order (2.png before 10.png), or a single picture.

    A picture that cannot be read loses nobody the rest: it is left out, its index stays unused, and `problems` tells.

    Parameters
    ----------
    path : the folder or the picture.
    fps : pictures a second where the folder is a drive's frames, else None.

    Attributes
    ----------
    problems : list of str, one line per picture that was left out so far; for the caller to print.

    Raises
    ------
    UserError : no folder, no pictures in it, not one that can be read.
    """

    live = False

    def __init__(self, path: Path, fps: float | None = None) -> None:
        if not path.exists():
            raise UserError(f"{path}: no such folder or picture; check the path")
        try:
            self._paths = sorted(filter(_is_picture, path.iterdir()), key=_natural) if path.is_dir() else [path]
        except OSError as error:
            raise UserError(f"{path}: cannot be read ({error.strerror}); check its rights") from error
        if not self._paths:
            raise UserError(f"{path}: holds no pictures; they are named {', '.join('*' + s for s in SUFFIXES)}")
        count = len(self._paths)
        self.description = f"folder {path.name}, {count} picture{'s' * (count > 1)}" if path.is_dir() else path.name
        self.fps = fps
        self.problems: list[str] = []
        self._interval = round((1 / fps if fps else SECONDS_APART) * 1e9)
        self._next = 0
        # The first one is read here, so that a folder of broken pictures is refused at once.
        self._ahead = self._read_next()
        if self._ahead is None:
            more = f" and {count - 1} more" if count > 1 else ""
            raise UserError(f"{self.problems[0]}{more}; name pictures that an image viewer opens")

    def read(self) -> Frame | None:
        """Return the next picture that can be read, None at the end."""
        frame, self._ahead = self._ahead, None
        return frame or self._read_next()

    def close(self) -> None:
        """Read no more. Safe to call twice."""
        self._ahead = None
        self._next = len(self._paths)

    def _read_next(self) -> Frame | None:
        while self._next < len(self._paths):
            index, path = self._next, self._paths[self._next]
            self._next += 1
            try:
                image, wall_time = _decode(path), path.stat().st_mtime
            except (OSError, ValueError) as error:
                self.problems.append(f"{path}: {error.strerror if isinstance(error, OSError) else error}")
                continue
            return Frame(
                image=image, index=index, captured_at=index * self._interval, wall_time=wall_time, name=path.name
            )
        return None


def _decode(path: Path) -> NDArray[np.uint8]:
    """Return the picture, turned as its EXIF says; ValueError if it is none."""
    content = np.fromfile(path, dtype=np.uint8)
    try:
        image = cv2.imdecode(content, cv2.IMREAD_COLOR) if content.size else None
    except cv2.error as error:  # beyond OpenCV's limit of 2^30 pixels
        raise ValueError("is too large a picture") from error
    if image is None:
        raise ValueError("is no picture, or a damaged one" if content.size else "is empty")
    return np.asarray(image, dtype=np.uint8)


def _is_picture(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES and not path.name.startswith(".")


def _natural(path: Path) -> tuple[list[str | int], str]:
    """Sort key: digits as numbers. Text and numbers take turns, so that like is compared with like."""
    pieces = re.split(r"([0-9]+)", path.name.lower())
    return [int(piece) if i % 2 else piece for i, piece in enumerate(pieces)], path.name
