"""What a network said of one person, beside the truth: all that the figures are made from."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pose.pose import Pose
from training.data.person import Person


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """One labelled person and what a network said.

    Attributes
    ----------
    pose : the answer, picture pixels.
    true_xy, true_state : (17, 2) float32, picture pixels, and (17,) int64, the labelled `Visibility`; -1 where the
        label is no single class.
    area : square pixels, OKS's scale squared.
    image_id, annotation_id : the data set's own numbers.
    """

    pose: Pose
    true_xy: NDArray[np.float32]
    true_state: NDArray[np.int64]
    area: float
    image_id: int = 0
    annotation_id: int = 0

    @classmethod
    def to(cls, person: Person, pose: Pose) -> "Answer":
        """Put a network's answer beside a labelled person."""
        return cls(pose, person.xy, person.labels(), person.area, person.image_id, person.annotation_id)
