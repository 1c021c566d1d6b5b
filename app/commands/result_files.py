"""What `analyse` writes: observations as JSON lines, events as CSV, poses as COCO keypoint results.

Pixels are rounded to hundredths, scores and probabilities to four digits: finer than any network tells.
"""

import csv
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from app.perception.observation import Observation
from app.posture.event import PostureEvent
from app.whole_file import whole_file
from pose.errors import UserError
from pose.pose import Pose
from pose.visibility import Visibility

PERSON = 1
"""COCO's category id of a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One observation and where it belongs.

    Attributes
    ----------
    source : the input's file or folder name.
    file_name : the picture's name, or "video.mp4#000012" for a video's thirteenth frame.
    image_id : the picture's COCO id.
    annotation_id : the annotation whose box was used, or None.
    """

    source: str
    file_name: str
    image_id: int
    annotation_id: int | None
    observation: Observation


class ResultFile(Protocol):
    """A file that takes results as they come."""

    def add(self, result: Result) -> None:
        """Take one more observation."""

    def add_event(self, source: str, event: PostureEvent) -> None:
        """Take an event that ended."""

    def finish(self) -> None:
        """Write what belongs at the end."""


class JsonLines:
    """One observation a line.

    Keys: source, index, name, time_s (since the source's beginning), wall_time (seconds since 1970), width, height, box
    ([x1, y1, x2, y2] or null), raw and pose (null, or xy (17 x 2), score (17), visibility (17 x 3: absent, occluded,
    visible), state (17: 0 absent, 1 occluded, 2 visible)), timings_ms. `raw` is the network's own, `pose` is smoothed.
    """

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def add(self, result: Result) -> None:
        """Write the observation's line."""
        seen = result.observation
        box = seen.box
        line = {
            "source": result.source,
            "index": seen.index,
            "name": seen.name,
            "time_s": round(seen.captured_at / 1e9, 6),
            "wall_time": round(seen.wall_time, 3),
            "width": seen.width,
            "height": seen.height,
            "box": None if box is None else [round(side, 2) for side in (box.x1, box.y1, box.x2, box.y2)],
            "raw": None if seen.raw is None else _pose_record(seen.raw),
            "pose": None if seen.pose is None else _pose_record(seen.pose),
            "timings_ms": {stage: round(ms, 2) for stage, ms in seen.timings_ms.items()},
        }
        self._file.write(json.dumps(line) + "\n")

    def add_event(self, source: str, event: PostureEvent) -> None:
        """Events are not observations: nothing is written."""

    def finish(self) -> None:
        """Lines need no end."""


class EventTable:
    """One event a row, in the order in which they ended."""

    COLUMNS = (
        *("source", "kind", "severity", "start_s", "end_s", "duration_s", "wall_time", "peak"),
        *("evidence", "rules_version"),
    )

    def __init__(self, file: IO[str]) -> None:
        self._writer = csv.writer(file, lineterminator="\n")
        self._writer.writerow(self.COLUMNS)

    def add(self, result: Result) -> None:
        """Observations are not events: nothing is written."""

    def add_event(self, source: str, event: PostureEvent) -> None:
        """Write the event's row."""
        assert event.end is not None, "only events that ended are written"
        self._writer.writerow(
            (
                source,
                event.kind.value,
                event.severity.name.lower(),
                f"{event.start / 1e9:.3f}",
                f"{event.end / 1e9:.3f}",
                f"{(event.end - event.start) / 1e9:.3f}",
                datetime.fromtimestamp(event.wall_time, UTC).isoformat(timespec="milliseconds"),
                f"{event.peak:.4g}",
                " ".join(event.evidence),
                event.rules_version,
            )
        )

    def finish(self) -> None:
        """Rows need no end."""


class CocoResults:
    """A list of COCO keypoint results, as `pycocotools.coco.COCO.loadRes` takes it.

    Each: image_id, category_id 1, keypoints (17 times x, y, state: every keypoint keeps its best place, also when its
    state is 0), score (the keypoints' mean, weighed by how likely each is shown), and beyond COCO: file_name,
    annotation_id (with boxes from a file), visibility (17 x 3), state (17), keypoint_scores (17).
    """

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self._separator = "[\n"

    def add(self, result: Result) -> None:
        """Write the person, if there is one."""
        pose = result.observation.raw
        if pose is None:
            return
        record = _pose_record(pose)
        entry: dict[str, object] = {
            "image_id": result.image_id,
            "category_id": PERSON,
            "keypoints": [
                number for (x, y), state in zip(record["xy"], record["state"], strict=True) for number in (x, y, state)
            ],
            "score": round(_person_score(pose), 4),
            "file_name": result.file_name,
            "visibility": record["visibility"],
            "state": record["state"],
            "keypoint_scores": record["score"],
        }
        if result.annotation_id is not None:
            entry["annotation_id"] = result.annotation_id
        self._file.write(self._separator + json.dumps(entry))
        self._separator = ",\n"

    def add_event(self, source: str, event: PostureEvent) -> None:
        """Pictures that stand alone have no events."""

    def finish(self) -> None:
        """Close the list."""
        self._file.write("[]\n" if self._separator == "[\n" else "\n]\n")


class NoFile:
    """Where nothing is to be written."""

    def add(self, result: Result) -> None:
        """Let it pass."""

    def add_event(self, source: str, event: PostureEvent) -> None:
        """Let it pass."""

    def finish(self) -> None:
        """Let it pass."""


KINDS: dict[str, Callable[[IO[str]], ResultFile]] = {".jsonl": JsonLines, ".csv": EventTable, ".json": CocoResults}
"""What is written, by the file name's suffix."""


@contextmanager
def writing(path: Path | None) -> Iterator[ResultFile]:
    """Write `path` whole or not at all; its suffix (one of `KINDS`) says what.

    An exception inside leaves the file of that name as it was.

    Raises
    ------
    UserError : the file cannot be written.
    """
    if path is None:
        yield NoFile()
        return
    with whole_file(path) as part:
        try:
            file = part.open("w", encoding="utf-8", newline="")
        except OSError as error:
            raise UserError(f"{path}: cannot be written ({error.strerror}); name a folder you may write to") from error
        with file:
            result_file = KINDS[path.suffix.lower()](file)
            yield result_file
            result_file.finish()


def _pose_record(pose: Pose) -> dict[str, Any]:
    return {
        "xy": _rounded(pose.xy, 2),
        "score": _rounded(pose.score, 4),
        "visibility": _rounded(pose.visibility, 4),
        "state": pose.state.tolist(),
    }


def _rounded(values: NDArray[np.float32], digits: int) -> list[Any]:
    # float64 first: a rounded float32 prints as 12.340000152587891.
    rounded: list[Any] = values.astype(np.float64).round(digits).tolist()
    return rounded


def _person_score(pose: Pose) -> float:
    shown = 1.0 - pose.visibility[:, Visibility.ABSENT]
    return float((pose.score * shown).sum() / max(float(shown.sum()), 1e-6))
