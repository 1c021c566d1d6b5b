"""The monitor without a window: events and figures as text."""

import signal
import time
from collections.abc import Iterator
from datetime import datetime

from app.camera_state import CameraState
from app.commands.event_line import event_line
from app.drives.log import EventKey
from app.drives.recording_status import RecordingState, RecordingStatus
from app.monitor import Monitor
from app.posture.event import EventKind, PostureEvent, Severity
from app.update import Figures, Update
from app.watchdog import Watchdog

POLL_S = 0.2
"""How often `--seconds` is looked at."""


class EventPrinter:
    """Print every event when it begins, becomes more severe and ends, once each."""

    def __init__(self, live: bool) -> None:
        self._live = live
        self._told: dict[tuple[EventKind, int], tuple[Severity, bool]] = {}

    def update(self, events: tuple[PostureEvent, ...], unlogged: frozenset[EventKey]) -> None:
        """Take the newest events; print what is new about them, and which could not be logged (yet)."""
        for event in events:
            telling = event.severity, event.end is not None
            if self._told.get((event.kind, event.start)) != telling:
                self._told[event.kind, event.start] = telling
                mark = ", not logged" if (event.kind, event.start) in unlogged else ""
                print(event_line(event, self._when(event)) + mark, flush=True)

    def _when(self, event: PostureEvent) -> str:
        # A file's events are found by their place in it, a camera's by the clock.
        if self._live:
            return datetime.fromtimestamp(event.wall_time).strftime("%H:%M:%S")
        return f"{event.start / 1e9:.1f} s"

    @property
    def count(self) -> int:
        """How many events there were."""
        return len(self._told)


class TroublePrinter:
    """Print once why the recording stopped, and each time that the camera's state or place changes."""

    def __init__(self) -> None:
        self._stopped = False
        self._camera = CameraState.OK
        self._moved = False

    def update(self, figures: Figures) -> None:
        """Take the newest figures."""
        if figures.recording.state is RecordingState.STOPPED and not self._stopped:
            self._stopped = True
            print(f"recording stopped: {figures.recording.reason}", flush=True)
        if figures.camera is not None and figures.camera.state is not self._camera:
            self._camera = figures.camera.state
            print(f"camera: {self._camera.value}", flush=True)
        if figures.moved != self._moved:
            self._moved = figures.moved
            print("camera: moved; calibrate again" if self._moved else "camera: where it was calibrated", flush=True)


def run_headless(monitor: Monitor, *, watchdog: Watchdog, seconds: float | None) -> None:
    """Print what a started monitor finds until its source ends, `seconds` are over, or SIGINT or SIGTERM comes."""
    live = monitor.live
    printer, troubles = EventPrinter(live), TroublePrinter()
    figures: Figures | None = None
    # SIGTERM as Ctrl+C: a service manager ends a drive as a person does.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        for update in _updates(monitor, watchdog, seconds):
            figures = update.figures
            printer.update(update.events, update.unlogged)
            troubles.update(figures)
    except KeyboardInterrupt:
        watchdog.stopping()
        monitor.stop()
        # The last one has the events' ends.
        for update in _updates(monitor, watchdog, None):
            figures = update.figures
            printer.update(update.events, update.unlogged)
            troubles.update(figures)
    finally:
        signal.signal(signal.SIGTERM, before)
    if figures is not None:
        _print_figures(figures, printer.count)


def _updates(monitor: Monitor, watchdog: Watchdog, seconds: float | None) -> Iterator[Update]:
    until = None if seconds is None else time.monotonic() + seconds
    while True:
        # Asked before taking: an update that comes between the two is taken the next time.
        ended = monitor.updates.closed
        update = monitor.updates.take(POLL_S)
        watchdog.update(monitor.turns)
        if update is not None:
            yield update
        elif ended:
            return
        if until is not None and time.monotonic() >= until:
            monitor.stop()


def _print_figures(figures: Figures, events: int) -> None:
    engine = figures.engine
    print(
        f"{events} events in {figures.frames} frames ({figures.dropped} dropped)\n"
        f"{figures.inference_fps:.1f} frames a second, {figures.inference_ms:.1f} ms each; "
        f"age {figures.frame_age_ms_p50:.0f} ms (p95 {figures.frame_age_ms_p95:.0f} ms)\n"
        f"engine: {engine.backend} {engine.version}, {engine.precision}, {engine.device}\n"
        + _recorded(figures.recording)
        + (f"not logged: {figures.log_problem}" if figures.log_problem else f"logged to {figures.log_path}"),
        flush=True,
    )


def _recorded(status: RecordingStatus) -> str:
    if status.state is RecordingState.OFF:
        return ""
    lost = f", {status.lost} frames lost" if status.lost else ""
    return f"recorded {status.written / 1e6:.1f} MB{lost}\n"
