"""Random draws that drivers and cars share: a name by its share, a colour near one of a few."""

import numpy as np

Colour = tuple[float, float, float]
"""Linear RGB."""


def choose(rng: np.random.Generator, shares: dict[str, float]) -> str:
    """Return one of the names, as often as its share says."""
    return str(rng.choice(list(shares), p=np.array(list(shares.values())) / sum(shares.values())))


def as_colour(values: np.ndarray) -> Colour:
    """Return a colour that a surface can have: none is quite black or white."""
    red, green, blue = (float(v) for v in np.clip(values, 0.01, 0.95))
    return red, green, blue


def pick_colour(rng: np.random.Generator, colours: list[Colour], spread: float = 0.1) -> Colour:
    """Return one of the colours, each channel up to `spread` (a share) off."""
    return as_colour(np.array(colours[rng.integers(len(colours))]) * rng.uniform(1 - spread, 1 + spread, 3))
