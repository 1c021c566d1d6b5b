"""Pictures as H.264, one packet a frame, each to be decoded by itself or after those before: what Foxglove asks for."""

from fractions import Fraction

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from app.drives.segment_writer import KEYFRAME_EVERY, RATE, even_size, yuv

ENCODER = {
    "preset": "veryfast",
    # No B-frames, nothing held back.
    "tune": "zerolatency",
    "crf": "23",
    # Annex B with parameter sets before every keyframe.
    "x264-params": f"keyint={KEYFRAME_EVERY}:repeat-headers=1:annexb=1",
}


class H264Encoder:
    """Encode a stream's pictures; one of another size begins anew with a keyframe."""

    def __init__(self) -> None:
        self._size = (0, 0)
        self._context: VideoCodecContext | None = None
        self._count = 0

    def encode(self, image: NDArray[np.uint8]) -> bytes:
        """Return the Annex B bytes of one (H, W, 3) uint8 BGR picture; an odd row or column is left out."""
        size = even_size(image)
        if self._context is None or size != self._size:
            self._context, self._size, self._count = _open(size), size, 0
        picture = VideoFrame.from_ndarray(yuv(image, size), format="yuv420p")
        picture.pts, picture.time_base = self._count, Fraction(1, RATE)
        self._count += 1
        return b"".join(bytes(packet) for packet in self._context.encode(picture))


def _open(size: tuple[int, int]) -> VideoCodecContext:
    context = av.CodecContext.create("libx264", "w")
    assert isinstance(context, VideoCodecContext)
    context.width, context.height = size
    context.pix_fmt = "yuv420p"
    context.time_base = Fraction(1, RATE)
    context.options = ENCODER
    return context
