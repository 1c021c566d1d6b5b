"""How the driver sits when nothing is the matter: as calibrated, or learnt from the first steady seconds."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from app.perception.observation import Observation
from app.posture.body import Body, Head, Shoulders
from calibration.cabin import Cabin
from pose.keypoints import INDEX, KEYPOINT_NAMES
from pose.polygon import Point, Polygon, hull
from pose.visibility import Visibility

STEADY_SECONDS = 3.0
"""So long the shoulders must be seen and stay where they are."""

STEADY_WIDTHS = 0.25
"""How far from where they were they may be meanwhile, shoulder widths: steering moves them less."""

LONGEST_GAP_NS = 500_000_000
"""A longer gap between two observations does not count as half a second more of sitting still."""

LAP = 2.2
"""How far below the shoulders a hand in the lap is, at most, shoulder widths: hips are 1.5 below."""

_ZONE = tuple(
    INDEX[name]
    for name in (
        *("nose", "left_eye", "right_eye", "left_ear", "right_ear", "left_shoulder", "right_shoulder"),
        *("left_elbow", "right_elbow", "left_wrist", "right_wrist", "left_hip", "right_hip", "left_knee", "right_knee"),
    )
)


@dataclass(frozen=True, slots=True)
class Neutral:
    """The neutral posture, pixels and radians of the picture: see `Shoulders`.

    Attributes
    ----------
    head : None if it was hardly seen.
    zone : the hull of body and lap: hands that do nothing odd are in it, or at the wheel.
    """

    middle: Point
    width: float
    angle: float | None
    span: float
    sizes: tuple[float, float, float]
    head: Head | None
    zone: Polygon


class NeutralLearner:
    """Learn the neutral posture once.

    Medians over the first `STEADY_SECONDS` in which both shoulders were seen and kept still; whoever moves starts them
    over. Who sits askew in these seconds is taken to sit straight: a calibration of the cabin does better.

    Parameters
    ----------
    known : the neutral posture if it need not be learnt any more, or None.
    """

    def __init__(self, known: Neutral | None = None) -> None:
        self._samples: list[Shoulders] = []
        self._bodies: list[Body] = []
        self._seconds = 0.0
        self._last: int | None = None
        self._neutral = known

    def update(self, observation: Observation) -> Neutral | None:
        """Take an observation; return the neutral posture as soon as it is known, and ever after."""
        if self._neutral is not None or observation.pose is None:
            return self._neutral
        body = Body.of(observation.pose)
        sample = body.shoulders()
        if sample is None:
            return None
        if self._samples and not self._still(sample):
            self._samples, self._bodies, self._seconds, self._last = [], [], 0.0, None
        self._samples.append(sample)
        self._bodies.append(body)
        if self._last is not None:
            self._seconds += min(observation.captured_at - self._last, LONGEST_GAP_NS) / 1e9
        self._last = observation.captured_at
        if self._seconds >= STEADY_SECONDS:
            self._neutral = _medians(self._samples, self._bodies)
            self._samples, self._bodies = [], []
        return self._neutral

    def _still(self, sample: Shoulders) -> bool:
        # Against the first one, not the last: who slides away slowly does not sit still.
        first = self._samples[0]
        return math.dist(sample.middle, first.middle) <= STEADY_WIDTHS * first.width


def neutral_of_cabin(cabin: Cabin) -> Neutral | None:
    """Return the neutral posture that was calibrated, or None where none was."""
    if not cabin.neutral:
        return None
    places = [cabin.neutral.get(name, (0.0, 0.0)) for name in KEYPOINT_NAMES]
    states = [Visibility.VISIBLE if name in cabin.neutral else Visibility.ABSENT for name in KEYPOINT_NAMES]
    body = Body(places, [int(state) for state in states])
    shoulders = body.shoulders()
    return None if shoulders is None else _medians([shoulders], [body])


def turn(angle: float, reference: float) -> float:
    """Return how far `angle` is turned against `reference`, radians from minus to plus half a turn."""
    return math.remainder(angle - reference, 2 * math.pi)


def _medians(samples: Sequence[Shoulders], bodies: Sequence[Body]) -> Neutral:
    angles = [sample.angle for sample in samples if sample.angle is not None]
    heads = [head for body in bodies if (head := body.head()) is not None]
    centre = _median_point([s.middle for s in samples])
    width = median(s.width for s in samples)
    apart, to_head, to_hips = (median(s.sizes[i] for s in samples) for i in range(3))
    return Neutral(
        middle=centre,
        width=width,
        angle=_median_angle(angles) if len(angles) * 2 > len(samples) else None,
        span=median(s.span for s in samples),
        head=_median_head(heads) if len(heads) * 2 > len(bodies) else None,
        sizes=(apart, to_head, to_hips),
        zone=_zone(bodies, centre, width),
    )


def _zone(bodies: Sequence[Body], centre: Point, width: float) -> Polygon:
    # The lap, also where the picture ends above the knees.
    corners = [(centre[0] + side * width, centre[1] + LAP * width) for side in (-0.5, 0.5)]
    for keypoint in _ZONE:
        places = [body.places[keypoint] for body in bodies if body.shown((keypoint,))]
        if len(places) * 2 > len(bodies):
            corners.append(_median_point(places))
    return hull(corners)


def _median_head(heads: Sequence[Head]) -> Head:
    return Head(
        nose=_median_point([head.nose for head in heads]),
        ears=_median_point([head.ears for head in heads]),
        yaw=_median_angle([head.yaw for head in heads]),
    )


def _median_point(points: Sequence[Point]) -> Point:
    return median(x for x, _ in points), median(y for _, y in points)


def _median_angle(angles: Sequence[float]) -> float:
    # Around the first one: angles near half a turn jump from one sign to the other.
    return angles[0] + median(turn(angle, angles[0]) for angle in angles)
