"""The demo clip that ships with the product: a virtual driver, for where there is no camera."""

from dataclasses import dataclass
from pathlib import Path

from pose import toml_file

CLIP = Path(__file__).resolve().parents[1] / "demo" / "driver.mp4"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoScene:
    """`driver.toml` beside the clip. `wheel`: the wheel zone's polygon, pixels of the clip."""

    wheel: list[tuple[float, float]]


def wheel() -> tuple[tuple[float, float], ...]:
    """Return the wheel zone of the clip."""
    return tuple(toml_file.read(CLIP.with_suffix(".toml"), DemoScene).wheel)
