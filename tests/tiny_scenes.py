"""Pictures and videos that the networks of `tests/tiny_bundles.py` understand: the driver is a bright patch."""

from collections.abc import Iterable
from pathlib import Path

import av
import cv2
import numpy as np

WIDTH, HEIGHT = 320, 240
DRIVER = (140, 80)
"""Where the patch is when nothing is the matter: left, top, pixels."""


def scene(place: tuple[int, int] | None = DRIVER) -> np.ndarray:
    """Return a (240, 320, 3) uint8 BGR picture with a patch of 40 x 80 pixels at `place`; None: nobody there."""
    picture = np.full((HEIGHT, WIDTH, 3), 20, np.uint8)
    if place is not None:
        x, y = place
        picture[y : y + 80, x : x + 40] = 240
    return picture


def write_video(path: Path, places: Iterable[tuple[int, int] | None], fps: int = 30) -> Path:
    """Write one frame per place as H.264, the index at the end (a cut file does not open)."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=fps, options={"preset": "ultrafast", "crf": "18"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for place in places:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(scene(place), format="bgr24")))
        container.mux(stream.encode(None))
    return path


def write_pictures(folder: Path, places: dict[str, tuple[int, int] | None]) -> Path:
    """Write a picture per name."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, place in places.items():
        assert cv2.imwrite(str(folder / name), scene(place))
    return folder
