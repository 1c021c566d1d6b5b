"""Frames from a video file."""

from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from app.frames.frame import Frame
from pose.errors import UserError

# Nothing else is tried: FFmpeg would take a text file for a drawing, and a playlist would have it open what the
# playlist names, over the network too.
_OPTIONS = {
    "format_whitelist": "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,asf,flv,ogg",
    "protocol_whitelist": "file",
}

NOMINAL_FPS = 25.0
"""Assumed where a file does not tell its rate, only to space frames without a time."""

MISSING_END_SECONDS = 1.0
"""A file that ends so much before the length it declares was cut off; less is rounding and uneven streams."""


class VideoSource:
    """A video file, from beginning to end. `captured_at` is the position in the file.

    `wall_time` starts at the file's modification time: the file itself seldom tells a true one.

    Raises
    ------
    UserError : missing, empty, no video, cut off before its index.
    """

    live = False

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise UserError(f"{path}: no such file; check the path")
        if path.stat().st_size == 0:
            raise UserError(f"{path}: is empty; copy or record it again")
        try:
            # Absolute: FFmpeg takes what stands before a colon for a protocol.
            self._container: InputContainer = av.open(str(path.absolute()), options=_OPTIONS)
        except (av.FFmpegError, OSError) as error:
            raise UserError(
                f"{path}: cannot be opened as a video ({error.strerror}); "
                "it is damaged, cut off or no video (mp4, mkv, avi, webm)"
            ) from error
        if not self._container.streams.video:
            self._container.close()
            raise UserError(f"{path}: holds no pictures, only sound or text; name a video")
        stream = self._container.streams.video[0]
        self.description = path.name
        self.fps: float | None = float(stream.average_rate) if stream.average_rate else None
        self._path = path
        self._interval = round(1e9 / (self.fps or NOMINAL_FPS))
        self._declared_end = _declared_end(self._container, stream)
        self._decoded = self._container.decode(stream)
        self._start_time = path.stat().st_mtime
        self._index = 0
        self._last: int | None = None
        self._end = 0
        self._closed = False

    def read(self) -> Frame | None:
        """Return the next frame, None at the end; raises UserError where the file is damaged."""
        if self._closed:
            return None
        try:
            decoded = next(self._decoded, None)
        except (av.FFmpegError, OSError) as error:
            raise self._broken(str(error.strerror)) from error
        if decoded is None:
            if self._index == 0:
                raise UserError(f"{self._path}: holds not one whole picture; copy or record it again")
            if self._declared_end is not None and self._end + MISSING_END_SECONDS * 1e9 < self._declared_end:
                raise self._broken(f"it is {self._declared_end / 1e9:.1f} s long and ends at {self._end / 1e9:.1f} s")
            return None
        captured_at = self._position(decoded)
        self._end = captured_at + max(self._interval, _nanoseconds(decoded.duration, decoded) or 0)
        frame = Frame(
            image=_upright(decoded),
            index=self._index,
            captured_at=captured_at,
            wall_time=self._start_time + captured_at / 1e9,
        )
        self._index += 1
        self._last = captured_at
        return frame

    def close(self) -> None:
        """Close the file. Safe to call twice."""
        self._closed = True
        self._container.close()

    def _position(self, decoded: VideoFrame) -> int:
        """Position in the file, ns; damaged files and some AVIs lack it, or go back."""
        position = _nanoseconds(decoded.pts, decoded)
        if position is not None and (self._last is None or position > self._last):
            return position
        return 0 if self._last is None else self._last + self._interval

    def _broken(self, why: str) -> UserError:
        return UserError(f"{self._path}: broke after {self._index} frames ({why}); copy or record it again")


def _nanoseconds(ticks: int | None, frame: VideoFrame) -> int | None:
    return None if ticks is None or frame.time_base is None else round(ticks * frame.time_base * 1_000_000_000)


def _declared_end(container: InputContainer, stream: VideoStream) -> int | None:
    """Where the file says that its pictures end, ns, or None: what stands in its header, not what was counted."""
    if stream.frames and stream.average_rate and container.format.name == "avi":
        # FFmpeg shortens a cut AVI's duration to what is there; the number of frames stays.
        return round(stream.frames / stream.average_rate * 1_000_000_000)
    if stream.duration is not None and stream.time_base is not None:
        return round(stream.duration * stream.time_base * 1_000_000_000)
    if container.duration is not None and len(container.streams) == 1:  # else sound may go on for longer
        return container.duration * 1000
    return None


def _upright(decoded: VideoFrame) -> NDArray[np.uint8]:
    """Return the picture as (H, W, 3) uint8 BGR, turned the way that the file asks for."""
    image = np.asarray(decoded.to_ndarray(format="bgr24"), dtype=np.uint8)
    quarters = round(decoded.rotation / 90) % 4  # FFmpeg's angle is counter-clockwise, as rot90's is
    return np.ascontiguousarray(np.rot90(image, quarters)) if quarters else image
