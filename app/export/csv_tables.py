"""`measures.csv`: one row a moment. `events.csv` is written by `result_files`, as `analyse` does.

Columns: time_s (on the frames' clock, as in events.csv), wall_time (UTC), then for each rule its measure in its own
unit (empty: not observable) and its state.
"""

import csv
from pathlib import Path

import numpy as np

from app.export.contents import Contents
from app.export.records import measure_names, state_columns, utc
from app.whole_file import whole_file


def write_measures(contents: Contents, path: Path) -> None:
    """Write what every rule said at every moment.

    Raises
    ------
    OSError : it cannot be written.
    """
    trace = contents.trace
    states = dict(state_columns(contents))
    header = ["time_s", "wall_time", *(name for kind in measure_names() for name in (kind, f"{kind}_state"))]
    with whole_file(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        for row, (time, wall_time) in enumerate(zip(trace.times.tolist(), trace.wall_times.tolist(), strict=True)):
            cells: list[str] = [f"{time / 1e9:.3f}", utc(wall_time)]
            for column, kind in enumerate(measure_names()):
                value = trace.measures[row, column]
                cells += ["" if np.isnan(value) else f"{value:.4g}", states[f"{kind}_state"][row]]
            writer.writerow(cells)
