"""How far a candidate's answers are from the reference's, and how far they may be."""

import numpy as np
from numpy.typing import NDArray

from engines.record import DetectionDrift, PoseDrift
from pose.boxes import Box
from pose.decision import Decision
from pose.detection import DetectionSettings
from pose.visibility import Visibility

Outputs = dict[str, NDArray[np.float32]]

SHIFT_MEDIAN = 0.5
"""Crop pixels. The decode moves in steps of one: half of all keypoints must not move at all."""
SHIFT_P95 = 2.0
"""Crop pixels. Two nearly equal neighbours of a peak may swap: a quarter heatmap pixel from one side to the other.
One wrong keypoint of 17 is above 5% and fails. The largest is told, not judged: of two equal peaks either may win."""
FLIPS = 0.01
"""Share of keypoints. A decision flips where its probability lies within the drift of the line; more is a fault."""
PROBABILITY_DRIFT = 0.05
"""fp16 logits are good to three digits, which moves a probability by some thousandths; ten times that is a fault."""
BOX_SHIFT_P95 = 2.0
"""Input pixels. A crop has a quarter of the box as padding: two pixels of a frame's 256 do not move the pose."""
BOXES_CHANGED = 0.02
"""Share of boxes that only one of both found: those whose score lies at the threshold."""
SCORE_DRIFT = 0.05
"""As for probabilities."""

INT8 = "int8"
INT8_SHIFT_MEDIAN = 1.0
"""A quarter of a heatmap pixel. Keypoints that are decoded in steps do not move at all in the median; those with an
offset that the network answers (MoveNet) never stand quite still, and move by 0.7 to 1.0."""
INT8_SHIFT_P95 = 4.0
"""One heatmap pixel. Measured 2.0 to 2.8 on both flavours of driver-pose, whose keypoints stay as near to the labels
(within 8 px: 81.7%, fp32 81.6%); 4 to 18 where a layer is in int8 that should not be."""
INT8_FLIPS = 0.02
"""Measured 0.4 to 0.9% (right decisions 82.7%, fp32 82.9%); 1 to 7% in such graphs."""
INT8_PROBABILITY_DRIFT = 0.15
"""The largest of some thousand: measured 0.08 to 0.11; 0.12 to 0.55 in such graphs."""
INT8_BOX_SHIFT_P95 = 12.0
"""A crop's padding is an eighth of the box on each side: 17 pixels for the smallest driver among the frames.
Measured 2 to 9 on driver-detect: neighbouring peaks swap (as many boxes found at an IoU of 0.75 as by fp32); up to
20 in such graphs."""
INT8_BOXES_CHANGED = 0.05
"""Scores move by up to 0.04 about the threshold; such graphs lose and invent 5 to 20%."""

SAME_BOX_IOU = 0.5
"""Two boxes that overlap by less are not the same person's."""


def pose_drift(decision: Decision, reference: Outputs, candidate: Outputs) -> PoseDrift:
    """Compare `keypoints` (N, 17, 3) and `visibility_logits` (N, 17, 3) of both."""
    before, after = (
        decision.probabilities(side["visibility_logits"], side["keypoints"][..., 2]) for side in (reference, candidate)
    )
    states = decision.states(before)
    shown = states != Visibility.ABSENT
    moved = np.linalg.norm(candidate["keypoints"][..., :2] - reference["keypoints"][..., :2], axis=-1)[shown]
    # Nothing shown means that nothing could move.
    moved = moved if moved.size else np.zeros(1)
    return PoseDrift(
        shift_median=float(np.median(moved)),
        shift_p95=float(np.percentile(moved, 95)),
        shift_max=float(moved.max()),
        shown=int(shown.sum()),
        visibility_flips=float(np.mean(states != decision.states(after))),
        probability_drift=float(np.abs(after - before).max()),
    )


def detection_drift(settings: DetectionSettings, reference: Outputs, candidate: Outputs) -> DetectionDrift:
    """Compare `boxes` (N, K, 5) of both, as decided by the bundle's settings."""
    shifts: list[float] = []
    scores: list[float] = []
    found = alone = 0
    for before, after in zip(reference["boxes"], candidate["boxes"], strict=True):
        expected, got = settings.decide(before), settings.decide(after)
        found += len(expected)
        unmatched = list(range(len(got)))
        for row in expected:
            overlaps = [Box(*row[:4].tolist()).iou(Box(*got[i, :4].tolist())) for i in unmatched]
            if not overlaps or max(overlaps) < SAME_BOX_IOU:
                alone += 1
                continue
            twin = got[unmatched.pop(int(np.argmax(overlaps)))]
            shifts.append(float(np.abs(twin[:4] - row[:4]).max()))
            scores.append(float(abs(twin[4] - row[4])))
        alone += len(unmatched)
    return DetectionDrift(
        shift_p95=float(np.percentile(shifts, 95)) if shifts else 0.0,
        shift_max=max(shifts, default=0.0),
        found=found,
        boxes_changed=alone / max(len(shifts) + alone, 1),
        score_drift=max(scores, default=0.0),
    )


def pose_faults(drift: PoseDrift, precision: str = "fp32") -> list[str]:
    """Say in words what of a pose network's drift is over the tolerance of its precision."""
    if not drift.shown:
        return ["the reference shows no keypoint on these pictures: nothing was verified"]
    median, shift, flips, probability = SHIFT_MEDIAN, SHIFT_P95, FLIPS, PROBABILITY_DRIFT
    if precision == INT8:
        median, shift = INT8_SHIFT_MEDIAN, INT8_SHIFT_P95
        flips, probability = INT8_FLIPS, INT8_PROBABILITY_DRIFT
    return _over(
        ("median keypoint shift", drift.shift_median, median, " px"),
        ("95th percentile of keypoint shifts", drift.shift_p95, shift, " px"),
        ("share of visibility decisions that flip", drift.visibility_flips, flips, ""),
        ("largest probability drift", drift.probability_drift, probability, ""),
    )


def detection_faults(drift: DetectionDrift, precision: str = "fp32") -> list[str]:
    """Say in words what of a detector's drift is over the tolerance of its precision."""
    if not drift.found:
        return ["the reference finds nobody on these pictures: nothing was verified"]
    shift, changed = BOX_SHIFT_P95, BOXES_CHANGED
    if precision == INT8:
        shift, changed = INT8_BOX_SHIFT_P95, INT8_BOXES_CHANGED
    return _over(
        ("95th percentile of box shifts", drift.shift_p95, shift, " px"),
        ("share of boxes lost or invented", drift.boxes_changed, changed, ""),
        ("largest score drift", drift.score_drift, SCORE_DRIFT, ""),
    )


def _over(*figures: tuple[str, float, float, str]) -> list[str]:
    # "not <=" and not ">": a NaN is over every tolerance.
    return [
        f"{name} {value:.3g}{unit}, at most {limit:g}{unit}"
        for name, value, limit, unit in figures
        if not value <= limit
    ]
