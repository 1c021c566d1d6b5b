"""A drive's pictures, wherever they are: its recording, or the video or folder that was imported."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

import numpy as np

from app.drives.observation_log import ObservationLog
from app.drives.reading import EVER, Drive, Span
from app.drives.recorded_video import RecordedVideo
from app.frames.frame import BrokenPictureError, Frame
from app.frames.source import FrameSource
from app.perception.observation import Observation
from pose.errors import UserError

FRESH_NS = 500_000_000
"""A frame that was not looked at shows what was seen up to half a second before; longer ago it is another posture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """An open source of a drive's frames, and about how many it has."""

    source: FrameSource
    count: int


def has_pictures(drive: Drive) -> bool:
    """Tell whether the drive was recorded or imported; an imported one's pictures may be gone all the same."""
    return bool(drive.segments) or drive.info.media is not None


def open_pictures(drive: Drive, span: Span | None = None) -> Pictures:
    """Open the drive's frames, in order, with the indices and times that its observations have.

    Parameters
    ----------
    span : only those captured within it.

    Raises
    ------
    UserError : it has none; or they are gone, or others than those that were imported.
    """
    if drive.info.media is not None:
        return Pictures(source=_Within(drive.info.media.open(), span or EVER), count=drive.count())
    first, last = span or EVER
    recorded = RecordedVideo(drive, [frame for frame in drive.frames() if first <= frame.captured_at <= last])
    return Pictures(source=recorded, count=recorded.count)


def seen_frames(drive: Drive, span: Span | None = None) -> Iterator[tuple[Frame, Observation | None]]:
    """Yield the drive's frames, each with what was seen in it or shortly before; None where nobody looked.

    Frames that are no picture are left out.

    Raises
    ------
    UserError : as for `open_pictures`; or they break in the middle.
    """
    seen = drive.observations(span)
    ahead, newest = next(seen, None), None
    with closing(open_pictures(drive, span).source) as source:
        while (frame := source.read()) is not None:
            while ahead is not None and ahead.captured_at <= frame.captured_at:
                ahead, newest = next(seen, None), ahead
            try:
                _ = frame.image
            except BrokenPictureError:
                continue
            fresh = newest is not None and frame.captured_at - newest.captured_at <= FRESH_NS
            yield frame, newest if fresh else None


def seen_pictures_at(drive: Drive, times: Sequence[int]) -> Iterator[tuple[Frame, Observation | None]]:
    """Yield what `pictures_at` does, each with what was seen in it or before."""
    with closing(ObservationLog(drive)) as log:
        for frame in pictures_at(drive, times):
            yield frame, log.at(frame.captured_at)


def pictures_at(drive: Drive, times: Sequence[int]) -> Iterator[Frame]:
    """Yield the frames that are nearest to `times`, ns, each once, in order; broken ones are left out.

    Raises
    ------
    UserError : as for `open_pictures`.
    """
    if not times:
        return
    if drive.info.media is None:
        frames = drive.frames()
        if not frames:
            raise UserError(f"{drive.path.parent}: has no video; it was monitored without --record")
        chosen = [frames[i] for i in nearest([frame.captured_at for frame in frames], times)]
        source: FrameSource = RecordedVideo(drive, chosen)
        wanted = None
    else:
        looked_at = [seen.captured_at for seen in drive.observations()]
        if not looked_at:
            return
        wanted = {looked_at[i] for i in nearest(looked_at, times)}
        source = _Within(drive.info.media.open(), (min(wanted), max(wanted)))
    with closing(source):
        while (frame := source.read()) is not None:
            if wanted is None or frame.captured_at in wanted:
                yield frame


def nearest(values: Sequence[int], wanted: Sequence[int]) -> list[int]:
    """Return the places of the rising `values` that are nearest to `wanted`, each once, rising."""
    table = np.asarray(values, np.int64)
    after = np.clip(np.searchsorted(table, wanted), 1, max(len(table) - 1, 1))
    places = [
        min((i - 1, i), key=lambda place: abs(int(table[min(place, len(table) - 1)]) - time))
        for i, time in zip(after.tolist(), wanted, strict=True)
    ]
    return sorted(set(places))


class _Within:
    """The frames of a source that were captured within a span. A `FrameSource`."""

    live = False

    def __init__(self, source: FrameSource, span: Span) -> None:
        self._source = source
        self._span = span
        self.description = source.description
        self.fps = source.fps

    def read(self) -> Frame | None:
        first, last = self._span
        while (frame := self._source.read()) is not None and frame.captured_at < first:
            pass
        return frame if frame is not None and frame.captured_at <= last else None

    def close(self) -> None:
        self._source.close()
