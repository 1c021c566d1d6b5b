"""A drive's tables, row by row."""

import json
import sqlite3
from collections.abc import Sequence

from app.drives import pose_blob
from app.drives.recorded import RecordedFrame, Segment
from app.posture.inputs import Surroundings, Told
from pose.pose import Pose

INSERT_OBSERVATION = (
    "INSERT INTO observations (frame, captured_at, wall_time, name, width, height, x1, y1, x2, y2, raw, pose, timings, "
    "detected, camera, speed_kmh, reverse, ignition) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
INSERT_SILENCE = (
    "INSERT INTO silences (after, now_ns, wall_time, camera, speed_kmh, reverse, ignition) "
    "VALUES ((SELECT ifnull(max(id), 0) FROM observations), ?, ?, ?, ?, ?, ?)"
)

FRAME = "frame, captured_at, wall_time, segment, pts"
"""Columns of the recorded frames, as `frame_of` takes them."""


def frame_of(row: tuple[int, int, float, int, int]) -> RecordedFrame:
    """Return a row with the columns `FRAME` as what it was."""
    index, captured_at, wall_time, segment, pts = row
    return RecordedFrame(index=index, captured_at=captured_at, wall_time=wall_time, segment=segment, pts=pts)


def insert_recorded(database: sqlite3.Connection, segment: Segment, frames: Sequence[RecordedFrame]) -> None:
    """Put a segment and frames of it into the tables, within the caller's transaction."""
    database.execute(
        "INSERT OR IGNORE INTO segments (number, start_ns, start_wall_time, first_index, quarters, mirrored, blurred) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            segment.number,
            segment.start,
            segment.start_wall_time,
            segment.first_index,
            segment.orientation.quarters,
            segment.orientation.mirrored,
            segment.blurred,
        ),
    )
    database.executemany(
        f"INSERT OR REPLACE INTO frames ({FRAME}) VALUES (?, ?, ?, ?, ?)",
        [(frame.index, frame.captured_at, frame.wall_time, frame.segment, frame.pts) for frame in frames],
    )


def row_of(told: Told) -> tuple[object, ...]:
    """Return what is stored of a moment, for `INSERT_OBSERVATION` or `INSERT_SILENCE`."""
    observation = told.observation
    if observation is None:
        return told.now, told.wall_time, *_around(told.surroundings)
    box = observation.box
    return (
        observation.index,
        observation.captured_at,
        observation.wall_time,
        observation.name,
        observation.width,
        observation.height,
        *((None,) * 4 if box is None else (box.x1, box.y1, box.x2, box.y2)),
        _blob(observation.raw),
        _blob(observation.pose),
        json.dumps(observation.timings_ms),
        observation.detected,
        *_around(told.surroundings),
    )


def _around(surroundings: Surroundings) -> tuple[object, ...]:
    car = surroundings.vehicle
    return surroundings.camera.value, *((None,) * 3 if car is None else (car.speed_kmh, car.reverse, car.ignition))


def _blob(pose: Pose | None) -> bytes | None:
    return None if pose is None else pose_blob.pack(pose)
