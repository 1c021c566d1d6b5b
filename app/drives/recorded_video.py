"""The frames of a recording."""

from collections.abc import Iterator, Sequence

import av

from app.drives.reading import Drive
from app.drives.recorded import RecordedFrame, Segment
from app.drives.recorded_picture import jpeg_of, recorded_picture
from app.drives.schema import segment_path
from app.drives.segment_reading import open_for_reading
from app.frames.frame import Frame
from app.frames.packet import MJPEG
from pose.errors import UserError


class RecordedVideo:
    """A drive's frames as they were captured: with their own indices, times and upright. A `FrameSource`.

    Parameters
    ----------
    frames : some of the drive's frames, in order; None: all.

    Raises
    ------
    UserError : nothing was recorded.
    """

    live = False

    def __init__(self, drive: Drive, frames: Sequence[RecordedFrame] | None = None) -> None:
        self._folder = drive.path.parent
        frames = drive.frames() if frames is None else frames
        if not drive.segments:
            raise UserError(f"{self._folder}: has no video; it was monitored without --record")
        self.description = f"drive {self._folder.name}"
        seconds = (frames[-1].captured_at - frames[0].captured_at) / 1e9 if frames else 0.0
        self.fps: float | None = (len(frames) - 1) / seconds if seconds > 0 else None
        self.count = len(frames)
        self._by_segment: dict[int, dict[int, RecordedFrame]] = {}
        for frame in frames:
            self._by_segment.setdefault(frame.segment, {})[frame.pts] = frame
        self._segments = {segment.number: segment for segment in drive.segments}
        self._read: Iterator[Frame] = self._all()
        self._closed = False

    def read(self) -> Frame | None:
        """Return the next frame, None at the end.

        Raises
        ------
        UserError : a segment is missing or damaged.
        """
        return None if self._closed else next(self._read, None)

    def close(self) -> None:
        """Read no more. Safe to call twice."""
        self._closed = True

    def _all(self) -> Iterator[Frame]:
        for number, frames in self._by_segment.items():
            yield from self._of(self._segments[number], frames)

    def _of(self, segment: Segment, frames: dict[int, RecordedFrame]) -> Iterator[Frame]:
        path = segment_path(self._folder, segment.number)
        last = max(frames)
        try:
            with open_for_reading(path) as container:
                stream = container.streams.video[0]
                if stream.codec_context.name == MJPEG:
                    for packet in container.demux(stream):
                        if packet.pts in frames:
                            yield recorded_picture(jpeg_of(packet, stream), segment, frames[packet.pts])
                        if packet.pts == last:
                            return
                    return
                for decoded in container.decode(stream):
                    if decoded.pts in frames:
                        yield recorded_picture(decoded, segment, frames[decoded.pts])
                    if decoded.pts == last:
                        return
        except (av.FFmpegError, OSError) as error:
            raise UserError(
                f"{path}: cannot be read ({error.strerror}); `cabinsight drives repair` may help"
            ) from error
