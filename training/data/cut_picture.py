"""A picture that ends within the person: what lies beyond is absent for certain.

In COCO most absent keypoints lie beyond the picture's edge, and a box around the rest is what a detector gives. Half of
a whole person, with a box of its own, looks otherwise: there the picture goes on.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pose.boxes import Box
from training.data.coco import ABSENT_ONLY
from training.data.person import Person

SIDES = {"bottom": 0.6, "left": 0.15, "right": 0.15, "top": 0.1}
"""Shares of the cuts: tables, dashboards and close cameras take the legs more often than anything else."""

LEAST_LEFT = 0.25
"""Share of the box's side that stays at least: of a person, not of a limb."""

MIN_JOINTS = 3
"""Placed joints that must stay, or nothing is cut."""


def cut_picture(
    person: Person, picture: NDArray[np.uint8], rng: np.random.Generator
) -> tuple[Person, NDArray[np.uint8]]:
    """Let the picture end somewhere within the person's box, at a side drawn by `SIDES`.

    Returns
    -------
    The person in the smaller picture (box cut alike, keypoints beyond absent) and that picture, (h, w, 3) uint8; both
    unchanged where fewer than `MIN_JOINTS` placed joints would stay.
    """
    height, width = picture.shape[:2]
    side = rng.choice(list(SIDES), p=list(SIDES.values()))
    share = rng.uniform(LEAST_LEFT, 1.0)
    box = person.box
    left, top, right, bottom = 0, 0, width, height
    if side == "bottom":
        bottom = round(box.y1 + share * box.height)
    elif side == "top":
        top = round(box.y2 - share * box.height)
    elif side == "right":
        right = round(box.x1 + share * box.width)
    else:
        left = round(box.x2 - share * box.width)
    left, top = max(left, 0), max(top, 0)
    right, bottom = min(right, width), min(bottom, height)
    # Pixel centres: the last column's is at right - 1.
    low, high = np.array([left, top]) - 0.5, np.array([right, bottom]) - 0.5
    inside = ((person.xy >= low) & (person.xy <= high)).all(axis=1)
    if (person.located & inside).sum() < MIN_JOINTS:
        return person, picture
    classes = person.classes.copy()
    classes[person.located & ~inside] = ABSENT_ONLY
    smaller = Box(
        max(box.x1, left) - left, max(box.y1, top) - top, min(box.x2, right) - left, min(box.y2, bottom) - top
    )
    placed = replace(
        person,
        box=smaller,
        xy=(person.xy - np.array([left, top])).astype(np.float32),
        located=person.located & inside,
        classes=classes,
    )
    return placed, np.ascontiguousarray(picture[top:bottom, left:right])
