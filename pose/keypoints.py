"""The 17 COCO keypoints: names, limbs, mirror pairs and OKS sigmas.

Left and right are the person's own. Source: COCO 2017 keypoint task, `pycocotools.cocoeval`.
"""

import numpy as np

KEYPOINT_NAMES: tuple[str, ...] = (
    "nose",
    "left_eye",
    "right_eye",
    "left_ear",
    "right_ear",
    "left_shoulder",
    "right_shoulder",
    "left_elbow",
    "right_elbow",
    "left_wrist",
    "right_wrist",
    "left_hip",
    "right_hip",
    "left_knee",
    "right_knee",
    "left_ankle",
    "right_ankle",
)

NUM_KEYPOINTS = len(KEYPOINT_NAMES)

INDEX: dict[str, int] = {name: i for i, name in enumerate(KEYPOINT_NAMES)}

FACE: tuple[int, ...] = (0, 1, 2, 3, 4)

LIMBS: tuple[tuple[int, int], ...] = (
    (0, 1),
    (0, 2),
    (1, 3),
    (2, 4),
    (5, 6),
    (5, 7),
    (7, 9),
    (6, 8),
    (8, 10),
    (5, 11),
    (6, 12),
    (11, 12),
    (11, 13),
    (13, 15),
    (12, 14),
    (14, 16),
)

FLIP_PAIRS: tuple[tuple[int, int], ...] = ((1, 2), (3, 4), (5, 6), (7, 8), (9, 10), (11, 12), (13, 14), (15, 16))

FLIP_ORDER: tuple[int, ...] = (0, 2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11, 14, 13, 16, 15)
"""Keypoint `i` of a mirrored person is keypoint `FLIP_ORDER[i]` of the original."""

SIGMAS = np.array(
    [
        *(0.026, 0.025, 0.025, 0.035, 0.035),
        *(0.079, 0.079, 0.072, 0.072, 0.062, 0.062),
        *(0.107, 0.107, 0.087, 0.087, 0.089, 0.089),
    ],
    dtype=np.float32,
)
"""Spread of human annotators per keypoint, relative to the square root of the person's area (COCO)."""


def neighbours(keypoint: int) -> tuple[int, ...]:
    """Return the keypoints that share a limb with `keypoint`."""
    return tuple(b if a == keypoint else a for a, b in LIMBS if keypoint in (a, b))
