"""What a cheap cabin camera makes of the light: exposure, bloom, tone, colour fringes, vignette, blur, noise."""

import cv2
import numpy as np

MIDDLE_GREY = 0.16
"""Linear level that automatic exposure brings the picture's middle to."""
DARK = 0.015
"""Linear level under which exposure follows only partly; a sunny noon's cabin is at about 0.1."""
BRIGHTEST_FACE = 0.55
"""Linear level that a camera with its own lamp keeps its bright twentieth under: near faces would burn out."""


def photograph(
    light: np.ndarray, exposure: float, rng: np.random.Generator, *, monochrome: bool = False, lamp: bool = False
) -> np.ndarray:
    """Turn linear RGB `(H, W, 3)` float32 into a picture `(H, W, 3)` uint8 BGR.

    `exposure` is by how many steps (factors of two) automatic exposure is wrong; with a `lamp` as the only light, it
    spares what is near the lens.
    """
    width = light.shape[1]
    if monochrome:
        light = np.repeat(light @ np.array([0.35, 0.4, 0.25], np.float32)[:, None], 3, axis=2)
    automatic = _automatic_exposure(light, lamp)
    picture = light * (automatic * 2.0**exposure)
    picture = picture + 0.045 * cv2.GaussianBlur(np.clip(picture - 1, 0, 4), (0, 0), width / 40)
    if not monochrome:
        picture = picture * np.array([rng.uniform(0.90, 1.12), 1.0, rng.uniform(0.88, 1.12)], np.float32)
        picture = _colour_fringes(picture, rng.uniform(0, 0.0035))
    picture = _blurred(_vignetted(picture, rng.uniform(0.15, 0.5)), rng)
    # Sensors gain up in the dark: noise grows with the exposure that was needed, and with the light itself.
    gain = np.clip(automatic / 4, 0.3, 4)
    grain = rng.uniform(0.004, 0.012) * np.sqrt(gain) * (1.3 if monochrome else 1.0)
    picture = picture + rng.normal(size=(*picture.shape[:2], 1 if monochrome else 3)).astype(np.float32) * (
        grain * np.sqrt(0.15 + np.clip(picture, 0, 1.5))
    )
    toned = _tone(np.maximum(picture, 0))
    return np.ascontiguousarray((toned[..., ::-1] * 255).round().astype(np.uint8))


def _automatic_exposure(light: np.ndarray, lamp: bool) -> float:
    height, width = light.shape[:2]
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    centre = np.exp(-1.5 * (x**2 + y**2))
    grey = light.mean(axis=2)
    # Windows count little: their brightness is cut before the mean, and they may burn out.
    level = float(np.exp((np.log(np.clip(grey, 0.002, 0.8)) * centre).sum() / centre.sum()))
    # In the dark, gain has an end: night stays night.
    exposure = MIDDLE_GREY / level * min(1.0, (level / DARK) ** 0.45)
    if lamp:
        exposure = min(exposure, BRIGHTEST_FACE / float(np.quantile(grey, 0.95)))
    return float(np.clip(exposure, 0.3, 40.0))


def _tone(picture: np.ndarray) -> np.ndarray:
    """Return the picture as a film would show it: a toe that keeps shadows dark, a shoulder before white."""
    # Narkowicz's fit (2015) of the ACES curve, then the display's gamma.
    curve = picture * 0.75 * (2.51 * picture * 0.75 + 0.03) / (picture * 0.75 * (2.43 * picture * 0.75 + 0.59) + 0.14)
    return np.clip(curve, 0, 1) ** (1 / 2.2)


def _vignetted(picture: np.ndarray, strength: float) -> np.ndarray:
    height, width = picture.shape[:2]
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    return picture * (1 - strength * ((x**2 + y**2) / 2) ** 1.5)[..., None].astype(np.float32)


def _colour_fringes(picture: np.ndarray, share: float) -> np.ndarray:
    """Return the picture with red a little larger and blue a little smaller, by a share of the picture."""
    height, width = picture.shape[:2]
    planes = []
    for channel, scale in enumerate((1 + share, 1.0, 1 - share)):
        turn = cv2.getRotationMatrix2D((width / 2 - 0.5, height / 2 - 0.5), 0, scale)
        plane = np.ascontiguousarray(picture[..., channel])
        planes.append(cv2.warpAffine(plane, turn, (width, height), borderMode=cv2.BORDER_REPLICATE))
    return np.stack(planes, axis=2)


def _blurred(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the picture with the lens's softness, and in one of four with a shake while the shutter was open."""
    width = picture.shape[1]
    soft = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.3, 0.8) * width / 512 * (2.2 if rng.random() < 0.1 else 1.0))
    length, angle = rng.uniform(1, 5) * width / 384, rng.uniform(0, np.pi)
    if rng.random() > 0.25:
        return soft
    size = 2 * int(np.ceil(length / 2)) + 1
    kernel = np.zeros((size, size), np.float32)
    for t in np.linspace(-length / 2, length / 2, 16):
        kernel[round(size // 2 + t * np.sin(angle)), round(size // 2 + t * np.cos(angle))] += 1
    return cv2.filter2D(soft, -1, kernel / kernel.sum())
