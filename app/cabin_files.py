"""Cabin calibrations on the disk: one TOML file per camera and driver profile, in the user's configuration folder."""

import hashlib
import re
from pathlib import Path

from app.frames.source import FrameSource
from app.settings import cabins_folder
from app.whole_file import write_whole
from calibration.cabin import Cabin
from pose import toml_file
from pose.errors import UserError

USUAL_PROFILE = "driver"

HELP = "calibrate again (cabinsight calibrate), or delete the file"


def camera_key(spec: str | None, source: FrameSource) -> str:
    """Return what a camera's calibrations are kept by: a camera's description, a file's whole path."""
    path = None if spec is None else Path(spec)
    return str(path.resolve()) if path is not None and (path.is_file() or path.is_dir()) else source.description


def cabin_path(camera: str, profile: str, folder: Path | None = None) -> Path:
    """Return the file for a camera (see `camera_key`) and a driver profile.

    Raises
    ------
    UserError : a profile that is no file's name.
    """
    if not re.fullmatch(r"[\w-]{1,40}", profile):
        raise UserError(f"'{profile}' is no name for a profile; letters, digits, - and _ make one, such as driver-2")
    # Readable, and told from others that read alike by a hash.
    name = re.sub(r"[^a-z0-9]+", "-", camera.lower()).strip("-")[:40] or "camera"
    digest = hashlib.sha256(camera.encode()).hexdigest()[:8]
    return (folder or cabins_folder()) / f"{name}-{digest}" / f"{profile}.toml"


def load_cabin(path: Path) -> Cabin | None:
    """Read a calibration; None where there is none.

    Raises
    ------
    UserError : a file that is damaged, or says what no cabin has.
    """
    if not path.exists():
        return None
    try:
        return toml_file.read(path, Cabin)
    except UserError as error:
        raise UserError(f"{error}; {HELP}") from error


def save_cabin(cabin: Cabin, path: Path) -> None:
    """Write a calibration: the whole file or nothing of it.

    Raises
    ------
    UserError : it cannot be written.
    """
    write_whole(path, toml_file.dumps(cabin))
