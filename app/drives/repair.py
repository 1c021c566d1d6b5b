"""What is put right in a drive that was cut off: by a crash, a kill, the power."""

import logging
import re
import sqlite3
import threading
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import av

from app.drives import schema
from app.drives.drive import insert_recorded, settle
from app.drives.folder import stored_drives
from app.drives.lock import locked, sync_folder
from app.drives.recorded import RecordedFrame, Segment
from app.drives.segment_file import SegmentFile
from app.drives.segment_reading import open_for_reading, packets
from app.drives.segment_writer import MUXER

logger = logging.getLogger(__name__)

CUT_OFF, REPAIRED = 0, 2
"""Values of `drive.ended`."""

SHORT_US = 1_000_000
"""A video that ends by a second before the length that it declares was cut off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What was done.

    Attributes
    ----------
    found : frames that were in the videos and not in the database.
    missing : frames that were in the database and in no video: never so far, but a disk may lie.
    rewritten : videos that got the index and length which belong at their end.
    """

    found: int
    missing: int
    rewritten: int


def repair(folder: Path) -> Repair | None:
    """Put a drive right that was cut off; None if it was not, or still goes on.

    Database and videos are made to agree, videos can be jumped in again, and the drive is marked as having ended
    unexpectedly. No frame is taken away. Cut off itself, it begins anew the next time.

    Raises
    ------
    OSError, sqlite3.Error : the disk cannot be written, or the database is damaged.
    """
    with locked(folder) as free:
        if not free:
            return None
        with closing(sqlite3.connect(folder / schema.FILE, isolation_level=None)) as database:
            ((application,),) = database.execute("PRAGMA application_id")
            ((version,),) = database.execute("PRAGMA user_version")
            if application != schema.APPLICATION_ID or version > schema.VERSION:
                return None  # to be refused by who reads it
            ((ended,),) = database.execute("SELECT ended FROM drive")
            if ended != CUT_OFF:
                return None
            done = _repair_videos(folder, database) if version >= 2 else Repair(found=0, missing=0, rewritten=0)
            database.execute("PRAGMA synchronous = FULL")
            database.execute("UPDATE drive SET ended = ?", (REPAIRED,))
            settle(database)
            return done


def repair_all(drives: Path) -> None:
    """Put right every drive of a folder that was cut off. What cannot be repaired stays, and is logged."""
    for drive in stored_drives(drives):
        try:
            done = repair(drive.path)
        except (OSError, sqlite3.Error, av.FFmpegError) as error:
            logger.warning("drive %s was not repaired: %s", drive.path.name, error)
            continue
        if done is not None:
            logger.warning("drive %s ended unexpectedly: repaired, %s", drive.path.name, done)


def repair_in_background(drives: Path) -> None:
    """Do so while something else goes on: after a crash the driver is watched at once."""
    # A daemon: cut off, it begins anew the next time.
    threading.Thread(target=repair_all, args=(drives,), name="repair", daemon=True).start()


def _repair_videos(folder: Path, database: sqlite3.Connection) -> Repair:
    found = missing = rewritten = 0
    for path in sorted((folder / schema.VIDEO).glob("*.mkv")):
        if re.fullmatch(r"[0-9]{4,}\.mkv", path.name) is None:
            continue
        number = int(path.stem)
        video = _scan(path, number)
        if video is None:
            known = database.execute("DELETE FROM frames WHERE segment = ?", (number,))
            missing += known.rowcount
            continue
        segment, times, whole = video
        added, gone = _agree(database, segment, times)
        found, missing = found + added, missing + gone
        if not whole:
            _rewrite(path)
            rewritten += 1
    return Repair(found=found, missing=missing, rewritten=rewritten)


def _scan(path: Path, number: int) -> tuple[Segment, list[int], bool] | None:
    """Return what the video is, the times of its frames and whether its end is there; None for none or another's."""
    try:
        with open_for_reading(path) as container:
            segment = Segment.from_tags(number, {key.upper(): value for key, value in container.metadata.items()})
            times = [packet.pts for packet in packets(container) if packet.pts is not None]
            # Microseconds, or None where the end was never written.
            declared = container.duration
    except (av.FFmpegError, OSError, KeyError, ValueError):
        return None
    if not times:
        return None
    whole = declared is not None and declared <= times[-1] * 1000 + SHORT_US
    return segment, times, whole


def _agree(database: sqlite3.Connection, segment: Segment, times: list[int]) -> tuple[int, int]:
    """Make the table of frames tell what is in the video; return how many rows were added and taken away."""
    known = dict(
        database.execute("SELECT pts, frame FROM frames WHERE segment = ? ORDER BY pts", (segment.number,)).fetchall()
    )
    index = max(known.values(), default=segment.first_index - 1)
    added = []
    for pts in times:
        if pts not in known:
            # The second before the cut: not told before, so without a gap as far as anybody knows.
            index += 1
            added.append(
                RecordedFrame(
                    index=index,
                    captured_at=segment.start + pts * 1_000_000,
                    wall_time=segment.start_wall_time + pts / 1000,
                    segment=segment.number,
                    pts=pts,
                )
            )
    gone = known.keys() - set(times)
    database.execute("BEGIN IMMEDIATE")
    database.executemany("DELETE FROM frames WHERE segment = ? AND pts = ?", [(segment.number, pts) for pts in gone])
    insert_recorded(database, segment, added)
    database.execute("COMMIT")
    return len(added), len(gone)


def _rewrite(path: Path) -> None:
    """Copy the packets into a file with an end, and put it in the place of this one."""
    part = path.with_suffix(".repair")
    part.unlink(missing_ok=True)
    try:
        file = SegmentFile(part)
        try:
            with open_for_reading(path) as source, av.open(file, "w", format="matroska", options=MUXER) as target:
                target.metadata.update(source.metadata)
                stream = target.add_stream_from_template(source.streams.video[0])
                for packet in packets(source):
                    packet.stream = stream
                    target.mux(packet)
            file.sync()
        finally:
            file.release()
        part.replace(path)
        sync_folder(path.parent)
    finally:
        part.unlink(missing_ok=True)
