"""A picture as the camera compressed it: what recording copies."""

from dataclasses import dataclass

import numpy as np
import simplejpeg
from numpy.typing import NDArray

MJPEG = "mjpeg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """One compressed picture.

    Attributes
    ----------
    data : the camera's bytes.
    codec : FFmpeg's name of the codec: "mjpeg", "h264", ...
    width, height : of the picture as it was compressed, pixels, before it was turned upright.
    keyframe : it needs no picture before it. Always so in MJPEG.
    extradata : what a decoder must know before the first packet (H.264's parameter sets), or b"".
    """

    data: bytes
    codec: str
    width: int
    height: int
    keyframe: bool = True
    extradata: bytes = b""


def jpeg_packet(data: bytes) -> Packet:
    """Make a packet of a JPEG, looking at no more than its header.

    Raises
    ------
    ValueError : it is none, or cut off within its header.
    """
    height, width, _, _ = simplejpeg.decode_jpeg_header(data, strict=False)
    return Packet(data=data, codec=MJPEG, width=width, height=height)


def decode_jpeg(data: bytes) -> NDArray[np.uint8]:
    """Return the picture as (H, W, 3) uint8 BGR; what is missing at its end is grey, as in any viewer.

    Raises
    ------
    ValueError : it is no JPEG.
    """
    return np.asarray(simplejpeg.decode_jpeg(data, colorspace="BGR", strict=False), dtype=np.uint8)
