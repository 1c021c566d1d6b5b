"""MediaPipe Pose's landmark network as a peer to be measured against (Apache-2.0, by Google; not shipped).

Only the landmark network, on the box that everybody gets: MediaPipe's own detector and its turning of people upright
are left out.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pose.boxes import Box
from pose.crop import Crop
from pose.errors import UserError

SIDE = 256
"""Pixels; its input is square."""

LANDMARKS = 39
"""Of five numbers each; 33 are the body's, six are helpers for tracking."""

COCO_ORDER = (0, 2, 5, 7, 8, 11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28)
"""Which of its landmarks are COCO's keypoints; left and right are the person's own in both."""

DRAWN_FROM = 0.5
"""From which MediaPipe's own drawing shows a landmark, for presence and for visibility."""


class MediaPipePose:
    """The landmark network on LiteRT, one thread.

    Raises
    ------
    UserError : the file is not there, or LiteRT is not installed.
    """

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise UserError(f"{path}: MediaPipe's landmark file is not there; put it there or set CABINSIGHT_DATA")
        try:
            from ai_edge_litert.interpreter import Interpreter
        except ImportError as error:
            raise UserError("MediaPipe's network needs LiteRT: pip install ai-edge-litert") from error
        self._interpreter = Interpreter(str(path), num_threads=1)
        self._interpreter.allocate_tensors()
        self._input = self._interpreter.get_input_details()[0]["index"]
        outputs = {tuple(output["shape"]): output["index"] for output in self._interpreter.get_output_details()}
        self._landmarks = outputs[1, LANDMARKS * 5]

    def keypoints(self, picture: NDArray[np.uint8], box: Box) -> NDArray[np.float32]:
        """Find one person's keypoints.

        Parameters
        ----------
        picture : (H, W, 3) uint8 RGB.
        box : around the person, pixels.

        Returns
        -------
        (17, 3) float32: x, y in picture pixels, and score: the lesser of visibility and presence. Presence alone says
        yes to nearly everything, so it tells no third class.
        """
        crop = Crop.around(box, SIDE, SIDE)
        self._interpreter.set_tensor(self._input, crop.cut(picture)[None].astype(np.float32) / 255)
        self._interpreter.invoke()
        said = self._interpreter.get_tensor(self._landmarks).reshape(LANDMARKS, 5)[list(COCO_ORDER)]
        score = (1 / (1 + np.exp(-said[:, 3:].astype(float)))).min(axis=1)
        # Its coordinates count from the first pixel's edge.
        places = crop.to_picture((said[:, :2] - 0.5).astype(np.float32))
        return np.concatenate([places, score[:, None]], axis=1, dtype=np.float32)
