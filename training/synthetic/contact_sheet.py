"""A contact sheet of a filled folder: pictures side by side with the drivers' skeletons, for a person to judge."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np

from pose.errors import UserError
from pose.keypoints import LIMBS
from pose.visibility import Visibility

COLUMNS = 5
"""40 pictures make 8 rows: 1920 x 2304 pixels fit a large screen."""

STRIP = 15
"""Pixels; the height of a caption."""

# BGR. Green is seen, orange is hidden but located.
_COLOURS = {int(Visibility.VISIBLE): (60, 220, 60), int(Visibility.OCCLUDED): (0, 140, 255)}
_LIMB = (210, 200, 90)


def write_sheet(
    images: list[dict[str, Any]],
    annotations: list[dict[str, Any]],
    folder: Path,
    path: Path,
    count: int = 40,
    skeletons: bool = True,
) -> None:
    """Write `count` pictures, evenly drawn from a label file's `images` and `annotations`, as one picture.

    Raises
    ------
    UserError
        If there are no pictures, one of them is missing, or `path` can't be written.
    """
    if not images:
        raise UserError("There are no pictures to show on a sheet.")
    chosen = np.unique(np.linspace(0, len(images) - 1, count).round().astype(int))
    people = {annotation["image_id"]: annotation for annotation in annotations}
    tiles = []
    for entry in (images[i] for i in chosen):
        tile = cv2.imread(str(folder / entry["file_name"]))
        if tile is None:
            raise UserError(f"The picture {folder / entry['file_name']} is missing; fill the folder again.")
        if skeletons and entry["id"] in people:
            draw_skeleton(tile, np.array(people[entry["id"]]["keypoints"], float).reshape(17, 3))
        text = f"{entry['id']} {entry['camera']} {entry['light']} {entry['activity']}"
        # A dark strip: an outline of thicker letters would be wider than what it outlines.
        tile[:STRIP] = tile[:STRIP] // 3
        cv2.putText(tile, text, (4, 11), cv2.FONT_HERSHEY_PLAIN, 0.75, (255, 255, 255), 1, cv2.LINE_AA)
        tiles.append(tile)
    tiles += [np.zeros_like(tiles[0])] * (-len(tiles) % COLUMNS)
    rows = [cv2.hconcat(tiles[i : i + COLUMNS]) for i in range(0, len(tiles), COLUMNS)]
    try:
        written = cv2.imwrite(str(path), cv2.vconcat(rows))
    except cv2.error as error:
        raise UserError(f"{path} is no picture's name; end it in .png.") from error
    if not written:
        raise UserError(f"{path} can't be written; does its folder exist?")


def draw_skeleton(picture: np.ndarray, keypoints: np.ndarray) -> None:
    """Draw keypoints `(17, 3)` (x, y, state) into a picture `(H, W, 3)` uint8 BGR."""
    places = [(round(x), round(y)) for x, y, _ in keypoints]
    states = keypoints[:, 2].astype(int)
    for a, b in LIMBS:
        if states[a] and states[b]:
            cv2.line(picture, places[a], places[b], _LIMB, 1, cv2.LINE_AA)
    for place, state in zip(places, states, strict=True):
        if state in _COLOURS:
            cv2.circle(picture, place, 3, _COLOURS[state], -1, cv2.LINE_AA)
