"""How the driver sits when nothing is the matter, learnt from the first steady seconds."""

import math
from dataclasses import dataclass
from statistics import median

from app.perception.observation import Observation
from app.posture.body import Body, Point, Shoulders

STEADY_SECONDS = 3.0
"""So long the shoulders must be seen and stay where they are."""

STEADY_WIDTHS = 0.25
"""How far from where they were they may be meanwhile, shoulder widths: steering moves them less."""

LONGEST_GAP_NS = 500_000_000
"""A longer gap between two observations does not count as half a second more of sitting still."""


@dataclass(frozen=True, slots=True)
class Neutral:
    """The neutral posture, pixels and radians of the picture: see `Shoulders`."""

    middle: Point
    width: float
    angle: float | None


class NeutralLearner:
    """Learn the neutral posture once.

    Medians over the first `STEADY_SECONDS` in which both shoulders were seen and kept still; whoever moves starts them
    over. Who sits askew in these seconds is taken to sit straight: a calibration of the cabin will do better.
    """

    def __init__(self) -> None:
        self._samples: list[Shoulders] = []
        self._seconds = 0.0
        self._last: int | None = None
        self._neutral: Neutral | None = None

    def update(self, observation: Observation) -> Neutral | None:
        """Take an observation; return the neutral posture as soon as it is known, and ever after."""
        if self._neutral is not None or observation.pose is None:
            return self._neutral
        sample = Body.of(observation.pose).shoulders()
        if sample is None:
            return None
        if self._samples and not self._still(sample):
            self._samples, self._seconds, self._last = [], 0.0, None
        self._samples.append(sample)
        if self._last is not None:
            self._seconds += min(observation.captured_at - self._last, LONGEST_GAP_NS) / 1e9
        self._last = observation.captured_at
        if self._seconds >= STEADY_SECONDS:
            self._neutral = self._medians()
        return self._neutral

    def _still(self, sample: Shoulders) -> bool:
        # Against the first one, not the last: who slides away slowly does not sit still.
        first = self._samples[0]
        return math.dist(sample.middle, first.middle) <= STEADY_WIDTHS * first.width

    def _medians(self) -> Neutral:
        angles = [sample.angle for sample in self._samples if sample.angle is not None]
        # Around the first one: angles near half a turn jump from one sign to the other.
        turns = [turn(angle, angles[0]) for angle in angles]
        mostly_told = len(angles) * 2 > len(self._samples)
        return Neutral(
            middle=(median(s.middle[0] for s in self._samples), median(s.middle[1] for s in self._samples)),
            width=median(s.width for s in self._samples),
            angle=angles[0] + median(turns) if mostly_told else None,
        )


def turn(angle: float, reference: float) -> float:
    """Return how far `angle` is turned against `reference`, radians from minus to plus half a turn."""
    return math.remainder(angle - reference, 2 * math.pi)
