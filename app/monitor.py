"""The live pipeline: threads and mailboxes, nothing else.

    capture thread -> mailbox -> perception thread (perception, posture, event log) -> mailbox of `Update`
    capture thread -> recorder              perception thread -> drive log

A source that waits (a file) is read by the perception thread itself, so that no frame is lost. Recorder and drive log
have threads of their own, so that no disk holds up anybody.
"""

import logging
import threading
import time
from collections.abc import Iterator

from app.calibrating import Learning
from app.camera_state import CameraState
from app.camera_watch import CameraWatch
from app.drives.log import DriveLog
from app.drives.recorder import Recorder
from app.drives.recording_status import OFF
from app.drives.response import Response
from app.event_history import EventHistory
from app.frames.frame import BrokenPictureError, Frame
from app.frames.reconnecting import Reconnecting
from app.frames.source import FrameSource
from app.mailbox import Mailbox
from app.mounting import MountingWatch
from app.pace import Pace
from app.perception.observation import Observation
from app.perception.perception import Perception
from app.posture.event import RuleStatus
from app.posture.inputs import Surroundings, Told
from app.posture.monitor import PostureMonitor, PostureUpdate
from app.reason import reason
from app.update import Figures, Update
from app.vehicle.source import VehicleSource
from engines.engine import EngineIdentity

logger = logging.getLogger(__name__)

CLOSE_S = 2.0
"""Seconds that recorder and log each have to bring the last second to the disk."""

SILENCE_S = 0.5
"""Seconds without a frame after which the window is told: figures and the camera's state go on without one."""

RECORDER_WAIT_S = 5.0
"""Seconds that a source which can wait (a file) waits for the recorder: no frame of it need be lost."""

Seen = tuple[Frame, Observation]
"""A frame and what was seen in it."""


