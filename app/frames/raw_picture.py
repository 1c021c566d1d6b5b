"""Uncompressed pictures of a camera as BGR."""

import cv2
import numpy as np
from numpy.typing import NDArray


def to_bgr(data: bytes, fourcc: str, width: int, height: int) -> NDArray[np.uint8]:
    """Return the picture as (H, W, 3) uint8 BGR; near-infrared and 10 or 16 bits become grey of 8.

    Rows may be longer in memory than their pixels: what is beyond is left out.

    Raises
    ------
    ValueError : too few bytes, or an unknown format.
    """
    if fourcc not in _ROWS:
        raise ValueError(f"format {fourcc} is not known")
    rows = height * _ROWS[fourcc] // 2
    stride = len(data) // rows
    if stride < width * _BYTES[fourcc]:
        raise ValueError(f"{len(data)} bytes are no {width} x {height} {fourcc} picture")
    lines = np.frombuffer(data, np.uint8, rows * stride).reshape(rows, stride)[:, : width * _BYTES[fourcc]]
    lines = np.ascontiguousarray(lines)
    if fourcc == "YUYV":
        return _bgr(lines.reshape(height, width, 2), cv2.COLOR_YUV2BGR_YUY2)
    if fourcc == "NV12":
        return _bgr(lines, cv2.COLOR_YUV2BGR_NV12)
    if fourcc == "GREY":
        return _bgr(lines, cv2.COLOR_GRAY2BGR)
    shift = 2 if fourcc == "Y10 " else 8
    levels = np.minimum(lines.view("<u2") >> shift, 255).astype(np.uint8)
    return _bgr(levels, cv2.COLOR_GRAY2BGR)


_ROWS = {"YUYV": 2, "NV12": 3, "GREY": 2, "Y10 ": 2, "Y16 ": 2}
"""Rows in memory for two rows of the picture: NV12 has its colours below."""

_BYTES = {"YUYV": 2, "NV12": 1, "GREY": 1, "Y10 ": 2, "Y16 ": 2}
"""Bytes a pixel."""


def _bgr(picture: NDArray[np.uint8], conversion: int) -> NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(picture, conversion), dtype=np.uint8)
