"""One moment of a drive: its picture and what was seen in that very picture."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.drives.observation_log import ObservationLog
from app.drives.reading import Drive
from app.drives.recorded import RecordedFrame
from app.drives.recorded_frames import RecordedFrames
from app.drives.seeking import SeekableVideo
from app.frames.frame import BrokenPictureError, Frame
from app.perception.observation import Observation
from pose.errors import UserError

NEAR_NS = 250_000_000
"""While playing, an analysed picture up to a quarter of a second old stands for those not analysed."""

NO_PICTURE_NS = 1_000_000_000
"""A recorded picture older than this is not that of the moment: the recording has a gap here."""

SAME_NS = 2_000_000
"""Frames that were found again after a power cut have their times in milliseconds: so much is the same moment."""

DARK = 18
"""Grey level of the picture where none was recorded."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Moment:
    """What a person is shown.

    Attributes
    ----------
    time, wall_time : the frame's.
    frame : the picture; a dark one where none was recorded or it cannot be read.
    observation : what was seen in this very frame; nobody where it was not analysed.
    analysed : False: the network had no time for this frame.
    recorded : False: there is no picture, and `problem` says why in one line, "" if nothing was recorded here.
    """

    time: int
    wall_time: float
    frame: Frame
    observation: Observation
    analysed: bool
    recorded: bool
    problem: str = ""


class Moments:
    """Find moments of a drive. One thread may use it; `close` it.

    Raises
    ------
    UserError : the database is damaged; so does every method.
    """

    def __init__(self, drive: Drive) -> None:
        self._log = ObservationLog(drive)
        self._frames = RecordedFrames(drive)
        self._video = SeekableVideo(drive.path.parent, self._frames)
        self._dark: NDArray[np.uint8] = np.full((480, 640, 3), DARK, np.uint8)

    def span(self) -> tuple[int, int]:
        """Return the time of the first and the last frame or observation; (0, 0) for an empty drive."""
        ends = [self._frames.first(), self._frames.last(), *map(self._log.read, (self._log.first, self._log.last))]
        times = [end.captured_at for end in ends if end is not None]
        return (min(times), max(times)) if times else (0, 0)

    def recorded(self) -> tuple[tuple[int, int], ...]:
        """Return the stretches with pictures, ns."""
        return self._frames.stretches()

    def clock_was_set(self) -> float:
        """Return by how many seconds the time of day was set forward during the drive, rounded away if under 2 s."""
        first, last = self._log.read(self._log.first), self._log.read(self._log.last)
        if first is None or last is None:
            return 0.0
        set_by = (last.wall_time - first.wall_time) - (last.captured_at - first.captured_at) / 1e9
        return set_by if abs(set_by) >= 2.0 else 0.0

    def at(self, time: int, *, playing: bool = False, exact: bool = True) -> Moment | None:
        """Return the newest moment at `time`, ns, or before; the first one where there is none before.

        None: the drive is empty.

        Parameters
        ----------
        playing : what is skipped is not missed: rather a moment with a picture that was analysed, if there is one.
        exact : False: rather one that is quick to have, up to a second before.
        """
        frame = self._frames.at(time) or self._frames.first()
        observation = self._log.at(time) or self._log.read(self._log.first)
        if frame is None or observation is None:
            if frame is not None:
                return self._with_picture(frame, exact=exact)
            return None if observation is None else self._without_picture(observation)
        behind = observation.captured_at - frame.captured_at
        if behind > (NO_PICTURE_NS if playing else SAME_NS):
            return self._without_picture(observation)
        if playing and -behind <= NEAR_NS:
            frame = self._frames.at(observation.captured_at + SAME_NS) or frame
        return self._with_picture(frame, exact=exact)

    def step(self, time: int, by: int) -> Moment | None:
        """Return the moment `by` (1 or -1) after the one at `time`; the same one at the end of the drive."""
        here = self.at(time)
        if here is None:
            return None
        beside = [*self._frames_beside(here.time, by), *self._observations_beside(here.time, by)]
        if not beside:
            return here
        return self.at(min(beside) if by > 0 else max(beside))

    def _frames_beside(self, time: int, by: int) -> Iterator[int]:
        """Yield when the frame after or before `time` was captured, if there is one."""
        frame = self._frames.at(time)
        if frame is None:
            found = self._frames.first() if by > 0 else None
        else:
            found = frame if by < 0 and frame.captured_at < time else self._frames.neighbour(frame, by)
        if found is not None:
            yield found.captured_at

    def _observations_beside(self, time: int, by: int) -> Iterator[int]:
        """Yield when the observation after or before `time` was captured, if there is one."""
        row = self._log.row_at(time)
        found = None if row is None else self._log.read(row)
        if row is None:
            found = self._log.read(self._log.first) if by > 0 else None
        elif by > 0 or found is None or found.captured_at >= time:
            found = self._log.read(row + by)
        if found is not None and (found.captured_at - time) * by > 0:
            yield found.captured_at

    def close(self) -> None:
        """Close database and video. Safe to call twice."""
        self._log.close()
        self._video.close()

    def _with_picture(self, wanted: RecordedFrame, *, exact: bool) -> Moment:
        try:
            told, frame = self._video.read(wanted, exact=exact)
            _ = frame.image
        except (UserError, BrokenPictureError) as error:
            return self._moment(wanted, self._dark_frame(wanted), recorded=False, problem=str(error))
        return self._moment(told, frame, recorded=True)

    def _without_picture(self, observation: Observation, problem: str = "") -> Moment:
        if (observation.height, observation.width) != self._dark.shape[:2]:
            self._dark = np.full((max(observation.height, 1), max(observation.width, 1), 3), DARK, np.uint8)
        return Moment(
            time=observation.captured_at,
            wall_time=observation.wall_time,
            frame=self._dark_frame(observation),
            observation=observation,
            analysed=True,
            recorded=False,
            problem=problem,
        )

    def _moment(self, told: RecordedFrame, frame: Frame, *, recorded: bool, problem: str = "") -> Moment:
        seen = self._log.at(told.captured_at + SAME_NS)
        analysed = seen is not None and told.captured_at - seen.captured_at <= SAME_NS
        if seen is None or not analysed:
            seen = Observation.of(frame, box=None, raw=None, pose=None, timings_ms={})
        elif not recorded:
            return self._without_picture(seen, problem)
        elif seen.index != frame.index:
            # Found again after a power cut, a frame is counted on; the observation knows its number.
            frame = frame.moved(index=seen.index, captured_at=seen.captured_at, wall_time=seen.wall_time)
        return Moment(
            time=told.captured_at,
            wall_time=told.wall_time,
            frame=frame,
            observation=seen,
            analysed=analysed,
            recorded=recorded,
            problem=problem,
        )

    def _dark_frame(self, at: RecordedFrame | Observation) -> Frame:
        return Frame(image=self._dark, index=at.index, captured_at=at.captured_at, wall_time=at.wall_time)
