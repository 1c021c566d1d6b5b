"""From a pose network's raw outputs to the three states: used alike by app, evaluation and verification."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pose.crop import Crop
from pose.pose import Pose
from pose.visibility import Visibility


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Where the lines between the states are drawn. Travels in the bundle.

    Attributes
    ----------
    temperature : logits are divided by it before the softmax; above 1 softens an overconfident branch.
    shown_threshold : a keypoint is shown (occluded or visible) if P(occluded) + P(visible) is at least this.
        Raising it shows fewer keypoints and fewer false ones.
    """

    temperature: float = 1.0
    shown_threshold: float = 0.5

    def probabilities(self, logits: NDArray[np.float32]) -> NDArray[np.float32]:
        """Softmax over the last axis: (..., 3) logits to (..., 3) probabilities, float32."""
        scaled = logits.astype(np.float32) / self.temperature
        exponents = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
        return np.asarray(exponents / exponents.sum(axis=-1, keepdims=True), dtype=np.float32)

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
        probabilities = self.probabilities(logits)
        return Pose(
            xy=crop.to_picture(keypoints[:, :2]),
            score=keypoints[:, 2].astype(np.float32),
            visibility=probabilities,
            state=self.states(probabilities),
        )
