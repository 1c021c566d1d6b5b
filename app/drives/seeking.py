"""Any frame of a recording, at once: from the keyframe before it onwards, to the very frame."""

from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from app.drives.recorded import RecordedFrame, Segment
from app.drives.recorded_frames import RecordedFrames
from app.drives.recorded_picture import jpeg_of, recorded_picture
from app.drives.schema import segment_path
from app.drives.segment_reading import open_for_reading
from app.frames.frame import Frame
from app.frames.packet import MJPEG, Packet
from pose.errors import UserError

KEPT_BYTES: Final = 64_000_000
"""Of decoded pictures: more than a second of 720p, so that stepping back does not decode anew."""

ONWARDS_MS: Final = 1000
"""So far ahead it is quicker to decode on than to seek: recorded keyframes are a second apart."""


class SeekableVideo:
    """Read any frame of a drive's recording, upright. One thread may use it."""

    def __init__(self, folder: Path, frames: RecordedFrames) -> None:
        self._folder = folder
        self._frames = frames
        self._segments = {segment.number: segment for segment in frames.segments}
        self._open: _OpenVideo | None = None

    def read(self, wanted: RecordedFrame, *, exact: bool = True) -> tuple[RecordedFrame, Frame]:
        """Return `wanted` with its picture; or, not `exact`, the nearest one before it that is quick to have.

        Raises
        ------
        UserError : the segment is missing, damaged, or ends before.
        """
        segment = self._segments[wanted.segment]
        path = segment_path(self._folder, segment.number)
        known = self._frames.of(segment).by_pts
        try:
            if self._open is None or self._open.segment != segment:
                self.close()
                self._open = _OpenVideo(path, segment)
            found = self._open.find(wanted.pts, exact=exact)
        except (av.FFmpegError, OSError) as error:
            self.close()
            raise UserError(f"{path.name}: cannot be read ({error.strerror})") from error
        if found is None or found[0] not in known:
            raise UserError(f"{path.name}: ends before this picture, or is damaged here")
        pts, picture = found
        told = known[pts]
        return told, recorded_picture(picture, segment, told)

    def close(self) -> None:
        """Close what is open. Safe to call twice."""
        if self._open is not None:
            self._open.close()
            self._open = None


class _OpenVideo:
    """One segment, being read."""

    def __init__(self, path: Path, segment: Segment) -> None:
        self.segment = segment
        self._path = path
        self._container: InputContainer = open_for_reading(path)
        self._stream: VideoStream = self._container.streams.video[0]
        self._is_mjpeg = self._stream.codec_context.name == MJPEG
        self._pictures: Iterator[tuple[int, Packet | VideoFrame]] = self._decoded()
        self._at = -1
        self._kept: OrderedDict[int, Packet | VideoFrame] = OrderedDict()
        self._kept_bytes = 0

    def close(self) -> None:
        self._container.close()
        # Pictures are large: not left to when Python finds that nobody needs them.
        self._pictures = iter(())
        self._kept.clear()

    def find(self, pts: int, *, exact: bool) -> tuple[int, Packet | VideoFrame] | None:
        """Return the picture at `pts` (or not `exact`, a quick one before it); None where there is none.

        Raises
        ------
        av.FFmpegError, OSError : the file cannot be read.
        """
        if pts in self._kept:
            return pts, self._kept[pts]
        if not self._at < pts <= self._at + ONWARDS_MS:
            self._seek(pts)
        found = self._onwards(pts, exact=exact)
        if found is None:
            # A file without an index may have come out too late: once more from its beginning.
            self._restart()
            found = self._onwards(pts, exact=True)
        return found

    def _onwards(self, wanted: int, *, exact: bool) -> tuple[int, Packet | VideoFrame] | None:
        for pts, picture in self._pictures:
            self._at = pts
            self._keep(pts, picture)
            if pts == wanted or (not exact and pts <= wanted):
                return pts, picture
            if pts > wanted:
                return None
        self._at = 2**62  # at the end: whatever is asked for next is behind
        return None

    def _seek(self, pts: int) -> None:
        try:
            self._container.seek(pts, stream=self._stream)
        except (av.FFmpegError, OSError):
            self._restart()
            return
        self._pictures, self._at = self._decoded(), -1

    def _restart(self) -> None:
        self._container.close()
        self._container = open_for_reading(self._path)
        self._stream = self._container.streams.video[0]
        self._pictures, self._at = self._decoded(), -1

    def _decoded(self) -> Iterator[tuple[int, Packet | VideoFrame]]:
        stream = self._stream
        for packet in self._container.demux(stream):
            if self._is_mjpeg:
                if packet.size and packet.pts is not None:
                    yield packet.pts, jpeg_of(packet, stream)
                continue
            try:
                pictures = packet.decode()
            except av.error.InvalidDataError:
                continue  # what is damaged ends with the next keyframe
            for picture in pictures:
                if isinstance(picture, VideoFrame) and picture.pts is not None:
                    yield picture.pts, picture

    def _keep(self, pts: int, picture: Packet | VideoFrame) -> None:
        if pts in self._kept:
            self._kept.move_to_end(pts)
            return
        self._kept[pts] = picture
        self._kept_bytes += _bytes(picture)
        while self._kept_bytes > KEPT_BYTES and len(self._kept) > 1:
            _, gone = self._kept.popitem(last=False)
            self._kept_bytes -= _bytes(gone)


def _bytes(picture: Packet | VideoFrame) -> int:
    return len(picture.data) if isinstance(picture, Packet) else picture.width * picture.height * 3 // 2
