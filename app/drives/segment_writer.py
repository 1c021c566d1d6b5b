"""One segment of a recording: Matroska, which can be read however short it was cut."""

import io
from fractions import Fraction
from typing import Protocol

import av
import cv2
import numpy as np
from av.container import InputContainer, OutputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from app.frames.frame import Frame
from app.frames.packet import MJPEG, Packet

TIME_BASE = Fraction(1, 1000)
"""Matroska's milliseconds."""

KEYFRAME_EVERY = 30
"""Frames: about a second, so that a reviewer's jump decodes no more."""

RATE = 30
"""Written into the header for players that ask; the frames' own times count."""

ENCODER = {
    # veryfast takes 17 ms for a 720p frame on one core, ultrafast 9.
    "preset": "ultrafast",
    # No frame is held back: what was given is in the file a moment later.
    "tune": "zerolatency",
    "crf": "23",
    "threads": "1",
}

CLUSTER_MS = 200
"""A cluster goes to the file whole: it is all that a process that is killed loses, and the unit that a reader finds
again after damage. Its head is 20 bytes."""

MUXER = {
    "cluster_time_limit": str(CLUSTER_MS),
    "flush_packets": "1",
}

BUFFER = 1 << 20
"""Bytes that the muxer hands over at once: a camera's picture as one write, not as ten."""


class Sink(Protocol):
    """What a segment is written into: `SegmentFile`, or a test's."""

    def write(self, content: bytes) -> int:
        """Write all of it."""

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to another place."""

    def tell(self) -> int:
        """Return the present place."""


class SegmentWriter:
    """Write frames as one video: a camera's packets as they are, anything else as H.264.

    Parameters
    ----------
    sink : the file; the caller flushes and closes it.
    first : the frame that the video begins with, which tells codec and size. It is not written by this.
    tags : written into the file's head.

    Raises
    ------
    OSError : the sink cannot be written.
    """

    def __init__(self, sink: Sink, first: Frame, tags: dict[str, str]) -> None:
        self._start = first.captured_at
        self._copied = first.packet
        self._size = even_size(first.image) if self._copied is None else (0, 0)
        self._pts = -1
        self._template: InputContainer | None = None
        self._container: OutputContainer = av.open(sink, "w", format="matroska", options=MUXER, buffer_size=BUFFER)
        self._container.metadata.update(tags)
        self._stream = self._add_stream()
        # Now, not with the first frame: errors of an empty disk belong here.
        self._container.start_encoding()

    def fits(self, frame: Frame) -> bool:
        """Tell whether `frame` is of this video's codec and size."""
        if self._copied is None:
            return frame.packet is None and even_size(frame.image) == self._size
        return frame.packet is not None and _form(frame.packet) == _form(self._copied)

    def write(self, frame: Frame) -> int:
        """Write a frame and return its pts, milliseconds from the beginning."""
        # Two frames within a millisecond stay two.
        pts = max((frame.captured_at - self._start) // 1_000_000, self._pts + 1)
        if self._copied is None:
            picture = VideoFrame.from_ndarray(yuv(frame.image, self._size), format="yuv420p")
            picture.pts, picture.time_base = pts, TIME_BASE
            self._container.mux(self._stream.encode(picture))
        else:
            assert frame.packet is not None, "asked for by `fits`"
            packet = av.Packet(frame.packet.data)
            packet.stream = self._stream
            packet.pts = packet.dts = pts
            packet.time_base = TIME_BASE
            packet.is_keyframe = frame.packet.keyframe
            self._container.mux(packet)
        self._pts = pts
        return pts

    def finish(self) -> None:
        """Write what belongs at the end: index and length. Nothing may be written afterwards."""
        if self._copied is None:
            self._container.mux(self._stream.encode(None))
        self._container.close()
        if self._template is not None:
            self._template.close()

    def _add_stream(self) -> VideoStream:
        if self._copied is None:
            stream = self._container.add_stream("libx264", rate=RATE, options=ENCODER)
            stream.width, stream.height = self._size
            stream.pix_fmt = "yuv420p"
            stream.codec_context.gop_size = KEYFRAME_EVERY
            stream.codec_context.time_base = TIME_BASE
        elif self._copied.codec == MJPEG:
            copied = self._container.add_mux_stream(
                MJPEG, rate=RATE, width=self._copied.width, height=self._copied.height
            )
            assert isinstance(copied, VideoStream)
            stream = copied
        else:
            # PyAV takes a decoder's parameters from an opened stream only: the first packet is made one.
            elementary = io.BytesIO(self._copied.extradata + self._copied.data)
            self._template = av.open(elementary, "r", format=self._copied.codec)
            stream = self._container.add_stream_from_template(self._template.streams.video[0])
        stream.time_base = TIME_BASE
        return stream


def even_size(image: NDArray[np.uint8]) -> tuple[int, int]:
    """Return width and height as H.264's 4:2:0 wants them: an odd last column or row is left out."""
    height, width = image.shape[:2]
    return width - width % 2, height - height % 2


def _form(packet: Packet) -> tuple[str, int, int, bytes]:
    return packet.codec, packet.width, packet.height, packet.extradata


def yuv(image: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """Return the (H, W, 3) picture, cut to `size`, as planar 4:2:0. By OpenCV: PyAV takes five times as long."""
    width, height = size
    return np.asarray(
        cv2.cvtColor(np.ascontiguousarray(image[:height, :width]), cv2.COLOR_BGR2YUV_I420), dtype=np.uint8
    )
