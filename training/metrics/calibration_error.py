"""Do probabilities mean what they say: of all keypoints called 70 % likely to be shown, are 70 % shown?

Expected calibration error (Naeini et al., AAAI 2015; Guo et al., ICML 2017) over bins of equal mass (Nguyen and
O'Connor, EMNLP 2015). Most keypoints are called nearly certain: bins of equal width would put them all into one, in
which errors of both signs cancel, and leave the middle bins to a handful.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.metrics.answer import Answer
from training.metrics.shown import labelled_keypoints

BINS = 15
"""As in Guo et al. 2017; of a hundred people, 1700 keypoints, over a hundred fall into each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Events that were called about equally likely.

    Attributes
    ----------
    count : how many.
    said : mean probability, 0 to 1.
    happened : share that happened, 0 to 1.
    """

    count: int
    said: float
    happened: float


def reliability(probability: NDArray[np.floating], happened: NDArray[np.bool_], bins: int = BINS) -> list[Bin]:
    """Sort events into bins of equal mass.

    Equal probabilities stay in one bin, so that the order of events changes nothing; with many of them there are fewer
    bins than asked for.

    Parameters
    ----------
    probability : (M,), 0 to 1.
    happened : (M,) bool.
    bins : how many at most.

    Returns
    -------
    Bins by rising probability, none of them empty.
    """
    if not len(probability):
        return []
    said = probability.astype(float)
    inner = np.linspace(0, 1, bins + 1)[1:-1]
    # "higher": an edge is a probability that was said, and the first of its bin.
    edges = np.unique(np.quantile(said, inner, method="higher"))
    places = np.searchsorted(edges, said, side="right")
    members = [places == place for place in np.unique(places)]
    return [
        Bin(count=int(m.sum()), said=float(said[m].mean()), happened=float(happened[m].mean(dtype=float)))
        for m in members
    ]


def calibration_error(bins: list[Bin]) -> float:
    """Return the mean of |said - happened| over events, 0 to 1; NaN without any."""
    total = sum(b.count for b in bins)
    return sum(b.count * abs(b.said - b.happened) for b in bins) / total if total else float("nan")


def shown_reliability(answers: list[Answer], bins: int = BINS) -> list[Bin]:
    """Sort keypoints by P(shown) = 1 - P(absent); what happens is that one is labelled occluded or visible."""
    keypoints = labelled_keypoints(answers)
    return reliability(keypoints.presence, keypoints.truth, bins)


def class_reliability(answers: list[Answer], bins: int = BINS) -> list[Bin]:
    """Sort keypoints by the probability of their likeliest class of three; what happens is that it is the label.

    The likeliest class, not the decided one: a decision may draw its lines elsewhere.
    """
    probabilities = np.concatenate([np.zeros((0, 3)), *(answer.pose.visibility for answer in answers)])
    truth = np.concatenate([np.zeros(0), *(answer.true_state for answer in answers)])
    known = truth >= 0
    return reliability(probabilities[known].max(axis=1), probabilities[known].argmax(axis=1) == truth[known], bins)
