"""The monitor on a live 720p camera at 30 fps: how old frames are when painted, what one costs, whether memory grows.

    python -m benchmarks.live [--seconds 20] [--frames 100000]

1. Age: a network camera on loopback, the real pipeline, a real window; the time from capture to the end of painting.
   Then the same with a pose network three times too slow: frames are dropped and counted, and must not grow older.
2. Cost: what stands around the network, step by step, as shares of the network; one core.
3. Memory: frames by the hundred thousand through perception, rules and the drive's log, with networks that are fakes
   and answer at once: what grows there grows in the car.
"""

import argparse
import ctypes
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import simplejpeg
from numpy.typing import NDArray

from app.commands.demo import CLIP
from app.drives.drive import DriveInfo, DriveWriter
from app.drives.log import DriveLog
from app.frames.frame import Frame
from app.frames.opening import open_source
from app.frames.packet import Packet, jpeg_packet
from app.frames.video import VideoSource
from app.monitor import Monitor
from app.monitor_settings import Settings
from app.perception.detector import DriverDetector
from app.perception.observation import Observation
from app.perception.perception import Perception
from app.perception.pose_estimator import PoseEstimator
from app.perception.steadying import Steadying
from app.posture.inputs import Told
from app.posture.monitor import PostureMonitor
from app.posture.rules import DEFAULT, load_rules
from app.session import Session, Watched
from app.sound import Speaker
from app.watchdog import Watchdog
from benchmarks.faulty_camera import FaultyCamera
from engines.catalogue import find_bundle, open_engine
from engines.engine import Engine
from pose.boxes import Box
from pose.crop import Crop

FPS = 30.0
WIDTH, HEIGHT = 1280, 720
WARM_UP_S = 3.0
OVERLOAD = 3.0
SETTLED = 0.2
"""Share of the frames after which memory is looked at first: by then every buffer has its size."""


class SlowEngine:
    """A pose network that takes `seconds` longer than it takes."""

    def __init__(self, engine: Engine, seconds: float) -> None:
        self._engine, self._seconds = engine, seconds
        self.bundle, self.identity = engine.bundle, engine.identity

    def run(self, pictures: NDArray[np.uint8]) -> dict[str, NDArray[np.float32]]:
        """Run, then wait: a busy GPU."""
        outputs = self._engine.run(pictures)
        time.sleep(self._seconds)
        return outputs

    def close(self) -> None:
        """Close the network."""
        self._engine.close()


class FakeEngine:
    """Answers at once what the real network answered once, a little moved each time."""

    def __init__(self, engine: Engine, picture: NDArray[np.uint8]) -> None:
        self.bundle, self.identity = engine.bundle, engine.identity
        self._answer = engine.run(picture)
        self._moved = np.random.default_rng(0)

    def run(self, pictures: NDArray[np.uint8]) -> dict[str, NDArray[np.float32]]:
        """Return the answer."""
        shift = np.float32(self._moved.normal())
        return {name: value + shift * (name == "keypoints") for name, value in self._answer.items()}

    def close(self) -> None:
        """Nothing to close."""


@dataclass(frozen=True, slots=True)
class Ages:
    """Milliseconds from capture to the end of painting, in the order of painting, and what was dropped on the way."""

    milliseconds: list[float]
    dropped: int

    def p95(self, part: slice = slice(None)) -> float:
        """Return the 95th percentile of a part."""
        return float(np.percentile(self.milliseconds[part], 95))


