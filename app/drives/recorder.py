"""Recording: frames into video segments, in a thread of its own."""

import logging
import os
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from app.drives.frame_queue import FrameQueue
from app.drives.lock import sync_folder
from app.drives.open_segment import OpenSegment, needs_others
from app.drives.recorded import RecordedFrame, Segment
from app.drives.recording_status import RecordingState, RecordingStatus
from app.drives.schema import VIDEO, segment_path
from app.drives.segment_file import SegmentFile
from app.frames.frame import BrokenPictureError, Frame
from app.frames.orientation import UPRIGHT
from app.reason import reason
from pose.errors import UserError

logger = logging.getLogger(__name__)

SEGMENT_NS = 60_000_000_000
"""A segment is 60 s long: what is damaged is a minute, and so is what a jump opens."""

FLUSH_NS = 1_000_000_000
"""At most a second of video is lost with the power."""

LOST_LIMIT = 300
"""Frames lost to a slow disk within a segment (10 s of its 60) with which a recording is no longer worth its name."""

STALLED_S = 5.0
"""Seconds that one frame may take before the disk is taken for dead."""

RESERVE_BYTES = 200_000_000
"""Left free on the disk: the log of two hours, which matters more than its video."""


class Tell(Protocol):
    """Is told which frames are on the disk now."""

    def __call__(self, segment: Segment, frames: Sequence[RecordedFrame], /) -> None:
        """Take a segment and frames of it."""


