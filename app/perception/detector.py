"""Where the driver is: the detector's boxes in the picture's pixels."""

import numpy as np
from numpy.typing import NDArray

from engines.engine import Engine
from pose.detection import Detection, detections, letterbox


class DriverDetector:
    """Find people with a detection bundle's network."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def detect(self, picture: NDArray[np.uint8]) -> list[Detection]:
        """Return everybody in a (H, W, 3) uint8 BGR picture, best score first."""
        size = self._engine.bundle.manifest.input
        crop = letterbox(picture, size.width, size.height)
        rgb = np.ascontiguousarray(crop.cut(picture)[..., ::-1])
        boxes = self._engine.run(rgb[None])["boxes"][0]
        return detections(boxes, self._engine.bundle.detection, crop, picture)
