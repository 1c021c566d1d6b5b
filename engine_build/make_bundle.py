"""Turn a trained network into a bundle.

    python engine_build/make_bundle.py runs/driver_pose/network.pt --name driver-pose --out models \\
        --data runs/virtual_cabin_val --licence "virtual cabin: CC0"

--data is a folder with `person_keypoints.json` (COCO format) and `images/`; up to 64 crops of its people, evenly
chosen, become what engines are verified on, so it must be data that may be shipped. Measured figures come later, by
`training/evaluate.py --record`.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from engine_build.export import Exported, export_checkpoint
from pose import bundle
from pose.boxes import Box
from pose.bundle import InputSize, Manifest, Provenance
from pose.crop import Crop
from pose.decision import Decision
from pose.detection import DetectionSettings, letterbox
from pose.errors import UserError
from pose.keypoints import KEYPOINT_NAMES

CROPS = 64
"""Enough for a 95th percentile, few enough for git."""

DETECTION = DetectionSettings(score_threshold=0.3, overlap_iou=0.5)
"""Chosen on validation pictures: at lower scores empty seats fill with drivers."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="make_bundle.py", description="Turn a trained network into a bundle")
    parser.add_argument("checkpoint", type=Path, help="network.pt of a training")
    parser.add_argument("--name", required=True, help="the bundle's name, such as driver-pose")
    parser.add_argument("--out", type=Path, required=True, help="folder of bundles, such as models")
    parser.add_argument("--data", type=Path, required=True, help="labelled pictures for the verification crops")
    parser.add_argument("--licence", action="append", default=[], help="a line on rights; may be repeated")
    options = parser.parse_args(arguments)
    try:
        folder = make(options.checkpoint, options.name, options.out, options.data, options.licence)
    except UserError as error:
        print(f"make_bundle: {error}", file=sys.stderr)
        return 1
    print(f"{folder}: written; measure it with training/evaluate.py --record")
    return 0


def make(checkpoint: Path, name: str, out: Path, data: Path, licences: list[str]) -> Path:
    """Export, collect the verification crops, write the manifest; return the bundle's folder.

    Raises
    ------
    UserError : the checkpoint or the data cannot be read.
    """
    folder = out / name
    folder.mkdir(parents=True, exist_ok=True)
    exported = export_checkpoint(checkpoint, folder / bundle.MODEL)
    crops = verification_crops(data, exported)
    np.savez_compressed(folder / bundle.VERIFICATION, crops=crops)
    files = {file: bundle.sha256(folder / file) for file in (bundle.MODEL, bundle.VERIFICATION)}
    pose = exported.task == "pose"
    manifest = Manifest(
        name=name,
        task=exported.task,
        input=InputSize(height=exported.height, width=exported.width),
        keypoints=list(KEYPOINT_NAMES) if pose else [],
        decision=Decision() if pose else None,
        detection=None if pose else DETECTION,
        files=files,
        provenance=Provenance(recipe=exported.recipe, commit=_commit(), data=list(exported.data), licences=licences),
    )
    bundle.write_manifest(folder, manifest)
    return folder


def verification_crops(data: Path, exported: Exported) -> NDArray[np.uint8]:
    """Cut up to 64 crops evenly from labelled pictures: (N, height, width, 3) uint8 RGB.

    For a pose network the labelled people, for a detector whole pictures.
    """
    annotations = data / "person_keypoints.json"
    try:
        document = json.loads(annotations.read_text(encoding="utf-8"))
        names = {image["id"]: image["file_name"] for image in document["images"]}
        people = [(names[a["image_id"]], Box.from_xywh(*a["bbox"])) for a in document["annotations"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"{annotations}: is not a COCO-format json file that can be read ({error!r})") from error
    if not people:
        raise UserError(f"{annotations}: labels nobody; verification needs people")
    chosen = [people[i] for i in np.linspace(0, len(people) - 1, min(CROPS, len(people))).astype(int)]
    return np.stack([_crop(data / "images" / name, box, exported) for name, box in chosen])


def _crop(path: Path, box: Box, exported: Exported) -> NDArray[np.uint8]:
    read = cv2.imread(str(path))
    if read is None:
        raise UserError(f"{path}: cannot be read as a picture")
    picture, size = np.asarray(read, dtype=np.uint8), (exported.width, exported.height)
    crop = Crop.around(box, *size) if exported.task == "pose" else letterbox(picture, *size)
    return np.ascontiguousarray(crop.cut(picture)[..., ::-1])


def _commit() -> str:
    """Return the source's commit, marked when files differ from it."""
    described = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--abbrev=12"],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    return described.stdout.strip() or "unknown"


if __name__ == "__main__":
    sys.exit(main())
