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
    classes : (17, 3) float32, how likely this label is given each visibility class (absent, occluded, visible): 1 for
        the classes that it allows, 0 for those that it excludes, between where annotators differ. One class is a
        plain label, all three at 1 say nothing.
    """

    picture: Path
    annotation_id: int
    image_id: int
    box: Box
    area: float
    xy: NDArray[np.float32]
    located: NDArray[np.bool_]
    classes: NDArray[np.float32]

    def labels(self) -> NDArray[np.int64]:
        """Return the class where the label is one class, else -1: (17,) int64."""
        return np.where((self.classes > 0).sum(axis=1) == 1, self.classes.argmax(axis=1), -1)
