"""Pictures between OpenCV and Qt."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage


def as_qimage(image: NDArray[np.uint8]) -> QImage:
    """Return a QImage that looks at the pixels of `image` without copying them.

    The caller keeps `image` alive and unchanged for as long as the QImage is used.

    Parameters
    ----------
    image : (H, W, 3) uint8 BGR, C-contiguous.
    """
    height, width = image.shape[:2]
    return QImage(image.data, width, height, image.strides[0], QImage.Format.Format_BGR888)


def to_array(image: QImage) -> NDArray[np.uint8]:
    """Return a copy of the pixels of `image`: (H, W, 3) uint8 BGR."""
    bgr = image.convertToFormat(QImage.Format.Format_BGR888)
    rows = np.frombuffer(bgr.constBits(), np.uint8).reshape(bgr.height(), bgr.bytesPerLine())
    return rows[:, : 3 * bgr.width()].reshape(bgr.height(), bgr.width(), 3).copy()
