"""`monitor.toml` beside a drive: what the monitor was really started with, for a person to read.

What a drive is judged anew by stands in its database.
"""

from dataclasses import dataclass

from app.monitor_settings import Settings
from app.posture.rules import Rules
from engines.engine import EngineIdentity
from pose.polygon import Polygon


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectiveSettings:
    """All settings of one drive.

    Attributes
    ----------
    source : what was watched, in a person's words.
    calibrated : whether the profile's calibration for the camera was there and used.
    wheel : the wheel zone that is known without a calibration, pixels.
    settings : window, camera and recording as they held, the command line's counted in.
    networks : names and SHA-256 of both.
    """

    source: str
    profile: str
    calibrated: bool
    wheel: Polygon
    vehicle: str
    settings: Settings
    engine: EngineIdentity
    networks: dict[str, str]
    rules: Rules
