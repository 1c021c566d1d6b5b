"""From a box in a picture to a pose."""

import numpy as np
from numpy.typing import NDArray

from engines.engine import Engine
from pose.boxes import Box
from pose.crop import Crop
from pose.pose import Pose


class PoseEstimator:
    """Estimate poses with a pose bundle's network and decision."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def estimate(self, picture: NDArray[np.uint8], box: Box) -> Pose:
        """Return the pose of the person in `box`, in pixels of the (H, W, 3) uint8 BGR picture."""
        size = self._engine.bundle.manifest.input
        crop = Crop.around(box, size.width, size.height)
        rgb = np.ascontiguousarray(crop.cut(picture)[..., ::-1])
        outputs = self._engine.run(rgb[None])
        return self._engine.bundle.decision.pose(outputs["keypoints"][0], outputs["visibility_logits"][0], crop)
