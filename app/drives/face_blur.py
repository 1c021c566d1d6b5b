"""Faces blurred in a picture: everybody's, also of those who look away.

Every frame is searched anew, so that nobody who comes into view is recorded even once before the detector's next turn.
What the detector does not find is not blurred.
"""

from collections import deque

import cv2
import numpy as np
from numpy.typing import NDArray

from app.frames.frame import Frame
from app.perception.detector import DriverDetector
from app.perception.pose_estimator import PoseEstimator
from pose.boxes import Box
from pose.keypoints import FACE, INDEX
from pose.pose import Pose

HOLD_NS = 500_000_000
"""A head stays blurred where it was for half a second: a detector that blinks shows no face."""

BLOCKS = 5
"""A head is left so many blocks wide and high: too few to know anybody by."""

HEAD_OVER_FACE = 2.5
"""Side of a head over the largest distance of its keypoints (eyes, ears, nose), hair and chin included."""

HEAD_OVER_SHOULDERS = 0.9
"""Side of a head over the shoulders' distance, with room to turn: a head seen from the side has its keypoints close
together."""

HEAD_OVER_PERSON = 0.3
"""Side of a head over the width of the person's box, at least, whatever the keypoints say."""

TOP_SHARE = 0.45
"""Part of a person's box, from its top, that holds the head when no keypoint tells where: a seated driver's box ends at
the wheel, and a head is a third of what remains."""

MIN_SHOWN = 2
"""Keypoints of the face that must be shown to know where the head is."""


class FaceBlur:
    """Blur every face of one stream's frames, in order."""

    def __init__(self, detector: DriverDetector, estimator: PoseEstimator) -> None:
        self._detector = detector
        self._estimator = estimator
        self._heads: deque[tuple[int, Box]] = deque()

    def __call__(self, frame: Frame) -> Frame:
        """Return the frame without faces, and without the camera's packet, which shows them.

        Raises
        ------
        BrokenPictureError : the frame is no picture.
        """
        image = frame.image
        for person in self._detector.detect(image):
            head = head_box(person.box, self._estimator.estimate(image, person.box))
            self._heads.append((frame.captured_at, head))
        # Before the newest: a clip began again.
        while self._heads and not 0 <= frame.captured_at - self._heads[0][0] <= HOLD_NS:
            self._heads.popleft()
        return Frame(
            image=blurred(image, [head for _, head in self._heads]),
            index=frame.index,
            captured_at=frame.captured_at,
            wall_time=frame.wall_time,
            name=frame.name,
        )


def head_box(person: Box, pose: Pose) -> Box:
    """Return a box, pixels, that holds the head of the person in box `person`."""
    shown = pose.shown()
    face = pose.xy[[i for i in FACE if shown[i]]]
    if len(face) < MIN_SHOWN:
        return Box(person.x1, person.y1, person.x2, person.y1 + TOP_SHARE * person.height)
    left, right = INDEX["left_shoulder"], INDEX["right_shoulder"]
    shoulders = float(np.linalg.norm(pose.xy[left] - pose.xy[right])) if shown[left] and shown[right] else 0.0
    spread = float(np.ptp(face, axis=0).max())
    x, y = ((face.min(axis=0) + face.max(axis=0)) / 2).tolist()
    half = max(HEAD_OVER_FACE * spread, HEAD_OVER_SHOULDERS * shoulders, HEAD_OVER_PERSON * person.width) / 2
    return Box(x - half, y - half, x + half, y + half)


def blurred(image: NDArray[np.uint8], heads: list[Box]) -> NDArray[np.uint8]:
    """Return a copy of the (H, W, 3) picture in which each of `heads` is a mosaic."""
    result = image.copy()
    height, width = image.shape[:2]
    for head in heads:
        inside = head.clipped(width, height)
        x1, y1, x2, y2 = int(inside.x1), int(inside.y1), int(np.ceil(inside.x2)), int(np.ceil(inside.y2))
        if x2 > x1 and y2 > y1:
            blocks = cv2.resize(image[y1:y2, x1:x2], (BLOCKS, BLOCKS), interpolation=cv2.INTER_AREA)
            result[y1:y2, x1:x2] = cv2.resize(blocks, (x2 - x1, y2 - y1), interpolation=cv2.INTER_NEAREST)
    return result
