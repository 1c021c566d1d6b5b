"""Fit the decision that uses heatmap score and visibility together, on labelled people that were not trained on.

Validation sets of keypoints are small, so the fit starts from what the visibility branch says and moves away from it as
far as the data prove it: first for all keypoints alike, then for each one. How far is chosen by cross-validation over
whole pictures. scikit-learn and its SciPy are needed (the training extra).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pose.decision import Decision, Presence, presence_features
from pose.errors import UserError
from pose.keypoints import NUM_KEYPOINTS

FOLDS = 8
"""Parts that cross-validation cuts the pictures into; fewer where there are fewer pictures."""

STRENGTHS = (0.0001, 0.001, 0.01, 0.1, 1.0)
"""What is tried for the corrections: the variance of the normal prior around "as the branch says". The smallest leaves
practically the branch itself, the largest gives each keypoint a model of its own."""

SHARED = 10.0
"""The corrections shared by all keypoints are penalised 100 times less than a keypoint's own."""

BRANCH = 1
"""The feature of `presence_features` that is the visibility branch's own opinion: log odds of shown against absent."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LabelledOutputs:
    """What a pose network said of N labelled people, beside the labels.

    Attributes
    ----------
    score : (N, 17) float32, height of the heatmap's peak.
    logits : (N, 17, 3) float32, absent, occluded, visible.
    truth : (N, 17) int64, the labelled `Visibility`; -1 where the label is no single class.
    picture : (N,) int64, number of the person's picture: people of one picture stay together in cross-validation.
    """

    score: NDArray[np.float32]
    logits: NDArray[np.float32]
    truth: NDArray[np.int64]
    picture: NDArray[np.int64]

    def of(self, people: NDArray[np.int64]) -> "LabelledOutputs":
        """Return some of the people, by their places."""
        return LabelledOutputs(
            score=self.score[people],
            logits=self.logits[people],
            truth=self.truth[people],
            picture=self.picture[people],
        )

    @property
    def known(self) -> NDArray[np.bool_]:
        """Where the label is one class: (N, 17)."""
        return self.truth >= 0

    @property
    def shown(self) -> NDArray[np.bool_]:
        """Where the label is occluded or visible: (N, 17)."""
        return self.truth > 0


def folds(picture: NDArray[np.int64]) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield (places to fit on, places to check on), pictures kept whole.

    Raises
    ------
    UserError : fewer than two pictures.
    """
    from sklearn.model_selection import GroupKFold

    pictures = len(np.unique(picture))
    if pictures < 2:
        raise UserError("a decision is fitted on two labelled pictures or more: cross-validation needs them")
    yield from GroupKFold(min(FOLDS, pictures)).split(picture, groups=picture)


def fit_decision(outputs: LabelledOutputs) -> Decision:
    """Fit the combination and the line above which a keypoint is shown.

    Both follow from predictions on pictures that the model at hand was not fitted on: the strength of the corrections
    with the smallest log loss (so that probabilities stay honest), and the threshold from those probabilities.

    Raises
    ------
    UserError : fewer than two pictures, or keypoints of one kind only.
    """
    from sklearn.metrics import log_loss

    known, shown = outputs.known, outputs.shown
    parts = list(folds(outputs.picture))

    def predict(strength: float) -> NDArray[np.float64]:
        predicted = np.zeros(outputs.truth.shape)
        for fit, check in parts:
            model, rest = fit_presence(outputs.of(fit), strength), outputs.of(check)
            predicted[check] = model.shown(rest.score, rest.logits)
        return predicted

    predictions = {strength: predict(strength) for strength in STRENGTHS}
    strength = min(STRENGTHS, key=lambda tried: log_loss(shown[known], predictions[tried][known]))
    threshold = expected_best_threshold(predictions[strength][known])
    return Decision(shown_threshold=threshold, presence=fit_presence(outputs, strength))


def fit_presence(outputs: LabelledOutputs, strength: float) -> Presence:
    """Fit the logistic models: what the branch says, plus a shared and each keypoint's own shrunk correction.

    Classes keep their natural shares: weighting them would bend the probabilities.

    Parameters
    ----------
    outputs : labelled people.
    strength : how freely the model departs from the branch, see `STRENGTHS`.

    Raises
    ------
    UserError : nothing absent or nothing shown among the labels.
    """
    from scipy.optimize import minimize

    known, shown = outputs.known, outputs.shown
    if not (shown & known).any() or not (~shown & known).any():
        raise UserError("a decision is fitted on absent and shown keypoints: one kind is missing from these labels")
    features = presence_features(outputs.score, outputs.logits)
    centre, spread = features[known].mean(axis=0), features[known].std(axis=0)
    # A feature that never varies, but for its rounding (log odds in single precision), says nothing: its weight is 0.
    spread = np.where(spread > 1e-4, spread, np.inf)
    standard = (features - centre) / spread
    keypoint = np.broadcast_to(np.eye(NUM_KEYPOINTS), (*known.shape, NUM_KEYPOINTS))
    deviating = [keypoint * standard[..., [i]] for i in range(standard.shape[-1])]
    columns = np.concatenate(
        [SHARED * keypoint.sum(-1, keepdims=True), SHARED * standard, keypoint, *deviating], axis=-1
    )
    rows, sign = columns[known], np.where(shown[known], 1.0, -1.0)
    branch = features[..., BRANCH][known]

    def cost(correction: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        """Log loss plus penalty, and the gradient."""
        margin = sign * (branch + rows @ correction)
        wrong = np.exp(-np.logaddexp(0.0, margin))
        loss = np.logaddexp(0.0, -margin).sum() + (correction**2).sum() / (2 * strength)
        return loss, correction / strength - rows.T @ (sign * wrong)

    correction = minimize(cost, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B").x
    count = standard.shape[-1]
    all_bias, shared, own_bias, own = np.split(correction, [1, 1 + count, 1 + count + NUM_KEYPOINTS])
    weights = (SHARED * shared + own.reshape(count, NUM_KEYPOINTS).T) / spread
    bias = SHARED * all_bias + own_bias - weights @ centre
    weights[:, BRANCH] += 1.0
    return Presence(weights=weights.tolist(), bias=bias.tolist())


def expected_best_threshold(probability: NDArray[np.floating]) -> float:
    """Return the threshold on P(shown) (M,) that gives the best F1 to be expected, if the probabilities are right.

    It asks no label: on a few hundred keypoints the threshold with the best F1 counted is mostly chance. (Half the best
    F1, for calibrated probabilities: Lipton, Elkan and Naryanaswamy 2014, theorem 1.)
    """
    falling = np.sort(probability)[::-1]
    f1 = 2 * np.cumsum(falling) / (np.arange(1, len(falling) + 1) + falling.sum())
    return float(f1.max() / 2)


def best_threshold(confidence: NDArray[np.floating], shown: NDArray[np.bool_]) -> float:
    """Return the threshold on `confidence` (M,) that gives the best F1 of `shown` (M,)."""
    from sklearn.metrics import precision_recall_curve

    precision, recall, thresholds = precision_recall_curve(shown, confidence)
    # The curve ends in a point without a threshold. Both may be 0 where nothing is right.
    f1 = 2 * precision * recall / np.maximum(precision + recall, np.finfo(float).tiny)
    return float(thresholds[f1[:-1].argmax()])
