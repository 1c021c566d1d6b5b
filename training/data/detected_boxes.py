"""Boxes from a detections file instead of labelled ones: COCO detection results, as detectors write them."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np

from pose.boxes import Box
from pose.detection import Detection
from pose.errors import UserError
from training.data.person import Person

PERSON = 1
"""COCO's category."""

SAME = 0.5
"""Intersection over union from which a detection is of this person (COCO's loosest match)."""


def read_detections(path: Path, min_score: float = 0.0) -> dict[int, list[Detection]]:
    """Read COCO detection results, `[{image_id, category_id, bbox, score}, ...]`: image id -> people, best first.

    Raises
    ------
    UserError : no such file, or it is something else (says which entry is odd).
    """
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror}); it should be COCO detection results") from error
    except ValueError as error:
        raise UserError(f"{path}: is not json ({error}); it should be COCO detection results") from error
    if not isinstance(entries, list):
        raise UserError(f"{path}: is no list of detections; annotations are named elsewhere")
    found: dict[int, list[Detection]] = {}
    for number, entry in enumerate(entries):
        try:
            image, category, score = entry["image_id"], entry["category_id"], float(entry["score"])
            x, y, width, height = (float(value) for value in entry["bbox"])
        except (KeyError, TypeError, ValueError) as error:
            raise UserError(f"{path}: entry {number} is no detection ({error!r})") from error
        if not np.isfinite([x, y, width, height, score]).all():
            raise UserError(f"{path}: entry {number} has a number that is not finite")
        if category == PERSON and score >= min_score and width > 0 and height > 0:
            found.setdefault(image, []).append(Detection(Box.from_xywh(x, y, width, height), score))
    return {image: sorted(people, key=lambda d: -d.score) for image, people in found.items()}


def boxes_from_detections(people: list[Person], path: Path, min_score: float = 0.0) -> list[Person]:
    """Replace every person's box by the detection that overlaps it best; those whom nothing overlaps are left out.

    Greedy by overlap, picture by picture, every detection for one person at most. `area`, OKS's scale, stays the
    labelled one.

    Parameters
    ----------
    min_score : detections below it do not count.
    """
    detections = read_detections(path, min_score)
    boxes: dict[int, Box] = {}
    used: set[tuple[int, int]] = set()
    pairs = [
        (overlap, number, (person.image_id, index))
        for number, person in enumerate(people)
        for index, detection in enumerate(detections.get(person.image_id, []))
        if (overlap := person.box.iou(detection.box)) >= SAME
    ]
    for _, number, found in sorted(pairs, key=lambda pair: -pair[0]):
        if number not in boxes and found not in used:
            used.add(found)
            boxes[number] = detections[found[0]][found[1]].box
    return [replace(person, box=boxes[number]) for number, person in enumerate(people) if number in boxes]
