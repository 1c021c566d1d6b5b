"""Shown or not: how well a decision, or a confidence that one is made from, separates absent keypoints from the rest.

Three rivals are compared by it: the decided visibility (the paper's "non-0"), the heatmap's score over a threshold, and
a combination of both. Truth: occluded and visible are shown, absent is not.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pose.visibility import Visibility
from training.metrics.answer import Answer


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LabelledKeypoints:
    """Keypoints with a label of a single class, of many people in a row: each attribute is (M,).

    Attributes
    ----------
    truth : bool, labelled occluded or visible.
    decided : bool, decided to be occluded or visible.
    score : float64, height of the heatmap's peak, 0 to 1.
    presence : float64, P(shown) = 1 - P(absent).
    """

    truth: NDArray[np.bool_]
    decided: NDArray[np.bool_]
    score: NDArray[np.float64]
    presence: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFigures:
    """Shares from 0 to 1.

    Attributes
    ----------
    precision : of the keypoints that are shown, those that should be; NaN if none is shown.
    recall : of the keypoints that should be shown, those that are; NaN if none should be.
    f1 : 2 TP / (2 TP + FP + FN); NaN if none is shown and none should be.
    """

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PrecisionRecallCurve:
    """The figures at every threshold that changes anything, (T,) float64 each.

    Attributes
    ----------
    threshold : falling; a keypoint is shown if its confidence is at least this.
    precision, recall, f1 : as in `ShownFigures`; recall rises.
    """

    threshold: NDArray[np.float64]
    precision: NDArray[np.float64]
    recall: NDArray[np.float64]
    f1: NDArray[np.float64]


def labelled_keypoints(answers: list[Answer]) -> LabelledKeypoints:
    """Collect every keypoint whose label is a single class, in the answers' order."""
    states = _row([answer.true_state for answer in answers])
    known = states >= 0
    decided = _row([answer.pose.state for answer in answers])
    absent = _row([answer.pose.visibility[:, Visibility.ABSENT] for answer in answers])
    return LabelledKeypoints(
        truth=states[known] > 0,
        decided=decided[known] != Visibility.ABSENT,
        score=_row([answer.pose.score for answer in answers])[known],
        presence=1 - absent[known],
    )


def shown_figures(truth: NDArray[np.bool_], decided: NDArray[np.bool_]) -> ShownFigures:
    """Judge one decision: both (M,) bool, whether a keypoint should be shown and whether it is."""
    hits, shown, labelled = int((truth & decided).sum()), int(decided.sum()), int(truth.sum())
    return ShownFigures(
        precision=_share(hits, shown), recall=_share(hits, labelled), f1=_share(2 * hits, shown + labelled)
    )


def precision_recall_curve(truth: NDArray[np.bool_], confidence: NDArray[np.floating]) -> PrecisionRecallCurve:
    """Judge a confidence at every threshold.

    Parameters
    ----------
    truth : (M,) bool, whether a keypoint should be shown.
    confidence : (M,), higher where it rather is: a score, a probability or log odds.

    Raises
    ------
    ValueError : no keypoint should be shown, so there is no recall.
    """
    if not truth.any():
        raise ValueError("no keypoint is labelled occluded or visible: there is no recall")
    order = np.argsort(-confidence, kind="stable")
    falling = confidence[order].astype(float)
    # Equal confidences fall together: a threshold stands behind the last of them.
    last = np.append(np.flatnonzero(np.diff(falling)), len(falling) - 1)
    hits = np.cumsum(truth[order])[last]
    shown, labelled = last + 1, int(truth.sum())
    return PrecisionRecallCurve(
        threshold=falling[last],
        precision=hits / shown,
        recall=hits / labelled,
        f1=2 * hits / (shown + labelled),
    )


def _row(values: list[NDArray]) -> NDArray[np.float64]:
    return np.concatenate([np.zeros(0), *values])


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")
