"""Which drives are deleted so that the disk does not fill up: the oldest, never a protected one."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.drives import folder
from app.drives.folder import StoredDrive
from pose.errors import UserError

logger = logging.getLogger(__name__)

DAY_S = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much is kept.

    Attributes
    ----------
    quota : bytes of all drives together.
    keep_days : days after its beginning that a drive is kept.
    """

    quota: int
    keep_days: float


def superfluous(drives: Sequence[StoredDrive], limits: Limits, now: float) -> list[StoredDrive]:
    """Return what is to go, the oldest first.

    The newest stays, whatever the limits say: it is the one being written. Protected drives count towards the quota.

    Parameters
    ----------
    drives : all, the oldest first.
    now : seconds since 1970.
    """
    total = sum(drive.size for drive in drives)
    going = []
    for drive in drives[:-1]:
        too_old = now - drive.start > limits.keep_days * DAY_S
        if not drive.protected and (too_old or total > limits.quota):
            going.append(drive)
            total -= drive.size
    return going


def tidy(drives: Path, limits: Limits, now: float) -> None:
    """Delete what is superfluous in the folder of all drives. What cannot be deleted stays, and is logged."""
    try:
        folder.sweep(drives)
        going = superfluous(folder.stored_drives(drives), limits, now)
    except OSError as error:
        logger.warning("%s: cannot be read (%s)", drives, error)
        return
    for drive in going:
        try:
            folder.delete(drive.path)
            logger.info("deleted drive %s, %d MB", drive.path.name, drive.size // 1_000_000)
        except (UserError, OSError) as error:
            logger.warning("drive %s was not deleted: %s", drive.path.name, error)
