"""Light in numbers that the renderer takes: sun, sky from six sides, near-infrared lamp, brightness outside."""

from dataclasses import dataclass

import numpy as np

from training.synthetic.mesh import Array
from training.synthetic.scene import Light


@dataclass(frozen=True, slots=True, kw_only=True)
class Illumination:
    """Linear RGB throughout. `ambient (6, 3)` is what falls on surfaces that face +x, -x, +y, -y, +z, -z."""

    sun_direction: Array
    sun: Array
    ambient: Array
    near_infrared: float
    outside: float


# Relative to a cloudy day's 1: sky, sun, and what is seen through the windows.
_SKY = {"day": 0.9, "sun": 0.75, "near_infrared": 0.0, "dusk": 0.25}
_SUN = {"day": 0.5, "sun": 2.8, "near_infrared": 0.0, "dusk": 0.1}
_OUTSIDE = {"day": 1.5, "sun": 2.1, "near_infrared": 0.03, "dusk": 0.35}


def illuminate(light: Light) -> Illumination:
    """Turn a scene's light into the renderer's numbers."""
    flat = np.cos(light.elevation)
    sky = _SKY[light.mode] * light.strength * np.array([0.92, 1.0, 1.12])
    ground = _SKY[light.mode] * light.strength * np.array([1.0, 0.97, 0.9])
    return Illumination(
        sun_direction=np.array([np.cos(light.azimuth) * flat, np.sin(light.azimuth) * flat, np.sin(light.elevation)]),
        sun=_SUN[light.mode] * light.strength * np.array([1.05, 1.0, 0.93]),
        # Side windows and windscreen let the sky in; the roof leaves little from above, the rear window some.
        ambient=np.array([0.9 * sky, 0.8 * sky, 0.45 * sky, 1.1 * sky, 0.45 * ground, 0.18 * ground]),
        near_infrared=0.5 * light.strength if light.mode == "near_infrared" else 0.0,
        outside=_OUTSIDE[light.mode],
    )
