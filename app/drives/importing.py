"""A plain video or a folder of pictures becomes a drive: looked at once, kept like any other. It stays where it is.

Left in the middle (by a person, a crash, the power) it goes on where it was the next time, and comes to the very same
observations and events: what was seen is told again to everything that has a memory, then the networks go on.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.drives import folder
from app.drives.drive import DriveInfo, DriveWriter
from app.drives.media import Media
from app.drives.reading import Drive, read_drive
from app.frames.source import FrameSource
from app.perception.observation import Observation
from app.perception.perception import Detector, Estimator, Perception
from app.posture.inputs import Told
from app.posture.monitor import PostureMonitor
from app.posture.rules import Rules
from calibration.cabin import Cabin
from pose import toml_file
from pose.boxes import Box
from pose.detection import Detection
from pose.errors import UserError
from pose.pose import Pose

BATCH = 60
"""Observations that are written together: as much is looked at again at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How a video is looked at and judged. The networks serve one thread.

    Attributes
    ----------
    bundles : the networks' names and SHA-256.
    cabin : the calibration of the camera that it was taken with, or None.
    """

    detector: Detector
    estimator: Estimator
    bundles: Mapping[str, str]
    rules: Rules
    cabin: Cabin | None = None

    def info(self, media: Media) -> DriveInfo:
        """Return what a drive of `media` begins with."""
        return DriveInfo(
            start_wall_time=time.time(),
            source=media.path.name,
            settings=toml_file.dumps(self.rules),
            bundles=dict(self.bundles),
            cabin="" if self.cabin is None else toml_file.dumps(self.cabin),
            media=media,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """How far an import is.

    Attributes
    ----------
    drive : its folder.
    done, total : frames; `total` is an estimate, 0 where the file does not tell.
    """

    drive: Path
    done: int
    total: int


def import_media(media: Media, drives: Path, recipe: Recipe) -> Iterator[Imported]:
    """Make a drive of a video or folder; yield after every frame. Closing it leaves the drive to be gone on with.

    One that was imported in the same way before is not imported again: there is one step, with its drive.

    Raises
    ------
    UserError : it does not open; it is being imported just now; the drive cannot be written. Of one that breaks in the
        middle what was read is kept, as a drive that ended.
    """
    info = recipe.info(media)
    known = _known(drives, info)
    if known is not None and not known.ended_unexpectedly:
        yield Imported(drive=known.path.parent, done=known.count(), total=known.count())
        return
    with closing(media.open()) as source:
        writer = DriveWriter(drives, info) if known is None else DriveWriter.reopen(known.path.parent)
        try:
            yield from _look(source, writer, known, recipe, media.count())
        finally:
            writer.leave()


def _known(drives: Path, info: DriveInfo) -> Drive | None:
    """Return the drive that was made of the same pictures in the same way, whole or not."""
    assert info.media is not None
    for stored in folder.stored_drives(drives):
        try:
            drive = read_drive(stored.path)
        except UserError:
            continue
        of = drive.info
        if of.media is None or (of.media.sha256, of.media.fps) != (info.media.sha256, info.media.fps):
            continue
        if (of.settings, of.bundles, of.cabin) == (info.settings, info.bundles, info.cabin):
            return drive
    return None


def _look(
    source: FrameSource, writer: DriveWriter, known: Drive | None, recipe: Recipe, total: int
) -> Iterator[Imported]:
    seen_before = iter(()) if known is None else known.observations()
    networks = _Remembering(recipe.detector, recipe.estimator)
    perception = Perception(networks, networks, cabin=recipe.cabin)
    monitor = PostureMonitor(recipe.rules, (), recipe.cabin)
    waiting: list[Told] = []
    done, now = 0, 0
    broken: UserError | None = None
    try:
        while True:
            try:
                frame = source.read()
            except UserError as error:
                frame, broken = None, error
            if frame is None:
                break
            networks.known = next(seen_before, None)
            if networks.known is not None and networks.known.index != frame.index:
                raise UserError(f"{writer.path.name}: does not go with its pictures; delete it and import again")
            observation = perception.observe(frame)
            told = Told.of(networks.known or observation)
            if networks.known is None:
                waiting.append(told)
            update = monitor.tell(told)
            now, done = told.now, done + 1
            if events := (*update.started, *update.escalated, *update.ended):
                _write(writer, waiting)
                writer.events(events)
            elif len(waiting) >= BATCH:
                _write(writer, waiting)
            yield Imported(drive=writer.path, done=done, total=max(done, total))
    finally:
        # Also when it is closed in the middle.
        _write(writer, waiting)
    if done:
        writer.events(monitor.finish(now).ended)
    writer.close(monitor.observability(), now)
    if broken is not None:
        raise broken


def _write(writer: DriveWriter, waiting: list[Told]) -> None:
    if waiting:
        writer.told(waiting)
        waiting.clear()


class _Remembering:
    """Both networks; while `known` is set they say what they said of this frame before, without being run."""

    def __init__(self, detector: Detector, estimator: Estimator) -> None:
        self.known: Observation | None = None
        self._detector = detector
        self._estimator = estimator

    def detect(self, picture: NDArray[np.uint8]) -> list[Detection]:
        if self.known is None:
            return self._detector.detect(picture)
        found = self.known.box if self.known.detected else None
        return [] if found is None else [Detection(box=found, score=1.0)]

    def estimate(self, picture: NDArray[np.uint8], box: Box) -> Pose:
        if self.known is None or self.known.raw is None:
            return self._estimator.estimate(picture, box)
        return self.known.raw
