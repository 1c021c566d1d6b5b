"""Perception of a stream: detect, follow, crop, infer, steady."""

import time
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.frames.frame import Frame
from app.perception.follower import Follower
from app.perception.observation import Observation
from app.perception.seat import Seat, choose_driver
from app.perception.steadying import Steadying
from calibration.cabin import Cabin
from pose.boxes import Box
from pose.detection import Detection
from pose.pose import Pose


class Detector(Protocol):
    """Finds people: `DriverDetector`, or what stands for it."""

    def detect(self, picture: NDArray[np.uint8]) -> list[Detection]:
        """Return everybody in a (H, W, 3) uint8 BGR picture, best score first."""


class Estimator(Protocol):
    """Estimates poses: `PoseEstimator`, or what stands for it."""

    def estimate(self, picture: NDArray[np.uint8], box: Box) -> Pose:
        """Return the pose of the person in `box`, in pixels of the (H, W, 3) uint8 BGR picture."""


class Perception:
    """Turn the frames of one stream, in order, into observations of its driver.

    Parameters
    ----------
    seat : where the driver sits in the picture; None: the driver may be anywhere.
    cabin : the calibration that has a seat for pictures of its shape, or None; it replaces `seat`.

    Attributes
    ----------
    anywhere : True while the driver is looked for in the whole picture: the seat is being learnt anew.
    """

    def __init__(
        self,
        detector: Detector,
        estimator: Estimator,
        seat: Seat | None = None,
        cabin: Cabin | None = None,
    ) -> None:
        self._detector = detector
        self._estimator = estimator
        self._usual_seat = self._seat = seat
        self._cabin = cabin
        self._follower = Follower()
        self._steadying = Steadying()
        self._size = (0, 0)
        self._seen_at = 0
        self.anywhere = False

    def observe(self, frame: Frame) -> Observation:
        """Return what is seen of the driver in `frame`."""
        height, width = frame.image.shape[:2]
        if (width, height) != self._size:
            # Boxes of another picture size mean nothing here.
            self._follower, self._steadying, self._size = Follower(), Steadying(), (width, height)
            fitted = None if self._cabin is None else self._cabin.fitted(width, height)
            self._seat = self._usual_seat if fitted is None else Seat.of_cabin(fitted)
        timings_ms: dict[str, float] = {}
        found: Box | None = None

        started = time.perf_counter()
        if self._follower.wants_detection(frame.captured_at):
            seat = None if self.anywhere else self._seat
            found = choose_driver(self._detector.detect(frame.image), seat, width, self._follower.box)
            self._follower.update_detection(found, frame.captured_at)
            timings_ms["detect"] = _ms_since(started)

        box, raw, pose = self._follower.box, None, None
        if box is None:
            self._steadying = Steadying()
        else:
            started = time.perf_counter()
            raw = self._estimator.estimate(frame.image, box)
            timings_ms["pose"] = _ms_since(started)
            started = time.perf_counter()
            self._follower.update_pose(raw)
            # Of a pose that is unsure nothing is shown: an empty seat that was taken for somebody has no skeleton.
            believed = raw if self._follower.sure else raw.with_nothing_shown()
            since_s = (frame.captured_at - self._seen_at) / 1e9
            pose = self._steadying.update(believed, since_s, max(box.width, box.height))
            timings_ms["steady"] = _ms_since(started)
            self._seen_at = frame.captured_at
        return Observation.of(frame, box=box, raw=raw, pose=pose, timings_ms=timings_ms, detected=found is not None)


def _ms_since(started: float) -> float:
    return (time.perf_counter() - started) * 1e3
