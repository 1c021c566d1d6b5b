"""What is seen through the windows: HDR panoramas where there are some, a smooth landscape where not."""

import os
from pathlib import Path

import cv2
import numpy as np
import OpenEXR

OUTDOORS = ("bridge", "city", "dawn", "esplanade", "forest", "park", "sky", "sunrise", "sunset", "venice")
SIZE = (512, 256)


def load_panoramas() -> list[np.ndarray]:
    """Return panoramas `(256, 512, 3)` float32 linear RGB, median 1 above the horizon.

    They come from `window_views/` in the folder named by the environment variable CABINSIGHT_DATA. Labels don't
    depend on them.
    """
    folder = Path(os.environ.get("CABINSIGHT_DATA", "")) / "window_views"
    paths = [folder / f"{name}.exr" for name in OUTDOORS]
    if "CABINSIGHT_DATA" in os.environ and all(path.exists() for path in paths):
        return [_levelled(_read(path)) for path in paths]
    return [_levelled(_landscape(seed)) for seed in range(8)]


def _read(path: Path) -> np.ndarray:
    with OpenEXR.File(os.fspath(path)) as file:
        pixels = np.asarray(file.channels()["RGB"].pixels, np.float32)
    return cv2.resize(pixels[..., :3], SIZE, interpolation=cv2.INTER_AREA)


def _levelled(panorama: np.ndarray) -> np.ndarray:
    # The sun itself stays at 8 times the sky: the lens would bloom over everything else.
    above = np.median(panorama[: SIZE[1] // 2].mean(axis=2))
    return np.clip(panorama / max(float(above), 1e-3), 0, 8).astype(np.float32)


def _landscape(seed: int) -> np.ndarray:
    """Paint sky, a soft tree line that joins at the seam, and road."""
    rng = np.random.default_rng(seed)
    width, height = SIZE
    y = np.linspace(0, 1, height)[:, None, None]
    sky = np.array([0.7, 0.85, 1.05]) * (1 - y) + np.array([1.1, 1.1, 1.05]) * y
    road = np.array([0.34, 0.34, 0.33]) * (0.7 + 0.6 * y)
    angle = np.linspace(0, 2 * np.pi, width)
    waves = [0.02 / k * np.sin(k * angle + rng.uniform(0, 6)) for k in (2, 3, 5, 9, 17)]
    line = 0.49 + np.sum(waves, axis=0)
    trees = (y[..., 0] > line[None]) & (y[..., 0] < 0.53)
    picture = np.where(y > 0.53, road, sky) * np.ones((height, width, 1))
    picture[trees] = np.array([0.13, 0.19, 0.09]) * rng.uniform(0.7, 1.8)
    return cv2.GaussianBlur(picture.astype(np.float32), (0, 0), 2.0)
