"""How a camera is mounted: turned, mirrored."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Orientation:
    """What makes a camera's picture upright.

    Attributes
    ----------
    quarters : quarter turns clockwise, 0 to 3.
    mirrored : left and right change places, after the turn.
    """

    quarters: int = 0
    mirrored: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.quarters <= 3:
            raise ValueError(f"quarter turns are 0 to 3, not {self.quarters}")

    def apply(self, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the (H, W, 3) picture upright and contiguous; the same array where nothing is to be done."""
        if self == UPRIGHT:
            return image
        turned = np.rot90(image, -self.quarters)
        return np.ascontiguousarray(turned[:, ::-1] if self.mirrored else turned)


UPRIGHT = Orientation()
