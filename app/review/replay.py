"""A drive judged anew from what is kept of it: the same rules find the same events, byte for byte.

A drive that was cut off lost the last second of what the rules were told: of that second they cannot say the same.
"""

from collections.abc import Callable, Iterator

from app.drives.reading import Drive
from app.drives.told import read_told
from app.posture.inputs import Told
from app.posture.monitor import PostureMonitor, PostureUpdate
from app.posture.rules import Rules
from app.review.outcome import Found, Outcome, Progress
from calibration.cabin import Cabin
from pose import toml_file
from pose.errors import UserError

STEP = 500
"""Moments between two tellings of progress: some 50 ms, so that a window can go on meanwhile."""

Watch = Callable[[Told, PostureUpdate], None]


def replay(drive: Drive, rules: Rules | None = None, watch: Watch | None = None) -> Iterator[Progress]:
    """Tell `rules` what was told during the drive; yield progress, at last with the outcome. Closing it cancels.

    Parameters
    ----------
    rules : None: the drive's own.
    watch : is told of every moment, and of what the rules said to it.

    Raises
    ------
    UserError : the drive is damaged, or does not hold its rules.
    """
    monitor = monitor_of(drive, rules or rules_of(drive))
    found, done, total, now = Found(), 0, drive.count(), 0
    for told in read_told(drive):
        update = monitor.tell(told)
        found.update(update)
        if watch is not None:
            watch(told, update)
        now = max(now, told.now)
        done += 1
        if done % STEP == 0:
            yield Progress(done=done, total=max(done, total))
    finish(drive, monitor, found, now)
    yield Progress(done=done, total=done, outcome=Outcome(events=found.events(), observability=monitor.observability()))


def finish(drive: Drive, monitor: PostureMonitor, found: Found, now: int) -> None:
    """End what goes on as it was ended then; `now`, ns: the last moment. A drive that was cut off has no end."""
    if drive.end is not None:
        found.update(monitor.finish(drive.end))
    elif not drive.ended_unexpectedly:
        found.update(monitor.finish(now))


def monitor_of(drive: Drive, rules: Rules) -> PostureMonitor:
    """Return a monitor that knows of wheel and cabin what was known during the drive."""
    return PostureMonitor(rules, drive.info.wheel, cabin_of(drive))


def rules_of(drive: Drive) -> Rules:
    """Return the rules that held during the drive.

    Raises
    ------
    UserError : it does not hold any, or of another version.
    """
    if not drive.info.settings:
        raise UserError(f"{drive.path}: does not hold its rules; name some with --rules")
    return toml_file.loads(drive.info.settings, Rules, f"{drive.path}, its rules")


def cabin_of(drive: Drive) -> Cabin | None:
    """Return the calibration that held during the drive, None where there was none."""
    return toml_file.loads(drive.info.cabin, Cabin, f"{drive.path}, its cabin") if drive.info.cabin else None
