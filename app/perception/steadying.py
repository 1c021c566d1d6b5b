"""A pose as shown and judged in real time: filtered places, debounced states."""

import numpy as np
from numpy.typing import NDArray

from app.perception.debounce import StateDebouncer
from app.perception.smoothing import OneEuroFilter
from pose.pose import Pose
from pose.visibility import Visibility


class Steadying:
    """Make one driver's poses steady over time. Scores and probabilities stay the network's own."""

    def __init__(self) -> None:
        self._filter = OneEuroFilter()
        self._debouncer = StateDebouncer()
        self._xy: NDArray[np.float32] | None = None

    def update(self, raw: Pose, dt_s: float, scale: float) -> Pose:
        """Return `raw`, steadied. `dt_s` in seconds since the last one, `scale` the box's side in pixels."""
        state = self._debouncer.update(raw.state)
        xy = self._filter.update(raw.xy, raw.shown(), dt_s, scale)
        if self._xy is not None:
            # Believed to be there, but this frame's network does not show it: its place now would be a guess,
            # so it keeps the last one until the state follows.
            held = (state != Visibility.ABSENT) & ~raw.shown()
            xy = np.where(held[:, None], self._xy, xy)
        self._xy = xy
        return Pose(xy=xy, score=raw.score, visibility=raw.visibility, state=state)
