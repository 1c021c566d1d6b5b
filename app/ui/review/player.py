"""Playing a drive: what is to be shown next, fetched in a thread of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from app.drives.reading import Drive
from app.review.moments import Moment, Moments
from app.review.playback import EXACT_UP_TO, Playback
from app.ui.review.worker import NewestWorker

TICK_MS: Final = 25
"""Somewhat oftener than a camera's pictures come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is to be shown: the moment at `time`, ns, or the one `step` pictures after it; see `Moments.at`."""

    time: int
    step: int = 0
    playing: bool = False
    exact: bool = True


class Player(QObject):
    """Play one drive.

    Attributes
    ----------
    playback : how it plays now.
    moment : what is shown, or None.
    moved : signal, the playback changed.
    shown : signal, a `Moment` is there.
    failed : signal, one line.
    """

    moved = Signal(object)
    shown = Signal(object)
    failed = Signal(str)

    def __init__(self, drive: Drive, start: int, end: int, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.playback = Playback(start=start, end=end, position=start)
        self.moment: Moment | None = None
        self._fetcher = NewestWorker("review pictures", lambda: moments_of(drive), parent=self)
        self._fetcher.answered.connect(self._arrived)
        self._fetcher.failed.connect(self.failed)
        self._since = QElapsedTimer()
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)

    def change(self, playback: Playback) -> None:
        """Play otherwise, or elsewhere."""
        moved = playback.position != self.playback.position or self.moment is None
        self.playback = playback
        if playback.playing and not self._timer.isActive():
            self._since.start()
            self._timer.start()
        elif not playback.playing:
            self._timer.stop()
        if moved or not playback.playing:
            self._fetcher.ask(Request(time=playback.position, playing=playback.playing, exact=self._exact()))
        self.moved.emit(playback)

    def seek(self, time: int) -> None:
        """Go to a time, ns."""
        self.change(self.playback.moved(time))

    def step(self, by: int) -> None:
        """Pause, and go on by one picture, or back."""
        self._timer.stop()
        self.playback = replace(self.playback, playing=False)
        self._fetcher.ask(Request(time=self.playback.position, step=by))
        self.moved.emit(self.playback)

    def close(self) -> None:
        """End the thread. Safe to call twice."""
        self._timer.stop()
        self._fetcher.close()

    def _exact(self) -> bool:
        return not self.playback.playing or abs(self.playback.rate) <= EXACT_UP_TO

    def _tick(self) -> None:
        self.change(self.playback.ticked(self._since.restart() / 1000))

    def _arrived(self, answer: object) -> None:
        assert isinstance(answer, tuple)
        request, moment = answer
        if moment is None:
            return
        self.moment = moment
        if request.step:
            self.playback = self.playback.moved(moment.time)
            self.moved.emit(self.playback)
        self.shown.emit(moment)


@contextmanager
def moments_of(drive: Drive) -> Iterator[Callable[[Request], tuple[Request, Moment | None]]]:
    """Open a drive's moments; yields what answers requests."""
    moments = Moments(drive)

    def answer(request: Request) -> tuple[Request, Moment | None]:
        if request.step:
            return request, moments.step(request.time, request.step)
        return request, moments.at(request.time, playing=request.playing, exact=request.exact)

    try:
        yield answer
    finally:
        moments.close()
