"""Shown or not: rivals that decide it side by side, in figures and as precision-recall curves.

A keypoint is shown if it is occluded or visible: precision is the share of the shown ones that are labelled, recall
the share of the labelled ones that are shown. Places are not judged here.
"""

import textwrap
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.metrics.shown import precision_recall_curve, shown_figures

COLOURS = ("#0072B2", "#E69F00", "#009E73")
"""Told apart by the colour-blind too (Okabe and Ito)."""
MARKS = ("s", "^", "o")
PANEL = (6.4, 5.6)
"""Inches, width and height."""
DOTS_PER_INCH = 110
TITLE_WIDTH = 66
"""Characters that fit over a panel."""
EQUAL_F1 = (0.5, 0.6, 0.7, 0.8, 0.9)
"""Faint lines of equal F1, so that the eye can compare two marks."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Rival:
    """One way to decide whether a keypoint is shown, and what it said of M keypoints.

    Attributes
    ----------
    name : for table and legend.
    confidence : (M,) float64, higher is more surely shown: sweeping a threshold over it draws the curve.
    shown : (M,) bool, what was decided: the mark on the curve.
    """

    name: str
    confidence: NDArray[np.float64]
    shown: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Contest:
    """Rivals on the same keypoints.

    Attributes
    ----------
    title : data and how the rivals were fitted, for a stranger.
    counts : people and pictures, in words.
    truth : (M,) bool, whether the keypoint is labelled occluded or visible.
    rivals : at most three.
    """

    title: str
    counts: str
    truth: NDArray[np.bool_]
    rivals: list[Rival]

    def figures(self) -> dict[str, dict[str, float]]:
        """Return rival -> f1, precision, recall of its decisions, and the average precision of its curve."""
        from sklearn.metrics import average_precision_score

        rows = {}
        for rival in self.rivals:
            figures = shown_figures(self.truth, rival.shown)
            rows[rival.name] = {
                "f1": figures.f1,
                "precision": figures.precision,
                "recall": figures.recall,
                "average_precision": float(average_precision_score(self.truth, rival.confidence)),
            }
        return rows


def plot(contests: list[Contest], path: Path) -> None:
    """Write one panel per contest as a picture, side by side; the file's suffix says which kind."""
    # Without pyplot nothing asks for a screen.
    from matplotlib.figure import Figure

    figure = Figure(figsize=(PANEL[0] * len(contests), PANEL[1]), layout="constrained")
    panels = figure.subplots(1, len(contests), squeeze=False)[0]
    figure.suptitle("Which keypoints does the network show? Three ways to decide", fontweight="bold")
    for panel, contest in zip(panels, contests, strict=True):
        rows = contest.figures()
        for rival, colour, mark in zip(contest.rivals, COLOURS, MARKS, strict=False):
            curve = precision_recall_curve(contest.truth, rival.confidence)
            row = rows[rival.name]
            panel.step(curve.recall, curve.precision, where="pre", color=colour, linewidth=1.6)
            label = f"{rival.name}: F1 {row['f1']:.3f} (precision {row['precision']:.2f}, recall {row['recall']:.2f})"
            panel.plot(
                row["recall"], row["precision"], mark, color=colour, markersize=11, markeredgecolor="black", label=label
            )
        for f1 in EQUAL_F1:
            recall = np.linspace(f1 / (2 - f1), 1, 100)
            panel.plot(recall, f1 * recall / (2 * recall - f1), color="grey", linewidth=0.6, alpha=0.6, zorder=0)
            panel.annotate(f"F1 {f1}", (1.015, f1 / (2 - f1)), annotation_clip=False, color="grey", fontsize="small")
        share = contest.truth.mean()
        panel.axhline(share, color="grey", linestyle=":", label=f"showing every keypoint: precision {share:.2f}")
        panel.set(
            title=textwrap.fill(contest.title, TITLE_WIDTH) + f"\n{contest.counts}",
            xlabel="recall: share of the labelled keypoints that are shown",
            ylabel="precision: share of the shown keypoints that are labelled",
            xlim=(0, 1.01),
            ylim=(0, 1.01),
        )
        panel.grid(alpha=0.3)
        panel.legend(
            loc="lower left", title="curve: every threshold; mark: the one in use", alignment="left", fontsize="small"
        )
    figure.savefig(path, dpi=DOTS_PER_INCH)
