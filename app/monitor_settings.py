"""What a person sets once: window, camera, recording. Kept as TOML, changed on the window's pages or by hand."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from app.frames.camera_settings import PREFERRED, CameraSettings
from app.frames.orientation import Orientation
from app.whole_file import write_whole
from pose import toml_file


class Theme(StrEnum):
    """Which look the window has."""

    NIGHT = "night"
    DAY = "day"
    AUTO = "auto"
    """By the hour, see `app/ui/theme.py`."""


class Language(StrEnum):
    """What the window speaks."""

    AUTO = "auto"
    """The system's, English where there is no translation."""
    ENGLISH = "en"
    GERMAN = "de"


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowSettings:
    """How the window looks and sounds."""

    theme: Theme = Theme.NIGHT
    language: Language = Language.AUTO
    sound: bool = False
    fullscreen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraChoice:
    """Which camera, and what it is asked for.

    Attributes
    ----------
    device : what `--camera` takes; "" for the first one.
    width, height : pixels, before the picture is turned.
    fps : pictures a second.
    format : FourCC, "" for the best that there is.
    rotate : degrees clockwise that make the picture upright; mirror: then left and right change places.

    Raises
    ------
    ValueError : what no camera has.
    """

    device: str = ""
    width: int = 1280
    height: int = 720
    fps: float = 30.0
    format: str = ""
    rotate: int = 0
    mirror: bool = False

    def __post_init__(self) -> None:
        if not (1 <= self.width <= 20000 and 1 <= self.height <= 20000):
            raise ValueError(f"no camera has {self.width} x {self.height} pixels")
        if not 1 <= self.fps <= 1000:
            raise ValueError(f"fps: {self.fps:g} is not between 1 and 1000")
        if self.rotate not in (0, 90, 180, 270):
            raise ValueError(f"rotate: {self.rotate} is none of 0, 90, 180 and 270 degrees")
        known = [name.strip() for name in PREFERRED]
        if self.format and self.format not in known:
            raise ValueError(f"format: '{self.format}' is not among {', '.join(known)}")

    def asked(self) -> CameraSettings:
        """Return what the camera is asked for."""
        return CameraSettings(
            width=self.width,
            height=self.height,
            fps=self.fps,
            format=self.format,
            orientation=Orientation(self.rotate // 90, self.mirror),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingSettings:
    """Whether pictures are kept, and how much.

    Attributes
    ----------
    record : from the start of a drive on.
    blur_faces : of everybody in the picture, before it is written.
    quota_gb, keep_days : of all drives; beyond them the oldest go.

    Raises
    ------
    ValueError : a limit that keeps nothing.
    """

    record: bool = False
    blur_faces: bool = False
    quota_gb: float = 20.0
    keep_days: float = 30.0

    def __post_init__(self) -> None:
        if not (self.quota_gb > 0 and self.keep_days > 0):
            raise ValueError("quota and keep-days: more than 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All of them."""

    window: WindowSettings = field(default_factory=WindowSettings)
    camera: CameraChoice = field(default_factory=CameraChoice)
    recording: RecordingSettings = field(default_factory=RecordingSettings)

    def changed(self, section: str, **values: object) -> "Settings":
        """Return the same with other values in a section: "window", "camera" or "recording".

        Raises
        ------
        ValueError : values that cannot be.
        """
        return replace(self, **{section: replace(getattr(self, section), **values)})


def load_settings(path: Path) -> Settings:
    """Read settings; what the file does not name is as usual.

    Raises
    ------
    UserError : no such file, no TOML, an unknown key (with the nearest known one), a value that cannot be.
    """
    return toml_file.read(path, Settings)


def save_settings(settings: Settings, path: Path) -> None:
    """Write settings: the whole file or nothing of it.

    Raises
    ------
    UserError : it cannot be written.
    """
    write_whole(path, toml_file.dumps(settings))
