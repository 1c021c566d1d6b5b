"""The demo clip that ships with the product: a virtual driver, for where there is no camera."""

import tomllib
from pathlib import Path

from pose.errors import UserError

CLIP = Path(__file__).resolve().parents[1] / "demo" / "driver.mp4"


def wheel() -> tuple[tuple[float, float], ...]:
    """Return the wheel zone's polygon, pixels of the clip.

    Raises
    ------
    UserError : the clip or what is known of it is missing.
    """
    scene = CLIP.with_suffix(".toml")
    try:
        polygon = tomllib.loads(scene.read_text(encoding="utf-8"))["wheel"]["polygon"]
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise UserError(f"{scene}: the demo clip is incomplete; install Cabinsight again or name a --camera") from error
    return tuple((float(x), float(y)) for x, y in polygon)
