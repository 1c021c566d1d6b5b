"""How a camera on this machine is asked to deliver."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.frames.orientation import Orientation

PREFERRED = ("MJPG", "JPEG", "YUYV", "NV12", "GREY", "Y16 ", "Y10 ")
"""Formats (FourCC) by preference: compressed first, since uncompressed 720p does not pass USB 2 at 30 frames a second,
and what is compressed is recorded by copying; then colour; then near-infrared, 8 bits before more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraSettings:
    """What a camera is asked for; it answers with the nearest that it can.

    Attributes
    ----------
    width, height : pixels, before the picture is turned upright.
    fps : frames a second.
    format : FourCC such as "MJPG" or "GREY", or "" for the best that there is.
    orientation : what makes the picture upright.
    """

    width: int = 1280
    height: int = 720
    fps: float = 30.0
    format: str = ""
    orientation: Orientation = field(default_factory=Orientation)


def choose_format(offered: Sequence[str], wanted: str) -> str | None:
    """Return the FourCC to ask for: the one wanted, else the first of `PREFERRED`; None where none will do."""
    padded = wanted.ljust(4) if wanted else ""
    candidates = (padded,) if wanted else PREFERRED
    return next((name for name in candidates if name in offered and name in PREFERRED), None)
