"""COCO-format keypoint files: COCO itself, the virtual cabin, LSPet in this format.

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
    UserError : the file is missing or no COCO keypoint file (says which annotation is odd).
    """
    document = read_document(annotations)
    names = {image["id"]: image["file_name"] for image in document["images"]}
    people = []
    for annotation in document["annotations"]:
        if annotation.get("iscrowd") or not annotation.get("num_keypoints"):
            continue
        if images is not None and annotation["image_id"] not in images:
            continue
        try:
            people.append(_person(annotation, pictures / names[annotation["image_id"]], rule))
        except (KeyError, ValueError) as error:
            raise UserError(
                f"{annotations}: annotation {annotation.get('id')} is odd ({error!r}); mend or remove it"
            ) from error
    return people


def read_document(annotations: Path) -> dict[str, Any]:
    """Load a COCO-format json file, refusing anything else with a `UserError`."""
    try:
        document = json.loads(annotations.read_text(encoding="utf-8"))
        document["images"], document["annotations"]
    except OSError as error:
        raise UserError(f"{annotations}: cannot be read ({error.strerror}); is CABINSIGHT_DATA set?") from error
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(f"{annotations}: is not a COCO-format json file ({error!r})") from error
    return document


def _person(annotation: dict[str, Any], picture: Path, rule: LabelRule) -> Person:
    table = np.array(annotation["keypoints"], dtype=np.float32).reshape(NUM_KEYPOINTS, 3)
    flags = table[:, 2].astype(int)
    if not np.isin(flags, (0, 1, 2)).all():
        raise ValueError(f"visibility flags {sorted(set(flags))}")
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
