"""Vehicle states from a CSV file, for drives that are replayed."""

import csv
import math
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from app.posture.inputs import VehicleState
from app.vehicle.source import MAX_AGE_S
from pose.errors import UserError

COLUMNS = ("time", "speed", "reverse", "ignition")

_FLAGS = {"": None, "0": False, "1": True, "false": False, "true": True}


@dataclass(frozen=True, slots=True)
class VehicleTable:
    """The rows of a file: seconds from the drive's beginning, rising; speed in km/h; reverse and ignition 0 or 1.

    An empty cell is not known. A row holds until the next one, for `MAX_AGE_S` at most.
    """

    path: Path
    times: tuple[float, ...]
    states: tuple[VehicleState, ...]

    @classmethod
    def read(cls, path: Path) -> "VehicleTable":
        """Read a CSV file whose first line is `time,speed,reverse,ignition`; all but time may be missing.

        Raises
        ------
        UserError : no such file, another first line, a row that cannot be: with its line.
        """
        try:
            with path.open(encoding="utf-8", newline="") as file:
                rows = csv.DictReader(file)
                header = rows.fieldnames or []
                if "time" not in header or not set(header) <= set(COLUMNS):
                    raise UserError(f"{path}: the first line must be {','.join(COLUMNS)}, not {','.join(header)}")
                found = [_row(row, f"{path}, line {rows.line_num}") for row in rows]
        except OSError as error:
            raise UserError(f"{path}: cannot be read ({error.strerror}); check the path and its rights") from error
        except (UnicodeDecodeError, csv.Error) as error:
            raise UserError(f"{path}: is no CSV file ({error})") from error
        times = tuple(time for time, _ in found)
        for line, (before, after) in enumerate(pairwise(times), start=3):
            if after <= before:
                raise UserError(f"{path}, line {line}: times must rise; {after:g} comes after {before:g}")
        return cls(path, times, tuple(state for _, state in found))

    @property
    def description(self) -> str:
        """The file's name."""
        return self.path.name

    def state_at(self, captured_at: int) -> VehicleState | None:
        """Return the state of the last row before `captured_at`, ns from the drive's beginning."""
        seconds = captured_at / 1e9
        row = bisect_right(self.times, seconds) - 1
        return self.states[row] if row >= 0 and seconds - self.times[row] <= MAX_AGE_S else None

    def close(self) -> None:
        """Nothing is open."""


def _row(row: dict[str, str | None], where: str) -> tuple[float, VehicleState]:
    time, speed = _number(row.get("time"), where), _number(row.get("speed"), where)
    if time is None:
        raise UserError(f"{where}: the time is missing")
    return time, VehicleState(
        speed_kmh=speed, reverse=_flag(row.get("reverse"), where), ignition=_flag(row.get("ignition"), where)
    )


def _number(cell: str | None, where: str) -> float | None:
    if not (cell or "").strip():
        return None
    try:
        value = float(cell or "")
    except ValueError:
        value = math.nan
    if not 0 <= value < math.inf:
        raise UserError(f"{where}: '{cell}' is no number from 0 on")
    return value


def _flag(cell: str | None, where: str) -> bool | None:
    text = (cell or "").strip().lower()
    if text not in _FLAGS:
        raise UserError(f"{where}: '{cell}' is neither 0 nor 1")
    return _FLAGS[text]
