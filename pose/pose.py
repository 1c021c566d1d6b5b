"""One person's keypoints with what is known of each."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pose.boxes import Box
from pose.visibility import Visibility


@dataclass(frozen=True, slots=True, eq=False)
class Pose:
    """Keypoints of one person, in COCO's order.

    Attributes
    ----------
    xy : (17, 2) float32, pixels of the picture; the centre of the first pixel is (0, 0). Every keypoint keeps its
        best place, also when it is absent.
    score : (17,) float32, height of the heatmap's peak, 0 to 1.
    visibility : (17, 3) float32, probabilities of absent, occluded, visible.
    state : (17,) uint8, the decided `Visibility`.
    """

    xy: NDArray[np.float32]
    score: NDArray[np.float32]
    visibility: NDArray[np.float32]
    state: NDArray[np.uint8]

    def shown(self) -> NDArray[np.bool_]:
        """Return which keypoints have a place in the picture: (17,) bool."""
        return self.state != Visibility.ABSENT

    def with_nothing_shown(self) -> "Pose":
        """Return the pose with every keypoint absent."""
        return replace(self, state=np.full_like(self.state, Visibility.ABSENT))

    def box(self) -> Box | None:
        """Return the box around all keypoints that are shown, or None with fewer than two of them."""
        places = self.xy[self.shown()]
        if len(places) < 2:
            return None
        return Box(*places.min(axis=0).tolist(), *places.max(axis=0).tolist())
