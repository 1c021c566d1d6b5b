"""The data set's label file: COCO's person keypoints format, written whole or not at all."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pose.errors import UserError
from pose.keypoints import FLIP_ORDER, KEYPOINT_NAMES, LIMBS
from pose.visibility import Visibility
from training.synthetic.cameras.camera import NEAREST, Camera
from training.synthetic.mesh import Array

FILE_NAME = "person_keypoints.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One driver in one picture: pixels `(17, 2)`, states `(17,)`, box x, y, width, height."""

    pixels: Array
    states: np.ndarray
    box: tuple[float, float, float, float]


def mirrored(label: Label, width: int) -> Label:
    """Return the label of the mirrored picture: left and right change places."""
    order = list(FLIP_ORDER)
    x, y, w, h = label.box
    pixels = label.pixels[order] * [-1, 1] + [width, 0]  # pixel i spans i to i + 1
    return Label(pixels=pixels, states=label.states[order], box=(width - x - w, y, w, h))


def box_of(outline: Array, camera: Camera) -> tuple[float, float, float, float] | None:
    """Return the extent of points `(N, 3)` in the picture, clipped to it; none where nothing falls into it."""
    pixels, depth = camera.project(outline)
    pixels = pixels[depth > NEAREST]
    if not len(pixels):
        return None
    low = np.clip(pixels.min(axis=0), 0, [camera.width, camera.height])
    high = np.clip(pixels.max(axis=0), 0, [camera.width, camera.height])
    w, h = high - low
    return (float(low[0]), float(low[1]), float(w), float(h)) if w >= 1 and h >= 1 else None


class CocoFile:
    """The label file of one folder, and where an interrupted run continues."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._path = folder / FILE_NAME
        self.images: list[dict[str, Any]] = []
        self.annotations: list[dict[str, Any]] = []
        self._info = {"description": "Cabinsight virtual cabin", "seed": seed}
        if self._path.exists():
            self._continue()

    def add_image(self, **fields: int | float | str | bool) -> None:
        """Append a picture; `id` is its frame number."""
        self.images.append(fields)

    def add_annotation(self, image_id: int, label: Label) -> None:
        """Append the driver of a picture, unless every keypoint is absent: COCO labels no such person."""
        shown = label.states != Visibility.ABSENT
        if not shown.any():
            return
        triples = np.concatenate([np.round(label.pixels, 2), label.states[:, None]], axis=1)
        triples[~shown] = 0
        x, y, w, h = label.box
        keypoints: list[float | int] = []
        for px, py, state in triples:
            keypoints += [round(float(px), 2), round(float(py), 2), int(state)]
        self.annotations.append(
            {
                "id": len(self.annotations) + 1,
                "image_id": image_id,
                "category_id": 1,
                "keypoints": keypoints,
                "num_keypoints": int(shown.sum()),
                "bbox": [round(v, 2) for v in (x, y, w, h)],
                "area": round(w * h, 2),
                "iscrowd": 0,
            }
        )

    def drop_from(self, image_id: int) -> None:
        """Forget pictures from `image_id` on, and their drivers."""
        self.images = [image for image in self.images if image["id"] < image_id]
        self.annotations = [annotation for annotation in self.annotations if annotation["image_id"] < image_id]

    def write(self) -> None:
        """Replace the file in one step, so that a reader never meets half of it."""
        category = {
            "id": 1,
            "name": "person",
            "supercategory": "person",
            "keypoints": list(KEYPOINT_NAMES),
            "skeleton": [[a + 1, b + 1] for a, b in LIMBS],
        }
        content = {
            "info": self._info,
            "images": self.images,
            "annotations": self.annotations,
            "categories": [category],
        }
        temporary = self._path.with_suffix(".json.part")
        temporary.write_text(json.dumps(content, separators=(",", ":")))
        temporary.replace(self._path)

    def class_rates(self) -> str:
        """Return two tables of the shares of absent, occluded and visible: per keypoint, and per camera."""
        if not self.annotations:
            return "no annotations"
        states = np.array([annotation["keypoints"][2::3] for annotation in self.annotations])
        camera_of = {image["id"]: image["camera"] for image in self.images}
        cameras = np.array([camera_of[annotation["image_id"]] for annotation in self.annotations])
        rows = list(zip(KEYPOINT_NAMES, states.T, strict=True))
        rows.append(("all", states.ravel()))
        rows += [
            (f"{camera} ({(cameras == camera).sum()})", states[cameras == camera]) for camera in np.unique(cameras)
        ]
        lines = [f"{'':24} absent occluded visible"]
        for name, chosen in rows:
            shares = [float((chosen == state).mean()) for state in Visibility]
            lines.append(f"{name:24} {shares[0]:6.2f} {shares[1]:8.2f} {shares[2]:7.2f}")
        return "\n".join(lines)

    def _continue(self) -> None:
        content = json.loads(self._path.read_text())
        if content["info"] != self._info:
            raise UserError(
                f"{self._path} was made with seed {content['info'].get('seed')}; use that seed or another folder."
            )
        self.images, self.annotations = content["images"], content["annotations"]
