"""What makes an annotation unusable: looked for before a training starts, not after an hour of it."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from pose.keypoints import KEYPOINT_NAMES, NUM_KEYPOINTS
from pose.visibility import Visibility

FLAGS = tuple(int(v) for v in Visibility)


def is_labelled(annotation: dict[str, Any]) -> bool:
    """Tell whether it claims to place a person's keypoints: no crowd, and a flag above 0.

    The flags decide; `num_keypoints` may be missing, and where it says otherwise `check_data.py` mentions it.
    """
    if annotation.get("iscrowd"):
        return False
    keypoints = annotation.get("keypoints")
    return any(keypoints[2::3]) if isinstance(keypoints, list) else bool(annotation.get("num_keypoints"))


def fault(annotation: dict[str, Any], images: dict[Any, str]) -> str:
    """Return the first thing that is wrong with a labelled person's annotation, or "".

    Parameters
    ----------
    images : image id -> file name, of all pictures that the file lists.
    """
    return box_fault(annotation, images) or _keypoints_fault(annotation) or _area_fault(annotation)


def box_fault(annotation: dict[str, Any], images: dict[Any, str]) -> str:
    """Return what is wrong with anybody's id, picture or box, or ""."""
    if "id" not in annotation:
        return "has no 'id'"
    if annotation.get("image_id") not in images:
        return f"is of picture {annotation.get('image_id')}, which 'images' does not list"
    box = _numbers(annotation.get("bbox"))
    if len(box) != 4:
        return "has no 'bbox' of four numbers x, y, width, height"
    if not np.isfinite(box).all():
        return "has a 'bbox' that is not finite"
    if box[2] <= 0 or box[3] <= 0:
        return f"has a 'bbox' of no size: {box[2]:g} x {box[3]:g}"
    return ""


def _keypoints_fault(annotation: dict[str, Any]) -> str:
    numbers = _numbers(annotation.get("keypoints"))
    if len(numbers) != 3 * NUM_KEYPOINTS:
        return f"has {len(numbers)} numbers in 'keypoints'; {NUM_KEYPOINTS} times x, y, flag are needed"
    for name, place in zip(KEYPOINT_NAMES, numbers.reshape(NUM_KEYPOINTS, 3), strict=True):
        if not np.isfinite(place).all():
            return f"has a {name} that is not finite"
        if place[2] not in FLAGS:
            return f"has flag {place[2]:g} for its {name}; 0, 1 and 2 are known"
    return ""


def _area_fault(annotation: dict[str, Any]) -> str:
    area = _numbers([annotation.get("area")])
    if len(area) != 1:
        return "has no 'area', OKS's scale; width times height of the box will do"
    return "" if np.isfinite(area[0]) and area[0] > 0 else f"has an 'area' of {area[0]:g} square pixels"


def _numbers(values: object) -> np.ndarray:
    """Return a list's numbers as float64, none if it holds anything else."""
    plain = isinstance(values, list) and all(isinstance(v, int | float) and not isinstance(v, bool) for v in values)
    return np.array(values if plain else [], dtype=np.float64)


def repeated(numbers: Iterable[Any]) -> list[Any]:
    """Return what occurs twice or more, once each, in the order of the second occurrence."""
    seen: set[Any] = set()
    again: dict[Any, None] = {}
    for number in numbers:
        if number in seen:
            again[number] = None
        seen.add(number)
    return list(again)


def missing_files(paths: Iterable[Path]) -> list[Path]:
    """Return the files that are not there, once each."""
    return [path for path in dict.fromkeys(paths) if not path.is_file()]
