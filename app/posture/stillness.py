"""How much head and shoulders moved within the last half second."""

import math
from collections import deque

from app.posture.body import NOSE, SHOULDERS, Body
from pose.polygon import Point

SPAN_NS = 500_000_000
"""Half a second: long enough to tell a movement from noise, short enough that who has come to rest is soon still."""


class Stillness:
    """Follow nose and shoulders."""

    def __init__(self) -> None:
        self._past: deque[tuple[int, dict[int, Point]]] = deque()

    def update(self, now: int, body: Body | None) -> float | None:
        """Take the body at `now` (ns, rising); return the farthest way of a point since half a second ago, pixels.

        None where that is not known: nothing was seen then, or is now.
        """
        places = (
            {} if body is None else {keypoint: body.places[keypoint] for keypoint in body.shown((NOSE, *SHOULDERS))}
        )
        self._past.append((now, places))
        while len(self._past) > 1 and self._past[1][0] <= now - SPAN_NS:
            self._past.popleft()
        since, before = self._past[0]
        if since > now - SPAN_NS or since < now - 2 * SPAN_NS:
            return None
        return max((math.dist(places[k], before[k]) for k in places if k in before), default=None)
