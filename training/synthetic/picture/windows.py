"""What is seen through the windows: streets painted from numbers, and HDR panoramas where there are some."""

import os
from pathlib import Path

import cv2
import numpy as np
import OpenEXR

# The others in the folder are rooms.
OUTDOORS = ("city", "dawn", "forest", "park", "sky", "sunrise", "sunset", "venice")
STREETS = 12
SIZE = (1024, 512)
_EYE = 1.2
"""Metres above the road."""


def load_panoramas() -> list[np.ndarray]:
    """Return panoramas `(512, 1024, 3)` float32 linear RGB, median 1 above the horizon.

    Streets are always there; photographs come from `window_views/` in the folder named by the environment variable
    CABINSIGHT_DATA. Labels don't depend on them.
    """
    folder = Path(os.environ.get("CABINSIGHT_DATA", "")) / "window_views"
    paths = [folder / f"{name}.exr" for name in OUTDOORS]
    streets = [_levelled(_street(seed)) for seed in range(STREETS)]
    if "CABINSIGHT_DATA" in os.environ and all(path.exists() for path in paths):
        return [*streets, *(_levelled(_on_a_road(_read(path), seed)) for seed, path in enumerate(paths))]
    return streets


def by_night(panorama: np.ndarray, seed: int) -> np.ndarray:
    """Return the panorama with street lamps, lit windows and head lamps, as bright as they are against its dark."""
    rng = np.random.default_rng(seed)
    lights = np.zeros_like(panorama)
    warm, white, red = np.array([1.0, 0.62, 0.25]), np.array([0.9, 0.95, 1.0]), np.array([1.0, 0.08, 0.04])
    for _ in range(90):
        column, row = rng.integers(SIZE[0]), int(SIZE[1] * rng.uniform(0.38, 0.54))
        colour = (warm, warm, white, red)[rng.integers(4)]
        cv2.circle(lights, (int(column), row), int(rng.integers(2, 6)), tuple(colour * rng.uniform(8, 60)), -1)
    # Out of focus, as everything beyond the driver.
    return panorama + cv2.GaussianBlur(lights, (0, 0), 2.0)


def _read(path: Path) -> np.ndarray:
    with OpenEXR.File(os.fspath(path)) as file:
        pixels = np.asarray(file.channels()["RGB"].pixels, np.float32)[..., :3]
    # The sun's own pixels are not numbers in some files.
    pixels = np.clip(np.nan_to_num(pixels, nan=60.0, posinf=60.0, neginf=0.0), 0, 60)
    # The files are small and coded in blocks; a lens focused on the driver would blur them as well.
    return cv2.resize(cv2.GaussianBlur(pixels, (0, 0), 0.8), SIZE, interpolation=cv2.INTER_CUBIC)


