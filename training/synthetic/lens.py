"""What a cheap cabin camera makes of the light: exposure, bloom, tone, vignette, blur, noise."""

import cv2
import numpy as np

_MIDDLE_GREY = 0.26
"""Linear level that automatic exposure brings the picture's middle to."""


def photograph(light: np.ndarray, near_infrared: bool, rng: np.random.Generator) -> np.ndarray:
    """Turn linear RGB `(H, W, 3)` float32 into a picture `(H, W, 3)` uint8 BGR."""
    height, width = light.shape[:2]
    level = float(np.exp(np.log(np.clip(light.mean(axis=2), 0.005, 3)).mean()))
    # A lamp of its own has its limits: near-infrared pictures may stay somewhat dark.
    exposure = np.clip(_MIDDLE_GREY / level, 0.4, 6.0) * rng.uniform(0.8, 1.25) * (0.75 if near_infrared else 1.0)
    picture = light * exposure
    picture = picture + 0.08 * cv2.GaussianBlur(np.clip(picture - 1, 0, 4), (0, 0), width / 43)
    picture = (1 - np.exp(-1.15 * picture)) ** (1 / 2.2)
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    picture *= (1 - rng.uniform(0.08, 0.22) * (x**2 + y**2))[..., None]
    picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.3, 0.9) * width / 512)
    if near_infrared:
        picture = picture.mean(axis=2, keepdims=True)
    noise = rng.uniform(0.006, 0.022) * (1.5 if near_infrared else 1.0)
    picture = picture + rng.normal(size=picture.shape) * noise
    pixels = (np.clip(picture, 0, 1) * 255).round().astype(np.uint8)
    return np.repeat(pixels, 3, axis=2) if near_infrared else np.ascontiguousarray(pixels[..., ::-1])
