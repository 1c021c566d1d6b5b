"""Calibrating while somebody drives: a thread that looks and learns, and a mailbox of how far it is."""

import logging
import threading
from dataclasses import dataclass

from app.frames.frame import BrokenPictureError, Frame
from app.frames.reconnecting import Reconnecting
from app.frames.source import FrameSource
from app.mailbox import Mailbox
from app.perception.observation import Observation
from app.perception.perception import Perception
from calibration.cabin import Cabin
from calibration.cabin_learning import CabinLearner
from pose.errors import UserError

logger = logging.getLogger(__name__)

PROPOSE_EVERY = 15
"""Pictures; a proposal takes medians over all that was seen, and an eye sees no more of them."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CalibrationUpdate:
    """How far it is.

    Attributes
    ----------
    counted : whether this very picture counted: the driver sits steadily.
    progress : 0 to 1; steady_s the same in seconds.
    cabin : what is known by now, or None.
    """

    frame: Frame
    observation: Observation
    counted: bool
    progress: float
    steady_s: float
    cabin: Cabin | None


class Calibrating:
    """Watch one source until the cabin is learnt, it ends, or it is stopped. It is started once.

    Attributes
    ----------
    updates : the newest state; closed when no more will come.
    failure : one line, why it ended before the source did, or "". Complete after `join`.
    """

    def __init__(self, source: FrameSource, perception: Perception, learner: CabinLearner) -> None:
        self.updates: Mailbox[CalibrationUpdate] = Mailbox()
        self.failure = ""
        self._source = source
        self._perception = perception
        self._learner = learner
        self._stopping = threading.Event()
        # A daemon: a camera that never answers again must not keep the process alive.
        self._thread = threading.Thread(target=self._run, name="calibration", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Ask the thread to end after the picture that it is at."""
        self._stopping.set()
        if isinstance(self._source, Reconnecting):
            # It may be waiting for a camera that is gone.
            self._source.close()

    def join(self, timeout: float | None = None) -> bool:
        """Wait up to `timeout` seconds for the thread; tell whether it has ended."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            self._learn()
        except UserError as error:
            self.failure = str(error)
        except Exception as error:
            logger.error("the calibration broke", exc_info=error)
            self.failure = f"internal error ({type(error).__name__}: {error}); please report it"
        finally:
            self._source.close()
            self.updates.close()

    def _learn(self) -> None:
        count = 0
        cabin: Cabin | None = None
        newest: tuple[Frame, Observation, bool] | None = None
        while not self._stopping.is_set() and (frame := self._source.read()) is not None:
            done = self._learner.progress >= 1.0
            try:
                observation = self._perception.observe(frame)
            except BrokenPictureError:
                continue
            counted = self._learner.update(frame.captured_at, frame.image, observation.box, observation.pose)
            newest = frame, observation, counted
            if not done and (count % PROPOSE_EVERY == 0 or self._learner.progress >= 1.0):
                cabin = self._learner.cabin()
            count += 1
            self._tell(newest, cabin)
            if self._learner.progress >= 1.0 and not self._source.live:
                break
        if newest is not None:
            self._tell(newest, self._learner.cabin())

    def _tell(self, newest: tuple[Frame, Observation, bool], cabin: Cabin | None) -> None:
        frame, observation, counted = newest
        self.updates.put(
            CalibrationUpdate(
                frame=frame,
                observation=observation,
                counted=counted,
                progress=self._learner.progress,
                steady_s=self._learner.steady_s,
                cabin=cabin,
            )
        )
