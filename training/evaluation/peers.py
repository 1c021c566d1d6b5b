"""Who is measured beside our networks, on the same boxes: MoveNet, MediaPipe, and a prior that sees nothing."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pose.boxes import Box
from pose.errors import UserError
from pose.keypoints import NUM_KEYPOINTS
from pose.pose import Pose
from pose.visibility import Visibility
from training.data.layout import find_data_set
from training.data.sources import people_of, source_of
from training.evaluation.networks import Estimate, Network, onnx_parameters
from training.evaluation.options import Options
from training.mediapipe_pose import DRAWN_FROM, MediaPipePose
from training.teacher import USUAL_CUT, MoveNet

Keypoints = Callable[[NDArray[np.uint8], Box], NDArray[np.float32]]
"""Picture (H, W, 3) uint8 RGB and a person's box to (17, 3) float32: x, y in picture pixels, and score."""


def shown_or_not(keypoints: Keypoints, cut: float) -> Estimate:
    """Make poses of somebody who knows shown and not shown only: a score from `cut` on counts as visible."""

    def estimate(picture: NDArray[np.uint8], box: Box) -> Pose:
        found = keypoints(picture, box)
        score = found[:, 2]
        # Its score is the only probability that it gives: of being shown.
        shares = np.stack([1 - score, np.zeros_like(score), score], axis=1)
        state = np.where(score >= cut, Visibility.VISIBLE, Visibility.ABSENT).astype(np.uint8)
        return Pose(xy=found[:, :2], score=score, visibility=shares, state=state)

    return estimate


def open_movenet(path: Path, options: Options) -> Network:
    """Open MoveNet Thunder; a score from .2 on counts as visible.

    Raises
    ------
    UserError : the file is missing, or an option was asked for that needs heatmaps.
    """
    if options.need_heatmaps:
        raise UserError("MoveNet Thunder: adds offsets to its maxima; measure it without --flip and --dark")
    estimate = shown_or_not(MoveNet(path).keypoints, USUAL_CUT)
    return Network(name="MoveNet Thunder", parameters=onnx_parameters(path), branch=False, estimate=estimate)


def open_mediapipe(path: Path, options: Options) -> Network:
    """Open MediaPipe Pose's landmark network (`training.mediapipe_pose`); visible is what its own drawing shows.

    Raises
    ------
    UserError : the file or LiteRT is missing, or an option was asked for that needs our heatmaps.
    """
    if options.need_heatmaps:
        raise UserError("MediaPipe: answers coordinates, no heatmaps of ours; measure it without --flip and --dark")
    variant = path.stem.rpartition("_")[2]
    estimate = shown_or_not(MediaPipePose(path).keypoints, DRAWN_FROM)
    return Network(name=f"MediaPipe {variant}", parameters=0, branch=False, estimate=estimate)


def class_rates(data: Path) -> NDArray[np.float64]:
    """Return how often each keypoint of a data set's people is absent, occluded, visible: (17, 3) float64.

    Raises
    ------
    UserError : there is no such data set, or nobody is labelled in it.
    """
    labels = np.stack([person.labels() for person in people_of(source_of(find_data_set(data, "")))])
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
