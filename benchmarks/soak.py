"""A long drive with faults: does the monitor tell what is true, and does it stay as small as it began?

    python -m benchmarks.soak [--hours 1]

The demo drive is shown in a loop by a network camera on loopback that fails every few minutes in another way. The real
monitor watches it in a process of its own, records it, and is ended as a service manager ends it. Then its drive is
opened: every posture event of every loop that no fault cut, every fault told as *monitoring unavailable*, nothing else.
Threads and memory are read from the kernel while it goes on.
"""

import argparse
import json
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import simplejpeg

from app.commands.demo import CLIP
from app.drives import folder
from app.drives.reading import Drive, read_drive
from app.frames.video import VideoSource
from app.posture.event import EventKind, PostureEvent
from app.posture.rules import DEFAULT, load_rules
from benchmarks.event_matching import Score, TrueEvent, score
from benchmarks.faulty_camera import Fault, FaultyCamera
from pose import toml_file

FAULT_S = 16.0
"""Long enough for *monitoring unavailable*, which is told after 10 s."""

BETWEEN_S = 120.0
"""Four and a half loops of the demo drive from fault to fault."""

NOTICED_S = 4.0
"""A fault is noticed within 3 s; the rest is the camera's and the network's."""

BACK_S = 8.0
"""What follows a fault is judged from here on: a camera is opened again within 5 s, a posture needs some to settle."""

SAMPLE_S = 10.0
CLOSED_S = 20.0
"""How long the monitor may take to end."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A fault, from when to when, monotonic seconds."""

    fault: Fault
    start: float
    end: float

    def touches(self, start: float, end: float) -> bool:
        """Tell whether a stretch of time is cut by it."""
        return start <= self.end + BACK_S and end >= self.start


@dataclass(frozen=True, slots=True)
class Sample:
    """What the kernel says of the monitor's process."""

    threads: int
    resident_mb: float


def pictures() -> tuple[list[bytes], float]:
    """Return the demo drive as a camera's JPEGs, and how many a second."""
    source = VideoSource(CLIP)
    found = []
    while (frame := source.read()) is not None:
        found.append(simplejpeg.encode_jpeg(frame.image, quality=85, colorspace="BGR"))
    source.close()
    return found, float(toml_file.read_table(CLIP.with_suffix(".toml"))["frames_per_second"])


def sample(pid: int) -> Sample:
    """Read threads and resident memory of a process."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    said = dict(line.split(":", 1) for line in lines)
    return Sample(int(said["Threads"]), int(said["VmRSS"].split()[0]) / 1024)


def drive_on(camera: FaultyCamera, drives: Path, seconds: float) -> tuple[list[Trouble], list[Sample], int, str]:
    """Let the monitor watch for so long; return the faults, the samples, its exit code and what it printed."""
    command = [sys.executable, "-m", "app", "monitor", "--headless", "--record", "--camera", camera.url]
    troubles: list[Trouble] = []
    samples: list[Sample] = []
    faults = [fault for fault in Fault if fault is not Fault.NONE]
    with (drives / "printed.txt").open("w+", encoding="utf-8") as printed:
        monitor = subprocess.Popen(
            [*command, "--drives", str(drives)], stdout=printed, stderr=subprocess.STDOUT, text=True
        )
        begun = time.monotonic()
        change, looked = begun + BETWEEN_S, begun
        while (now := time.monotonic()) < begun + seconds and monitor.poll() is None:
            if now >= change and camera.fault is Fault.NONE and begun + seconds - now > FAULT_S + BACK_S:
                camera.fault = faults[len(troubles) % len(faults)]
                troubles.append(Trouble(camera.fault, now, now + FAULT_S))
            elif camera.fault is not Fault.NONE and now >= troubles[-1].end:
                camera.fault, change = Fault.NONE, now + BETWEEN_S
            if now >= looked + SAMPLE_S:
                looked = now
                samples.append(sample(monitor.pid))
            time.sleep(0.05)
        monitor.send_signal(signal.SIGTERM)
        try:
            code = monitor.wait(CLOSED_S)
        except subprocess.TimeoutExpired:
            monitor.kill()
            code = monitor.wait()
        printed.seek(0)
        return troubles, samples, code, printed.read()


def in_every_loop(camera: FaultyCamera, key: str, ended: float) -> list[TrueEvent]:
    """Return what the demo drive's truth tells under `key`, in every loop until `ended`, monotonic seconds."""
    table = toml_file.read_table(CLIP.with_suffix(".toml"))
    length = table["frames"] / table["frames_per_second"]
    starts = [camera.started + loop * length for loop in range(int((ended - camera.started) / length) + 1)]
    return [
        TrueEvent(EventKind(row["kind"]), start + row["start_s"], start + row["end_s"])
        for start in starts
        for row in table.get(key, [])
    ]


