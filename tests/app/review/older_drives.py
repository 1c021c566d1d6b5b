"""Drives as older versions wrote them."""

import sqlite3
from pathlib import Path

VERSION_2 = """
CREATE TABLE drive (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    start_wall_time REAL NOT NULL,       -- seconds since 1970, UTC
    source TEXT NOT NULL,                -- what the frames came from
    settings TEXT NOT NULL,              -- the effective settings, TOML
    ended INTEGER NOT NULL DEFAULT 0     -- 0 goes on or was cut off, 1 closed, 2 cut off and repaired
) STRICT;

CREATE TABLE bundles (
    name TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL                 -- of the network that was run
) STRICT;

CREATE TABLE observability (
    kind TEXT PRIMARY KEY,
    share REAL NOT NULL                  -- of the time in which the rule could say anything, 0 to 1
) STRICT;

CREATE TABLE events (
    kind TEXT NOT NULL,
    start_ns INTEGER NOT NULL,           -- frames' captured_at, monotonic nanoseconds
    end_ns INTEGER,                      -- NULL while it goes on
    severity INTEGER NOT NULL,           -- 1 notice, 2 warning, 3 alarm
    wall_time REAL NOT NULL,             -- of the start, seconds since 1970, UTC
    peak REAL NOT NULL,
    evidence TEXT NOT NULL,              -- names of keypoints, spaces between them
    rules_version TEXT NOT NULL,
    PRIMARY KEY (kind, start_ns)
) STRICT;

CREATE TABLE observations (
    id INTEGER PRIMARY KEY,
    frame INTEGER NOT NULL,              -- the frame's index
    captured_at INTEGER NOT NULL,
    wall_time REAL NOT NULL,
    name TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    x1 REAL, y1 REAL, x2 REAL, y2 REAL,  -- the driver's box, pixels; NULL: nobody
    raw BLOB,                            -- poses: see pose_blob.py; NULL: none
    pose BLOB,
    timings TEXT NOT NULL                -- milliseconds per stage, JSON
) STRICT;

CREATE TABLE segments (
    number INTEGER PRIMARY KEY,          -- video/0001.mkv is number 1
    start_ns INTEGER NOT NULL,           -- its first frame's captured_at,
    start_wall_time REAL NOT NULL,       -- wall_time
    first_index INTEGER NOT NULL,        -- and index
    quarters INTEGER NOT NULL,           -- what makes its pictures upright: quarter turns clockwise,
    mirrored INTEGER NOT NULL,           -- then 1: left and right change places
    blurred INTEGER NOT NULL             -- 1: faces were blurred before it was written
) STRICT;

CREATE TABLE frames (
    frame INTEGER PRIMARY KEY,           -- the frame's index, as in observations
    captured_at INTEGER NOT NULL,
    wall_time REAL NOT NULL,
    segment INTEGER NOT NULL,            -- its number
    pts INTEGER NOT NULL                 -- milliseconds within the segment; rising
) STRICT;
"""


def as_version(path: Path, version: int) -> None:
    """Make of the drive in `path` one that version 1 or 2 wrote: its tables, and what they could hold."""
    new, old = path / "drive.sqlite", path / "old.sqlite"
    database = sqlite3.connect(old)
    database.executescript(VERSION_2)
    database.execute("ATTACH ? AS new", (str(new),))
    ((application,),) = database.execute("PRAGMA new.application_id")
    database.execute(f"PRAGMA main.application_id = {application}")
    database.execute(f"PRAGMA main.user_version = {version}")
    for (table,) in database.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall():
        columns = ", ".join(row[1] for row in database.execute(f"PRAGMA main.table_info({table})"))
        database.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM new.{table}")
    if version < 2:
        database.executescript("DROP TABLE segments; DROP TABLE frames;")
    database.commit()
    database.close()
    old.replace(new)
