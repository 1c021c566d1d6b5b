"""The live pipeline: threads and mailboxes, nothing else.

    capture thread -> mailbox -> perception thread (perception, posture, event log) -> mailbox of `Update`

A source that waits (a file) is read by the perception thread itself, so that no frame is lost.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial

from app.drives.drive import DriveWriter
from app.event_history import EventHistory
from app.frames.frame import Frame
from app.frames.source import FrameSource
from app.mailbox import Mailbox
from app.perception.observation import Observation
from app.perception.perception import Perception
from app.posture.inputs import Surroundings
from app.posture.monitor import PostureMonitor, PostureUpdate
from app.rates import Rate, RecentValues
from app.update import Figures, Update
from app.vehicle.source import VehicleSource
from engines.engine import EngineIdentity
from pose.errors import UserError

logger = logging.getLogger(__name__)


class Monitor:
    """Watch one source of frames. It is started once; `stop` and `join` may be called from any thread, at any time.

    Parameters
    ----------
    source : where frames come from; the monitor closes it.
    drive : where events and observations are logged; the monitor closes it.
    engine : which engine runs the pose network, for the figures.
    wheel : the wheel zone's polygon, pixels of the picture, or ().
    vehicle : what the car says of itself, or None; the monitor closes it.
    notice : one line for the banner while all goes well, or "".

    Attributes
    ----------
    updates : the newest state; closed when no more will come. The last one has every event's end.
    failure : str, one line, why the monitor ended before the source did, or "". Complete after `join`.
    """

    def __init__(
        self,
        *,
        source: FrameSource,
        perception: Perception,
        posture: PostureMonitor,
        drive: DriveWriter,
        engine: EngineIdentity,
        wheel: tuple[tuple[float, float], ...] = (),
        vehicle: VehicleSource | None = None,
        notice: str = "",
    ) -> None:
        self.updates: Mailbox[Update] = Mailbox()
        self.failure = ""
        self._source = source
        self._perception = perception
        self._posture = posture
        self._drive = drive
        self._engine = engine
        self._wheel = wheel
        self._vehicle = vehicle
        self._notice = notice
        self._stopping = threading.Event()
        self._captured: Mailbox[Frame] = Mailbox()
        self._events = EventHistory()
        self._log_problem = ""
        self._frames = 0
        self._camera_rate, self._inference_rate = Rate(), Rate()
        self._inference_ms, self._age_ms = RecentValues(), RecentValues()
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
            self._camera_rate.update(time.monotonic_ns())
        return frame

    def _arriving(self) -> Iterator[tuple[Frame, int]]:
        """Yield frames with the monotonic ns that their age counts from: a position in a file is no age."""
        if self._source.live:
            while (frame := self._captured.take()) is not None and not self._stopping.is_set():
                yield frame, frame.captured_at
            return
        while (frame := self._read()) is not None:
            yield frame, time.monotonic_ns()

    def _perceive(self) -> None:
        newest: tuple[Frame, Observation] | None = None
        try:
            for frame, since in self._arriving():
                observation = self._observe(frame, since)
                newest = frame, observation
                self._log(partial(self._drive.observation, observation))
                self._conclude(frame, observation, self._posture.update(observation, self._around(frame)))
        except Exception as error:
            self._fail(error)
        finally:
            self.stop()
            if not self._source.live:
                self._source.close()
            if self._vehicle is not None:
                self._vehicle.close()
            self._end(newest)

    def _around(self, frame: Frame) -> Surroundings:
        return Surroundings(vehicle=None if self._vehicle is None else self._vehicle.state_at(frame.captured_at))

    def _observe(self, frame: Frame, since: int) -> Observation:
        started = time.monotonic_ns()
        observation = self._perception.observe(frame)
        now = time.monotonic_ns()
        self._frames += 1
        self._inference_rate.update(now)
        self._inference_ms.update((now - started) / 1e6)
        self._age_ms.update((now - since) / 1e6)
        return observation

    def _conclude(self, frame: Frame, observation: Observation, posture: PostureUpdate) -> None:
        """Log, then show: an event is on disk before a person sees it."""
        for event in (*posture.started, *posture.escalated, *posture.ended):
            self._log(partial(self._drive.event, event))
            self._events.update(event)
        self.updates.put(
            Update(
                frame=frame,
                observation=observation,
                statuses=posture.statuses,
                events=self._events.newest(),
                wheel=self._wheel,
                figures=self._figures(),
                notice=self.failure or self._notice,
            )
        )

    def _log(self, write: Callable[[], None]) -> None:
        """Write to the drive. What cannot be written is told; watching goes on, and later writes are tried."""
        try:
            write()
        except UserError as error:
            self._log_problem = self._log_problem or str(error)

    def _end(self, newest: tuple[Frame, Observation] | None) -> None:
        """End the events that go on, close the log, and tell so."""
        try:
            if newest is not None:
                frame, observation = newest
                self._conclude(frame, observation, self._posture.finish(observation.captured_at))
            self._log(partial(self._drive.close, self._posture.observability()))
        except Exception as error:
            self._fail(error)
        finally:
            self.updates.close()

    def _fail(self, error: Exception) -> None:
        """Keep the first reason in one line; what is no person's doing goes to the log with its traceback."""
        if isinstance(error, UserError):
            reason = str(error)
        else:
            logger.error("the monitor broke", exc_info=error)
            reason = f"internal error ({type(error).__name__}: {error}); please report it"
        self.failure = self.failure or reason

    def _figures(self) -> Figures:
        return Figures(
            source=self._source.description,
            engine=self._engine,
            camera_fps=self._camera_rate.per_second,
            inference_fps=self._inference_rate.per_second,
            inference_ms=self._inference_ms.percentile(50),
            frame_age_ms_p50=self._age_ms.percentile(50),
            frame_age_ms_p95=self._age_ms.percentile(95),
            frames=self._frames,
            dropped=self._captured.dropped,
            log_path="" if self._log_problem else str(self._drive.path),
            log_problem=self._log_problem,
        )
