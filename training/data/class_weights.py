"""How often each visibility class is labelled, and the weights that follow (Guesdon et al. 2022, section 3, L_V)."""

import numpy as np
from numpy.typing import NDArray

from pose.errors import UserError
from pose.visibility import Visibility
from training.data.person import Person


def class_counts(people: list[Person]) -> NDArray[np.int64]:
    """Count the keypoints labelled absent, occluded, visible: (3,) int64.

    A label that allows several classes (LSPet's) counts for none: which class it is, is not known.
    """
    labels = np.array([person.labels() for person in people], dtype=np.int64).reshape(-1)
    return np.bincount(labels[labels >= 0], minlength=len(Visibility)).astype(np.int64)


def mixture_counts(sources: list[tuple[list[Person], float]]) -> NDArray[np.float64]:
    """Return how many keypoints of each class a person drawn from the mixture has on average: (3,) float64.

    Parameters
    ----------
    sources : people, and the source's weight: its share of the draws, relative to the others'.
    """
    shares = np.array([weight for _, weight in sources]) / sum(weight for _, weight in sources)
    means = [class_counts(people) / len(people) for people, _ in sources]
    return np.asarray(shares @ np.array(means), dtype=np.float64)


def class_weights(counts: NDArray[np.integer] | NDArray[np.floating]) -> NDArray[np.float32]:
    """Return size of the largest class over size of the class, as the paper takes them: (3,) float32.

    Raises
    ------
    UserError : a class is not labelled at all.
    """
    if not (counts > 0).all():
        missing = ", ".join(c.name.lower() for c in Visibility if counts[c] <= 0)
        raise UserError(f"no keypoint is plainly labelled {missing}; name class_weights in the recipe")
    return np.asarray(counts.max() / counts, dtype=np.float32)
