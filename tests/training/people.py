"""People and data sets for the tests of training: drawn, not photographed."""

import json
from pathlib import Path

import cv2
import numpy as np

from pose.boxes import Box
from training.data.person import Person

STANDING = np.array(
    [
        *((80, 30), (84, 26), (76, 26), (90, 29), (70, 29)),
        *((98, 60), (62, 60), (104, 90), (56, 90), (106, 118), (54, 118)),
        *((92, 120), (68, 120), (92, 155), (68, 155), (92, 185), (68, 185)),
    ],
    dtype=np.float32,
)
"""(17, 2) pixels in a picture of 160 x 200; the person faces us."""


def person(xy=STANDING, flags=None, picture=Path("none.jpg")) -> Person:
    """Make a person whose keypoints are all visible, or have COCO's `flags`."""
    flags = np.full(17, 2) if flags is None else np.asarray(flags)
    xy = np.asarray(xy, dtype=np.float32)
    box = Box(50, 20, 110, 190)
    return Person(picture, 1, 1, box, box.area, xy, flags > 0, np.eye(3, dtype=np.float32)[flags])


def draw(path: Path, seed: int, with_person: bool = True) -> None:
    """Draw a stick figure on noise."""
    rng = np.random.default_rng(seed)
    picture = rng.integers(60, 120, (200, 160, 3), dtype=np.uint8)
    if with_person:
        for x, y in STANDING.astype(int).tolist():
            cv2.circle(picture, (x, y), 6, (230, 230, 230), -1)
    cv2.imwrite(str(path), picture)


def data_set(folder: Path, count: int = 4, empty: int = 1) -> Path:
    """Write a COCO-format data set of `count` pictures with a person and `empty` without."""
    (folder / "images").mkdir(parents=True)
    images, annotations = [], []
    for number in range(count + empty):
        name = f"{number:06d}.png"
        draw(folder / "images" / name, number, with_person=number < count)
        images.append({"id": number, "file_name": name, "width": 160, "height": 200})
    for number in range(count):
        flags = [2] * 15 + [1, 0]
        keypoints = [float(v) for (x, y), f in zip(STANDING, flags, strict=True) for v in (x, y, f)]
        annotations.append(
            {
                "id": number + 1,
                "image_id": number,
                "category_id": 1,
                "iscrowd": 0,
                "keypoints": keypoints,
                "num_keypoints": 16,
                "bbox": [50, 20, 60, 170],
                "area": 60 * 170,
            }
        )
    document = {"images": images, "annotations": annotations, "categories": [{"id": 1, "name": "person"}]}
    (folder / "person_keypoints.json").write_text(json.dumps(document))
    (folder / "split.json").write_text(json.dumps({"note": "test", "train": list(range(count))}))
    return folder