class Recorder:
    """Record frames into `<folder>/video/`. Whatever becomes of the disk, nobody waits for it in `put`.

    Parameters
    ----------
    folder : the drive's, or None where there is none: then the recording stops at its first frame and says so.
    tell : called from the recording thread, once a second and at the end.
    blur : returns a frame without faces and without the camera's packet, called from the recording thread; None:
        frames are recorded as they are.
    make_room : called from the recording thread before every segment: deletes what is too old.
    reserve : bytes to leave free on the disk.
    open_file : makes the file of a segment.
    on : whether it records from the start on; see `turn`.
    """

    def __init__(
        self,
        folder: Path | None,
        tell: Tell,
        *,
        blur: Callable[[Frame], Frame] | None = None,
        make_room: Callable[[], None] = lambda: None,
        reserve: int = RESERVE_BYTES,
        open_file: Callable[[Path], SegmentFile] = SegmentFile,
        on: bool = True,
    ) -> None:
        self._folder = folder
        self._tell = tell
        self._blur = blur
        self._make_room = make_room
        self._reserve = reserve
        self._open_file = open_file
        self._frames = FrameQueue()
        self._on = on
        self._reason = ""
        self._lost = self._lost_in_segment = 0
        self._written = self._written_before = 0
        self._open: OpenSegment | None = None
        self._flushed_at = 0
        self._busy_since: float | None = None
        self._number = 0
        self._thread = threading.Thread(target=self._run, name="recording", daemon=True)
        self._thread.start()

    @property
    def status(self) -> RecordingStatus:
        """How it is doing now."""
        state = RecordingState.ON if self._on else RecordingState.OFF
        state = RecordingState.STOPPED if self._reason else state
        return RecordingStatus(state=state, reason=self._reason, lost=self._lost, written=self._written)

    def put(self, frame: Frame, wait_s: float = 0.0) -> None:
        """Take a frame to record. Where too many wait already it is lost, after `wait_s` seconds, and counted."""
        if self._on and not self._reason and not self._frames.put(frame, wait_s):
            self._lost += 1
            self._lost_in_segment += 1
            self._check_pace()

    def turn(self, on: bool) -> None:
        """Record from now on, or no more; what was recorded stays. One that broke stays stopped. Any thread may call.

        A recording that is turned on again goes on in a new segment.
        """
        self._on = on

    def close(self, timeout: float) -> None:
        """Record what waits and finish; wait up to `timeout` seconds for it. Safe to call twice."""
        self._frames.close()
        self._thread.join(timeout)
        if self._thread.is_alive():
            self._stop("the disk did not take its end in time")

    def _check_pace(self) -> None:
        """Stop where it is the disk that does not keep up. A busy processor loses frames, and records the next."""
        segment, since = self._open, self._busy_since
        stalled = since is not None and time.monotonic() - since >= STALLED_S
        slow = segment is not None and self._lost_in_segment >= LOST_LIMIT and segment.disk_share() >= 0.5
        if stalled or slow:
            self._stop("the disk is too slow; use a faster one")

    def _stop(self, reason: str) -> None:
        self._reason = self._reason or reason

    def _run(self) -> None:
        try:
            while not self._reason:
                frame = self._frames.take(FLUSH_NS / 1e9)
                if frame is not None:
                    self._busy_since = time.monotonic()
                    self._record(frame)
                    self._busy_since = None
                elif self._frames.closed:
                    break
                elif self._on:
                    # The camera is silent: what it gave before is brought to the disk.
                    self._flush()
                else:
                    self._finish()
        except Exception as error:
            self._stop(_reason(error))
        finally:
            self._finish()
            # Nobody who waits for room in the queue is to wait in vain.
            self._frames.close(drop=True)

    def _record(self, frame: Frame) -> None:
        try:
            frame = frame if self._blur is None else self._blur(frame)
            segment = self._segment_for(frame)
        except BrokenPictureError:
            return
        if segment is None:
            return
        segment.write(frame)
        if frame.captured_at - self._flushed_at >= FLUSH_NS:
            self._flushed_at = frame.captured_at
            self._flush()

    def _segment_for(self, frame: Frame) -> OpenSegment | None:
        """Return where the frame belongs; None for one that needs a frame before it which is not there."""
        if self._open is not None and self._open.takes(frame):
            young = frame.captured_at - self._open.segment.start < SEGMENT_NS
            if young or needs_others(frame):
                return self._open
        if needs_others(frame):
            return None
        self._finish()
        if not self._reason:
            self._open = self._next_segment(frame)
        return self._open

    def _next_segment(self, frame: Frame) -> OpenSegment:
        if self._folder is None:
            raise UserError("there is no drive to record into")
        self._make_room()
        self._check_space(self._folder)
        if self._number == 0:
            (self._folder / VIDEO).mkdir()
            sync_folder(self._folder)
        self._number += 1
        self._lost_in_segment = 0
        self._flushed_at = frame.captured_at
        segment = Segment(
            number=self._number,
            start=frame.captured_at,
            start_wall_time=frame.wall_time,
            first_index=frame.index,
            orientation=UPRIGHT if frame.packet is None else frame.orientation,
            blurred=self._blur is not None,
        )
        return OpenSegment(segment_path(self._folder, self._number), segment, frame, self._open_file)

    def _flush(self) -> None:
        segment = self._open
        if segment is None or self._folder is None:
            return
        on_disk = segment.flush()
        self._written = self._written_before + segment.file.size
        if on_disk:
            self._tell(segment.segment, on_disk)
        self._check_space(self._folder)

    def _finish(self) -> None:
        """End the segment. On a disk that takes no more, what is on it stays readable."""
        segment, self._open = self._open, None
        if segment is None:
            return
        try:
            frames = segment.finish()
        except Exception as error:
            self._stop(_reason(error))
            frames = segment.salvaged()
        self._written = self._written_before = self._written_before + segment.file.size
        self._tell(segment.segment, frames)

    def _check_space(self, folder: Path) -> None:
        free = shutil.disk_usage(folder).free
        if free < self._reserve:
            raise UserError(f"the disk is nearly full ({free / 1e6:.0f} MB left, kept for the log); free some space")


def _reason(error: Exception) -> str:
    """Say in one line why recording stopped."""
    if isinstance(error, OSError) and error.errno:  # FFmpeg's errors are OSErrors too
        return f"the video cannot be written ({os.strerror(error.errno)}); free some space or use another disk"
    return reason(error, logger, "recording")
