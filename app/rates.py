"""Figures over the last seconds: rates and percentiles. Pure: time comes with every update."""

from collections import deque

import numpy as np

WINDOW_NS = 3_000_000_000
"""Three seconds: long enough to read a rate, short enough to see it change."""

LAST_VALUES = 100
"""About three seconds at 30 fps: the p95 rests on the five slowest."""


class Rate:
    """How often something happened over the last seconds."""

    def __init__(self) -> None:
        self._times: deque[int] = deque()

    def update(self, now_ns: int) -> None:
        """Note that it happened at `now_ns`, monotonic nanoseconds."""
        self._times.append(now_ns)
        while self._times[0] < now_ns - WINDOW_NS:
            self._times.popleft()

    @property
    def per_second(self) -> float:
        """Times a second; 0.0 until it happened twice."""
        # A copy: one thread may read while another updates.
        times = list(self._times)
        if len(times) < 2 or times[-1] == times[0]:
            return 0.0
        return (len(times) - 1) * 1e9 / (times[-1] - times[0])


class RecentValues:
    """The last values of a measurement."""

    def __init__(self) -> None:
        self._values: deque[float] = deque(maxlen=LAST_VALUES)

    def update(self, value: float) -> None:
        """Take one more value."""
        self._values.append(value)

    def percentile(self, percent: float) -> float:
        """Return a percentile of the last values, 0.0 where there are none."""
        return float(np.percentile(self._values, percent)) if self._values else 0.0
