"""Milliseconds a frame: our whole pipeline, our network alone, MediaPipe Pose lite and full, on one core.

    python benchmarks/pipeline.py [--video FILE] [--mediapipe runs/mediapipe/bin/python]

Every round runs all four one after the other, so that a busy moment of the machine meets all of them; the median frame
of the best round counts. Decoding is outside of all figures: each gets frames that are in memory.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from app.frames.frame import Frame
from app.frames.video import VideoSource
from app.perception.detector import DriverDetector
from app.perception.perception import Perception
from app.perception.pose_estimator import PoseEstimator
from engines.catalogue import find_bundle, open_engine

ROOT = Path(__file__).resolve().parents[1]

WARM_UP = 10
"""Frames before the clock counts."""


def read_frames(video: Path, limit: int) -> list[Frame]:
    """Read up to `limit` frames into memory."""
    source = VideoSource(video)
    frames: list[Frame] = []
    while len(frames) < limit and (frame := source.read()) is not None:
        frames.append(frame)
    source.close()
    return frames


def pipeline_ms(frames: list[Frame]) -> list[float]:
    """Time detection, following, crop, network, decision and smoothing, frame by frame."""
    detector = DriverDetector(open_engine(find_bundle("driver-detect")))
    perception = Perception(detector, PoseEstimator(open_engine(find_bundle("driver-pose"))))
    milliseconds = []
    for frame in frames:
        started = time.perf_counter()
        perception.observe(frame)
        milliseconds.append((time.perf_counter() - started) * 1e3)
    return milliseconds


def network_ms(count: int) -> list[float]:
    """Time the pose network alone."""
    engine = open_engine(find_bundle("driver-pose"))
    size = engine.bundle.manifest.input
    crop = np.random.default_rng(0).integers(0, 256, (1, size.height, size.width, 3), dtype=np.uint8)
    milliseconds = []
    for _ in range(count):
        started = time.perf_counter()
        engine.run(crop)
        milliseconds.append((time.perf_counter() - started) * 1e3)
    return milliseconds


def mediapipe_ms(python: Path, video: Path, variant: str, limit: int) -> list[float]:
    """Time MediaPipe Pose in its own environment; it inherits our one core."""
    script = Path(__file__).with_name("mediapipe_pose.py")
    command = [str(python), str(script), str(video), variant, str(limit)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return list(json.loads(done.stdout.splitlines()[-1])["ms"])


def main() -> int:
    """Run the benchmark and print the table."""
    parser = argparse.ArgumentParser(description="The pipeline against its network and against MediaPipe Pose")
    parser.add_argument("--video", type=Path, default=ROOT / "app/demo/driver.mp4")
    parser.add_argument("--mediapipe", type=Path, default=ROOT / "runs/mediapipe/bin/python")
    parser.add_argument("--frames", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    frames = read_frames(arguments.video, arguments.frames)
    peers = ["lite", "full"] if arguments.mediapipe.is_file() else []
    if not peers:
        print(f"{arguments.mediapipe}: no MediaPipe there, measured without it (see benchmarks/README.md)")
    best: dict[str, list[float]] = {}

    def keep(name: str, milliseconds: list[float]) -> None:
        measured = milliseconds[WARM_UP:]
        if name not in best or statistics.median(measured) < statistics.median(best[name]):
            best[name] = measured

    for _ in range(arguments.rounds):
        keep("network alone", network_ms(len(frames)))
        keep("pipeline", pipeline_ms(frames))
        for variant in peers:
            keep(f"MediaPipe {variant}", mediapipe_ms(arguments.mediapipe, arguments.video, variant, len(frames)))

    height, width = frames[0].image.shape[:2]
    print(f"{arguments.video.name}, {len(frames)} frames of {width} x {height}, one core, best of {arguments.rounds}")
    print(f"{'':<18}{'median ms':>11}{'mean ms':>10}{'p95 ms':>9}{'/ pipeline (mean)':>20}")
    pipeline = statistics.mean(best["pipeline"])
    for name, milliseconds in best.items():
        mean, p95 = statistics.mean(milliseconds), float(np.percentile(milliseconds, 95))
        print(f"{name:<18}{statistics.median(milliseconds):>11.1f}{mean:>10.1f}{p95:>9.1f}{mean / pipeline:>20.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
