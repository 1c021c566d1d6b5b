"""The interface that every source of frames offers."""

from typing import Protocol

from app.frames.frame import Frame


class FrameSource(Protocol):
    """Frames in order, one at a time.

    Opening happens on construction and raises `UserError` with what helps; a source that opened can be read.
    """

    @property
    def description(self) -> str:
        """What a person calls it: "camera 0", "driver.mp4", "folder night, 15 pictures"."""

    @property
    def live(self) -> bool:
        """True if frames come by themselves and are lost when nobody reads (a camera); False if they wait."""

    @property
    def fps(self) -> float | None:
        """Nominal frames a second, or None where pictures have no rate (a folder)."""

    def read(self) -> Frame | None:
        """Return the next frame, waiting for it if need be; None when there are no more.

        Raises
        ------
        UserError : the source broke (unplugged camera, damaged file).
        """

    def close(self) -> None:
        """Release the device or file. Safe to call twice."""
