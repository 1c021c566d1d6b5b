"""A drive's observations by time, without reading them all: they lie on the disk in the order of time."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

import numpy as np
from numpy.typing import NDArray

from app.drives.pose_blob import LAYOUT
from app.drives.reading import OBSERVATION, Drive, damaged, observation_of, opened
from app.perception.observation import Observation
from pose.errors import UserError


class ObservationLog:
    """Find observations by time. One thread may use it; `close` it.

    Attributes
    ----------
    first, last : rows of the first and the last observation; (1, 0) where there is none.

    Raises
    ------
    UserError : the database is damaged; so does every method.
    """

    def __init__(self, drive: Drive) -> None:
        self._file = drive.path
        self._stack = ExitStack()
        self._database = self._stack.enter_context(opened(drive.path))
        with self._told():
            ((first, last),) = self._database.execute("SELECT min(id), max(id) FROM observations")
        self.first: int = 1 if first is None else first
        self.last: int = 0 if last is None else last

    def row_at(self, time: int) -> int | None:
        """Return the row of the newest observation captured at `time`, ns, or before; None where there is none.

        Found by halving: rows rise with time.
        """
        with self._told():
            low, high = self.first, self.last
            found = None
            while low <= high:
                middle = (low + high) // 2
                row, captured_at = self._database.execute(
                    "SELECT id, captured_at FROM observations WHERE id >= ? ORDER BY id LIMIT 1", (middle,)
                ).fetchone()
                if captured_at <= time:
                    found, low = row, row + 1
                else:
                    high = middle - 1
            return found

    def at(self, time: int) -> Observation | None:
        """Return the newest observation captured at `time`, ns, or before; None where there is none."""
        row = self.row_at(time)
        return None if row is None else self.read(row)

    def read(self, row: int) -> Observation | None:
        """Return one observation; None where there is no such row."""
        with self._told():
            found = self._database.execute(f"SELECT {OBSERVATION} FROM observations WHERE id = ?", (row,)).fetchone()
            return None if found is None else observation_of(found)

    def each(self, rows: Sequence[int]) -> Iterator[Observation]:
        """Yield the observations of `rows`, as far as there are such."""
        for row in rows:
            observation = self.read(row)
            if observation is not None:
                yield observation

    def visibility(self, rows: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return when and how visible each keypoint was in `rows`: ns (N,), and (N, 17, 3) probabilities in the order
        absent, occluded, visible, as the network gave them; NaN where nobody was seen.
        """
        times, blobs = [], []
        nobody = np.zeros((), LAYOUT)
        nobody["visibility"] = np.nan
        with self._told():
            for row in rows:
                found = self._database.execute(
                    "SELECT captured_at, raw FROM observations WHERE id = ?", (row,)
                ).fetchone()
                if found is not None:
                    times.append(found[0])
                    blobs.append(nobody.tobytes() if found[1] is None else found[1])
            table = np.frombuffer(b"".join(blobs), LAYOUT)
        return np.array(times, np.int64), table["visibility"].astype(np.float32)

    def close(self) -> None:
        """Close the database. Safe to call twice."""
        self._stack.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, ValueError, TypeError) as error:
            raise UserError(damaged(self._file, error)) from error
