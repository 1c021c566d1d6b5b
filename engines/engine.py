"""The interface that every backend offers."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pose.bundle import Bundle


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineIdentity:
    """Which engine runs, as the window and `doctor` say it.

    Attributes
    ----------
    backend : "cpu", "tensorrt", "tensorrt_rtx", ...
    version : the runtime's version.
    precision : "fp32", "fp16", "int8".
    device : the processor it runs on.
    """

    backend: str
    version: str
    precision: str
    device: str


class Engine(Protocol):
    """A network ready to run."""

    @property
    def bundle(self) -> Bundle:
        """The bundle that it runs."""

    @property
    def identity(self) -> EngineIdentity:
        """What it runs on and how."""

    def run(self, pictures: NDArray[np.uint8]) -> dict[str, NDArray[np.float32]]:
        """Run the network.

        Parameters
        ----------
        pictures : (N, height, width, 3) uint8 RGB, the size that the bundle's manifest names.

        Returns
        -------
        float32 outputs by name. Pose: `keypoints` (N, 17, 3) x, y in crop pixels and score, `visibility_logits`
        (N, 17, 3), and `heatmaps` (N, 17, h, w) where the graph still has them. Detection: `boxes` (N, K, 5)
        x1 y1 x2 y2 score in pixels of the input.
        """

    def close(self) -> None:
        """Give back what it holds. Running it afterwards is an error."""
