"""Calibrating while somebody drives: learning from what is seen, and a thread that looks where nobody else does."""

import logging
import threading
from dataclasses import dataclass

from app.frames.frame import BrokenPictureError, Frame
from app.frames.reconnecting import Reconnecting
from app.frames.source import FrameSource
from app.mailbox import Mailbox
from app.perception.observation import Observation
from app.perception.perception import Perception
from app.reason import reason
from calibration.cabin import Cabin
from calibration.cabin_learning import CabinLearner

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


class Learning:
    """Learn the cabin from frames that somebody else looks at, one thread.

    Attributes
    ----------
    updates : how far it is.
    """

    def __init__(self, learner: CabinLearner) -> None:
        self.updates: Mailbox[CalibrationUpdate] = Mailbox()
        self._learner = learner
        self._count = 0
        self._cabin: Cabin | None = None

    @property
    def done(self) -> bool:
        """Tell whether as much was seen as was asked for."""
        return self._learner.progress >= 1.0

    def update(self, frame: Frame, observation: Observation) -> None:
        """Take the next frame with what was seen in it, and tell how far it is."""
        done = self.done
        counted = self._learner.update(frame.captured_at, frame.image, observation.box, observation.pose)
        if not done and (self._count % PROPOSE_EVERY == 0 or self.done):
            self._cabin = self._learner.cabin()
        self._count += 1
        self._tell(frame, observation, counted)

    def finish(self, frame: Frame, observation: Observation) -> None:
        """Tell all that was learnt: no more frames will come."""
        self._cabin = self._learner.cabin()
        self._tell(frame, observation, False)

    def _tell(self, frame: Frame, observation: Observation, counted: bool) -> None:
        self.updates.put(
            CalibrationUpdate(
                frame=frame,
                observation=observation,
                counted=counted,
                progress=self._learner.progress,
                steady_s=self._learner.steady_s,
                cabin=self._cabin,
            )
        )


class Calibrating:
    """Watch one source until the cabin is learnt, it ends, or it is stopped. It is started once.

    Attributes
    ----------
    updates : the newest state; closed when no more will come.
    failure : one line, why it ended before the source did, or "". Complete after `join`.
    """

    def __init__(self, source: FrameSource, perception: Perception, learner: CabinLearner) -> None:
        self._learning = Learning(learner)
        self.updates = self._learning.updates
        self.failure = ""
        self._source = source
        self._perception = perception
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
        except Exception as error:
            self.failure = reason(error, logger, "the calibration")
        finally:
            self._source.close()
            self.updates.close()

    def _learn(self) -> None:
        newest: tuple[Frame, Observation] | None = None
        while not self._stopping.is_set() and (frame := self._source.read()) is not None:
            try:
                observation = self._perception.observe(frame)
            except BrokenPictureError:
                continue
            newest = frame, observation
            self._learning.update(frame, observation)
            if self._learning.done and not self._source.live:
                break
        if newest is not None:
            self._learning.finish(*newest)
