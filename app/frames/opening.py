"""From what a person types to a source of frames."""

from pathlib import Path

from app.frames import devices
from app.frames.camera import CameraSource
from app.frames.camera_settings import CameraSettings
from app.frames.folder import SUFFIXES, FolderSource
from app.frames.network import is_url, open_network
from app.frames.pipeline import PREFIX, open_pipeline
from app.frames.reconnecting import Reconnecting
from app.frames.source import FrameSource
from app.frames.video import VideoSource
from pose.errors import UserError


def open_source(spec: str, settings: CameraSettings | None = None) -> FrameSource:
    """Open a camera, a video file, a picture or a folder of pictures.

    Parameters
    ----------
    spec : a path; a camera's index ("0"), device file, or part of its name; a URL (rtsp, http); or "gst:" and a
        GStreamer pipeline. A camera comes back by itself when it was gone.
    settings : what a camera is asked for; of cameras that are not this machine's, the orientation alone counts.

    Raises
    ------
    UserError : it is none of these, or does not open.
    """
    asked = settings or CameraSettings()
    if is_url(spec):
        return Reconnecting(lambda: open_network(spec, asked.orientation))
    if spec.startswith(PREFIX):
        return Reconnecting(lambda: open_pipeline(spec.removeprefix(PREFIX), asked.orientation))
    path = Path(spec)
    if (
        (spec.isascii() and spec.isdecimal())
        or spec.startswith("/dev/")
        or (not path.exists() and devices.find(spec) is not None)
    ):
        return Reconnecting(lambda: CameraSource(spec, asked))
    if not spec or not path.exists():
        raise UserError(
            f"'{spec}': no such file, folder or camera; name a camera (0, 1, ..., its name, a URL), a video, a picture "
            "or a folder of pictures"
        )
    if path.is_dir() or path.suffix.lower() in SUFFIXES:
        return FolderSource(path)
    return VideoSource(path)


def first_camera() -> int | None:
    """Return the index of the first camera that delivers pictures and may be opened, or None."""
    found = devices.cameras()
    return found[0].index if found else None
