"""Left and right that look swapped: a suspicion from geometry, never a proof.

Coordinates have y downward, so of a person who faces the camera upright the left eye is at the right. All rules hold
for people who are turned in the picture: they compare directions with each other.
"""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from pose.keypoints import INDEX
from pose.visibility import Visibility

PAIRS = {
    name: (INDEX[f"left_{joint}"], INDEX[f"right_{joint}"])
    for name, joint in (("eyes", "eye"), ("ears", "ear"), ("shoulders", "shoulder"), ("hips", "hip"))
}

AGAINST = -0.5
"""Cosine: more than 120 degrees apart. Nobody twists the face or the hips so far against the shoulders."""

BEHIND = 0.5
"""Sine: from the shoulders upward, the left eye lies more than 30 degrees to the left of the right one."""

WIDE = 0.3
"""Share of the torso's length; a pair that is narrower is seen from the side, and its direction says little."""

WIDE_FACE = 4.0
"""Pixels; labels of eyes and ears are off by one or two."""


def swapped(table: NDArray[np.floating]) -> str:
    """Say which pairs contradict each other, or "".

    Suspected: shoulders against hips, face against shoulders, eyes against ears; and eyes both visible that would look
    from the back of the head, which finds people whose left and right are swapped as a whole. Without the face such a
    person looks like one seen from behind: no rule finds it.

    Parameters
    ----------
    table : (17, 3), x, y in pixels and COCO's flag.
    """
    xy, flags = table[:, :2].astype(float), table[:, 2]
    across = {name: xy[left] - xy[right] for name, (left, right) in PAIRS.items() if flags[left] and flags[right]}
    # Without hips nobody can tell how wide shoulders are: they are not judged then.
    torso = _torso(xy, flags) or np.inf
    least = {"eyes": WIDE_FACE, "ears": WIDE_FACE, "shoulders": WIDE * torso, "hips": WIDE * torso}
    wide = {name: vector for name, vector in across.items() if np.hypot(*vector) > least[name]}
    for one, other in combinations(wide, 2):
        # A head turns freely on the hips: only neighbours along the body are compared.
        if {one, other} not in ({"eyes", "hips"}, {"ears", "hips"}) and _cosine(wide[one], wide[other]) < AGAINST:
            return f"{one} against {other}"
    if "eyes" in wide and (flags[list(PAIRS["eyes"])] == Visibility.VISIBLE).all():
        up = _middle(xy, flags, "eyes") - _middle(xy, flags, "shoulders")
        if _sine(up, wide["eyes"]) < -BEHIND:
            return "eyes seen from behind"
    return ""


def _torso(xy: NDArray[np.floating], flags: NDArray[np.floating]) -> float:
    """Return the distance from shoulders to hips, pixels; 0 if it can't be told."""
    length = float(np.hypot(*(_middle(xy, flags, "shoulders") - _middle(xy, flags, "hips"))))
    return length if np.isfinite(length) else 0.0


def _middle(xy: NDArray[np.floating], flags: NDArray[np.floating], pair: str) -> NDArray[np.floating]:
    placed = [keypoint for keypoint in PAIRS[pair] if flags[keypoint]]
    return np.asarray(xy[placed].mean(axis=0)) if placed else np.full(2, np.nan)


def _cosine(a: NDArray[np.floating], b: NDArray[np.floating]) -> float:
    return float(a @ b / (np.hypot(*a) * np.hypot(*b)))


def _sine(a: NDArray[np.floating], b: NDArray[np.floating]) -> float:
    """Return the sine of the angle from `a` to `b`, clockwise as seen; nan where a direction is unknown."""
    return float((a[0] * b[1] - a[1] * b[0]) / (np.hypot(*a) * np.hypot(*b)))
