"""OKS average precision and recall, counted by pycocotools on the annotation file itself (the paper's tables 5 and 6).

COCO leaves unlabelled keypoints out, so these figures can't see a keypoint that is shown and absent: see `mapk`.
"""

import contextlib
import io
from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from pose.errors import UserError
from training.data.coco import read_document
from training.metrics.answer import Answer

FIGURES = ("AP", "AP50", "AP75", "APM", "APL", "AR", "AR50", "AR75", "ARM", "ARL")
"""In the order of `COCOeval.stats`. M and L: people of 32^2 to 96^2 square pixels, and larger ones."""

SCORE_CUT = 0.2
"""Keypoints with a lower score don't count in a person's score: SimpleBaseline's `in_vis_thre` (Xiao et al. 2018)."""

LABELLED_BOX = 1.0
"""Score of a box that was labelled, not detected: nobody doubts it."""


def person_score(score: NDArray[np.float32]) -> float:
    """Return what COCO ranks a person by: mean of the keypoint scores above .2, times the box's score (SimpleBaseline).

    Parameters
    ----------
    score : (17,) float32, heights of the heatmaps' peaks, 0 to 1.

    Returns
    -------
    0 to 1; 0 where no keypoint's score is above .2.
    """
    sure = score[score > SCORE_CUT]
    return LABELLED_BOX * float(sure.mean(dtype=float)) if len(sure) else 0.0


def average_precision(
    annotations: Path, answers: list[Answer], images: Collection[int] | None = None
) -> dict[str, float]:
    """Count AP and AR over OKS .50:.05:.95.

    Everybody with a labelled keypoint in the pictures counts, also who was not asked about: leave nobody out of
    `answers`. The decided visibility plays no part. COCO judges the 20 people with the highest scores of each picture.

    Parameters
    ----------
    annotations : COCO-format keypoint file with the labels of the people in `answers`.
    answers : one per person; those about other pictures than `images` are left out.
    images : only these image ids, or None for all in the file.

    Returns
    -------
    `FIGURES` to shares, 0 to 1; NaN where nobody of that size is labelled (COCO's -1).

    Raises
    ------
    UserError : the file can't be read or names no person, an id is not in it, or nothing was answered about `images`.
    """
    document = read_document(annotations)
    known = {image["id"] for image in document["images"]}
    chosen = known if images is None else set(images)
    asked = {answer.image_id for answer in answers}
    for strange in sorted((chosen | asked) - known)[:1]:
        raise UserError(f"{annotations}: has no picture {strange}; measure against the file that the people came from")
    if not asked & chosen:
        raise UserError(f"{annotations}: nobody was answered about in the chosen pictures; choose others")
    for annotation in document["annotations"]:
        # COCOeval asks for both; `read_people` takes a file without them in the same way.
        annotation.setdefault("iscrowd", 0)
        annotation.setdefault("num_keypoints", 0)
    # In a fixed order, so that people of equal score are ranked alike however they were asked about.
    judged = sorted((a for a in answers if a.image_id in chosen), key=lambda a: (a.image_id, a.annotation_id))
    # pycocotools tells its progress on stdout.
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO()
        truth.dataset = document
        truth.createIndex()
        people = truth.getCatIds(catNms=["person"])
        if len(people) != 1:
            raise UserError(f"{annotations}: needs one category named 'person' and has {len(people)}")
        found = truth.loadRes([_as_result(a, people[0]) for a in judged])
        evaluation = COCOeval(truth, found, "keypoints")
        evaluation.params.imgIds = sorted(chosen)
        evaluation.params.catIds = people
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    shares = (float(share) for share in evaluation.stats)
    return {name: share if share >= 0 else float("nan") for name, share in zip(FIGURES, shares, strict=True)}


def _as_result(answer: Answer, category: int) -> dict[str, Any]:
    """Return a row of COCO's results format. The third number of a keypoint is its score, which COCO does not read."""
    table = np.column_stack([answer.pose.xy, answer.pose.score]).astype(float)
    return {
        "image_id": answer.image_id,
        "category_id": category,
        "keypoints": table.ravel().tolist(),
        "score": person_score(answer.pose.score),
    }
