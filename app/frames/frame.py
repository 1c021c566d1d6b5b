"""One picture of the cabin camera."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """A picture with the times that belong to it.

    Attributes
    ----------
    image : (H, W, 3) uint8 BGR.
    index : counts from 0 within one source; a gap tells that frames were dropped.
    captured_at : int, monotonic nanoseconds: the camera's clock, or the position in a file. Durations are measured
        with it.
    wall_time : float, seconds since 1970 (UTC), for people to read.
    name : the picture's file name where the source is a folder, else "".
    """

    image: NDArray[np.uint8]
    index: int
    captured_at: int
    wall_time: float
    name: str = ""
