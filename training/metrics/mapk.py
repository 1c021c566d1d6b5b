"""mAPK: average precision and recall of single keypoints by body part (Guesdon et al., DriPE, ICCVW 2021).

Unlike COCO's AP it counts a keypoint that is predicted and not labelled as wrong (the paper's tables 3 and 4).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pose.keypoints import FACE, INDEX, NUM_KEYPOINTS
from training.metrics.answer import Answer
from training.metrics.keypoints import similarity

THRESHOLDS = np.linspace(0.5, 0.95, 10)
"""Keypoint similarities from which a keypoint is right: COCO's .50:.05:.95."""

PARTS: dict[str, tuple[int, ...]] = {"Head": FACE} | {
    part: (INDEX[f"left_{part.lower()}"], INDEX[f"right_{part.lower()}"])
    for part in ("Shoulder", "Elbow", "Wrist", "Hip", "Knee", "Ankle")
}
"""Body part to the keypoints that are averaged for it."""

MEAN = "Mean"


@dataclass(frozen=True, slots=True)
class Mapk:
    """Shares from 0 to 1 by body part (`PARTS`) and `MEAN`.

    Attributes
    ----------
    ap : precision; NaN where no keypoint of the part was predicted.
    ar : recall; NaN where none was labelled.
    """

    ap: dict[str, float]
    ar: dict[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """How often keypoints were right and wrong: each (10, 17) int64, by threshold and keypoint."""

    true_positives: NDArray[np.int64]
    false_positives: NDArray[np.int64]
    false_negatives: NDArray[np.int64]


def predicted(answer: Answer, cut: float, non_zero: bool) -> NDArray[np.bool_]:
    """Return which keypoints count as predicted, (17,): those with a score from `cut` on.

    Under `non_zero` (the paper's "non-0") a keypoint that was decided to be absent counts as not predicted, too.
    """
    said = answer.pose.score >= cut
    return said & answer.pose.shown() if non_zero else said


def match(answers: list[Answer], cut: float, non_zero: bool) -> Counts:
    """Count right and wrong keypoints.

    This is our reading, from what papers that use the metric say of it: neither the DriPE paper's full text nor its
    authors' code was at hand. One predicted person per labelled person. At a threshold t a keypoint is

    - a true positive if labelled (occluded or visible), predicted, and its similarity is t or more;
    - a false positive if predicted and not labelled, or predicted with a similarity below t;
    - a false negative if labelled and no true positive: one at a wrong place is both a false positive and a false
      negative.

    A label that is no single class (-1) is neither.
    """
    shape = (len(THRESHOLDS), NUM_KEYPOINTS)
    hits, wrong, missed = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    for answer in answers:
        said = predicted(answer, cut, non_zero) & (answer.true_state >= 0)
        labelled = answer.true_state > 0
        right = labelled & said & (similarity(answer) >= THRESHOLDS[:, None])
        hits += right
        wrong += said & ~right
        missed += labelled & ~right
    return Counts(hits, wrong, missed)


def mapk(answers: list[Answer], cut: float, non_zero: bool) -> Mapk:
    """Return AP and AR by body part.

    AP is the precision TP / (TP + FP) of the keypoints that pass the cut, averaged over thresholds and the part's
    keypoints; AR the same of TP / (TP + FN). AP is no area under a curve over ranked scores: such an area can't be
    larger than the recall it ends at, and the paper's heads under non-0 have AP .71 and AR .43. The mean is over the
    seven body parts, not over the 17 keypoints: only that gives the paper's last column (.59 of its non-0 recalls on
    COCO; the mean over keypoints is .56).

    Precision without a prediction and recall without a label are unknown and left out of the averages. A network that
    says little can so have a high AP: read it beside AR.

    Parameters
    ----------
    answers : one per labelled person.
    cut : score from which a keypoint counts as predicted; 0 takes every keypoint.
    non_zero : whether a keypoint decided to be absent counts as not predicted.
    """
    counts = match(answers, cut, non_zero)
    hits = counts.true_positives
    return Mapk(
        ap=_by_part(hits, hits + counts.false_positives),
        ar=_by_part(hits, hits + counts.false_negatives),
    )


def _by_part(hits: NDArray[np.int64], total: NDArray[np.int64]) -> dict[str, float]:
    """Average hits / total, (10, 17) each, over thresholds and each part's keypoints, and over the parts."""
    share = np.divide(hits, total, out=np.full(hits.shape, np.nan), where=total > 0)
    figures = {part: _known_mean(share[:, list(keypoints)]) for part, keypoints in PARTS.items()}
    return figures | {MEAN: _known_mean(np.array(list(figures.values())))}


def _known_mean(values: NDArray[np.float64]) -> float:
    """Return the mean of what is not NaN; NaN without any, for which numpy's own would warn."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")
