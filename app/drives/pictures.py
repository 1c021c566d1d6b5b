"""A drive's pictures, wherever they are: its recording, or the video or folder that was imported."""

from dataclasses import dataclass

from app.drives.reading import Drive
from app.drives.recorded_video import RecordedVideo
from app.frames.source import FrameSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """An open source of a drive's frames, and about how many it has."""

    source: FrameSource
    count: int


def has_pictures(drive: Drive) -> bool:
    """Tell whether the drive was recorded or imported; an imported one's pictures may be gone all the same."""
    return bool(drive.segments) or drive.info.media is not None


def open_pictures(drive: Drive) -> Pictures:
    """Open the drive's frames from the first: with the indices and times that its observations have.

    Raises
    ------
    UserError : it has none; or they are gone, or others than those that were imported.
    """
    if drive.info.media is not None:
        return Pictures(source=drive.info.media.open(), count=drive.count())
    recorded = RecordedVideo(drive)
    return Pictures(source=recorded, count=recorded.count)
