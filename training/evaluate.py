"""Measure networks on labelled pictures: a summary, the paper's tables, JSON.

    python training/evaluate.py driver-pose --data $CABINSIGHT_DATA/coco_sample --split test \\
        --movenet $CABINSIGHT_DATA/peers/movenet/movenet-thunder.onnx
    python training/evaluate.py S1=runs/s1/network.pt S2=runs/s2/network.pt S3=driver-pose --data ... --table all

A network is a bundle (name or folder) or a checkpoint of `training/train.py` (.pt). Crops come from the labelled boxes,
as in the paper, or from a detector's results (--detections), and every network gets the same box. A detector is
measured alone, on whole pictures.
"""

import argparse
import json
import math
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from engines.catalogue import find_bundle, open_engine
from pose.bundle import Bundle
from pose.detection import detections, letterbox
from pose.errors import UserError
from training.card import Rows, record
from training.data.coco import read_people
from training.data.detected_boxes import boxes_from_detections
from training.data.layout import find_data_set
from training.data.person import Person
from training.data.pictures import read_picture
from training.data.sources import image_ids, source_of
from training.evaluation import table_text, tables
from training.evaluation.networks import BASE, Network, is_checkpoint, open_network, split_name
from training.evaluation.options import Options
from training.evaluation.peers import open_mediapipe, open_movenet, open_prior
from training.evaluation.tables import Measured, Occasion
from training.metrics.answer import Answer
from training.metrics.calibration_error import calibration_error, class_reliability, shown_reliability
from training.metrics.detection import summarise_boxes
from training.metrics.keypoints import confusion, confusion_table, summarise
from training.metrics.shown import labelled_keypoints, shown_figures

MIN_KEYPOINTS = 5
"""The summary leaves out people with fewer labelled keypoints: too small or too cut for a skeleton to be judged. The
tables take everybody with a labelled keypoint, as COCO does."""

ALL_TABLES = "all"


def ask(network: Network, people: list[Person]) -> Measured:
    """Ask a network for every person."""
    asked = tqdm(people, desc=network.name, unit="person", leave=False, disable=None)
    answers = [Answer.to(person, network.estimate(read_picture(person.picture), person.box)) for person in asked]
    return Measured(name=network.name, parameters=network.parameters, branch=network.branch, answers=answers)


def ask_all(
    networks: list[Network], data: Path, split: str, options: Options, detections: Path | None
) -> tuple[list[Measured], Occasion]:
    """Ask every network for everybody who is labelled; with `detections`, for everybody whom a detector found.

    Raises
    ------
    UserError : there is no such data set or split, nobody is labelled in it, or a network cannot be read so.
    """
    source = source_of(find_data_set(data, split))
    annotations, images = Path(source.annotations), image_ids(source)
    people = read_people(annotations, Path(source.pictures), source.rule, images)
    if detections is not None:
        people = boxes_from_detections(people, detections)
    if not any(_enough(person.located) for person in people):
        raise UserError(f"{data}: nobody with {MIN_KEYPOINTS} labelled keypoints or more in split '{split}'")
    occasion = Occasion(
        data=_label(data, split),
        people=len(people),
        pictures=len({person.image_id for person in people}),
        crops="the labelled boxes" if detections is None else f"the boxes of {detections.name}",
        reading=str(options),
        annotations=annotations,
        images=images,
    )
    return [ask(network, people) for network in networks], occasion


def judged(measured: Measured) -> list[Answer]:
    """Return the answers that the summary is about."""
    return [answer for answer in measured.answers if _enough(answer.true_state > 0)]


def figures(measured: Measured) -> dict[str, float]:
    """Return what the summary says of one network.

    Returns
    -------
    Those of `summarise`; shown_precision, shown_recall, shown_f1 : of "shown or not"; ece_shown, ece_class : expected
    calibration error of P(shown) and of the likeliest class, NaN for a network that states no probabilities.
    """
    answers = judged(measured)
    keypoints = labelled_keypoints(answers)
    shown = shown_figures(keypoints.truth, keypoints.decided)
    found = summarise(answers)
    people = found.pop("people")
    return found | {
        "shown_precision": shown.precision,
        "shown_recall": shown.recall,
        "shown_f1": shown.f1,
        "ece_shown": calibration_error(shown_reliability(answers)) if measured.branch else math.nan,
        "ece_class": calibration_error(class_reliability(answers)) if measured.branch else math.nan,
        "people": people,
    }


def measure_detector(bundle: Bundle, data: Path, split: str) -> dict[str, float]:
    """Compare a detector bundle's boxes with the labelled ones, on whole pictures."""
    # Its module needs torch, which measuring a pose bundle does without.
    from training.data.detection_samples import read_boxes

    engine = open_engine(bundle)
    size = bundle.manifest.input
    truth, found = [], []
    for labelled in tqdm(read_boxes(source_of(find_data_set(data, split))), unit="picture", leave=False, disable=None):
        picture = read_picture(labelled.path)
        crop = letterbox(picture, size.width, size.height)
        boxes = engine.run(crop.cut(picture)[None])["boxes"][0]
        found.append([person.box for person in detections(boxes, bundle.detection, crop, picture)])
        truth.append(list(labelled.boxes))
    return summarise_boxes(truth, found)


