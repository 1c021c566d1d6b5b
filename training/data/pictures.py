"""Pictures from disk, as training sees them."""

import struct
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import simplejpeg
from numpy.typing import NDArray

from pose.errors import UserError


@lru_cache(maxsize=4)
def read_picture(path: Path) -> NDArray[np.uint8]:
    """Read a picture as (H, W, 3) uint8 RGB; one that can't be read is a `UserError`."""
    picture = cv2.imread(str(path))
    if picture is None:
        raise UserError(f"{path}: cannot be read as a picture; restore it or take it out of the annotations")
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), dtype=np.uint8)


PNG = b"\x89PNG\r\n\x1a\n"

JPEG = b"\xff\xd8"

TAIL = 4096
"""Bytes; a JPEG ends with its end mark, some cameras write a little behind it."""

HEAD = 1 << 18
"""Bytes; a JPEG's size stands behind its EXIF block and preview, of 64 KiB at most each."""


def picture_size(path: Path) -> tuple[int, int] | None:
    """Return a picture's width and height as `read_picture` would find them, or None if it can't be read.

    The header alone is read where it tells, so damage behind it is not found.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(PNG) and len(head) >= 24:
        width, height = struct.unpack(">II", head[16:24])
        return width, height
    # A camera's EXIF may say that the picture lies on its side; reading it turns it.
    if head.startswith(JPEG) and b"Exif" not in head:
        try:
            height, width, _, _ = simplejpeg.decode_jpeg_header(head)
        except ValueError:
            return None
        return width, height
    try:
        height, width = read_picture(path).shape[:2]
    except UserError:
        return None
    return width, height


def looks_cut_off(path: Path) -> bool:
    """Tell whether a JPEG's end mark is missing: decoders fill the rest with grey and say nothing."""
    data = path.read_bytes()
    return data.startswith(JPEG) and b"\xff\xd9" not in data[-TAIL:]