class Monitor:
    """Watch one source of frames. It is started once; `stop` and `join` may be called from any thread, at any time.

    Parameters
    ----------
    source : where frames come from; the monitor closes it.
    log : where events and observations go; the monitor closes it.
    recorder : where frames go, or None: they are not recorded; the monitor closes it.
    engine : which engine runs the pose network, for the figures.
    mounting : looks whether the camera is where it was calibrated, or None.
    vehicle : what the car says of itself, or None; the monitor closes it.
    notice : one line for the banner while all goes well, or "".

    Attributes
    ----------
    updates : the newest state; closed when no more will come. The last one has every event's end.
    failure : str, one line, why the monitor ended before the source did, or "". Complete after `join`.
    live : whether frames come by themselves.
    learning : learns the cabin from every frame from now on; None: nobody does. Any thread may set it.
    turns : counts up for every frame that went all the way, and while the camera is known to give none; else it hangs.
    """

    def __init__(
        self,
        *,
        source: FrameSource,
        perception: Perception,
        posture: PostureMonitor,
        log: DriveLog,
        engine: EngineIdentity,
        recorder: Recorder | None = None,
        mounting: MountingWatch | None = None,
        vehicle: VehicleSource | None = None,
        notice: str = "",
    ) -> None:
        self.updates: Mailbox[Update] = Mailbox()
        self.failure = ""
        self.live = source.live
        self.learning: Learning | None = None
        self.turns = 0
        self._source = source
        self._perception = perception
        self._posture = posture
        self._log = log
        self._recorder = recorder
        self._engine = engine
        self._camera = CameraWatch(source, mounting)
        self._vehicle = vehicle
        self._notice = notice
        self._stopping = threading.Event()
        self._captured: Mailbox[Frame] = Mailbox()
        self._events = EventHistory()
        self._now = 0
        self._statuses: tuple[RuleStatus, ...] = ()
        self._pace = Pace()
        # Daemons: a camera that never answers again must not keep the process alive.
        self._threads = [threading.Thread(target=self._perceive, name="perception", daemon=True)]
        if source.live:
            self._threads.append(threading.Thread(target=self._capture, name="capture", daemon=True))

    def start(self) -> None:
        """Start the threads."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Ask the threads to end after the frame that they are at."""
        self._stopping.set()
        self._captured.close()
        if isinstance(self._source, Reconnecting):
            # It may be waiting for a camera that is gone.
            self._source.close()

    def record(self, on: bool) -> None:
        """Record from now on, or no more."""
        if self._recorder is not None:
            self._recorder.turn(on)

    def respond(self, response: Response) -> None:
        """Log what a person did about an alert."""
        self._log.response(response)

    def join(self, timeout: float | None = None) -> bool:
        """Wait up to `timeout` seconds for each thread; tell whether all have ended."""
        for thread in self._threads:
            thread.join(timeout)
        return not any(thread.is_alive() for thread in self._threads)

    def _capture(self) -> None:
        try:
            while (frame := self._read()) is not None:
                self._captured.put(frame)
        except Exception as error:
            self._fail(error)
        finally:
            self._source.close()
            self._captured.close()

    def _read(self) -> Frame | None:
        frame = None if self._stopping.is_set() else self._source.read()
        if frame is not None:
            self._pace.arrived()
            if self._recorder is not None:
                self._recorder.put(frame, 0.0 if self._source.live else RECORDER_WAIT_S)
        return frame

    def _arriving(self) -> Iterator[tuple[Frame | None, int]]:
        """Yield frames with the monotonic ns that their age counts from: a position in a file is no age.

        None in the place of a frame: a camera gave none for `SILENCE_S`.
        """
        if self._source.live:
            while not self._stopping.is_set():
                ended = self._captured.closed
                frame = self._captured.take(SILENCE_S)
                if frame is not None:
                    yield frame, frame.captured_at
                elif ended:
                    return
                else:
                    yield None, time.monotonic_ns()
            return
        while (frame := self._read()) is not None:
            yield frame, time.monotonic_ns()

    def _perceive(self) -> None:
        newest: Seen | None = None
        try:
            for frame, since in self._arriving():
                if frame is None:
                    self._tell_of_silence(newest)
                    continue
                try:
                    observation = self._observe(frame, since)
                except BrokenPictureError:
                    self._pace.broken += 1
                    self._tell_of_silence(newest)
                    continue
                self._camera.saw(frame.image, observation.captured_at)
                newest = frame, observation
                if (learning := self.learning) is not None:
                    learning.update(frame, observation)
                self._tell(newest, Told.of(observation, self._around(observation.captured_at)))
        except Exception as error:
            self._fail(error)
        finally:
            self.stop()
            if not self._source.live:
                self._source.close()
            if self._vehicle is not None:
                self._vehicle.close()
            self._end(newest)

    def _around(self, now: int) -> Surroundings:
        return Surroundings(
            camera=self._camera.state,
            vehicle=None if self._vehicle is None else self._vehicle.state_at(now),
        )

    def _observe(self, frame: Frame, since: int) -> Observation:
        self._perception.anywhere = self.learning is not None
        started = time.monotonic_ns()
        observation = self._perception.observe(frame)
        self._pace.looked(started, since)
        return observation

    def _tell_of_silence(self, newest: Seen | None) -> None:
        """Show again what was seen last, and tell the rules if something is the matter with the camera."""
        now = time.monotonic_ns()
        if self._camera.waited(now) is CameraState.OK:
            self._show(newest, now)
        else:
            told = Told(now=now, wall_time=time.time(), observation=None, surroundings=self._around(now))
            self._tell(newest, told)

    def _tell(self, newest: Seen | None, told: Told) -> None:
        """Tell log and rules the same: the drive can be judged anew from what is kept of it."""
        self._log.told(told)
        self._conclude(newest, told.now, self._posture.tell(told))

    def _conclude(self, newest: Seen | None, now: int, posture: PostureUpdate) -> None:
        """Log, then show: an event is on the disk before a person sees it, or is shown as not logged."""
        events = (*posture.started, *posture.escalated, *posture.ended)
        self._log.events(events)
        for event in events:
            self._events.update(event)
        self._statuses = posture.statuses
        self._show(newest, now)

    def _show(self, newest: Seen | None, now: int) -> None:
        self.turns += 1
        # A frame that was on its way while it was missed is no step back.
        self._now = max(self._now, now)
        if newest is None:
            return
        frame, observation = newest
        self.updates.put(
            Update(
                frame=frame,
                observation=observation,
                now=self._now,
                statuses=self._statuses,
                events=self._events.newest(),
                wheel=self._posture.wheel,
                figures=self._figures(),
                notice=self.failure or self._notice,
                unlogged=self._log.unlogged,
            )
        )

    def _end(self, newest: Seen | None) -> None:
        """End the events that go on, close the log, and tell so."""
        try:
            self._conclude(newest, self._now, self._posture.finish(self._now))
            if self._recorder is not None:
                self._recorder.close(CLOSE_S)
            self._log.close(self._posture.observability(), CLOSE_S, self._now)
        except Exception as error:
            self._fail(error)
        finally:
            self.updates.close()

    def _fail(self, error: Exception) -> None:
        """Keep the first reason in one line; what is no person's doing goes to the log with its traceback."""
        self.failure = self.failure or reason(error, logger, "the monitor")

    def _figures(self) -> Figures:
        problem = self._log.problem
        return Figures(
            source=self._source.description,
            engine=self._engine,
            camera_fps=0.0 if self._camera.state is CameraState.LOST else self._pace.camera.per_second,
            inference_fps=self._pace.inference.per_second,
            inference_ms=self._pace.inference_ms.percentile(50),
            frame_age_ms_p50=self._pace.age_ms.percentile(50),
            frame_age_ms_p95=self._pace.age_ms.percentile(95),
            frames=self._pace.frames,
            dropped=self._captured.dropped + self._pace.broken,
            log_path="" if problem else self._log.path,
            log_problem=problem,
            recording=OFF if self._recorder is None else self._recorder.status,
            disk_free=self._log.disk_free,
            camera=self._camera.status,
            moved=self._camera.moved,
        )
