"""Pictures that stand alone: no following, no smoothing, no debouncing."""

from app.frames.frame import Frame
from app.perception.detector import DriverDetector
from app.perception.observation import Observation
from app.perception.pose_estimator import PoseEstimator
from app.perception.seat import choose_driver
from pose.boxes import Box


def observe_picture(frame: Frame, detector: DriverDetector, estimator: PoseEstimator) -> Observation:
    """Return what is seen of the driver in one picture."""
    return observe_box(frame, choose_driver(detector.detect(frame.image)), estimator)


def observe_box(frame: Frame, box: Box | None, estimator: PoseEstimator) -> Observation:
    """Return the observation of the person in `box`, pixels of the picture; None: nobody."""
    pose = None if box is None else estimator.estimate(frame.image, box)
    return Observation.of(frame, box=box, raw=pose, pose=pose, timings_ms={})
