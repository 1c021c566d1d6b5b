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
from app.drives.drive import settle
from app.drives.folder import stored_drives
from app.drives.lock import locked, sync_folder
from app.drives.recorded import RecordedFrame, Segment
from app.drives.rows import insert_recorded
from app.drives.segment_file import SegmentFile
from app.drives.segment_reading import open_for_reading, packets
from app.drives.segment_writer import MUXER

logger = logging.getLogger(__name__)

CUT_OFF, REPAIRED = 0, 2
"""Values of `drive.ended`."""

SHORT_US = 1_000_000
"""A video that ends by a second before the length that it declares was cut off."""

TORN_BYTES = 4_000_000
"""A cluster that was cut off is 200 ms of video, less than this at any size; more behind the break is damage within."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What was done.

    Attributes
    ----------
    found : frames that were in the videos and not in the database.
    missing : frames that were in the database and in no video: a disk lied, or a video is damaged. What the database
        knew of them is put aside, into its table `missing_frames`.
    rewritten : videos that got the index and length which belong at their end.
    unreadable : names of videos that cannot be read, or not to their end; they stay as they are.
    """

    found: int
    missing: int
    rewritten: int
    unreadable: tuple[str, ...] = ()


def repair(folder: Path) -> Repair | None:
    """Put a drive right that was cut off; None if it was not, or still goes on.

    Database and videos are made to agree, videos can be jumped in again, and the drive is marked as having ended
    unexpectedly. Nothing is taken away: a video is rewritten as a copy, which takes its place only if it holds every
    picture, and one that breaks before its end is left alone. Cut off itself, it begins anew the next time.

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
            done = repair_videos(folder, database) if version >= 2 else Repair(found=0, missing=0, rewritten=0)
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


def repair_videos(folder: Path, database: sqlite3.Connection) -> Repair:
    """Make database and videos agree."""
    found = missing = rewritten = 0
    unreadable = []
    for path in sorted((folder / schema.VIDEO).glob("*.mkv")):
        if re.fullmatch(r"[0-9]{4,}\.mkv", path.name) is None:
            continue
        number = int(path.stem)
        video = scan(path, number)
        if video is None:
            unreadable.append(path.name)
            missing += _put_aside(database, number, None)
            continue
        added, gone = _agree(database, video)
        found, missing = found + added, missing + gone
        if video.broken:
            unreadable.append(path.name)
        elif not video.whole and _rewrite(path, video):
            rewritten += 1
    return Repair(found=found, missing=missing, rewritten=rewritten, unreadable=tuple(unreadable))


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """What is in a segment's file.

    Attributes
    ----------
    packets : pts, milliseconds, and length in bytes of each picture.
    whole : its end is there.
    broken : it could not be read to its end.
    """

    segment: Segment
    packets: tuple[tuple[int, int], ...]
    whole: bool
    broken: bool


def scan(path: Path, number: int) -> Video | None:
    """Return what the video is; None where it is none, another's, or holds nothing."""
    found: list[tuple[int, int]] = []
    broken = False
    try:
        with open_for_reading(path) as container:
            segment = Segment.from_tags(number, {key.upper(): value for key, value in container.metadata.items()})
            # Microseconds, or None where the end was never written.
            declared = container.duration
            last = 0
            try:
                for packet in container.demux(container.streams.video[0]):
                    if packet.size and packet.pts is not None:
                        found.append((packet.pts, packet.size))
                        last = max(last, packet.pos or 0)
            except (av.FFmpegError, OSError):
                # Cut off within its last cluster it ends like this too, and there is nothing behind.
                broken = path.stat().st_size - last > TORN_BYTES
    except (av.FFmpegError, OSError, KeyError, ValueError):
        return None
    if not found:
        return None
    whole = declared is not None and declared <= found[-1][0] * 1000 + SHORT_US
    return Video(segment=segment, packets=tuple(found), whole=whole, broken=broken)


def _agree(database: sqlite3.Connection, video: Video) -> tuple[int, int]:
    """Make the table of frames tell what is in the video; return how many rows were added and put aside."""
    segment = video.segment
    known = dict(
        database.execute("SELECT pts, frame FROM frames WHERE segment = ? ORDER BY pts", (segment.number,)).fetchall()
    )
    index = max(known.values(), default=segment.first_index - 1)
    added = []
    for pts, _ in video.packets:
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
    gone = known.keys() - {pts for pts, _ in video.packets}
    put_aside = 0 if video.broken else _put_aside(database, segment.number, sorted(gone))
    database.execute("BEGIN IMMEDIATE")
    insert_recorded(database, segment, added)
    database.execute("COMMIT")
    return len(added), put_aside


def _put_aside(database: sqlite3.Connection, number: int, gone: list[int] | None) -> int:
    """Move the rows of frames that are in no video into another table; None: all of the segment's."""
    if gone is None:
        gone = [pts for (pts,) in database.execute("SELECT pts FROM frames WHERE segment = ?", (number,))]
    if gone:
        database.execute("BEGIN IMMEDIATE")
        database.execute("CREATE TABLE IF NOT EXISTS missing_frames AS SELECT * FROM frames WHERE 0")
        for pts in gone:
            database.execute(
                "INSERT INTO missing_frames SELECT * FROM frames WHERE segment = ? AND pts = ?", (number, pts)
            )
            database.execute("DELETE FROM frames WHERE segment = ? AND pts = ?", (number, pts))
        database.execute("COMMIT")
    return len(gone)


def _rewrite(path: Path, video: Video) -> bool:
    """Copy the packets into a file with an end, and put it in the place of this one; False: the copy lacks some."""
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
        copy = scan(part, video.segment.number)
        if copy is None or copy.packets != video.packets:
            return False
        part.replace(path)
        sync_folder(path.parent)
        return True
    finally:
        part.unlink(missing_ok=True)