def main() -> int:
    """Run the command."""
    numbers = [str(number) for number in tables.paper_tables()]
    parser = argparse.ArgumentParser(description="Measure networks on labelled pictures")
    parser.add_argument(
        "networks",
        nargs="+",
        metavar="NETWORK",
        help="a bundle's name or folder, or a checkpoint (.pt); NAME= before it says what the tables call it, and "
        f"'{BASE}=' that its visibility branch was not trained",
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of a data set in COCO's format")
    parser.add_argument("--split", default="", help="name of a split of the data set (default: all of it)")
    parser.add_argument(
        "--table",
        action="append",
        default=[],
        choices=[*numbers, ALL_TABLES],
        help="also print the paper's table of this number; may be given more than once",
    )
    parser.add_argument(
        "--detections", type=Path, help="crop by this COCO results file's boxes, not by the labelled ones"
    )
    parser.add_argument("--flip", action="store_true", help="average over the crop and its mirror image")
    parser.add_argument("--dark", action="store_true", help="decode heatmaps with DARK instead of a quarter pixel")
    parser.add_argument("--movenet", type=Path, help="MoveNet Thunder's ONNX file, to be measured beside")
    parser.add_argument("--mediapipe", type=Path, help="MediaPipe's pose_landmark_*.tflite, to be measured beside")
    parser.add_argument(
        "--prior", type=Path, metavar="DATA", help="also measure what this data set's class rates alone would say"
    )
    parser.add_argument("--record", action="store_true", help="write the figures into the bundle and its model card")
    parser.add_argument("--json", type=Path, help="also write the figures there")
    arguments = parser.parse_args()
    try:
        report = _detector_report(arguments) or _pose_report(arguments)
    except UserError as error:
        print(f"evaluate: {error}", file=sys.stderr)
        return 1
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=2, allow_nan=False) + "\n", encoding="utf-8")
    return 0


def _detector_report(arguments: argparse.Namespace) -> dict[str, Any] | None:
    """Measure a detector if one was named alone."""
    name, where = split_name(arguments.networks[0])
    if len(arguments.networks) > 1 or is_checkpoint(where):
        return None
    bundle = find_bundle(where)
    if bundle.manifest.task != "detection":
        return None
    peers = arguments.movenet or arguments.mediapipe or arguments.prior
    if name or arguments.table or arguments.flip or arguments.dark or peers:
        raise UserError(f"{where}: is a detector; measure it without a name, without tables, options and peers")
    rows = {bundle.manifest.name: measure_detector(bundle, arguments.data, arguments.split)}
    data = _label(arguments.data, arguments.split)
    print(f"{data}, whole pictures")
    print(table_text.summary_text(rows))
    if arguments.record:
        record(bundle, data, rows)
    return {"data": data, "summary": _values(rows)}


def _pose_report(arguments: argparse.Namespace) -> dict[str, Any]:
    """Measure pose networks: print, record, and return what goes into the JSON file."""
    options = Options(flip=arguments.flip, dark=arguments.dark)
    if arguments.record and (len(arguments.networks) > 1 or is_checkpoint(split_name(arguments.networks[0])[1])):
        raise UserError("--record writes into one bundle; name that bundle alone")
    networks = [open_network(text, options) for text in arguments.networks]
    if arguments.movenet:
        networks.append(open_movenet(arguments.movenet, options))
    if arguments.mediapipe:
        networks.append(open_mediapipe(arguments.mediapipe, options))
    if arguments.prior:
        networks.append(open_prior(arguments.prior))
    names = [network.name.lower() for network in networks]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise UserError(f"two networks are called '{twice}'; put NAME= before them")
    measured, occasion = ask_all(networks, arguments.data, arguments.split, options, arguments.detections)
    told = [network for network in measured if network.name.lower() != BASE]
    rows = {network.name: figures(network) for network in told}
    print(f"Summary. {occasion}.")
    print(f"People with {MIN_KEYPOINTS} labelled keypoints or more.\n")
    if rows:
        print(table_text.summary_text(rows))
    for network in told:
        print(f"\n{network.name}: keypoints by labelled and decided class\n")
        print(confusion_table(confusion(judged(network))))
    wanted = [table for n, table in tables.paper_tables().items() if {str(n), ALL_TABLES} & set(arguments.table)]
    built = [tables.build(paper, measured, occasion) for paper in wanted]
    for table in built:
        print("\n" + table_text.as_text(table, occasion))
    if arguments.record:
        own = find_bundle(split_name(arguments.networks[0])[1])
        label = occasion.data + (f", {options}" if options.need_heatmaps else "")
        record(own, label, {own.manifest.name if n == networks[0].name else n: row for n, row in rows.items()})
    return {
        "measured_on": {
            "data": occasion.data,
            "people": occasion.people,
            "pictures": occasion.pictures,
            "crops": occasion.crops,
            "flip_test": options.flip,
            "dark": options.dark,
        },
        "summary": _values(rows),
        "confusion": {network.name: confusion(judged(network)).tolist() for network in told},
        "tables": {str(table.number): table_text.as_values(table) for table in built},
    }


def _label(data: Path, split: str) -> str:
    return f"{data.absolute().name} {split}".strip()


def _enough(labelled: NDArray[np.bool_]) -> bool:
    return int(labelled.sum()) >= MIN_KEYPOINTS


def _values(rows: Rows) -> dict[str, dict[str, float | None]]:
    return {name: table_text.without_nan(figures) for name, figures in rows.items()}


if __name__ == "__main__":
    sys.exit(main())
