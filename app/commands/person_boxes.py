"""Persons' boxes from a COCO annotation file (`--boxes`)."""

import json
from dataclasses import dataclass
from pathlib import Path

from pose.boxes import Box
from pose.errors import UserError

PERSON = 1
"""COCO's category id of a person."""


@dataclass(frozen=True, slots=True)
class LabelledPicture:
    """One picture of the file: its id, and the persons' boxes by annotation id, in the file's order."""

    image_id: int
    boxes: tuple[tuple[int, Box], ...]


def read(path: Path) -> dict[str, LabelledPicture]:
    """Read the persons of every picture, by the picture's file name without folders.

    Raises
    ------
    UserError : no such file, or not COCO annotations with boxes.
    """
    try:
        content = json.loads(path.read_bytes())
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror}); check the path and its rights") from error
    except ValueError as error:
        raise UserError(f"{path}: is not JSON ({error}); name a COCO annotation file") from error
    try:
        boxes: dict[int, list[tuple[int, Box]]] = {int(image["id"]): [] for image in content["images"]}
        for annotation in content["annotations"]:
            if annotation["category_id"] == PERSON:
                x, y, width, height = annotation["bbox"]
                box = Box.from_xywh(float(x), float(y), float(width), float(height))
                boxes[int(annotation["image_id"])].append((int(annotation["id"]), box))
        return {
            Path(image["file_name"]).name: LabelledPicture(int(image["id"]), tuple(boxes[int(image["id"])]))
            for image in content["images"]
        }
    except (KeyError, TypeError, ValueError) as error:
        raise UserError(
            f"{path}: is not a COCO annotation file with boxes ({type(error).__name__}: {error}); "
            "it needs 'images' and 'annotations' with 'bbox'"
        ) from error
