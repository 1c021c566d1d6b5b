"""What came of one drive, and its file."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.posture.event import EventKind, PostureEvent, Severity
from app.whole_file import whole_file

VERSION = 1
"""Of the file; results of another version are made anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DriveResult:
    """One drive's outcome.

    Attributes
    ----------
    camera : what the frames came from.
    seconds : from the first observation to the last.
    complete : whether all that the rules were told was kept with the drive.
    problem : one line, why there is no outcome, or "".
    """

    name: str
    path: str
    camera: str = ""
    seconds: float = 0.0
    complete: bool = True
    rules_version: str = ""
    events: tuple[PostureEvent, ...] = ()
    observability: dict[EventKind, float] = field(default_factory=dict)
    problem: str = ""

    @classmethod
    def failed(cls, drive: Path, problem: str) -> "DriveResult":
        """Return the result of a drive that could not be judged."""
        return cls(name=drive.name, path=str(drive), problem=problem)


def save_result(result: DriveResult, key: str, path: Path) -> None:
    """Write a result, whole or not at all; `key` is its job's.

    Raises
    ------
    OSError : it cannot be written.
    """
    document = {
        "version": VERSION,
        "key": key,
        "name": result.name,
        "path": result.path,
        "camera": result.camera,
        "seconds": result.seconds,
        "complete": result.complete,
        "rules_version": result.rules_version,
        "events": [
            {
                "kind": event.kind.value,
                "severity": event.severity.name.lower(),
                "start_ns": event.start,
                "end_ns": event.end,
                "wall_time": event.wall_time,
                "peak": event.peak,
                "evidence": list(event.evidence),
                "rules_version": event.rules_version,
            }
            for event in result.events
        ],
        "observability": {kind.value: share for kind, share in result.observability.items()},
    }
    with whole_file(path) as part:
        part.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def load_result(path: Path, key: str) -> DriveResult | None:
    """Read a result; None where there is none for this key: it is to be made (anew)."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["version"] != VERSION or document["key"] != key:
            return None
        return DriveResult(
            name=document["name"],
            path=document["path"],
            camera=document["camera"],
            seconds=document["seconds"],
            complete=document["complete"],
            rules_version=document["rules_version"],
            events=tuple(map(_event, document["events"])),
            observability={EventKind(kind): share for kind, share in document["observability"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError):
        # Missing, or not a file of ours: made anew, and replaced whole.
        return None


def _event(record: dict[str, Any]) -> PostureEvent:
    return PostureEvent(
        kind=EventKind(record["kind"]),
        severity=Severity[record["severity"].upper()],
        start=record["start_ns"],
        end=record["end_ns"],
        wall_time=record["wall_time"],
        peak=record["peak"],
        evidence=tuple(record["evidence"]),
        rules_version=record["rules_version"],
    )
