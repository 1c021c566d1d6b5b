"""How fast a drive is judged anew from what is kept of it, against the time that it took.

    python -m benchmarks.replay DRIVE [DRIVE ...]

The best of some runs counts, in processor time: one core, whatever else runs.
"""

import argparse
import sys
import time
from pathlib import Path

from app.drives.reading import Drive, read_drive
from app.review.outcome import outcome_of
from app.review.replay import replay
from pose.errors import UserError

RUNS = 5

FOUR_HOURS = 4 * 3600 * 30
"""Observations at 30 a second."""


def seconds_of(drive: Drive) -> float:
    """Return the processor seconds of the fastest run."""
    times = []
    for _ in range(RUNS):
        started = time.process_time()
        outcome_of(replay(drive))
        times.append(time.process_time() - started)
    return min(times)


def main() -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(description="Measure how fast drives are judged anew.")
    parser.add_argument("drives", nargs="+", type=Path, metavar="DRIVE")
    try:
        for path in parser.parse_args().drives:
            drive = read_drive(path)
            count, (first, last) = drive.count(), drive.time_span()
            seconds = seconds_of(drive)
            print(
                f"{path.name}: {count} observations, {1e6 * seconds / count:.0f} us each, "
                f"{(last - first) / 1e9 / seconds:.0f} times as fast as it was driven; "
                f"four hours at 30 a second: {FOUR_HOURS * seconds / count:.0f} s"
            )
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
