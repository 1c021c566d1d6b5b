"""`monitor.toml` beside a drive: what the monitor was really started with, for a person to read.

What a drive is judged anew by stands in its database.
"""

import argparse
from dataclasses import dataclass

from app.commands import camera_options
from app.commands.networks import Networks
from app.frames.camera_settings import CameraSettings
from app.posture.rules import Rules
from calibration.cabin import Cabin
from engines.engine import EngineIdentity
from pose import toml_file
from pose.polygon import Polygon


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectiveSettings:
    """All settings of one drive.

    Attributes
    ----------
    source : what was watched, in a person's words; `camera`: what was asked for, "" for the first camera.
    calibrated : whether the profile's calibration for the camera was there and used.
    wheel : the wheel zone that is known without a calibration, pixels.
    quota, keep_days : gigabytes and days that drives are kept within.
    networks : names and SHA-256 of both.
    """

    source: str
    camera: str
    profile: str
    calibrated: bool
    wheel: Polygon
    vehicle: str
    record: bool
    blur_faces: bool
    quota: float
    keep_days: float
    camera_settings: CameraSettings
    engine: EngineIdentity
    networks: dict[str, str]
    rules: Rules


def effective_settings(
    options: argparse.Namespace, source: str, wheel: Polygon, cabin: Cabin | None, opened: Networks, rules: Rules
) -> str:
    """Return the settings as TOML text."""
    return toml_file.dumps(
        EffectiveSettings(
            source=source,
            camera=options.camera or "",
            profile=options.profile,
            calibrated=cabin is not None,
            wheel=wheel,
            vehicle=str(options.vehicle or ""),
            record=options.record,
            blur_faces=options.blur_faces,
            quota=options.quota,
            keep_days=options.keep_days,
            camera_settings=camera_options.settings(options),
            engine=opened.identity,
            networks=opened.bundles,
            rules=rules,
        )
    )
