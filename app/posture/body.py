"""Figures of one pose that several measures rest on. Pixels of the picture."""

import math
from dataclasses import dataclass
from functools import cached_property

from pose.keypoints import INDEX
from pose.polygon import Point
from pose.pose import Pose
from pose.visibility import Visibility

LEFT_SHOULDER, RIGHT_SHOULDER = INDEX["left_shoulder"], INDEX["right_shoulder"]
SHOULDERS = (LEFT_SHOULDER, RIGHT_SHOULDER)
HIPS = (INDEX["left_hip"], INDEX["right_hip"])
NOSE, LEFT_EAR, RIGHT_EAR = INDEX["nose"], INDEX["left_ear"], INDEX["right_ear"]
HEAD = (NOSE, LEFT_EAR, RIGHT_EAR)
WRISTS = (INDEX["left_wrist"], INDEX["right_wrist"])

# Seen from the side the shoulders overlap and their distance says nothing of the size; head and torso still do. COCO's
# people facing the camera: ears lie 0.55 shoulder widths above the shoulders (quartiles 0.52 and 0.60), hips 1.5
# below. The largest of the three is taken; a camera from above shortens head and torso, never lengthens them.
WIDTH_PER_HEAD = 1.8
WIDTH_PER_TORSO = 0.66

ABSENT = int(Visibility.ABSENT)
"""As a plain number: compared some hundred times a frame."""

NOSE_PER_EARS = 0.75
"""How far the nose is before the ears, over the ears' distance: about 11 cm over 14.5 cm in grown people."""

TELLING_WIDTH = 0.5
"""Share of `width` from which on the line between the shoulders has a direction that noise does not turn."""


@dataclass(frozen=True, slots=True)
class Shoulders:
    """Where the shoulders are.

    Attributes
    ----------
    middle : between them.
    width : float, what their width would be seen from the front; the unit of most measures.
    angle : float or None, radians, direction from the right to the left one, clockwise on the screen; None where they
        overlap too much to tell.
    span : float, how far the left one is to the right of the right one in the picture: `width` from the front, less
        when turned, negative from behind.
    sizes : the distances that `width` was taken from: between the shoulders, from their middle to the head and to the
        hips; 0 where head or hips have no place in the picture.
    """

    middle: Point
    width: float
    angle: float | None
    span: float
    sizes: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Head:
    """Where the head is and where it looks.

    Attributes
    ----------
    nose, ears : the nose, and the point between the ears.
    yaw : float, radians, how far it is turned from looking into the camera, positive to the person's left, from minus
        to plus half a turn. Read from the picture's horizontal alone, so that nodding does not count.
    """

    nose: Point
    ears: Point
    yaw: float


@dataclass(frozen=True)
class Body:
    """A pose as plain numbers: for a handful of them Python's own are many times quicker than arrays.

    Attributes
    ----------
    places : 17 points, pixels of the picture.
    states : 17 `Visibility` values.
    """

    places: list[Point]
    states: list[int]

    @classmethod
    def of(cls, pose: Pose) -> "Body":
        """Take the numbers out of a pose."""
        return cls([(x, y) for x, y in pose.xy.tolist()], pose.state.tolist())

    def visible(self, keypoints: tuple[int, ...]) -> tuple[int, ...]:
        """Return those of `keypoints` that are seen."""
        return tuple(keypoint for keypoint in keypoints if self.states[keypoint] == Visibility.VISIBLE)

    def shown(self, keypoints: tuple[int, ...]) -> tuple[int, ...]:
        """Return those of `keypoints` that have a place in the picture, seen or hidden."""
        states = self.states
        return tuple([keypoint for keypoint in keypoints if states[keypoint] != ABSENT])

    def head(self) -> Head | None:
        """Return where the head is, or None unless nose and both ears have a place in the picture."""
        return self._head

    def shoulders(self) -> Shoulders | None:
        """Return where the shoulders are, or None unless both have a place in the picture."""
        return self._shoulders

    # Several measures ask: computed once.
    @cached_property
    def _head(self) -> Head | None:
        if len(self.shown(HEAD)) < len(HEAD):
            return None
        nose, left, right = (self.places[keypoint] for keypoint in HEAD)
        ears = middle([left, right])
        # Turning takes width from between the ears and moves the nose out of their middle.
        yaw = math.atan2((nose[0] - ears[0]) / NOSE_PER_EARS, left[0] - right[0])
        return Head(nose, ears, yaw)

    @cached_property
    def _shoulders(self) -> Shoulders | None:
        if len(self.shown(SHOULDERS)) < 2:
            return None
        left, right = self.places[LEFT_SHOULDER], self.places[RIGHT_SHOULDER]
        centre = middle([left, right])
        apart = math.dist(left, right)
        to_head, to_hips = (self._distance(centre, keypoints) for keypoints in (HEAD, HIPS))
        width = max(1.0, apart, WIDTH_PER_HEAD * to_head, WIDTH_PER_TORSO * to_hips)
        angle = math.atan2(left[1] - right[1], left[0] - right[0]) if apart >= TELLING_WIDTH * width else None
        return Shoulders(centre, width, angle, left[0] - right[0], (apart, to_head, to_hips))

    def _distance(self, centre: Point, keypoints: tuple[int, ...]) -> float:
        there = [self.places[keypoint] for keypoint in self.shown(keypoints)]
        return math.dist(middle(there), centre) if there else 0.0


def middle(points: list[Point]) -> Point:
    """Return the mean of some points."""
    # Lists, not generators: these few numbers are added a dozen times a frame, and a drive has half a million frames.
    return sum([x for x, _ in points]) / len(points), sum([y for _, y in points]) / len(points)
