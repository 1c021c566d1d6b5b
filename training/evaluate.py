"""Measure a pose bundle or a detector bundle on labelled pictures; print, and write JSON.

    python training/evaluate.py models/driver-pose --data $CABINSIGHT_DATA/coco_sample --split test \\
        --movenet $CABINSIGHT_DATA/peers/movenet/movenet-thunder.onnx

--data is a folder with `person_keypoints.json` (COCO format), `images/` and, for --split, `split.json`. Crops come from
the labelled boxes, as in the paper, and every network gets the same box.
"""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from engines.catalogue import find_bundle, open_engine
from engines.engine import Engine
from pose.boxes import Box
from pose.crop import Crop
from pose.detection import detections, letterbox
from pose.errors import UserError
from pose.visibility import Visibility
from training.card import as_table, record
from training.data.coco import LabelRule, read_people
from training.data.detection_samples import read_boxes
from training.data.person import Person
from training.data.pictures import read_picture
from training.data.sources import image_ids
from training.metrics.detection import summarise_boxes
from training.metrics.keypoints import Answer, summarise
from training.recipe import DataSource
from training.teacher import USUAL_CUT, MoveNet

MIN_KEYPOINTS = 5
"""People with fewer labelled keypoints are left out: too small or too cut for a skeleton to be judged."""

Estimate = Callable[[NDArray[np.uint8], Box], tuple[NDArray[np.float32], NDArray[np.uint8]]]
"""Picture (H, W, 3) uint8 RGB and box to xy (17, 2) in picture pixels and state (17,)."""


def estimate_with(engine: Engine) -> Estimate:
    """Answer with a pose bundle's engine."""
    size = engine.bundle.manifest.input

    def estimate(picture: NDArray[np.uint8], box: Box) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
        crop = Crop.around(box, size.width, size.height)
        outputs = engine.run(crop.cut(picture)[None])
        pose = engine.bundle.decision.pose(outputs["keypoints"][0], outputs["visibility_logits"][0], crop)
        return pose.xy, pose.state

    return estimate


def estimate_with_movenet(path: Path) -> Estimate:
    """Answer with MoveNet Thunder, which knows shown and not shown only: a score from .2 on counts as visible."""
    movenet = MoveNet(path)

    def estimate(picture: NDArray[np.uint8], box: Box) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
        found = movenet.keypoints(picture, box)
        state = np.where(found[:, 2] >= USUAL_CUT, Visibility.VISIBLE, Visibility.ABSENT)
        return found[:, :2], state.astype(np.uint8)

    return estimate


def measure(people: list[Person], estimate: Estimate) -> dict[str, float]:
    """Ask for every person and summarise the answers."""
    answers = []
    for person in tqdm(people, unit="person", leave=False, disable=None):
        xy, state = estimate(read_picture(person.picture), person.box)
        answers.append(Answer(xy, state, person.xy, person.labels(), person.area))
    return summarise(answers)


def measure_detector(engine: Engine, source: DataSource) -> dict[str, float]:
    """Compare a detector bundle's boxes with the labelled ones, on whole pictures."""
    size = engine.bundle.manifest.input
    truth, found = [], []
    for labelled in tqdm(read_boxes(source), unit="picture", leave=False, disable=None):
        picture = read_picture(labelled.path)
        crop = letterbox(picture, size.width, size.height)
        boxes = engine.run(crop.cut(picture)[None])["boxes"][0]
        found.append([person.box for person in detections(boxes, engine.bundle.detection, crop, picture)])
        truth.append(list(labelled.boxes))
    return summarise_boxes(truth, found)


def evaluate(bundle: str, data: Path, split: str, movenet: Path | None) -> dict[str, dict[str, float]]:
    """Measure a bundle, and MoveNet beside it where asked: network -> figure -> value."""
    engine = open_engine(find_bundle(bundle))
    source = DataSource(
        name=data.name,
        weight=1.0,
        annotations=str(data / "person_keypoints.json"),
        pictures=str(data / "images"),
        split_file=str(data / "split.json"),
        split=split,
    )
    name = engine.bundle.manifest.name
    if engine.bundle.manifest.task == "detection":
        return {name: measure_detector(engine, source)}
    everybody = read_people(data / "person_keypoints.json", data / "images", LabelRule.COCO, image_ids(source))
    people = [person for person in everybody if person.located.sum() >= MIN_KEYPOINTS]
    if not people:
        raise UserError(f"{data}: nobody with {MIN_KEYPOINTS} labelled keypoints or more in split '{split}'")
    rows = {name: measure(people, estimate_with(engine))}
    if movenet is not None:
        rows["MoveNet Thunder"] = measure(people, estimate_with_movenet(movenet))
    return rows


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Measure a bundle on labelled pictures")
    parser.add_argument("bundle", help="name or folder of a bundle")
    parser.add_argument("--data", type=Path, required=True, help="folder with person_keypoints.json and images/")
    parser.add_argument("--split", default="", help="name of a list of image ids in the folder's split.json")
    parser.add_argument("--movenet", type=Path, help="MoveNet Thunder's ONNX file, to be measured beside")
    parser.add_argument("--record", action="store_true", help="write the figures into the bundle and its model card")
    parser.add_argument("--json", type=Path, help="also write the figures there")
    arguments = parser.parse_args()
    try:
        rows = evaluate(arguments.bundle, arguments.data, arguments.split, arguments.movenet)
        if arguments.record:
            record(find_bundle(arguments.bundle), f"{arguments.data.name} {arguments.split}".strip(), rows)
    except UserError as error:
        print(f"evaluate: {error}", file=sys.stderr)
        return 1
    print(f"{arguments.data.name} {arguments.split}".strip() + ", crops from the labelled boxes")
    print(as_table(rows))
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
