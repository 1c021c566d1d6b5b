"""The live window: takes the newest update and gives each widget its part."""

from datetime import datetime
from typing import Final

from PySide6.QtCore import QElapsedTimer, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLayout, QStackedWidget, QVBoxLayout, QWidget

from app.calibrating import Learning
from app.drives.recording_status import RecordingState
from app.monitor_settings import CameraChoice, Theme
from app.session import Session
from app.sound import Speaker
from app.ui import theme, words
from app.ui.alert_band import AlertBand
from app.ui.answering import Answering
from app.ui.banner import Banner
from app.ui.banner_lines import lines_of
from app.ui.calibration_page import CalibrationPage
from app.ui.camera_page import CameraPage
from app.ui.drives_page import DrivesPage
from app.ui.live_view import LiveView
from app.ui.rail import Page, Rail
from app.ui.settings_page import SettingsPage
from app.ui.showing import open_window
from app.ui.status_line import StatusLine
from app.update import Update
from app.watchdog import Watchdog
from calibration.cabin_learning import STEADY_SECONDS

POLL_MS: Final = 33
"""As often as a camera at 30 pictures a second has something new."""

STALE_MS: Final = 2000
"""Without an update for so long, the window says that its picture is old: a still picture looks like a calm driver."""


class MonitorWindow(QWidget):
    """The monitor: the alert on top, one page below it, the rail of pages beside, the status line.

    Keys: F1 to F5 pages, A alert seen, M mute, R record, T day and night, F11 fills the screen, Esc goes back, Ctrl+Q
    quits. Nothing is modal: the alert is seen from every page.

    Parameters
    ----------
    session : what runs, and what is asked of it.
    speaker : plays the tones where they are wanted.
    watchdog : is told that the window and what it shows live.

    Attributes
    ----------
    language_changed : signal, the window is to be made anew.
    """

    first_frame_painted = Signal()
    language_changed = Signal()

    def __init__(
        self, *, session: Session, speaker: Speaker, watchdog: Watchdog, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._speaker, self._watchdog = session, speaker, watchdog
        self._update: Update | None = None
        self._learning: Learning | None = None
        self._was_changing = False
        self._said = ""
        self._look: theme.Look | None = None
        self._since_update = QElapsedTimer()
        self.setWindowTitle("Cabinsight")
        self.setAutoFillBackground(True)
        self.setMinimumSize(theme.SMALLEST)
        self.wear()

        self.band, self.banner, self.status, self.rail = AlertBand(), Banner(), StatusLine(), Rail()
        self._answering = Answering(band=self.band, session=session, speaker=speaker, parent=self)
        self.live, self.camera = LiveView(), CameraPage()
        self.cabin = CalibrationPage(on_save=session.keep_cabin, seconds=STEADY_SECONDS)
        self.drives, self.settings = DrivesPage(), SettingsPage()
        self.pages = QStackedWidget()
        for page in (self.live, self.cabin, self.camera, self.drives, self.settings):
            self.pages.addWidget(page)
        self._arrange_parts()
        self._connect()
        self.settings.show_settings(session.settings, fullscreen=session.settings.window.fullscreen)
        self._arrange(self.size())
        # No button has the keys from the start: a stray space bar must not mute.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocus()
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self._poll)
        self._timer.start()

    @property
    def page(self) -> Page:
        """What is shown."""
        return Page(self.pages.currentIndex())

    def show_update(self, update: Update) -> None:
        """Give every widget that is seen its part of `update`, and only of this one."""
        self._update = update
        self._answering.show_update(update)
        # The plot's half minute goes on while another page is looked at.
        self.live.show_update(update)
        if self.page is Page.CAMERA:
            self.camera.show_update(update)
        elif self.page is Page.DRIVES:
            self.drives.show_update(update)
        self.status.show_figures(update.figures)
        self._say()
        self._since_update.start()

    def show_page(self, page: Page) -> None:
        """Show another page. The cabin is learnt only while its page is looked at."""
        self._said = ""
        if page is Page.CABIN and self._learning is None:
            self.cabin.begin()
            self._learning = self._session.learn(STEADY_SECONDS)
        elif page is not Page.CABIN and self._learning is not None:
            self._session.stop_learning()
            self._learning = None
        if page is Page.CAMERA:
            self.camera.show_choice(self._session.settings.camera)
        elif page is Page.SETTINGS:
            self.settings.show_settings(self._session.settings, fullscreen=self.isFullScreen())
        self.pages.setCurrentIndex(page)
        self._show_status()
        self.rail.show_page(page)
        self._say()

    def wear(self) -> None:
        """Put on the look that the settings ask for at this hour."""
        look = theme.at_hour(self._session.settings.window.theme, datetime.now().hour)
        if look is not self._look:
            self._look = look
            theme.wear(look)
            self.setPalette(theme.palette())

    def sizeHint(self) -> QSize:
        """Ask for a usual car PC's screen."""
        return QSize(1280, 720)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit letters and arrangement to the new size."""
        self._arrange(event.size())
        super().resizeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Look no more for updates, and let go of what this window asked for."""
        self._timer.stop()
        if self._learning is not None:
            self._session.stop_learning()
        super().closeEvent(event)

    def _poll(self) -> None:
        # Asked before taking: an item that comes between the two is taken the next time.
        ended = self._session.updates.closed
        update = self._session.updates.take(timeout=0)
        self.wear()
        self._speaker.look()
        self._watchdog.update(self._session.turns)
        if self._learning is not None and (learnt := self._learning.updates.take(timeout=0)) is not None:
            self.cabin.show_update(learnt)
        if self._was_changing and not self._session.changing:
            self._begun_again()
        self._was_changing = self._session.changing
        if update is not None:
            self.show_update(update)
        elif self._session.changing:
            self._say(words.tr("Another drive begins …"))
        elif ended:
            # Polled on: Python hears a signal only while some of its own code runs now and then.
            self._say(words.tr("The source has ended."))
        elif self._since_update.isValid() and self._since_update.elapsed() >= STALE_MS:
            waited = words.duration(self._since_update.elapsed() / 1000)
            self._say(words.tr("No new picture for {}.").format(waited))

    def _begun_again(self) -> None:
        """Show what holds now. A calibration that was saved is in force: back to the driver."""
        said = self._said
        self.show_page(Page.LIVE if self.page is Page.CABIN else self.page)
        self._show_line(said)

    def _say(self, line: str = "") -> None:
        lines = lines_of(self._update) if self._update is not None else ()
        self.banner.show_lines((*lines, self._said, self._session.problem, self._speaker.problem, line))

    def _show_line(self, line: str) -> None:
        self._said = line
        self._say()

    def _change(self, section: str, values: dict[str, object]) -> None:
        language = self._session.settings.window.language
        problem = self._session.change(section, **values)
        self._said = problem and words.tr("Not kept: {}").format(problem)
        self.wear()
        self._say()
        if self._session.settings.window.language is not language:
            self.language_changed.emit()

    def _apply_camera(self, choice: CameraChoice) -> None:
        names = ("device", "width", "height", "fps", "rotate", "mirror")
        self._change("camera", {name: getattr(choice, name) for name in names})

    def _record(self) -> None:
        if self._update is not None:
            state = self._update.figures.recording.state
            self._session.record(state is not RecordingState.ON, state)

    def _protect(self, drive: str) -> None:
        self._said = self._session.protect(drive)
        self.drives.protect_button.setChecked(not self._said)
        self._say()

    def _other_look(self) -> None:
        other = Theme.DAY if self._look is theme.NIGHT else Theme.NIGHT
        self._change("window", {"theme": other})
        self.settings.show_settings(self._session.settings, fullscreen=self.isFullScreen())

    def _fill_screen(self, full: bool) -> None:
        if full:
            open_window(self, fullscreen=True)
        else:
            self.showNormal()
        self._change("window", {"fullscreen": full})

    def _back(self) -> None:
        if self.page is not Page.LIVE:
            self.show_page(Page.LIVE)
        elif self.isFullScreen():
            self.showNormal()

    def _connect(self) -> None:
        self.live.picture.first_frame_painted.connect(self.first_frame_painted)
        self.rail.page_chosen.connect(self.show_page)
        self.rail.theme_touched.connect(self._other_look)
        self.cabin.said.connect(self._show_line)
        self.cabin.left.connect(lambda: self.show_page(Page.LIVE))
        self.camera.applied.connect(self._apply_camera)
        self.drives.record_touched.connect(self._record)
        self.drives.protect_touched.connect(self._protect)
        self.settings.changed.connect(self._change)
        self.settings.fullscreen_touched.connect(self._fill_screen)
        self.settings.quit_touched.connect(self.close)
        keys = [
            ("F11", lambda: self._fill_screen(not self.isFullScreen())),
            ("Esc", self._back),
            ("Ctrl+Q", self.close),
            ("A", self._answering.acknowledge),
            ("M", self._answering.toggle_mute),
            ("R", self._record),
            ("T", self._other_look),
            *((f"F{page + 1}", lambda page=page: self.show_page(page)) for page in Page),
        ]
        for key, act in keys:
            QShortcut(QKeySequence(key), self).activated.connect(act)

    def _arrange_parts(self) -> None:
        """Band on top; pages with their banner and status line left, the rail right of them."""
        self._margins = QVBoxLayout()
        self._margins.addWidget(self.pages)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.banner)
        left.addLayout(self._margins, 1)
        left.addWidget(self.status)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(self.rail)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        # The arrangement changes with the size, so no arrangement may keep the window from becoming smaller.
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        column.addWidget(self.band)
        column.addLayout(row, 1)

    def _arrange(self, size: QSize) -> None:
        """Fit letters and gaps to a window of `size`."""
        compact = theme.is_compact(size)
        for part in (self.live, self.rail, self.status):
            part.set_compact(compact)
        self._show_status()
        text = theme.text_px(size)
        if self.font().pixelSize() == text:
            return
        self.setFont(theme.body_font(text))
        gap = text // 2
        self._margins.setContentsMargins(gap, gap, gap, gap)
        self.banner.setContentsMargins(2 * gap, gap // 2, 2 * gap, gap // 2)
        self.status.setContentsMargins(2 * gap, 0, gap, gap)

    def _show_status(self) -> None:
        """A small window's pages need the room of the status line, the driver's page has it for both."""
        self.status.setVisible(self.page is Page.LIVE or not theme.is_compact(self.size()))
