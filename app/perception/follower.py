"""Following the driver from frame to frame: when to detect again, and where to look next.

The detector is the dearer network and the driver stays in the seat, so it runs about once a second; between, the
last keypoints lead.
"""

from pose.boxes import Box
from pose.pose import Pose

DETECT_EVERY_S = 1.0
"""Seconds between detections of a driver who is followed well: drift cannot last longer."""

UNSURE_DETECT_EVERY_S = 0.2
"""Seconds between detections while the pose is unsure: five a second cost little and find the driver soon."""

MIN_SHOWN = 4
"""Keypoints that must be shown for a pose to lead the way. A driver from the side with one arm hidden shows more."""

MIN_MEAN_SCORE = 0.2
"""Mean heatmap peak of the shown keypoints under which a pose is unsure. An empty seat gives less, a driver more."""

MAX_MISSES = 3
"""Detections in a row that may miss a driver whose pose is sure, before the detector is believed."""

KEYPOINT_MARGIN = 1.2
"""Box side over the side of the keypoints' bounds: keypoints lie inside a body."""

MAX_REACH = 1.5
"""Side of the followed box over the detector's, at most. A false keypoint at the crop's edge would otherwise push
the edge, the crop with it, and itself again in the next frame."""

SETTLING = 0.5
"""Share of the way to the new box that is made in one frame: damps jitter, arrives within three frames."""


class Follower:
    """Decide when to detect and which box to look at. Pure: time comes with every update.

    The box is the union of the detector's last box and the bounds of the shown keypoints, grown: in a car only the
    upper body may be shown, and a box made of keypoints alone would shrink around whatever is still shown and lose
    the rest for ever. What the union takes in too much, the next detection sets right, a second later.

    Attributes
    ----------
    box : where to look in the next frame, pixels; None when there is no driver.
    sure : whether the last pose was somebody's.
    """

    def __init__(self) -> None:
        self.box: Box | None = None
        self._detected: Box | None = None
        self._detected_at: int | None = None
        self._misses = 0
        self.sure = False

    def wants_detection(self, now_ns: int) -> bool:
        """Tell whether the frame captured at `now_ns` (nanoseconds) should go through the detector."""
        if self.box is None or self._detected_at is None:
            return True
        wait_s = DETECT_EVERY_S if self.sure else UNSURE_DETECT_EVERY_S
        # Before the last detection: a clip began again.
        return not 0 <= now_ns - self._detected_at < wait_s * 1e9

    def update_detection(self, found: Box | None, now_ns: int) -> None:
        """Take the outcome of a detection: the driver's box or None."""
        self._detected_at = now_ns
        if found is not None:
            self._misses = 0
            self._detected = found
            self.box = found
            return
        self._misses += 1
        if not self.sure or self._misses >= MAX_MISSES:
            self.box = self._detected = None
            self._misses = 0
            self.sure = False

    def update_pose(self, pose: Pose) -> None:
        """Take the pose that was found in `box`."""
        assert self.box is not None, "a pose needs a box to be found in"
        shown = pose.shown()
        self.sure = int(shown.sum()) >= MIN_SHOWN and float(pose.score[shown].mean()) >= MIN_MEAN_SCORE
        bounds = pose.box()
        if not self.sure or bounds is None or self._detected is None:
            return
        goal = _union(self._detected, bounds.grown(KEYPOINT_MARGIN))
        self.box = _towards(self.box, _within(goal, self._detected.grown(MAX_REACH)), SETTLING)


def _union(a: Box, b: Box) -> Box:
    return Box(min(a.x1, b.x1), min(a.y1, b.y1), max(a.x2, b.x2), max(a.y2, b.y2))


def _within(box: Box, limit: Box) -> Box:
    return Box(max(box.x1, limit.x1), max(box.y1, limit.y1), min(box.x2, limit.x2), min(box.y2, limit.y2))


def _towards(start: Box, goal: Box, share: float) -> Box:
    def between(a: float, b: float) -> float:
        return a + share * (b - a)

    return Box(
        between(start.x1, goal.x1),
        between(start.y1, goal.y1),
        between(start.x2, goal.x2),
        between(start.y2, goal.y2),
    )
