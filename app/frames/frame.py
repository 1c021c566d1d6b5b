"""One picture of the cabin camera."""

import numpy as np
from numpy.typing import NDArray

from app.frames.orientation import UPRIGHT, Orientation
from app.frames.packet import MJPEG, Packet, decode_jpeg
from pose.errors import UserError


class BrokenPictureError(UserError):
    """A camera's packet that is no picture: this one frame is lost, the next may be whole."""


class Frame:
    """A picture with the times that belong to it. Immutable.

    A camera's JPEG is decoded when `image` is asked for the first time, so that a frame that is dropped costs nothing.

    Parameters
    ----------
    image : (H, W, 3) uint8 BGR, upright; None where `packet` is a JPEG.
    packet : the picture as the camera compressed it, or None: recording copies it.
    orientation : what makes `packet` upright.
    index : counts from 0 within one source; a gap tells that frames were dropped.
    captured_at : int, monotonic nanoseconds: the camera's clock, or the position in a file. Durations are measured
        with it.
    wall_time : float, seconds since 1970 (UTC), for people to read.
    name : the picture's file name where the source is a folder, else "".
    """

    __slots__ = ("_image", "captured_at", "index", "name", "orientation", "packet", "wall_time")

    def __init__(
        self,
        *,
        index: int,
        captured_at: int,
        wall_time: float,
        image: NDArray[np.uint8] | None = None,
        packet: Packet | None = None,
        orientation: Orientation = UPRIGHT,
        name: str = "",
    ) -> None:
        if image is None and (packet is None or packet.codec != MJPEG):
            raise ValueError("a frame has a picture, or a JPEG to decode it from")
        self._image = image
        self.packet = packet
        self.orientation = orientation
        self.index = index
        self.captured_at = captured_at
        self.wall_time = wall_time
        self.name = name

    @property
    def image(self) -> NDArray[np.uint8]:
        """(H, W, 3) uint8 BGR, upright.

        Raises
        ------
        BrokenPictureError : the camera's packet is no picture.
        """
        # Two threads that ask at once decode twice and get the same: cheaper than a lock in every frame.
        if self._image is None:
            assert self.packet is not None
            try:
                self._image = self.orientation.apply(decode_jpeg(self.packet.data))
            except ValueError as error:
                raise BrokenPictureError(
                    f"frame {self.index} is no whole picture ({error}); check the cable"
                ) from error
        return self._image

    def moved(self, *, index: int, captured_at: int, wall_time: float) -> "Frame":
        """Return the same picture at another place and time."""
        return Frame(
            image=self._image,
            packet=self.packet,
            orientation=self.orientation,
            index=index,
            captured_at=captured_at,
            wall_time=wall_time,
            name=self.name,
        )
