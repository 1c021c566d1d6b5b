"""Pictures from disk, as training sees them."""

from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from pose.errors import UserError


@lru_cache(maxsize=4)
def read_picture(path: Path) -> NDArray[np.uint8]:
    """Read a picture as (H, W, 3) uint8 RGB; one that can't be read is a `UserError`."""
    picture = cv2.imread(str(path))
    if picture is None:
        raise UserError(f"{path}: cannot be read as a picture; restore it or take it out of the annotations")
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), dtype=np.uint8)
