"""What the rules were told during a drive, moment by moment, in order."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator

from app.camera_state import CameraState
from app.drives import pose_blob, schema
from app.drives.reading import Drive, opened, version_of
from app.perception.observation import Observation
from app.posture.inputs import WORKING, Surroundings, Told, VehicleState
from pose.boxes import Box

AROUND = "camera, speed_kmh, reverse, ignition"
"""Columns of the surroundings, as `_surroundings` takes them."""


def read_told(drive: Drive) -> Iterator[Told]:
    """Yield every moment of a drive.

    What the rules do not look at is left out of the observations, for speed: `name`, `raw`, `timings_ms`. Of a drive
    that an older version wrote, the camera is taken to have worked, and nothing is known of the car.

    Raises
    ------
    UserError : the file is damaged; what was read before is right.
    """
    with opened(drive.path) as database:
        whole = version_of(database) >= schema.WHOLE
        silences = _silences(database) if whole else {}
        yield from silences.get(0, ())
        for row, index, captured_at, wall_time, width, height, x1, y1, x2, y2, pose, *around in database.execute(
            "SELECT id, frame, captured_at, wall_time, width, height, x1, y1, x2, y2, pose, "
            + (AROUND if whole else f"'{CameraState.OK.value}', NULL, NULL, NULL")
            + " FROM observations ORDER BY id"
        ):
            observation = Observation(
                index=index,
                captured_at=captured_at,
                wall_time=wall_time,
                name="",
                width=width,
                height=height,
                box=None if x1 is None else Box(x1, y1, x2, y2),
                raw=None,
                pose=None if pose is None else pose_blob.unpack(pose),
            )
            yield Told.of(observation, _surroundings(*around))
            yield from silences.get(row, ())


def _silences(database: sqlite3.Connection) -> dict[int, list[Told]]:
    """Return the moments without a frame, by the row of the observation that they came after."""
    found: dict[int, list[Told]] = defaultdict(list)
    for after, now, wall_time, *around in database.execute(
        f"SELECT after, now_ns, wall_time, {AROUND} FROM silences ORDER BY id"
    ):
        told = Told(now=now, wall_time=wall_time, observation=None, surroundings=_surroundings(*around))
        found[after].append(told)
    return found


def _surroundings(camera: str, speed: float | None, reverse: int | None, ignition: int | None) -> Surroundings:
    if speed is None and reverse is None and ignition is None:
        return WORKING if camera == CameraState.OK else Surroundings(camera=CameraState(camera))
    vehicle = VehicleState(speed_kmh=speed, reverse=_flag(reverse), ignition=_flag(ignition))
    return Surroundings(camera=CameraState(camera), vehicle=vehicle)


def _flag(stored: int | None) -> bool | None:
    return None if stored is None else bool(stored)
