"""Figures for keypoints with visibility, on one person at a time and over many."""

import numpy as np
from numpy.typing import NDArray

from pose.keypoints import INDEX, SIGMAS
from pose.visibility import Visibility
from training.metrics.answer import Answer

FOUND = 0.5
"""Keypoint similarity from which a keypoint counts as found: COCO's loosest threshold."""

EVERY = slice(None)


def similarity(answer: Answer) -> NDArray[np.float64]:
    """Keypoint similarity exp(-d^2 / (2 s^2 k^2)) with k = 2 sigma (COCO), (17,) float64."""
    squared = ((answer.pose.xy - answer.true_xy) ** 2).sum(axis=1).astype(float)
    return np.exp(-squared / (2 * max(answer.area, 1.0) * (2 * SIGMAS.astype(float)) ** 2))


def oks(answer: Answer) -> float:
    """Object keypoint similarity: the mean over labelled keypoints (COCO), 0 to 1; NaN without any."""
    labelled = answer.true_state > 0
    return float(similarity(answer)[labelled].mean()) if labelled.any() else float("nan")


def confusion(answers: list[Answer], keypoints: slice = EVERY) -> NDArray[np.int64]:
    """Count (3, 3): rows the true class, columns the decided one; of all or some of the keypoints."""
    table = np.zeros((3, 3), dtype=np.int64)
    for answer in answers:
        true, decided = answer.true_state[keypoints], answer.pose.state[keypoints]
        known = true >= 0
        np.add.at(table, (true[known], decided[known]), 1)
    return table


def f1_per_class(table: NDArray[np.int64]) -> NDArray[np.float64]:
    """F1 of absent, occluded, visible from a confusion matrix, (3,); 0 where a class was neither there nor said."""
    hits = np.diag(table).astype(float)
    total = table.sum(axis=0) + table.sum(axis=1)
    return np.divide(2 * hits, total, out=np.zeros(3), where=total > 0)


def confusion_table(table: NDArray[np.int64]) -> str:
    """Return a (3, 3) confusion matrix as a Markdown table with each class's size and F1, and both means of F1."""
    names = [state.name.lower() for state in Visibility]
    f1, sizes = f1_per_class(table), table.sum(axis=1)
    lines = ["| labelled, decided | " + " | ".join(names) + " | keypoints | F1 |", "| --- |" + " ---: |" * 5]
    for name, row, size, share in zip(names, table, sizes, f1, strict=True):
        lines.append(f"| {name} | " + " | ".join(str(count) for count in row) + f" | {size} | {share:.3f} |")
    lines.append(f"| total, weighted by class size | | | | {sizes.sum()} | {weighted_f1(table):.3f} |")
    lines.append(f"| mean of the classes | | | | | {f1.mean():.3f} |")
    return "\n".join(lines)


def weighted_f1(table: NDArray[np.int64]) -> float:
    """Return F1 weighted by class size: what the paper calls "total"; 0 without a keypoint."""
    sizes = table.sum(axis=1)
    return float((f1_per_class(table) * sizes).sum() / max(sizes.sum(), 1))


def summarise(answers: list[Answer]) -> dict[str, float]:
    """All figures of a test set.

    Returns
    -------
    oks : mean over people, on labelled keypoints.
    f1_absent, f1_occluded, f1_visible, f1_macro, f1_total : the last weighted by class size (the paper's "total").
    f1_macro_no_ankles : ankles left out; in a car they are nearly always absent, and easily right.
    false_keypoints : keypoints a person that are shown and absent.
    found : share of labelled keypoints that are shown with a similarity of at least .5.
    people : how many.
    """
    table = confusion(answers)
    f1 = f1_per_class(table)
    shown_absent = table[Visibility.ABSENT, Visibility.OCCLUDED :].sum()
    labelled = np.concatenate([a.true_state > 0 for a in answers])
    good = np.concatenate([(similarity(a) >= FOUND) & (a.pose.state != Visibility.ABSENT) for a in answers])
    return {
        "oks": float(np.nanmean([oks(answer) for answer in answers])),
        "f1_absent": float(f1[0]),
        "f1_occluded": float(f1[1]),
        "f1_visible": float(f1[2]),
        "f1_macro": float(f1.mean()),
        "f1_macro_no_ankles": float(f1_per_class(confusion(answers, slice(INDEX["left_ankle"]))).mean()),
        "f1_total": weighted_f1(table),
        "false_keypoints": float(shown_absent / len(answers)),
        "found": float(good[labelled].mean()),
        "people": float(len(answers)),
    }
