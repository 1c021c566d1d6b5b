"""All that the desk must know of a drive before it is shown; the rest is read while one looks."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.drives.reading import Drive, read_drive
from app.drives.schema import segment_path
from app.posture.rules import DEFAULT, Rules, load_rules
from app.review.moments import Moments
from app.review.replay import rules_of
from calibration.cabin import Cabin
from pose.errors import UserError
from pose.polygon import Polygon


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What measures are taken against: see `Yardstick`."""

    wheel: Polygon = ()
    cabin: Cabin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedDrive:
    """A drive to look at.

    Attributes
    ----------
    start, end : ns, of its first and last frame or observation.
    recorded : stretches with pictures, ns.
    rules : those that it was monitored with.
    clock_set_by : seconds by which the time of day was set forward meanwhile; 0.0: it was not.
    missing_videos : how many of the recording's files are gone.
    problems : what else is wrong with it, a line each.
    """

    drive: Drive
    start: int
    end: int
    recorded: tuple[tuple[int, int], ...]
    rules: Rules
    reference: Reference
    clock_set_by: float
    missing_videos: int
    problems: tuple[str, ...]

    @property
    def folder(self) -> Path:
        """The drive's folder."""
        return self.drive.path.parent

    @property
    def unrecorded_s(self) -> float:
        """Seconds of the drive without pictures, where there was a recording."""
        seen = sum(end - start for start, end in self.recorded)
        return (self.end - self.start - seen) / 1e9 if self.recorded else 0.0


def open_drive(path: Path, reference_of: Callable[[Drive], Reference] = lambda _: Reference()) -> OpenedDrive:
    """Open a drive, its observations and frames unread.

    Parameters
    ----------
    reference_of : finds what the drive's measures are taken against; raises UserError where that is damaged.

    Raises
    ------
    UserError : no drive, a damaged one, or one of a newer version.
    """
    drive = read_drive(path)
    problems = []
    moments = Moments(drive)
    try:
        start, end = moments.span()
        recorded = moments.recorded()
        set_by = moments.clock_was_set()
    finally:
        moments.close()
    try:
        # Older drives do not hold theirs.
        rules = rules_of(drive) if drive.info.settings else load_rules()
    except UserError as error:
        rules = load_rules()
        problems.append(f"the drive's own rules cannot be read ({error}): levels are those of {DEFAULT.name}")
    try:
        reference = reference_of(drive)
    except UserError as error:
        reference = Reference()
        problems.append(str(error))
    folder = drive.path.parent
    return OpenedDrive(
        drive=drive,
        start=start,
        end=end,
        recorded=recorded,
        rules=rules,
        reference=reference,
        clock_set_by=set_by,
        missing_videos=sum(not segment_path(folder, segment.number).is_file() for segment in drive.segments),
        problems=tuple(problems),
    )