def _levelled(panorama: np.ndarray) -> np.ndarray:
    # The sun itself stays at 8 times the sky: the lens would bloom over everything else.
    above = np.median(panorama[: SIZE[1] // 2].mean(axis=2))
    return np.clip(panorama / max(float(above), 1e-3), 0, 8).astype(np.float32)


def _directions() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return x, y, z `(512, 1024)` of every pixel's direction, as `shaders.py` looks them up; the road runs along y."""
    u, v = np.meshgrid((np.arange(SIZE[0]) + 0.5) / SIZE[0], (np.arange(SIZE[1]) + 0.5) / SIZE[1])
    turn, down = (u - 0.5) * 2 * np.pi, v * np.pi
    return np.sin(turn) * np.sin(down), -np.cos(turn) * np.sin(down), np.cos(down)


def _ground(rng: np.random.Generator, verge: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the road's colour where the ground is seen, and how far from its middle each pixel is (metres)."""
    x, y, z = _directions()
    away = _EYE / np.maximum(-z, 1e-3)
    aside, along = x * away - 1.8, y * away
    grain = cv2.GaussianBlur(rng.normal(size=x.shape).astype(np.float32), (0, 0), 1.5) * 0.25
    road = np.array([0.20, 0.20, 0.205]) * (1 + grain[..., None])
    line = ((np.abs(aside) < 0.08) & (np.mod(along, 9) < 4)) | (np.abs(np.abs(aside) - 3.5) < 0.07)
    road[line] = 0.75
    kerb = np.abs(aside) > 3.9
    road[kerb] = (verge * (1 + grain[..., None]))[kerb]
    return road, np.abs(aside)


def _on_a_road(panorama: np.ndarray, seed: int) -> np.ndarray:
    """Return a photograph with a road under the car: nobody drives on lawns and squares."""
    rng = np.random.default_rng(1000 + seed)
    _, _, z = _directions()
    light = float(np.median(panorama[: SIZE[1] // 2]))
    road, aside = _ground(rng, np.array([0.3, 0.3, 0.3]))
    share = (np.clip((-z - 0.03) / 0.05, 0, 1) * np.clip((5.5 - aside) / 1.5, 0, 1))[..., None]
    return (panorama * (1 - share) + road * light * share).astype(np.float32)


def _street(seed: int) -> np.ndarray:
    """Paint a street: sky with clouds, houses with windows or trees on either side, parked cars, the road."""
    rng = np.random.default_rng(seed)
    _, _, z = _directions()
    clouds = sum(
        cv2.resize(rng.random((3 * 2**k, 6 * 2**k)).astype(np.float32), SIZE, interpolation=cv2.INTER_CUBIC) / 2**k
        for k in range(5)
    )
    cover = np.clip((clouds / 1.94 - 0.5) * 5 + rng.uniform(-0.3, 0.8), 0, 1)[..., None]
    blue = np.array([0.55, 0.75, 1.05]) * np.clip(1.2 - z, 0.3, 1.2)[..., None]
    picture = blue * (1 - cover) + np.array([1.1, 1.1, 1.12]) * cover
    built = rng.random() < 0.6
    verge = np.array([0.32, 0.31, 0.30]) if built else rng.uniform([0.10, 0.12, 0.06], [0.22, 0.21, 0.12])
    ground, _ = _ground(rng, verge)
    picture = np.where((z < 0)[..., None], ground, picture)
    for side in (-1, 1):
        _row(picture, rng, side, built)
        _parked(picture, rng, side)
    return cv2.GaussianBlur(picture.astype(np.float32), (0, 0), 1.0)


def _on_wall(distance: float, side: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return where a wall parallel to the road is met: mask, metres along it, height over the road."""
    x, y, z = _directions()
    met = side * x > 0.02
    away = distance / np.maximum(side * x, 0.02)
    return met, y * away, _EYE + z * away


def _row(picture: np.ndarray, rng: np.random.Generator, side: int, built: bool) -> None:
    met, along, height = _on_wall(float(rng.uniform(7, 16)), side)
    lot = np.floor((along + 300) / float(rng.uniform(9, 20))).astype(int)
    lots = int(np.clip(lot, 0, 80).max()) + 1
    tops = rng.uniform(5, 20, lots) if built else rng.uniform(3, 9, lots)
    lot = np.clip(lot, 0, lots - 1)
    if built:
        tones = rng.uniform(0.18, 0.7, (lots, 1)) * rng.uniform(0.75, 1.15, (lots, 3))
        wall = tones[lot]
        pane = (np.mod(along, 2.6) > 1.3) & (np.mod(height, 3.1) > 1.3) & (np.mod(height, 3.1) < 2.7)
        wall = np.where(pane[..., None], np.array([0.10, 0.12, 0.15]), wall)
        shown = met & (height > 0) & (height < tops[lot]) & (np.abs(along) < 90)
    else:
        # Crowns of trees: their outline waves, light comes through.
        wave = sum(np.sin(along * f + rng.uniform(0, 6)) / f for f in (0.4, 0.9, 2.1, 4.7))
        speckle = cv2.GaussianBlur(rng.random(height.shape).astype(np.float32), (0, 0), 1.2)
        wall = (
            rng.uniform([0.07, 0.085, 0.035], [0.12, 0.12, 0.05])
            * (0.3 + 2.5 * np.clip(speckle - 0.25, 0, 1))[..., None]
        )
        shown = met & (height > 0) & (height < tops[lot].mean() + 1.2 * wave) & (np.abs(along) < 150)
    picture[shown] = wall[shown]


def _parked(picture: np.ndarray, rng: np.random.Generator, side: int) -> None:
    met, along, height = _on_wall(float(rng.uniform(3.5, 6)), side)
    for start in np.cumsum(rng.uniform(5.5, 16, 8)) - 45:
        t = (along - start) / 4.4
        body = 0.95 - 0.1 * np.abs(2 * t - 1) ** 3
        cabin = 1.45 - 3.0 * np.clip(np.abs(t - 0.52) - 0.24, 0, 1)
        on = met & (t > 0) & (t < 1) & (height > 0.25)
        paint = rng.uniform(0.03, 0.6) * rng.uniform(0.7, 1.2, 3)
        picture[on & (height < cabin) & (height >= body)] = [0.06, 0.07, 0.08]
        picture[on & (height < body)] = paint
        picture[met & (t > 0.02) & (t < 0.98) & (height > 0.0) & (height <= 0.25)] = 0.02
