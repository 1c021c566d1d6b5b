"""MoveNet Thunder: the teacher of what nobody labelled, and the peer to be measured against.

Apache-2.0, by Google; its ONNX file is read from the data folder and not shipped.
"""

from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from pose.boxes import Box
from pose.crop import Crop
from pose.errors import UserError

SIDE = 256
"""Pixels; Thunder's input is square."""

USUAL_CUT = 0.2
"""The score from which MoveNet's own examples draw a keypoint."""


class MoveNet:
    """MoveNet Thunder on ONNX Runtime, one thread."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise UserError(f"{path}: MoveNet Thunder's ONNX file is not there; put it there or set CABINSIGHT_DATA")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def keypoints(self, picture: NDArray[np.uint8], box: Box) -> NDArray[np.float32]:
        """Find one person's keypoints.

        Parameters
        ----------
        picture : (H, W, 3) uint8 RGB.
        box : around the person, pixels.

        Returns
        -------
        (17, 3) float32: x, y in picture pixels, and score.
        """
        crop = Crop.around(box, SIDE, SIDE)
        (output,) = self._session.run(None, {"input": crop.cut(picture)[None].astype(np.int32)})
        y, x, score = output[0, 0].T
        # MoveNet's coordinates are fractions of the side, measured from the first pixel's edge.
        places = crop.to_picture((np.stack([x, y], axis=1) * SIDE - 0.5).astype(np.float32))
        return np.concatenate([places, score[:, None]], axis=1, dtype=np.float32)
