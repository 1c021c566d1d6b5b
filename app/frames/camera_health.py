"""Whether the camera shows anything: lost, frozen, dark or blocked. Pure: time comes with every update."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.camera_state import CameraState

NOTICE_NS = 2_000_000_000
"""A trouble that lasts for two seconds is told: a tunnel's mouth, a hand that passes and a late frame are none."""

RECOVERY_NS = 500_000_000
"""Good pictures for so long end it."""

STEP = 20
"""Every 20th pixel of every 20th row is looked at: 2304 of a 720p picture, each with its own noise."""

SAME_LEVELS = 0.05
"""Mean difference of two pictures, of 255 levels, up to which they are the same: any sensor's noise is more."""

DARK_LEVEL = 10.0
"""Mean brightness, of 255 levels, under which nothing can be seen: a lens cap, a night without infrared light."""

FLAT_LEVELS = 6.0
"""Standard deviation over the picture, of 255 levels, under which nothing is to be seen: a hand, a sticker on the lens.
A cabin in fog-grey light has 25 and more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraStatus:
    """The camera's state and since when, monotonic nanoseconds."""

    state: CameraState
    since: int


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """What health needs of a picture: `levels` is (h, w) float32, brightness of some of its pixels, 0 to 255."""

    levels: NDArray[np.float32]

    @classmethod
    def of(cls, image: NDArray[np.uint8]) -> "View":
        """Look at a (H, W, 3) uint8 picture."""
        return cls(image[::STEP, ::STEP].mean(axis=2, dtype=np.float32))


class CameraHealth:
    """Watch one camera.

    A trouble is told after `NOTICE_NS`, with the time when it began, and is over after `RECOVERY_NS` of good pictures.

    Parameters
    ----------
    now : when watching begins, monotonic nanoseconds.
    """

    def __init__(self, now: int) -> None:
        self.status = CameraStatus(state=CameraState.OK, since=now)
        self._last_view: View | None = None
        self._last_at = now
        self._changed_at = now
        # What the newest pictures look like, and since when.
        self._seen = CameraState.OK
        self._seen_since = now

    def update(self, now: int, view: View | None) -> CameraStatus:
        """Take the newest picture, or None where there is none at `now`, ns; return what is the matter now."""
        if view is not None:
            self._take(now, view)
        seen = self._looks(now)
        if seen is not self._seen:
            self._seen, self._seen_since = seen, self._began(seen, now)
        state = self.status.state
        wait = RECOVERY_NS if seen is CameraState.OK else NOTICE_NS
        if seen is not state and now - self._seen_since >= wait:
            self.status = CameraStatus(state=seen, since=self._seen_since)
        return self.status

    def _take(self, now: int, view: View) -> None:
        before = self._last_view
        same = (
            before is not None
            and before.levels.shape == view.levels.shape
            and float(np.abs(before.levels - view.levels).mean()) <= SAME_LEVELS
        )
        if not same:
            self._changed_at = now
            # The picture that the next ones are compared with: a slow fade is no frozen camera.
            self._last_view = view
        self._last_at = now

    def _looks(self, now: int) -> CameraState:
        if now - self._last_at >= NOTICE_NS:
            return CameraState.LOST
        if self._last_view is None:
            return CameraState.OK
        levels = self._last_view.levels
        if float(levels.mean()) < DARK_LEVEL:
            return CameraState.DARK
        if now - self._changed_at >= NOTICE_NS:
            return CameraState.FROZEN
        if float(levels.std()) < FLAT_LEVELS:
            return CameraState.BLOCKED
        return CameraState.OK

    def _began(self, seen: CameraState, now: int) -> int:
        if seen is CameraState.LOST:
            return self._last_at
        return self._changed_at if seen is CameraState.FROZEN else now
