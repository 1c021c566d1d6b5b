"""How the camera is mounted and what it is asked for: the same options for every command that opens one."""

import argparse

from app.frames.camera_settings import PREFERRED, CameraSettings
from app.frames.orientation import Orientation


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add `--camera` and what belongs to it."""
    usual = CameraSettings()
    parser.add_argument(
        "--camera",
        metavar="N|NAME|URL|FILE",
        help="camera by number, part of its name, device file or URL (rtsp, http); gst:PIPELINE; a video; a folder",
    )
    parser.add_argument(
        "--camera-size",
        type=_size,
        default=(usual.width, usual.height),
        metavar="WxH",
        help=f"what a camera is asked for (default: {usual.width}x{usual.height})",
    )
    parser.add_argument(
        "--camera-fps", type=_rate, default=usual.fps, metavar="F", help="pictures a second (default: %(default)g)"
    )
    parser.add_argument(
        "--camera-format",
        default="",
        type=_format,
        metavar="FORMAT",
        help=f"one of {', '.join(name.strip() for name in PREFERRED)} (default: the first of them that it has)",
    )
    parser.add_argument(
        "--rotate", type=int, choices=(0, 90, 180, 270), default=0, help="turn a camera's picture clockwise, degrees"
    )
    parser.add_argument("--mirror", action="store_true", help="change a camera's left and right, after turning")


def settings(options: argparse.Namespace) -> CameraSettings:
    """Return what the options ask for."""
    width, height = options.camera_size
    return CameraSettings(
        width=width,
        height=height,
        fps=options.camera_fps,
        format=options.camera_format,
        orientation=Orientation(options.rotate // 90, options.mirror),
    )


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
