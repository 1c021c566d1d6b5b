"""Frames of a camera whose stream FFmpeg understands: over the network, or from a child process."""

import time
from collections.abc import Iterator
from typing import Protocol

import av
import numpy as np
from av.bitstream import BitStreamFilterContext
from av.container import InputContainer
from av.video.stream import VideoStream
from numpy.typing import NDArray

from app.frames.frame import Frame
from app.frames.orientation import UPRIGHT, Orientation
from app.frames.packet import MJPEG, Packet, jpeg_packet
from pose.errors import UserError

ANNEX_B = {"h264": "h264_mp4toannexb", "hevc": "hevc_mp4toannexb"}
"""FFmpeg's filters that give a codec's packets start codes; of other codecs than these no packets are kept."""

RUBBISH_S = 3.0
"""Seconds of packets that are no pictures after which the stream is given up (and opened anew by who reads it)."""

OPTIONS = {
    # What comes is shown: nothing is collected first to smooth the pace.
    "fflags": "nobuffer",
    "flags": "low_delay",
    # Frames that FFmpeg may read before it knows the stream; the default is five seconds of them.
    "analyzeduration": "1000000",
}


class Readable(Protocol):
    """A pipe that FFmpeg reads from."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes, b"" at the end."""


class LiveStream:
    """The pictures of an opened container as they come. JPEGs are decoded later, by who needs them; others here.

    Parameters
    ----------
    file : a URL, or an opened pipe.
    description : what a person calls it.
    options : FFmpeg's, beside `OPTIONS`.
    timeout : seconds to open and to read, or None where `file` has its own.

    Raises
    ------
    UserError : it does not open, or has no pictures.
    """

    live = True

    def __init__(
        self,
        file: str | Readable,
        *,
        description: str,
        options: dict[str, str],
        timeout: tuple[float, float] | None,
        format: str | None = None,
        orientation: Orientation = UPRIGHT,
    ) -> None:
        self.description = description
        self._orientation = orientation
        self._index = 0
        self._last = 0
        self._closed = False
        try:
            self._container: InputContainer = av.open(
                file, "r", format=format, options=OPTIONS | options, timeout=timeout
            )
        except (av.FFmpegError, OSError, ValueError) as error:
            raise self.broken(f"cannot be opened ({_why(error)})") from error
        if not self._container.streams.video:
            self._container.close()
            raise self.broken("sends no pictures")
        self._stream: VideoStream = self._container.streams.video[0]
        rate = self._stream.average_rate or self._stream.guessed_rate
        self.fps: float | None = float(rate) if rate else None
        name = self._stream.codec_context.name
        # Start codes and parameter sets within the stream, as over the network: what was cut out of it stands alone.
        self._annex_b = BitStreamFilterContext(ANNEX_B[name], self._stream) if name in ANNEX_B else None
        self._frames = self._as_they_come()

    def read(self) -> Frame | None:
        """Wait for the next frame. None once closed.

        Raises
        ------
        UserError : the stream ended, stalled, or is rubbish.
        """
        if self._closed:
            return None
        try:
            return next(self._frames)
        except StopIteration:
            raise self.broken(f"ended after {self._index} frames") from None
        except (av.FFmpegError, OSError, ValueError) as error:
            raise self.broken(f"broke after {self._index} frames ({_why(error)})") from error

    def close(self) -> None:
        """Close the stream. Safe to call twice."""
        if not self._closed:
            self._closed = True
            self._container.close()

    def broken(self, why: str) -> UserError:
        """Return the error that says `why`, and what helps."""
        return UserError(f"{self.description}: {why}; check that it is switched on and connected")

    def _as_they_come(self) -> Iterator[Frame]:
        good = time.monotonic()
        for packet in self._container.demux(self._stream):
            if packet.size == 0:
                continue
            found = list(self._pictures(packet))
            yield from found
            if found:
                good = time.monotonic()
            elif time.monotonic() - good > RUBBISH_S:
                raise ValueError("what it sends are no pictures")

    def _pictures(self, packet: av.Packet) -> Iterator[Frame]:
        """Give what the packet shows, with the packet where it stands for one picture."""
        context = self._stream.codec_context
        if context.name == MJPEG:
            try:
                yield self._next(packet=jpeg_packet(bytes(packet)))
            except ValueError:
                return
            return
        try:
            decoded = packet.decode()
        except av.FFmpegError:
            return  # damaged on its way; the next keyframe mends it
        for frame in decoded:
            # A packet that gives no picture at once, or another's, is not this frame's (a camera with B-frames).
            own = self._own_packet(packet) if frame.pts == packet.pts and len(decoded) == 1 else None
            image = np.asarray(frame.to_ndarray(format="bgr24"), dtype=np.uint8)
            yield self._next(image=self._orientation.apply(image), packet=own)

    def _own_packet(self, packet: av.Packet) -> Packet | None:
        if self._annex_b is None:
            return None
        context = self._stream.codec_context
        keyframe = packet.is_keyframe
        # The filter takes the packet's content away, so it comes last.
        data = b"".join(bytes(filtered) for filtered in self._annex_b.filter(packet))
        extradata = bytes(context.extradata or b"")
        return Packet(
            data=data,
            codec=context.name,
            width=context.width,
            height=context.height,
            keyframe=keyframe,
            extradata=extradata if extradata.startswith(b"\0\0") else b"",
        )

    def _next(self, *, image: NDArray[np.uint8] | None = None, packet: Packet | None = None) -> Frame:
        # The time of arrival: a camera's own clock is not ours. Rising, whatever the clock's grain.
        self._last = max(time.monotonic_ns(), self._last + 1)
        frame = Frame(
            image=image,
            packet=packet,
            orientation=self._orientation,
            index=self._index,
            captured_at=self._last,
            wall_time=time.time(),
        )
        self._index += 1
        return frame


def _why(error: Exception) -> str:
    """Say why, without the URL that FFmpeg's own text ends in: it may hold a password."""
    if isinstance(error, av.FFmpegError):
        return error.strerror or type(error).__name__
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
