"""The monitor that runs, and what a person asks of it meanwhile: other settings, a recording, a calibration.

What cannot change within a drive (another camera, a new calibration) ends it and begins another one, so that every
drive has one camera and is judged by one calibration.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.cabin_files import save_cabin
from app.calibrating import Learning
from app.drives import folder
from app.drives.recording_status import RecordingState
from app.drives.response import Response
from app.mailbox import Mailbox
from app.monitor import Monitor
from app.monitor_settings import Settings, save_settings
from app.reason import reason
from app.update import Update
from calibration.cabin import Cabin
from calibration.cabin_learning import STEADY_SECONDS, CabinLearner
from pose.errors import UserError

logger = logging.getLogger(__name__)

JOIN_S = 5.0
"""Seconds that the threads have to end: one frame and the log's last write. A camera that hangs is left behind."""

RETRY_S = 5.0
"""Seconds between attempts to watch again what was watched before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A monitor that is ready to start, and where the calibration of its camera is kept."""

    monitor: Monitor
    cabin_path: Path


class Session:
    """Run one monitor after the other. The window's thread calls it; nothing here makes it wait.

    Parameters
    ----------
    begin : makes the monitor for some settings; raises UserError where its camera does not open.
    settings : those that hold: the file's, and what the command line says otherwise.
    stored : the file's alone; what a person changes is changed in both.
    path : the settings' file.

    Attributes
    ----------
    settings : as above.
    problem : one line, why the last change is not in force, or "".
    changing : True while one monitor ends and the next begins.
    """

    def __init__(
        self, begin: Callable[[Settings], Watched], settings: Settings, *, stored: Settings, path: Path
    ) -> None:
        self.settings = settings
        self.problem = ""
        self.changing = False
        self._begin = begin
        self._stored = stored
        self._path = path
        self._watched = begin(settings)
        self._wanted: tuple[Settings, Settings] | None = None
        self._closing = threading.Event()
        self._turns_before = 0
        self._lock = threading.Lock()
        self._changer: threading.Thread | None = None

    @property
    def monitor(self) -> Monitor:
        """The one that runs now."""
        return self._watched.monitor

    @property
    def updates(self) -> Mailbox[Update]:
        """What it tells."""
        return self.monitor.updates

    @property
    def turns(self) -> int:
        """Counts up while frames go all the way, through all monitors (see there), and when nothing is left to do."""
        if self.updates.closed and not self.monitor.failure and not self.changing:
            return time.monotonic_ns()
        return self._turns_before + self.monitor.turns

    def start(self) -> None:
        """Start the first monitor."""
        self.monitor.start()

    def close(self) -> None:
        """Ask everything to end. Safe to call twice."""
        self._closing.set()
        self.monitor.stop()

    def join(self) -> None:
        """Wait for the end, a bounded time."""
        if self._changer is not None:
            self._changer.join(2 * JOIN_S)
        self.monitor.stop()
        self.monitor.join(JOIN_S)

    def change(self, section: str, **values: object) -> str:
        """Change settings and keep them; return one line why they could not be kept, or "".

        Those that ask for another drive hold, and are kept, once it has begun; where its camera does not open nothing
        changes, and `problem` says why.

        Raises
        ------
        ValueError : values that cannot be; nothing has changed.
        """
        changed, stored = self.settings.changed(section, **values), self._stored.changed(section, **values)
        if _needs_another_drive(self.settings, changed):
            self._restart(changed, stored)
            return ""
        if self.settings.recording.record != changed.recording.record:
            self.monitor.record(changed.recording.record)
        self.settings = changed
        return self._keep(stored)

    def record(self, on: bool, state: RecordingState) -> None:
        """Record from now on, or no more. A recording that stopped by itself begins anew, with another drive.

        It holds for now: whether a drive begins with a recording is a setting.
        """
        self.settings = self.settings.changed("recording", record=on)
        if state is RecordingState.STOPPED:
            self._restart(self.settings, self._stored)
        else:
            self.monitor.record(on)

    def respond(self, response: Response) -> None:
        """Log what a person did about an alert."""
        self.monitor.respond(response)

    def protect(self, drive: str) -> str:
        """Keep the drive that goes on from being deleted; return one line why it could not be, or ""."""
        try:
            folder.protect(Path(drive))
        except OSError as error:
            return f"{drive}: cannot be protected ({error.strerror}); free some space or check the rights"
        return ""

    def learn(self, seconds: float = STEADY_SECONDS) -> Learning:
        """Learn the cabin from the frames that come from now on."""
        learning = Learning(CabinLearner(seconds))
        self.monitor.learning = learning
        return learning

    def stop_learning(self) -> None:
        """Learn no more."""
        self.monitor.learning = None

    def keep_cabin(self, cabin: Cabin) -> str:
        """Keep a calibration, and begin a drive that is judged by it; return where it is kept.

        Raises
        ------
        UserError : it could not be written.
        """
        path = self._watched.cabin_path
        save_cabin(cabin, path)
        self._restart(self.settings, self._stored)
        return str(path)

    def _keep(self, stored: Settings) -> str:
        self._stored = stored
        try:
            save_settings(stored, self._path)
        except UserError as error:
            return str(error)
        return ""

    def _restart(self, settings: Settings, stored: Settings) -> None:
        with self._lock:
            if self._closing.is_set():
                return
            self._wanted = settings, stored
            if not self.changing:
                self.changing = True
                # A daemon: a camera that never answers must not keep the process alive.
                self._changer = threading.Thread(target=self._change, name="session", daemon=True)
                self._changer.start()

    def _change(self) -> None:
        """Begin again for what is wanted, until nothing more is."""
        while True:
            with self._lock:
                wanted, self._wanted = self._wanted, None
                if wanted is None or self._closing.is_set():
                    self.changing = False
                    return
            self.problem = self._attempt(*wanted)

    def _attempt(self, settings: Settings, stored: Settings) -> str:
        """Begin again, with what was before where it fails; return why it failed, or why it is not kept, or ""."""
        try:
            self._end()
            self._follow(self._begin(settings))
        except UserError as error:
            self.problem = str(error)
            self._go_back()
            return str(error)
        except Exception as error:
            return reason(error, logger, "the session")
        self.settings = settings
        return "" if stored == self._stored else self._keep(stored)

    def _go_back(self) -> None:
        """Begin again with what was before, as often as it takes: its camera may be gone meanwhile."""
        while not self._closing.is_set():
            try:
                self._follow(self._begin(self.settings))
                return
            except UserError as error:
                logger.warning("%s", error)
            self._turns_before += 1
            self._closing.wait(RETRY_S)

    def _end(self) -> None:
        self.monitor.stop()
        if not self.monitor.join(JOIN_S):
            raise UserError("what is watched did not end in time; close Cabinsight and open it again")

    def _follow(self, watched: Watched) -> None:
        with self._lock:
            self._turns_before += self.monitor.turns
            self._watched = watched
        watched.monitor.start()
        if self._closing.is_set():
            watched.monitor.stop()


def _needs_another_drive(before: Settings, after: Settings) -> bool:
    """Tell what a running monitor cannot take over: its camera, and how its recorder was made."""
    turned = before.changed("recording", record=after.recording.record)
    return before.camera != after.camera or turned.recording != after.recording
