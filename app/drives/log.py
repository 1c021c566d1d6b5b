"""The drive's database behind a thread of its own: a slow disk holds up nobody."""

import logging
import shutil
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence

from app.drives.drive import DriveWriter
from app.drives.recorded import RecordedFrame, Segment
from app.drives.response import Response
from app.posture.event import EventKind, PostureEvent
from app.posture.inputs import Told
from app.reason import reason

logger = logging.getLogger(__name__)

EVENT_WAIT_S = 0.2
"""An alert that comes later than this comes late; the log may."""

BATCH_S = 1.0
"""Observations are written together so often: at most a second of them is lost with the power."""

MOST_TOLD = 9000
"""Five minutes at 30 frames a second, some 10 MB, wait for a disk that does not answer."""

MOST_RECORDED = 1000
"""Segments' seconds that wait likewise."""

MOST_EVENTS = 1000
"""Events that wait likewise; five times what the window shows."""

EventKey = tuple[EventKind, int]
"""What an event is known by: its kind and start."""


class DriveLog:
    """Write a drive's events and observations. Any thread may call it.

    What cannot be written is kept, up to a bound, and tried again every second.

    Parameters
    ----------
    writer : the drive, which the log closes; or None where none could be begun, with `problem` saying why.

    Attributes
    ----------
    disk_free : bytes left on the drive's disk a second ago, or None where that is not known.
    """

    def __init__(self, writer: DriveWriter | None, problem: str = "") -> None:
        self._writer = writer
        self._changed = threading.Condition()
        self._failures = {"begin": problem} if problem else {}
        self._lost = False
        self.disk_free: int | None = None
        self._events: dict[EventKey, PostureEvent] = {}
        self._told: deque[Told] = deque()
        self._recorded: deque[tuple[Segment, Sequence[RecordedFrame]]] = deque()
        self._responses: deque[Response] = deque(maxlen=MOST_EVENTS)
        self._urgent = False
        self._ending: tuple[Mapping[EventKind, float], int | None] | None = None
        self._thread = threading.Thread(target=self._run, name="drive log", daemon=True)
        if writer is not None:
            self._thread.start()

    @property
    def path(self) -> str:
        """The drive's folder, or "" where there is none."""
        return "" if self._writer is None else str(self._writer.path)

    @property
    def problem(self) -> str:
        """One line, why something is not logged, or ""."""
        with self._changed:
            lost = "part of the log is lost: the disk could not be written for too long" if self._lost else ""
            return next(iter(self._failures.values()), lost)

    @property
    def unlogged(self) -> frozenset[EventKey]:
        """Events whose newest telling is not on the disk, or not yet."""
        with self._changed:
            return frozenset(self._events)

    def events(self, events: Sequence[PostureEvent]) -> None:
        """Store events, or what became of them; return when they are on the disk, or after 200 ms."""
        if not events:
            return
        with self._changed:
            self._events.update(((event.kind, event.start), event) for event in events)
            while len(self._events) > MOST_EVENTS:
                del self._events[next(iter(self._events))]
                self._lost = True
            if self._writer is None:
                return
            self._urgent = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: not any(map(self._is_waiting, events)), EVENT_WAIT_S)

    def told(self, told: Told) -> None:
        """Store an observation and what else the rules are told, soon. Never waits."""
        if self._writer is None:
            return
        with self._changed:
            self._told.append(told)
            if len(self._told) > MOST_TOLD:
                self._told.popleft()
                self._lost = True

    def recorded(self, segment: Segment, frames: Sequence[RecordedFrame]) -> None:
        """Store where frames are that are on the disk, soon. Never waits."""
        with self._changed:
            self._recorded.append((segment, frames))
            if len(self._recorded) > MOST_RECORDED:
                self._recorded.popleft()
                self._lost = True

    def response(self, response: Response) -> None:
        """Store what a person did about an alert, soon. Never waits."""
        with self._changed:
            self._responses.append(response)

    def close(self, observability: Mapping[EventKind, float], timeout: float, end: int | None = None) -> None:
        """Store the rest and mark the drive as ended; wait up to `timeout` seconds for it. Safe to call twice.

        `end`, ns: when the rules were told that it is over.
        """
        if self._writer is None:
            return
        with self._changed:
            if self._ending is None:
                self._ending = observability, end
            self._changed.notify_all()
        self._thread.join(timeout)
        if self._thread.is_alive():
            with self._changed:
                self._failures["end"] = f"{self.path}: the disk does not answer; the end of the drive is not logged"

    def _is_waiting(self, event: PostureEvent) -> bool:
        return self._events.get((event.kind, event.start)) is event

    def _run(self) -> None:
        assert self._writer is not None
        next_batch = time.monotonic() + BATCH_S
        while True:
            with self._changed:
                self._changed.wait_for(
                    lambda: self._urgent or self._ending is not None, max(0.0, next_batch - time.monotonic())
                )
                ending = self._ending
                self._urgent = False
            self._attempt(self._write_events)
            if ending is not None or time.monotonic() >= next_batch:
                self._attempt(self._write_rest)
                # Here, since asking may take as long as writing.
                self._attempt(self._look_at_disk)
                next_batch = time.monotonic() + BATCH_S
            if ending is not None:
                self._attempt(self._close)
                return

    def _attempt(self, write: Callable[[], None]) -> None:
        """Write; what fails is told, and stays for the next time."""
        problem = ""
        try:
            write()
        except Exception as error:
            problem = reason(error, logger, "the drive's log")
        with self._changed:
            self._failures.pop(write.__name__, None)
            if problem:
                self._failures[write.__name__] = problem

    def _write_events(self) -> None:
        assert self._writer is not None
        with self._changed:
            waiting = dict(self._events)
        if not waiting:
            return
        self._writer.events(list(waiting.values()))
        with self._changed:
            for key, event in waiting.items():
                if self._is_waiting(event):
                    del self._events[key]
            self._changed.notify_all()

    def _look_at_disk(self) -> None:
        assert self._writer is not None
        self.disk_free = shutil.disk_usage(self._writer.path).free

    def _write_rest(self) -> None:
        assert self._writer is not None
        with self._changed:
            told, recorded, responses = list(self._told), list(self._recorded), list(self._responses)
            for waiting in (self._told, self._recorded, self._responses):
                waiting.clear()
        try:
            if responses:
                self._writer.responses(responses)
                responses = []
            if told:
                self._writer.told(told)
                told = []
            while recorded:
                self._writer.recorded(*recorded[0])
                del recorded[0]
        finally:
            with self._changed:
                self._responses.extendleft(reversed(responses))
                self._told.extendleft(reversed(told))
                self._recorded.extendleft(reversed(recorded))

    def _close(self) -> None:
        assert self._writer is not None and self._ending is not None
        observability, end = self._ending
        self._writer.close(observability, end, lost=self._lost)
