"""A drive seen anew: other networks over its pictures. As slow as the networks are."""

from collections.abc import Iterator

from app.drives.pictures import open_pictures
from app.drives.reading import Drive
from app.drives.told import read_told
from app.frames.frame import BrokenPictureError
from app.perception.perception import Perception
from app.posture.inputs import WORKING, Told
from app.posture.rules import Rules
from app.review.outcome import Found, Outcome, Progress
from app.review.replay import finish, monitor_of, rules_of

FOREVER = 2**63
"""Later than every moment, ns."""


def reanalyse(drive: Drive, perception: Perception, rules: Rules | None = None) -> Iterator[Progress]:
    """Look at every picture of the drive through `perception`, then as for `replay`. Closing it cancels.

    The camera's state and the car's are taken from the drive. Pictures that were recorded and not looked at then, since
    the networks were busy, are looked at now.

    Parameters
    ----------
    perception : a fresh one, with the drive's cabin (see `cabin_of`); its networks are for this thread alone.
    rules : None: the drive's own.

    Raises
    ------
    UserError : the drive has no pictures, they are gone or damaged, or it does not hold its rules.
    """
    monitor = monitor_of(drive, rules or rules_of(drive))
    known = _Known(read_told(drive))
    pictures = open_pictures(drive)
    found, done, now = Found(), 0, 0
    try:
        while (frame := pictures.source.read()) is not None:
            for told in known.until(frame.captured_at):
                found.update(monitor.tell(told))
            try:
                observation = perception.observe(frame)
            except BrokenPictureError:
                continue
            found.update(monitor.tell(Told.of(observation, known.surroundings)))
            now = max(now, frame.captured_at)
            done += 1
            yield Progress(done=done, total=max(done, pictures.count))
        for told in known.until(FOREVER):
            found.update(monitor.tell(told))
            now = max(now, told.now)
    finally:
        pictures.source.close()
    finish(drive, monitor, found, now)
    outcome = Outcome(events=found.events(), observability=monitor.observability())
    yield Progress(done=done, total=done, outcome=outcome)


class _Known:
    """What was told then, taken moment by moment.

    Attributes
    ----------
    surroundings : of the newest moment that was taken.
    """

    def __init__(self, told: Iterator[Told]) -> None:
        self._told = told
        self._next = next(told, None)
        self.surroundings = WORKING if self._next is None else self._next.surroundings

    def until(self, now: int) -> Iterator[Told]:
        """Take all up to `now`, ns; yield the moments without a frame among it."""
        while self._next is not None and self._next.now <= now:
            told, self._next = self._next, next(self._told, None)
            self.surroundings = told.surroundings
            if told.observation is None:
                yield told
