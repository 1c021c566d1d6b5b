"""`drive.json`: the drive, its events and measures in one document.

Keys: drive (name, source, start: UTC, ended_unexpectedly, networks: names and SHA-256, rules_version), events (a list),
observability (share of the time by rule), measures (time_s, wall_time, and by rule lists of the same length: null where
it is not observable), states (by rule).
"""

import json
from pathlib import Path

import numpy as np

from app.export.contents import Contents
from app.export.records import event_record, measure_names, state_columns, utc
from app.whole_file import whole_file


def write_json(contents: Contents, path: Path) -> None:
    """Write everything.

    Raises
    ------
    OSError : it cannot be written.
    """
    drive, trace = contents.drive, contents.trace
    values = np.where(np.isnan(trace.measures), None, trace.measures)  # type: ignore[call-overload]
    document = {
        "drive": {
            "name": contents.name,
            "source": drive.info.source,
            "start": utc(drive.info.start_wall_time),
            "ended_unexpectedly": drive.ended_unexpectedly,
            "networks": dict(drive.info.bundles),
            "rules_version": contents.rules.version,
        },
        "events": [event_record(event) for event in contents.events],
        "observability": {kind.value: share for kind, share in trace.outcome.observability.items()},
        "measures": {
            "time_s": (trace.times / 1e9).tolist(),
            "wall_time": trace.wall_times.tolist(),
            **{name: values[:, column].tolist() for column, name in enumerate(measure_names())},
        },
        "states": {name.removesuffix("_state"): states for name, states in state_columns(contents)},
    }
    with whole_file(path) as part, part.open("w", encoding="utf-8") as file:
        json.dump(document, file, allow_nan=False)
