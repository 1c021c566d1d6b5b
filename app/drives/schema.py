"""What a drive's folder and database look like."""

import sqlite3
from pathlib import Path

FILE = "drive.sqlite"

SETTINGS = "monitor.toml"

VIDEO = "video"
"""The folder of segments, where there was a recording."""


def segment_path(folder: Path, number: int) -> Path:
    """Return the file of the drive's segment `number`, counted from 1."""
    return folder / VIDEO / f"{number:04}.mkv"


APPLICATION_ID = 0x43534454
"""Tells a drive from any other SQLite database ("CSDT")."""

VERSION = 3
"""SQLite's `user_version`. Raised when an older reader would misread a newer drive. 1 had no video, 2 not all that the
rules were told."""

WHOLE = 3
"""The first version that holds all that the rules were told."""

TABLES = """
CREATE TABLE drive (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    start_wall_time REAL NOT NULL,       -- seconds since 1970, UTC
    source TEXT NOT NULL,                -- what the frames came from
    settings TEXT NOT NULL,              -- the rules, TOML
    wheel TEXT NOT NULL,                 -- the wheel zone that holds without a calibration, JSON: [[x, y], ...] pixels
    cabin TEXT NOT NULL,                 -- the calibration, TOML; '': none
    ended INTEGER NOT NULL DEFAULT 0,    -- 0 goes on or was cut off, 1 closed, 2 cut off and repaired
    end_ns INTEGER,                      -- when the rules were told that it is over; NULL where they were not
    lost INTEGER NOT NULL DEFAULT 0      -- 1: part of the log could not be written
) STRICT;

CREATE TABLE media (                     -- an imported drive's pictures, which stay where they are; else no row
    id INTEGER PRIMARY KEY CHECK (id = 1),
    path TEXT NOT NULL,                  -- absolute
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,               -- bytes
    modified_ns INTEGER NOT NULL,        -- the newest change, since 1970
    fps REAL                             -- of a folder of pictures
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

CREATE TABLE responses (                 -- no version of its own: who does not know it misreads nothing
    id INTEGER PRIMARY KEY,
    what TEXT NOT NULL,                  -- acknowledged, muted, unmuted
    at_ns INTEGER NOT NULL,              -- on the frames' clock
    wall_time REAL NOT NULL,
    kind TEXT, start_ns INTEGER,         -- the event that was acknowledged; NULL: none
    severity INTEGER,                    -- that it had then
    seconds REAL                         -- of silence; NULL: none
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
    timings TEXT NOT NULL,               -- milliseconds per stage, JSON
    detected INTEGER NOT NULL,           -- 1: the box is the detector's, of this very frame
    camera TEXT NOT NULL,                -- what else the rules were told: the camera's state,
    speed_kmh REAL,                      -- and the car's; NULL: it did not say
    reverse INTEGER,
    ignition INTEGER
) STRICT;

CREATE TABLE silences (                  -- what the rules were told while no frame came
    id INTEGER PRIMARY KEY,
    after INTEGER NOT NULL,              -- observations.id of the last one before it; 0: none was before
    now_ns INTEGER NOT NULL,
    wall_time REAL NOT NULL,
    camera TEXT NOT NULL,
    speed_kmh REAL,
    reverse INTEGER,
    ignition INTEGER
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


def create(database: sqlite3.Connection) -> None:
    """Make the tables in an empty database, and say whose they are, within the caller's transaction."""
    for statement in TABLES.split(";\n"):
        database.execute(statement)
    database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    database.execute(f"PRAGMA user_version = {VERSION}")
