"""From a pose network's raw outputs to the three states: used alike by app, evaluation and verification."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pose.crop import Crop
from pose.keypoints import NUM_KEYPOINTS
from pose.pose import Pose
from pose.visibility import Visibility

SCORE_MARGIN = 0.001
"""Scores are kept this far from 0 and 1 before their log odds are taken: at most 6.9 either way, so that one flat or
saturated heatmap does not outweigh everything else."""

PRESENCE_FEATURES = 3


def presence_features(score: NDArray[np.float32], logits: NDArray[np.float32]) -> NDArray[np.float64]:
    """What `Presence` looks at, per keypoint: the two confidences as log odds.

    Parameters
    ----------
    score : (...) float32, height of the heatmap's peak, 0 to 1.
    logits : (..., 3) float32, absent, occluded, visible.

    Returns
    -------
    (..., 3) float64: log odds of the score, of shown against absent, of visible against occluded.
    """
    peak = np.clip(score.astype(float), SCORE_MARGIN, 1 - SCORE_MARGIN)
    absent, occluded, visible = np.moveaxis(logits.astype(float), -1, 0)
    shown = np.logaddexp(occluded, visible) - absent
    return np.stack([np.log(peak) - np.log1p(-peak), shown, visible - occluded], axis=-1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """Heatmap score and visibility combined into P(shown): a logistic model per keypoint. Travels in the bundle.

    The paper (Guesdon et al. 2022) leaves the combination open. Fitted by `calibration.visibility`.

    Attributes
    ----------
    weights : 17 rows of 3, one per feature of `presence_features`.
    bias : 17.

    Raises
    ------
    ValueError : another number of weights.
    """

    weights: list[list[float]]
    bias: list[float]

    def __post_init__(self) -> None:
        rows = [len(row) for row in self.weights]
        if rows != [PRESENCE_FEATURES] * NUM_KEYPOINTS or len(self.bias) != NUM_KEYPOINTS:
            raise ValueError(f"presence needs {NUM_KEYPOINTS} rows of {PRESENCE_FEATURES} weights and as many biases")

    def shown(self, score: NDArray[np.float32], logits: NDArray[np.float32]) -> NDArray[np.float64]:
        """P(occluded or visible): (..., 17) scores and (..., 17, 3) logits to (..., 17) float64."""
        odds = (presence_features(score, logits) * np.array(self.weights)).sum(axis=-1) + np.array(self.bias)
        # Equals 1 / (1 + exp(-odds)) and does not overflow.
        return np.asarray(np.exp(-np.logaddexp(0.0, -odds)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Where the lines between the states are drawn. Travels in the bundle.

    Attributes
    ----------
    temperature : logits are divided by it before the softmax; above 1 softens an overconfident branch.
    shown_threshold : a keypoint is shown (occluded or visible) if P(occluded) + P(visible) is at least this.
        Raising it shows fewer keypoints and fewer false ones.
    presence : says P(occluded) + P(visible) from score and logits together; None leaves it to the logits alone.
    """

    temperature: float = 1.0
    shown_threshold: float = 0.5
    presence: Presence | None = None

    def probabilities(self, logits: NDArray[np.float32], score: NDArray[np.float32]) -> NDArray[np.float32]:
        """Probabilities of absent, occluded, visible.

        Parameters
        ----------
        logits : (..., 17, 3) float32.
        score : (..., 17) float32, height of the heatmap's peak.

        Returns
        -------
        (..., 17, 3) float32, each row a distribution. `presence` moves probability between absent and shown; occluded
        and visible share what is shown as the logits say.
        """
        scaled = logits.astype(np.float32) / self.temperature
        exponents = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
        softmax = np.asarray(exponents / exponents.sum(axis=-1, keepdims=True), dtype=np.float32)
        if self.presence is None:
            return softmax
        shown = self.presence.shown(score, logits)
        # From the logits, not from the softmax: where it says absent for sure, both others may be 0.
        visible = np.exp(-np.logaddexp(0.0, scaled[..., Visibility.OCCLUDED] - scaled[..., Visibility.VISIBLE]))
        return np.stack([1 - shown, shown * (1 - visible), shown * visible], axis=-1).astype(np.float32)

    def states(self, probabilities: NDArray[np.float32]) -> NDArray[np.uint8]:
        """Decide each keypoint's `Visibility`: (..., 3) probabilities to (...) uint8."""
        shown = 1.0 - probabilities[..., Visibility.ABSENT] >= self.shown_threshold
        visible = probabilities[..., Visibility.VISIBLE] >= probabilities[..., Visibility.OCCLUDED]
        state = np.where(visible, Visibility.VISIBLE, Visibility.OCCLUDED)
        return np.where(shown, state, Visibility.ABSENT).astype(np.uint8)

    def pose(self, keypoints: NDArray[np.float32], logits: NDArray[np.float32], crop: Crop) -> Pose:
        """Make the pose of one crop.

        Parameters
        ----------
        keypoints : (17, 3) float32, x, y in crop pixels and score: the graph's output.
        logits : (17, 3) float32, absent, occluded, visible: the graph's output.
        crop : where the crop was cut.
        """
        probabilities = self.probabilities(logits, keypoints[:, 2])
        return Pose(
            xy=crop.to_picture(keypoints[:, :2]),
            score=keypoints[:, 2].astype(np.float32),
            visibility=probabilities,
            state=self.states(probabilities),
        )
