"""Keypoint states that do not flicker."""

import numpy as np
from numpy.typing import NDArray

AGREEING_FRAMES = 3
"""A new state is believed after this many frames in a row: 100 ms at 30 fps, below what an eye calls late and far
below every rule's dwell."""


class StateDebouncer:
    """Let each keypoint change its state only when several frames in a row agree."""

    def __init__(self) -> None:
        self._believed: NDArray[np.uint8] | None = None
        self._candidate: NDArray[np.uint8] = np.zeros(0, dtype=np.uint8)
        self._count: NDArray[np.int64] = np.zeros(0, dtype=np.int64)

    def update(self, state: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Take one frame's (17,) states, return the (17,) states to believe. The first frame is believed at once."""
        if self._believed is None:
            self._believed = state.copy()
            self._candidate = state.copy()
            self._count = np.full(state.shape, AGREEING_FRAMES)
            return state.copy()
        self._count = np.where(state == self._candidate, self._count + 1, 1)
        self._candidate = state.copy()
        self._believed = np.where(self._count >= AGREEING_FRAMES, state, self._believed).astype(np.uint8)
        return self._believed.copy()