def camera_pictures() -> list[bytes]:
    """Return the demo drive as 720p JPEGs."""
    source = VideoSource(CLIP)
    found = []
    while (frame := source.read()) is not None:
        picture = cv2.resize(frame.image, (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR)
        found.append(simplejpeg.encode_jpeg(picture, quality=90, colorspace="BGR", colorsubsampling="422"))
    source.close()
    return found


def ages(shown: list[bytes], seconds: float, slower_by: float) -> Ages:
    """Let the monitor and its window watch a camera for so long."""
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent

    from app.ui.monitor_window import MonitorWindow
    from app.ui.picture_view import PictureView
    from app.ui.showing import FIRST_SIZE, application

    found: list[float] = []
    painted: set[int] = set()
    begun = time.monotonic()
    paint = PictureView.paintEvent

    def paint_and_look(view: PictureView, event: QPaintEvent) -> None:
        paint(view, event)
        frame = view._frame
        if frame is not None and frame.index not in painted and time.monotonic() - begun > WARM_UP_S:
            painted.add(frame.index)
            found.append((time.monotonic_ns() - frame.captured_at) / 1e6)

    camera = FaultyCamera(shown, shown[0], FPS)
    estimator = PoseEstimator(SlowEngine(open_engine(find_bundle("driver-pose")), slower_by))
    monitor = Monitor(
        source=open_source(camera.url),
        perception=Perception(DriverDetector(open_engine(find_bundle("driver-detect"))), estimator),
        posture=PostureMonitor(load_rules(DEFAULT), ()),
        log=DriveLog(None),
        engine=open_engine(find_bundle("driver-pose")).identity,
    )
    application()
    watched = Watched(monitor=monitor, cabin_path=Path(os.devnull))
    session = Session(lambda _: watched, Settings(), stored=Settings(), path=Path(os.devnull))
    window = MonitorWindow(session=session, speaker=Speaker(()), watchdog=Watchdog({}))
    window.resize(*FIRST_SIZE)
    PictureView.paintEvent = paint_and_look  # type: ignore[method-assign]
    try:
        session.start()
        window.show()
        QTimer.singleShot(round((WARM_UP_S + seconds) * 1000), window.close)
        application().exec()
    finally:
        PictureView.paintEvent = paint  # type: ignore[method-assign]
        session.close()
        session.join()
        camera.close()
    return Ages(found, monitor._captured.dropped)


def steps_ms(packets: list[Packet], rounds: int) -> dict[str, float]:
    """Return the median milliseconds of each step of a frame's way, one core."""
    from app.ui.picture_view import PictureView
    from app.ui.showing import FIRST_SIZE, application

    application()
    view = PictureView()
    view.resize(*FIRST_SIZE)
    view.show()
    # Until the window is exposed, nothing is painted.
    application().processEvents()
    engine = open_engine(find_bundle("driver-pose"))
    size, decision = engine.bundle.manifest.input, engine.bundle.decision
    steadying = Steadying()
    box = Box(WIDTH * 0.1, 0, WIDTH * 0.6, HEIGHT)
    times: dict[str, list[float]] = {
        name: [] for name in ("decode", "crop and copy", "network", "decision", "smoothing", "paint")
    }
    for i in range(rounds):
        frame = Frame(packet=packets[i % len(packets)], index=i, captured_at=round(i * 1e9 / FPS), wall_time=0.0)
        marks = [time.perf_counter()]
        image = frame.image
        marks.append(time.perf_counter())
        crop = Crop.around(box, size.width, size.height)
        pixels = np.ascontiguousarray(crop.cut(image)[..., ::-1])[None]
        marks.append(time.perf_counter())
        outputs = engine.run(pixels)
        marks.append(time.perf_counter())
        pose = decision.pose(outputs["keypoints"][0], outputs["visibility_logits"][0], crop)
        marks.append(time.perf_counter())
        pose = steadying.update(pose, 1 / FPS, HEIGHT)
        marks.append(time.perf_counter())
        observation = Observation.of(frame, box=box, raw=pose, pose=pose, timings_ms={})
        view.show_frame(frame, observation)
        before = time.perf_counter()
        view.repaint()
        marks.append(marks[-1] + time.perf_counter() - before)
        for name, start, end in zip(times, marks, marks[1:], strict=False):
            times[name].append((end - start) * 1e3)
    return {name: statistics.median(values) for name, values in times.items()}


def resident_mb() -> float:
    """Return this process's memory, after what is free went back to the system."""
    ctypes.CDLL(None).malloc_trim(0)
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def growth_mb(packets: list[Packet], frames: int) -> tuple[float, float]:
    """Return the memory after a fifth of the frames, and how much it has grown at their end."""
    pose, detect = open_engine(find_bundle("driver-pose")), open_engine(find_bundle("driver-detect"))
    first = Frame(packet=packets[0], index=0, captured_at=0, wall_time=0.0).image
    engines = []
    for engine in (detect, pose):
        size = engine.bundle.manifest.input
        crop = Crop.around(Box(0, 0, WIDTH, HEIGHT), size.width, size.height)
        engines.append(FakeEngine(engine, np.ascontiguousarray(crop.cut(first)[..., ::-1])[None]))
    perception = Perception(DriverDetector(engines[0]), PoseEstimator(engines[1]))
    posture = PostureMonitor(load_rules(DEFAULT), ())
    settled = 0.0
    with tempfile.TemporaryDirectory() as folder:
        log = DriveLog(DriveWriter(Path(folder), DriveInfo(start_wall_time=time.time(), source="benchmark")))
        for i in range(frames):
            now = round(i * 1e9 / FPS)
            observation = perception.observe(Frame(image=first, index=i, captured_at=now, wall_time=i / FPS))
            told = Told.of(observation)
            log.told(told)
            update = posture.tell(told)
            log.events((*update.started, *update.escalated, *update.ended))
            if i == round(frames * SETTLED):
                settled = resident_mb()
        grown = resident_mb() - settled
        log.close({}, 30)
    return settled, grown


def main() -> int:
    """Run the benchmark and print the tables."""
    parser = argparse.ArgumentParser(description="The monitor on a live camera")
    parser.add_argument("--seconds", type=float, default=20.0, help="of watching, twice (default: %(default)g)")
    parser.add_argument("--frames", type=int, default=100_000, help="for memory (default: %(default)s)")
    arguments = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    shown = camera_pictures()
    packets = [jpeg_packet(data) for data in shown]
    frame_ms = 1000 / FPS

    usual = ages(shown, arguments.seconds, 0.0)
    slow = ages(shown, arguments.seconds, OVERLOAD / FPS)
    third = len(slow.milliseconds) // 3
    print(f"{WIDTH} x {HEIGHT} at {FPS:g} fps, age when painted, in frame times of {frame_ms:.0f} ms")
    print(f"  p95 {usual.p95() / frame_ms:.2f} (at most 2), {usual.dropped} dropped")
    early, late = slow.p95(slice(third)), slow.p95(slice(-third, None))
    print(
        f"  a network {OVERLOAD:g} times too slow: p95 {early / frame_ms:.2f} early, {late / frame_ms:.2f} late; "
        f"{slow.dropped} dropped"
    )

    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    steps = steps_ms(packets, 150)
    network = steps["network"]
    print("\nof the network's time, one core")
    for name, milliseconds in steps.items():
        print(f"  {name:<14}{milliseconds / network:>8.3f}")
    around = sum(steps[name] for name in ("crop and copy", "decision", "smoothing"))
    print(f"  crop, copy, decision, smoothing: {around / network:.3f} (at most 0.05)")
    whole = sum(steps[name] for name in ("decode", "crop and copy", "network", "paint"))
    print(f"  decode, crop, network, paint: {whole / network:.2f} (at most 1.4)")

    settled, grown = growth_mb(packets, arguments.frames)
    print(f"\n{arguments.frames} frames: {settled:.0f} MB after a fifth, {grown:+.1f} MB at the end (at most +5)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
