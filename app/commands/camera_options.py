"""How the camera is mounted and what it is asked for: the same options for every command that opens one.

What is not given is as the settings' file says.
"""

import argparse
from pathlib import Path

from app.frames.camera_settings import PREFERRED
from app.monitor_settings import CameraChoice, Settings, load_settings
from app.settings import settings_file


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add `--config`, `--camera` and what belongs to it."""
    usual = CameraChoice()
    parser.add_argument(
        "--config", type=Path, metavar="FILE", help=f"settings (TOML); options beat them (default: {settings_file()})"
    )
    parser.add_argument(
        "--camera",
        metavar="N|NAME|URL|FILE",
        help="camera by number, part of its name, device file or URL (rtsp, http); gst:PIPELINE; a video; a folder",
    )
    parser.add_argument(
        "--camera-size",
        type=_size,
        metavar="WxH",
        help=f"what a camera is asked for (default: the settings', {usual.width}x{usual.height})",
    )
    parser.add_argument(
        "--camera-fps", type=_rate, metavar="F", help=f"pictures a second (default: the settings', {usual.fps:g})"
    )
    parser.add_argument(
        "--camera-format",
        type=_format,
        metavar="FORMAT",
        help=f"one of {', '.join(name.strip() for name in PREFERRED)} (default: the first of them that it has)",
    )
    parser.add_argument(
        "--rotate", type=int, choices=(0, 90, 180, 270), help="turn a camera's picture clockwise, degrees"
    )
    parser.add_argument(
        "--mirror", action=argparse.BooleanOptionalAction, help="change a camera's left and right, after turning"
    )


def config_path(options: argparse.Namespace) -> Path:
    """Return where the settings are kept."""
    path: Path = options.config or settings_file()
    return path


def stored_settings(options: argparse.Namespace) -> Settings:
    """Read the settings' file, the usual ones where there is none and none was named.

    Raises
    ------
    UserError : a file that is damaged, or that was named and is not there.
    """
    path = config_path(options)
    return Settings() if options.config is None and not path.exists() else load_settings(path)


def with_camera(settings: Settings, options: argparse.Namespace) -> Settings:
    """Return settings with what the camera's options say otherwise."""
    width, height = options.camera_size or (None, None)
    given = {
        "device": options.camera,
        "width": width,
        "height": height,
        "fps": options.camera_fps,
        "format": options.camera_format,
        "rotate": options.rotate,
        "mirror": options.mirror,
    }
    return settings.changed("camera", **{name: value for name, value in given.items() if value is not None})


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (
        width.isascii() and width.isdecimal() and height.isascii() and height.isdecimal() and int(width) * int(height)
    ):
        raise argparse.ArgumentTypeError(f"'{text}' is no size such as 1280x720")
    return int(width), int(height)


def _rate(text: str) -> float:
    rate = float(text)
    if not 1 <= rate <= 1000:
        raise argparse.ArgumentTypeError(f"'{text}' is not between 1 and 1000")
    return rate


def _format(text: str) -> str:
    if text and text.upper() not in {name.strip() for name in PREFERRED}:
        raise argparse.ArgumentTypeError(f"'{text}' is not among {', '.join(name.strip() for name in PREFERRED)}")
    return text.upper()
