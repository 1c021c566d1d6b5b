"""The cabin learnt while the driver sits steadily: neutral posture, proposals for seat and wheel, the background.

Pure: it takes arrays and pictures with their times, and opens nothing.
"""

import math
from dataclasses import dataclass, field
from statistics import median

import numpy as np
from numpy.typing import NDArray

from calibration.cabin import (
    Cabin,
    HandDrive,
    neutral_places,
    plausible_body,
    propose_hand_drive,
    propose_seat,
    propose_wheel,
)
from calibration.camera_view import CameraView, thumbnail
from pose.boxes import Box
from pose.keypoints import INDEX
from pose.pose import Pose
from pose.visibility import Visibility

STEADY_SECONDS = 60.0
"""So long steady sitting is watched: mirrors, gear changes and bends become outliers of the medians."""

STEADY_WIDTHS = 0.35
"""How far the shoulders may be from where they were, shoulder widths; steering moves them by about a quarter."""

WIDTH_PER_HEIGHT = 0.3
"""Shoulder width over the height of a driver's box, at least: from the side the shoulders overlap, and their distance
says nothing of the size."""

ASTRAY_NS = 10_000_000_000
"""Who has been elsewhere for so long sits there now: learning starts over."""

LONGEST_GAP_NS = 500_000_000
"""A longer gap between two pictures does not count as half a second more."""

VIEW_EVERY_NS = 2_000_000_000
"""So often the background is looked at: 30 times a minute tell what stands still."""

MIN_PICTURES = 10
"""Fewer are no medians."""

FLESH = 1.3
"""Size of what the driver covers over that of the joints' box: hair, hands and clothes reach beyond."""

LEFT_SHOULDER, RIGHT_SHOULDER = INDEX["left_shoulder"], INDEX["right_shoulder"]
WRISTS = (INDEX["left_wrist"], INDEX["right_wrist"])


@dataclass
class _Gathered:
    """What counts by now."""

    steady_s: float = 0.0
    first: tuple[float, float] | None = None
    """Between the shoulders, in the first picture."""
    width: float = 0.0
    """A shoulder width there."""
    last: int | None = None
    """The time of the picture before, where it counted."""
    steady_at: int = 0
    viewed_at: int | None = None
    poses: list[Pose] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    thumbnails: list[NDArray[np.uint8]] = field(default_factory=list)


class CabinLearner:
    """Watch a driver until the cabin is known.

    Pictures in which both shoulders have a plausible place near their usual one count; the others are passed over.

    Parameters
    ----------
    seconds : of steady sitting that are asked for.
    hand_drive : side of the car, or None: proposed from where the driver is.
    """

    def __init__(self, seconds: float = STEADY_SECONDS, hand_drive: HandDrive | None = None) -> None:
        self._seconds = seconds
        self._hand_drive = hand_drive
        self._size = (0, 0)
        self._got = _Gathered()

    @property
    def steady_s(self) -> float:
        """Seconds of steady sitting so far."""
        return self._got.steady_s

    @property
    def progress(self) -> float:
        """Share of the seconds asked for, 0 to 1."""
        return min(self.steady_s / self._seconds, 1.0)

    def update(self, now: int, image: NDArray[np.uint8], box: Box | None, pose: Pose | None) -> bool:
        """Take a (H, W, 3) uint8 picture of `now` (ns, rising) with what was seen in it; tell whether it counted."""
        height, width = image.shape[:2]
        if (width, height) != self._size:
            self._size = (width, height)
            self._got = _Gathered()
        if self.progress >= 1.0:
            return False
        if box is None or pose is None or not self._is_steady(pose, box, now):
            self._got.last = None
            return False
        got = self._got
        if got.last is not None:
            got.steady_s += min(max(now - got.last, 0), LONGEST_GAP_NS) / 1e9
        got.last = got.steady_at = now
        got.poses.append(pose)
        got.boxes.append(box)
        if got.viewed_at is None or now - got.viewed_at >= VIEW_EVERY_NS:
            got.viewed_at = now
            got.thumbnails.append(thumbnail(image))
        return True

    def cabin(self) -> Cabin | None:
        """Return what is known by now, or None: too few pictures counted."""
        if len(self._got.poses) < MIN_PICTURES:
            return None
        width, height = self._size
        xy = np.stack([pose.xy for pose in self._got.poses])
        state = np.stack([pose.state for pose in self._got.poses])
        box = self._usual_box()
        seat = propose_seat(box, width, height)
        neutral = neutral_places(xy, state != Visibility.ABSENT, width, height)
        apart = float(np.median(np.hypot(*(xy[:, LEFT_SHOULDER] - xy[:, RIGHT_SHOULDER]).T)))
        unit = max(apart, WIDTH_PER_HEIGHT * box.height)
        view = CameraView.of(np.stack(self._got.thumbnails), self._covered(), self._size)
        try:
            return Cabin(
                width=width,
                height=height,
                hand_drive=self._hand_drive or propose_hand_drive(box, width),
                seat=seat,
                wheel=propose_wheel(_usual_wrists(xy, state), unit, width, height),
                neutral=neutral,
                steady_s=round(self.steady_s, 1),
                view="" if view is None else view.text(),
            )
        except ValueError:
            # Medians of what is plausible one by one need not be so together.
            return None

    def _is_steady(self, pose: Pose, box: Box, now: int) -> bool:
        if not pose.shown()[[LEFT_SHOULDER, RIGHT_SHOULDER]].all():
            return False
        left, right = (pose.xy[keypoint].tolist() for keypoint in (LEFT_SHOULDER, RIGHT_SHOULDER))
        apart = math.dist(left, right)
        if not plausible_body(pose.xy[pose.shown()], apart, self._size[0]):
            return False
        middle = ((left[0] + right[0]) / 2, (left[1] + right[1]) / 2)
        got = self._got
        if got.first is not None and math.dist(middle, got.first) > STEADY_WIDTHS * got.width:
            if now - got.steady_at < ASTRAY_NS:
                return False
            self._got = got = _Gathered()
        if got.first is None:
            got.first, got.width = middle, max(apart, WIDTH_PER_HEIGHT * box.height)
        return True

    def _usual_box(self) -> Box:
        sides = ([getattr(box, side) for box in self._got.boxes] for side in ("x1", "y1", "x2", "y2"))
        return Box(*(median(side) for side in sides))

    def _covered(self) -> Box:
        """Return what the driver covers in any of the pictures: by the keypoints, for a detector's boxes are loose."""
        places = np.concatenate([pose.xy[pose.shown()] for pose in self._got.poses])
        (x1, y1), (x2, y2) = places.min(axis=0).tolist(), places.max(axis=0).tolist()
        return Box(x1, y1, x2, y2).grown(FLESH)


def _usual_wrists(xy: NDArray[np.float32], state: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return where the *visible* wrists usually are, (2, 2); NaN where one was visible in less than a fifth.

    Wrists above the shoulders hold a phone, a cup or a visor, and no wheel.
    """
    shoulders = xy[:, [LEFT_SHOULDER, RIGHT_SHOULDER], 1].mean(axis=1)
    found = np.full((2, 2), np.nan, np.float32)
    for i, wrist in enumerate(WRISTS):
        visible = (state[:, wrist] == Visibility.VISIBLE) & (xy[:, wrist, 1] > shoulders)
        if visible.mean() >= 0.2:
            found[i] = np.median(xy[visible, wrist], axis=0)
    return found
