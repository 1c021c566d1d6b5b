"""From options and settings to a monitor that is ready to start."""

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from app.cabin_files import cabin_path, camera_key, load_cabin
from app.commands import demo, networks
from app.commands.effective_settings import EffectiveSettings
from app.commands.networks import Networks
from app.drives import retention
from app.drives.drive import DriveInfo, DriveWriter
from app.drives.face_blur import FaceBlur
from app.drives.log import DriveLog
from app.drives.recorder import Recorder
from app.drives.retention import Limits
from app.frames.folder import FolderSource
from app.frames.opening import first_camera, open_source
from app.frames.playback import Looping, Paced
from app.frames.source import FrameSource
from app.frames.video import VideoSource
from app.monitor import Monitor
from app.monitor_settings import CameraChoice, RecordingSettings, Settings
from app.mounting import MountingWatch
from app.perception.perception import Perception
from app.posture.monitor import PostureMonitor
from app.posture.rules import Rules
from app.session import Watched
from app.vehicle.opening import open_vehicle
from app.vehicle.source import VehicleSource
from calibration.cabin import Cabin
from pose import toml_file
from pose.errors import UserError
from pose.polygon import Polygon


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What is watched. `notice` is for the banner, `wheel` the wheel zone's polygon in its pixels, if it is known."""

    source: FrameSource
    wheel: Polygon = ()
    notice: str = ""


@dataclass(slots=True, kw_only=True)
class Watching:
    """What every drive of a session has in common.

    Attributes
    ----------
    options : the command line's.
    headless : whether there is no window; demo_only: nor a display to show a camera on.
    described : what the newest monitor watches, for a person.
    problems : asks every folder of pictures for what was wrong with them.
    """

    options: argparse.Namespace
    rules: Rules
    networks: Networks
    headless: bool
    demo_only: bool
    described: str = ""
    problems: list[Callable[[], list[str]]] = field(default_factory=list)

    def begin(self, settings: Settings) -> Watched:
        """Open the camera and begin a drive.

        Raises
        ------
        UserError : the camera or what the car says does not open.
        """
        device = settings.camera.device or None
        feed = self._feed(settings.camera)
        vehicle = self._vehicle(feed.source)
        path = cabin_path(camera_key(device, feed.source), self.options.profile)
        cabin, refused = _load_cabin(path)
        notice = "\n".join(filter(None, (feed.notice, self.networks.notice, refused)))
        self.described = feed.source.description + (f" ({notice})" if notice else "")
        limits = Limits(quota=round(settings.recording.quota_gb * 1e9), keep_days=settings.recording.keep_days)
        log = self._begin_drive(limits, feed, settings, cabin)
        monitor = Monitor(
            source=feed.source,
            perception=Perception(self.networks.detector, self.networks.estimator, cabin=cabin),
            posture=PostureMonitor(self.rules, feed.wheel, cabin),
            log=log,
            recorder=self._recorder(log, settings.recording, limits),
            engine=self.networks.identity,
            mounting=MountingWatch.of(cabin),
            vehicle=vehicle,
            notice=notice,
        )
        return Watched(monitor=monitor, cabin_path=path)

    def _feed(self, camera: CameraChoice) -> Feed:
        if camera.device:
            source = open_source(camera.device, camera.asked())
            if isinstance(source, FolderSource):
                self.problems.append(lambda: source.problems)
            # A window shows a recording at its own rate; headless there is nobody to watch it.
            return Feed(source=source if self.headless or source.live else Paced(source))
        index = None if self.demo_only else first_camera()
        if index is not None:
            return Feed(source=open_source(str(index), camera.asked()))
        notice = "no display: the demo clip, headless" if self.demo_only else "no camera found: this is the demo clip"
        if self.headless:
            return Feed(source=VideoSource(demo.CLIP), wheel=demo.wheel(), notice=notice)
        return Feed(source=Paced(Looping(lambda: VideoSource(demo.CLIP))), wheel=demo.wheel(), notice=notice)

    def _vehicle(self, source: FrameSource) -> VehicleSource | None:
        path: Path | None = self.options.vehicle
        try:
            return None if path is None else open_vehicle(path, live=source.live)
        except UserError:
            source.close()
            raise

    def _begin_drive(self, limits: Limits, feed: Feed, settings: Settings, cabin: Cabin | None) -> DriveLog:
        """Begin a drive. Where none can be, the driver is watched all the same, and the window says why."""
        drives: Path = self.options.drives
        info = DriveInfo(
            start_wall_time=time.time(),
            source=feed.source.description,
            settings=toml_file.dumps(self.rules),
            bundles=self.networks.bundles,
            wheel=feed.wheel,
            cabin="" if cabin is None else toml_file.dumps(cabin),
        )
        retention.tidy(drives, limits, info.start_wall_time)
        try:
            return DriveLog(DriveWriter(drives, info, self._effective(feed, settings, cabin)))
        except UserError as error:
            return DriveLog(None, str(error))

    def _effective(self, feed: Feed, settings: Settings, cabin: Cabin | None) -> str:
        return toml_file.dumps(
            EffectiveSettings(
                source=feed.source.description,
                profile=self.options.profile,
                calibrated=cabin is not None,
                wheel=feed.wheel,
                vehicle=str(self.options.vehicle or ""),
                settings=settings,
                engine=self.networks.identity,
                networks=self.networks.bundles,
                rules=self.rules,
            )
        )

    def _recorder(self, log: DriveLog, settings: RecordingSettings, limits: Limits) -> Recorder:
        blur = None
        if settings.blur_faces:
            # Networks of its own: an engine serves one thread.
            own = networks.open_networks(self.options)
            blur = FaceBlur(own.detector, own.estimator)
        return Recorder(
            Path(log.path) if log.path else None,
            log.recorded,
            blur=blur,
            make_room=lambda: retention.tidy(self.options.drives, limits, time.time()),
            on=settings.record,
        )


def _load_cabin(path: Path) -> tuple[Cabin | None, str]:
    """Return a calibration or None, and why it is not used, one line, or "".

    A damaged one is told, and the driver watched without it: nobody may be at the keyboard.
    """
    try:
        return load_cabin(path), ""
    except UserError as error:
        return None, str(error)
