"""One posture figure."""

from dataclasses import dataclass
from functools import cache

from pose.keypoints import KEYPOINT_NAMES


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure and what it rests on: names of keypoints, or what the camera reports. It rises with what it warns of."""

    value: float
    evidence: tuple[str, ...]


@cache
def names(*keypoints: int) -> tuple[str, ...]:
    """Return the names of keypoints."""
    return tuple(KEYPOINT_NAMES[keypoint] for keypoint in keypoints)
