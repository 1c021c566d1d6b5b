"""Light in numbers that the renderer takes: sun, the world outside, lamp beside the lens, glow of the instruments."""

from dataclasses import dataclass

import numpy as np

from training.synthetic.mesh import Array
from training.synthetic.scene.scene import Light

MONOCHROME = ("near_infrared", "near_infrared_day")
BY_NIGHT = ("night", "near_infrared")


@dataclass(frozen=True, slots=True, kw_only=True)
class Illumination:
    """Linear RGB throughout. `outside` scales the panorama, whose sky is about 1; a surface that faces an unhidden
    sky of 1 is as bright as that sky times its colour, and `sun` is in the same unit."""

    sun_direction: Array
    sun: Array
    outside: Array
    lamp: float
    """Near-infrared lamp beside the lens: brightness at one metre."""
    glow: float
    """Displays and instruments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mode:
    sun: float
    sun_colour: tuple[float, float, float] = (1.06, 1.0, 0.92)
    outside: float
    outside_colour: tuple[float, float, float] = (1.0, 1.0, 1.0)
    lamp: float = 0.0
    glow: float = 0.12


# A clear noon's sun is about five times its sky; what a camera's exposure makes of it comes after.
_MODES: dict[str, _Mode] = {
    "day": _Mode(sun=2.6, outside=1.0),
    "overcast": _Mode(sun=0.0, outside=0.9, outside_colour=(0.96, 1.0, 1.05)),
    "low_sun": _Mode(sun=4.2, sun_colour=(1.2, 0.98, 0.72), outside=0.8),
    "dusk": _Mode(sun=0.0, outside=0.07, outside_colour=(0.82, 0.95, 1.25), glow=0.10),
    # Street lamps are the night's sun: high, orange, and never bright.
    "night": _Mode(sun=0.04, sun_colour=(1.25, 0.88, 0.5), outside=0.006, outside_colour=(1.1, 0.95, 0.9), glow=0.05),
    # Silicon still sees some light of the street; displays emit no near-infrared.
    "near_infrared": _Mode(sun=0.0, outside=0.006, lamp=0.5, glow=0.0),
    "near_infrared_day": _Mode(sun=1.6, outside=0.5, lamp=0.25, glow=0.0),
}


def illuminate(light: Light) -> Illumination:
    """Turn a scene's light into the renderer's numbers."""
    mode = _MODES[light.mode]
    flat = np.cos(light.elevation)
    return Illumination(
        sun_direction=np.array([np.cos(light.azimuth) * flat, np.sin(light.azimuth) * flat, np.sin(light.elevation)]),
        sun=mode.sun * light.strength * np.array(mode.sun_colour),
        outside=mode.outside * light.strength * np.array(mode.outside_colour),
        lamp=mode.lamp * light.strength,
        glow=mode.glow,
    )
