"""Who is measured beside our networks, on the same boxes: MoveNet, MediaPipe, and a prior that sees nothing."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pose.boxes import Box
from pose.errors import UserError
from pose.keypoints import NUM_KEYPOINTS
from pose.pose import Pose
from pose.visibility import Visibility
from training.data.coco import read_people
from training.data.layout import find_data_set
from training.data.sources import image_ids, source_of
from training.evaluation.networks import Network, onnx_parameters
from training.evaluation.options import Options
from training.mediapipe_pose import MediaPipePose
from training.teacher import USUAL_CUT, MoveNet


def open_movenet(path: Path, options: Options) -> Network:
    """Open MoveNet Thunder, which knows shown and not shown only: a score from .2 on counts as visible.

    Raises
    ------
    UserError : the file is missing, or an option was asked for that needs heatmaps.
    """
    if options.need_heatmaps:
        raise UserError("MoveNet Thunder: adds offsets to its maxima; measure it without --flip and --dark")
    movenet = MoveNet(path)

    def estimate(picture: NDArray[np.uint8], box: Box) -> Pose:
        found = movenet.keypoints(picture, box)
        score = found[:, 2]
        # Its score is the only probability that it gives: of being shown.
        shares = np.stack([1 - score, np.zeros_like(score), score], axis=1)
        state = np.where(score >= USUAL_CUT, Visibility.VISIBLE, Visibility.ABSENT).astype(np.uint8)
        return Pose(xy=found[:, :2], score=score, visibility=shares, state=state)

    return Network(name="MoveNet Thunder", parameters=onnx_parameters(path), branch=False, estimate=estimate)


def open_mediapipe(path: Path, options: Options) -> Network:
    """Open MediaPipe Pose's landmark network (`training.mediapipe_pose`), which knows shown and not shown only.

    Raises
    ------
    UserError : the file or LiteRT is missing, or an option was asked for that needs our heatmaps.
    """
    if options.need_heatmaps:
        raise UserError("MediaPipe: answers coordinates, no heatmaps of ours; measure it without --flip and --dark")
    variant = path.stem.rpartition("_")[2]
    return Network(name=f"MediaPipe {variant}", parameters=0, branch=False, estimate=MediaPipePose(path).pose)


def class_rates(data: Path, split: str = "") -> NDArray[np.float64]:
    """Return how often each keypoint of a data set's people is absent, occluded, visible: (17, 3) float64.

    Raises
    ------
    UserError : there is no such data set, or nobody is labelled in it.
    """
    source = source_of(find_data_set(data, split))
    people = read_people(Path(source.annotations), Path(source.pictures), source.rule, image_ids(source))
    if not people:
        raise UserError(f"{data}: nobody is labelled there; a prior is counted on people")
    labels = np.stack([person.labels() for person in people])
    counts = np.stack([(labels == state).sum(axis=0) for state in Visibility], axis=1)
    return np.asarray(counts / np.maximum(counts.sum(axis=1, keepdims=True), 1))


def open_prior(data: Path) -> Network:
    """Open a prior that looks at no picture: every keypoint has the class that is the most frequent one in `data`.

    It places everything at the middle of the box: only its classes are worth a look.
    """
    rates = class_rates(data)
    state = rates.argmax(axis=1).astype(np.uint8)

    def estimate(_: NDArray[np.uint8], box: Box) -> Pose:
        middle = np.tile(np.array(box.centre, dtype=np.float32), (NUM_KEYPOINTS, 1))
        shown = (1 - rates[:, Visibility.ABSENT]).astype(np.float32)
        return Pose(xy=middle, score=shown, visibility=rates.astype(np.float32), state=state)

    return Network(name=f"class rates of {data.absolute().name}", parameters=0, branch=False, estimate=estimate)
