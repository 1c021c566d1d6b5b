"""One labelled person, whatever data set it comes from."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pose.boxes import Box


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """What a data set says about one person in one picture.

    Attributes
    ----------
    picture : file of the picture.
    annotation_id, image_id : the data set's own numbers, for messages and evaluation.
    box : around the person, picture pixels.
    area : square pixels, OKS's scale squared.
    xy : (17, 2) float32, picture pixels; meaningful where `located`.
    located : (17,) bool, whether `xy` may teach a place.
    classes : (17, 3) bool, the set of visibility classes that the label allows (absent, occluded, visible).
        One class is a plain label, all three say nothing.
    """

    picture: Path
    annotation_id: int
    image_id: int
    box: Box
    area: float
    xy: NDArray[np.float32]
    located: NDArray[np.bool_]
    classes: NDArray[np.bool_]

    def labels(self) -> NDArray[np.int64]:
        """Return the class where the label is one class, else -1: (17,) int64."""
        return np.where(self.classes.sum(axis=1) == 1, self.classes.argmax(axis=1), -1)