def faults_told(troubles: list[Trouble], told: tuple[PostureEvent, ...]) -> tuple[int, int]:
    """Return how many faults were told as *monitoring unavailable*, and how many such events no fault explains."""
    starts = [event.start / 1e9 for event in told if event.kind is EventKind.MONITORING_UNAVAILABLE]
    found = sum(any(0 <= start - trouble.start <= NOTICED_S for start in starts) for trouble in troubles)
    unexplained = sum(not any(trouble.touches(start, start) for trouble in troubles) for start in starts)
    return found, unexplained


def postures_told(
    drive: Drive, troubles: list[Trouble], true: list[TrueEvent], either: list[TrueEvent]
) -> dict[EventKind, Score]:
    """Judge all events but *monitoring unavailable*; what a fault touches may be told or not."""
    rules = load_rules(DEFAULT)
    cut = [event for event in true if any(trouble.touches(event.start, event.end) for trouble in troubles)]
    whole = [event for event in true if event not in cut]
    during = [TrueEvent(kind, trouble.start, trouble.end + BACK_S) for trouble in troubles for kind in EventKind]
    kinds = [kind for kind in EventKind if kind is not EventKind.MONITORING_UNAVAILABLE]
    return {kind: score(kind, rules, whole, [*either, *cut, *during], drive.events, []) for kind in kinds}


def main() -> int:
    """Run the benchmark and print what came of it; exit status 1 if anything was wrong."""
    parser = argparse.ArgumentParser(description="A long drive with faults")
    parser.add_argument("--hours", type=float, default=1.0)
    parser.add_argument("--json", type=Path, help="also write every sample there")
    arguments = parser.parse_args()
    shown, fps = pictures()
    dark = simplejpeg.encode_jpeg(np.zeros_like(simplejpeg.decode_jpeg(shown[0], colorspace="BGR")), colorspace="BGR")
    camera = FaultyCamera(shown, dark, fps)
    with tempfile.TemporaryDirectory(dir=Path(__file__).resolve().parents[1]) as place:
        begun = time.monotonic()
        troubles, samples, code, printed = drive_on(camera, Path(place), arguments.hours * 3600)
        ended = time.monotonic()
        camera.close()
        (stored,) = folder.stored_drives(Path(place))
        drive = read_drive(stored.path)
        recorded = len(drive.frames())
    # During the first loop the neutral posture is learnt, and the end cuts what goes on: told or not, neither is wrong.
    events, first = in_every_loop(camera, "events", ended), begun + len(shown) / fps
    true = [event for event in events if first <= event.start and event.end < ended - 2]
    either = [*in_every_loop(camera, "borderline", ended), *(event for event in events if event not in true)]
    scores = postures_told(drive, troubles, true, either)
    judged = sum(scores.values(), Score())
    told, unexplained = faults_told(troubles, drive.events)
    early, late = samples[len(samples) // 6], samples[-1]
    print(printed.strip().splitlines()[-1])
    print(f"{(ended - begun) / 3600:.2f} h, {len(drive.events)} events told, {recorded} frames recorded")
    print(f"postures: {judged.found} of {judged.expected} told, {judged.false} false")
    for kind, one in scores.items():
        if one.expected or one.false:
            print(f"  {kind.value}: {one.found} of {one.expected}, {one.false} false")
    print(f"faults: {told} of {len(troubles)} told, {unexplained} told without one")
    print(f"threads: {early.threads} early, {late.threads} late")
    print(f"memory: {early.resident_mb:.0f} MB early, {late.resident_mb:.0f} MB late")
    print(f"ended with code {code}" + (", and not as a drive ends" if drive.ended_unexpectedly else ""))
    if arguments.json:
        rows = [{"threads": one.threads, "resident_mb": round(one.resident_mb, 1)} for one in samples]
        arguments.json.write_text(json.dumps(rows), encoding="utf-8")
    wrong = judged.missed or judged.false or told < len(troubles) or unexplained or late.threads > early.threads
    return 1 if wrong or code or drive.ended_unexpectedly else 0


if __name__ == "__main__":
    sys.exit(main())
