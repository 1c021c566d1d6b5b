"""From what a person types to a source of frames."""

from pathlib import Path

from app.frames import devices
from app.frames.camera import CameraSource
from app.frames.folder import SUFFIXES, FolderSource
from app.frames.source import FrameSource
from app.frames.video import VideoSource
from pose.errors import UserError


def open_source(spec: str) -> FrameSource:
    """Open a camera ("0"), a video file, a picture or a folder of pictures.

    Raises
    ------
    UserError : it is none of these, or does not open.
    """
    if spec.isascii() and spec.isdecimal():
        return CameraSource(int(spec))
    path = Path(spec)
    if not spec or not path.exists():
        raise UserError(
            f"'{spec}': no such file or folder; name a camera (0, 1, ...), a video, a picture or a folder of pictures"
        )
    if path.is_dir() or path.suffix.lower() in SUFFIXES:
        return FolderSource(path)
    return VideoSource(path)


def first_camera() -> int | None:
    """Return the index of the first camera that delivers pictures and may be opened, or None."""
    found = devices.cameras()
    return found[0].index if found else None
