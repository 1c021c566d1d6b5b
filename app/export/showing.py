"""A drive's frames as they are shown to others: faces blurred, the skeleton drawn in, as asked."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from app.frames.frame import BrokenPictureError, Frame
from app.perception.observation import Observation
from app.ui.system_libraries import missing_libraries
from pose.errors import UserError

Blur = Callable[[Frame], Frame]
"""Returns a frame without faces."""

QUALITY = 90
"""JPEG quality: thin dashed limbs stay readable."""


def shown(
    seen: Iterable[tuple[Frame, Observation | None]], *, blur: Blur | None = None, overlay: bool = False
) -> Iterator[tuple[Frame, Observation | None]]:
    """Yield the frames as asked, with what was seen in them; those that are no picture are left out.

    Raises
    ------
    UserError : the skeleton can't be drawn here; or what `seen` raises.
    """
    for frame, observation in seen:
        try:
            changed = frame if blur is None else blur(frame)
            image = changed.image
        except BrokenPictureError:
            continue
        if overlay and observation is not None:
            image = drawn(image, observation)
        if image is not frame.image:
            changed = Frame(
                image=image,
                index=frame.index,
                captured_at=frame.captured_at,
                wall_time=frame.wall_time,
                name=frame.name,
            )
        yield changed, observation


def drawn(image: NDArray[np.uint8], seen: Observation) -> NDArray[np.uint8]:
    """Return a copy of the (H, W, 3) picture with box and skeleton drawn on it, as the window draws them.

    Raises
    ------
    UserError : Qt, which draws, misses a system library.
    """
    _require_qt()
    # Needed for this only: everything else is exported where Qt's system libraries are missing.
    from app.ui.overlay import paint_overlay

    return paint_overlay(image, seen.pose, seen.box)


@cache
def _require_qt() -> None:
    # No window is opened: the libraries of a window system are not asked for.
    if missing := missing_libraries({}):
        raise UserError(f"drawing needs system libraries that are missing; sudo apt install {' '.join(missing)}")


def jpeg(image: NDArray[np.uint8], quality: int = QUALITY) -> bytes:
    """Return a (H, W, 3) BGR picture as JPEG."""
    encoded: bytes = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
    return encoded
