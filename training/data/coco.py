"""COCO-format keypoint files: COCO itself, DriPE, the virtual cabin, LSPet in this format.

What a flag may teach is a set of classes: a crowd's "0" is not always "absent", and nothing untrue is taught.
"""

import json
from collections.abc import Collection
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np

from pose.boxes import Box
from pose.errors import UserError
from pose.keypoints import FACE, NUM_KEYPOINTS
from training.data.faults import fault, is_labelled, missing_files, repeated
from training.data.person import Person

ABSENT_ONLY = (1.0, 0.0, 0.0)
OCCLUDED_ONLY = (0.0, 1.0, 0.0)
HIDDEN = (1.0, 1.0, 0.0)
"""Absent or occluded."""
UNKNOWN = (1.0, 1.0, 1.0)

PLACED = 0.5
"""Share of the occluded joints that LSPet's crowd placed all the same: it placed nine joints in ten, and of a tenth to
a fifth of those a look at the pictures shows no surface. The other share it called hidden."""

LSPET_HIDDEN = (1.0, 1.0 - PLACED, 0.0)
LSPET_PLACED = (0.0, PLACED, 1.0)


class LabelRule(StrEnum):
    """How a data set's flags are to be read."""

    COCO = "coco"
    """0 absent, 1 occluded, 2 visible: COCO, DriPE, the virtual cabin."""
    LSPET = "lspet"
    """0 hidden or outside, 2 placed by the crowd, seen or guessed; faces were never labelled."""


def read_people(
    annotations: Path, pictures: Path, rule: LabelRule, images: Collection[int] | None = None
) -> list[Person]:
    """Read the persons of a COCO-format file that have at least one labelled keypoint.

    Parameters
    ----------
    annotations : the json file.
    pictures : the folder of its pictures.
    rule : how flags are to be read.
    images : only these image ids, or None for all.

    Raises
    ------
    UserError : the file is missing or no COCO keypoint file, an annotation is odd (says which), a picture is missing.
    """
    document = read_document(annotations)
    names = file_names(document, annotations)
    people: list[Person] = []
    for annotation in document["annotations"]:
        if not is_labelled(annotation) or (images is not None and annotation.get("image_id") not in images):
            continue
        if problem := fault(annotation, names):
            raise UserError(f"{annotations}: annotation {annotation.get('id')} {problem}; mend or remove it")
        people.append(_person(annotation, pictures / names[annotation["image_id"]], rule))
    if twice := repeated(person.annotation_id for person in people):
        raise UserError(f"{annotations}: annotation {twice[0]} is there more than once ({len(twice)} such ids)")
    if missing := missing_files(person.picture for person in people):
        raise UserError(f"{missing[0]}: no such picture ({len(missing)} missing of those that {annotations} names)")
    return people


def file_names(document: dict[str, Any], annotations: Path) -> dict[int, str]:
    """Return image id -> file name of a COCO-format document; pictures without, or listed twice, are a `UserError`."""
    try:
        names = {image["id"]: image["file_name"] for image in document["images"]}
    except (KeyError, TypeError) as error:
        raise UserError(f"{annotations}: an entry of 'images' has no 'id' or 'file_name' ({error!r})") from error
    if twice := repeated(image["id"] for image in document["images"]):
        raise UserError(f"{annotations}: picture {twice[0]} is listed more than once ({len(twice)} such ids)")
    return names


def read_document(annotations: Path) -> dict[str, Any]:
    """Load a COCO-format json file, refusing anything else with a `UserError`."""
    try:
        document = json.loads(annotations.read_text(encoding="utf-8"))
        if not all(isinstance(document[key], list) for key in ("images", "annotations")):
            raise TypeError("'images' and 'annotations' must be lists")
    except OSError as error:
        raise UserError(f"{annotations}: cannot be read ({error.strerror}); is CABINSIGHT_DATA set?") from error
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(f"{annotations}: is not a COCO-format json file ({error!r})") from error
    return document


def _person(annotation: dict[str, Any], picture: Path, rule: LabelRule) -> Person:
    table = np.array(annotation["keypoints"], dtype=np.float32).reshape(NUM_KEYPOINTS, 3)
    flags = table[:, 2].astype(int)
    if rule is LabelRule.COCO:
        classes = np.eye(3, dtype=np.float32)[flags]
    else:
        classes = np.where((flags == 0)[:, None], LSPET_HIDDEN, LSPET_PLACED)
        classes[list(FACE)] = UNKNOWN
    return Person(
        picture=picture,
        annotation_id=annotation["id"],
        image_id=annotation["image_id"],
        box=Box.from_xywh(*annotation["bbox"]),
        area=float(annotation["area"]),
        xy=table[:, :2],
        located=flags > 0,
        classes=classes.astype(np.float32),
    )
