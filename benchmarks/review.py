"""Is a drive of four hours opened, jumped in and plotted without waiting?

    python benchmarks/review.py DRIVE [--hours 4] [--jumps 200] [--keep FOLDER]

A drive of so many hours at 30 pictures a second is made of DRIVE (recorded with `monitor --record`): its observations
and events again and again, its pictures at 720p in segments of a minute, once as H.264 as the recorder encodes it and
once as a camera's JPEGs. The window is opened on it, and jumped in at random while its measures are computed. Prints
each figure over its target; exits with 1 if one is missed. Processor time stands beside: of a jump, of the whole
process, the measures in the background included.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
import simplejpeg

from app.drives.drive import DriveInfo, DriveWriter
from app.drives.reading import read_drive
from app.drives.recorded import RecordedFrame, Segment
from app.drives.recorded_video import RecordedVideo
from app.drives.schema import FILE, segment_path
from app.drives.segment_file import SegmentFile
from app.drives.segment_writer import SegmentWriter
from app.frames.frame import Frame
from app.frames.packet import jpeg_packet

FPS = 30
WIDTH, HEIGHT = 1280, 720
MINUTE = 60 * FPS
START = 10**13
OPEN_S, JUMP_S, MEMORY_MB = 1.0, 0.15, 600.0


def pictures_of(drive: Path) -> list[np.ndarray]:
    """Return the drive's pictures at 720p."""
    source = RecordedVideo(read_drive(drive))
    frames = [frame.image for frame in iter(source.read, None)]
    return [cv2.resize(image, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA) for image in frames]


def write_minute(path: Path, pictures: Sequence[np.ndarray], codec: str) -> list[int]:
    """Write a minute of video and return its frames' pts."""
    jpegs = [
        jpeg_packet(simplejpeg.encode_jpeg(image, quality=85, colorspace="BGR", colorsubsampling="422"))
        for image in (pictures if codec == "mjpeg" else ())
    ]

    def frame(i: int) -> Frame:
        at = {"index": i, "captured_at": i * 10**9 // FPS, "wall_time": 0.0}
        return Frame(packet=jpegs[i % len(jpegs)], **at) if jpegs else Frame(image=pictures[i % len(pictures)], **at)

    file = SegmentFile(path)
    segment = Segment(number=1, start=START, start_wall_time=0.0, first_index=0)
    writer = SegmentWriter(file, frame(0), segment.to_tags())
    pts = [writer.write(frame(i)) for i in range(MINUTE)]
    writer.finish()
    file.release()
    return pts


def make_long(drive: Path, drives: Path, hours: float, codec: str) -> Path:
    """Make the long drive and return its folder."""
    seed = read_drive(drive)
    wall = time.time() - hours * 3600
    writer = DriveWriter(
        drives, DriveInfo(start_wall_time=wall, source=f"long drive, {codec}", settings=seed.info.settings)
    )
    video = writer.path / "video"
    video.mkdir()
    first = segment_path(writer.path, 1)
    pts = write_minute(first, pictures_of(drive), codec)
    minutes = round(hours * 60)
    for number in range(1, minutes + 1):
        if number > 1:
            os.link(first, segment_path(writer.path, number))
        index, start = (number - 1) * MINUTE, START + (number - 1) * 60 * 10**9
        segment = Segment(number=number, start=start, start_wall_time=wall + 60 * (number - 1), first_index=index)
        writer.recorded(
            segment,
            [
                RecordedFrame(
                    index=index + i,
                    captured_at=START + (index + i) * 10**9 // FPS,
                    wall_time=wall + (index + i) / FPS,
                    segment=number,
                    pts=at,
                )
                for i, at in enumerate(pts)
            ],
        )
    repeat_rows(writer, seed.path, minutes * MINUTE, wall)
    writer.close(seed.observability)
    return writer.path


def repeat_rows(writer: DriveWriter, seed: Path, frames: int, wall: float) -> None:
    """Fill the database with the seed's observations and, now and then, its events, up to so many frames."""
    database = writer._database
    database.execute("ATTACH ? AS seed", (str(seed),))
    ((count,),) = database.execute("SELECT count(*) FROM seed.observations")
    database.execute("BEGIN")
    for base in range(0, frames, count):
        database.execute(
            "INSERT INTO observations (frame, captured_at, wall_time, name, width, height, x1, y1, x2, y2, raw, pose, "
            "timings, detected, camera) SELECT ? + id - 1, ? + (? + id - 1) * 1000000000 / ?, "
            "? + (? + id - 1) * 1.0 / ?, name, width, height, x1, y1, x2, y2, raw, pose, timings, detected, camera "
            "FROM seed.observations WHERE id <= ?",
            (base, START, base, FPS, wall, base, FPS, min(count, frames - base)),
        )
        if base // count % 20 == 3:
            database.execute(
                "INSERT INTO events SELECT kind, ? + start_ns / 2, ? + end_ns / 2, 1 + (rowid + ?) % 3, ?, peak, "
                "evidence, rules_version FROM seed.events",
                (START + base * 10**9 // FPS, START + base * 10**9 // FPS, base // count, wall + base / FPS),
            )
    database.execute("COMMIT")
    database.execute("DETACH seed")


def memory_mb() -> float:
    """Return this process's memory, MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def measure(folder: Path, jumps: int) -> dict[str, float]:
    """Open the window on a drive and jump in it; return the figures."""
    from PySide6.QtCore import QCoreApplication

    from app.review.opening import open_drive
    from app.ui.review.window import ReviewWindow

    before = memory_mb()
    started = time.monotonic()
    window = ReviewWindow(folder.parent, author="benchmark")
    window.resize(1280, 720)
    window.show()
    wait(lambda: window.library.model.rowCount() > 0)
    library_s = time.monotonic() - started
    started, processor = time.monotonic(), time.process_time()
    window.show_drive(open_drive(folder))
    page = window.player
    assert page is not None
    wait(lambda: page.player.moment is not None)
    open_s, open_cpu_s = time.monotonic() - started, time.process_time() - processor
    rng = np.random.default_rng(0)
    took, worked, peak = [], [], 0.0
    for _ in range(jumps):
        at = int(rng.integers(page.opened.start, page.opened.end))
        arrived: list[int] = []
        connection = page.player.shown.connect(lambda moment, arrived=arrived: arrived.append(moment.time))
        started, processor = time.monotonic(), time.process_time()
        page.player.seek(at)
        wait(lambda arrived=arrived: bool(arrived))
        took.append(time.monotonic() - started)
        worked.append(time.process_time() - processor)
        page.player.shown.disconnect(connection)
        assert 0 <= at - arrived[-1] <= 10**9 // FPS + 10**6, "the very picture"
        peak = max(peak, memory_mb())
    started = time.monotonic()
    wait(lambda: len(page.samples.times) > 0 and page.samples.times[-1] >= page.opened.end - 2 * 10**9, 300)
    peak = max(peak, memory_mb())
    pans = []
    axis = page.axis.zoomed(0.25, page.axis.start)
    for i in range(60):
        started = time.monotonic()
        page.set_axis(axis.panned(i * axis.span // 60))
        QCoreApplication.processEvents()
        pans.append(time.monotonic() - started)
    window.close()
    return {
        "library_s": library_s,
        "open_s": open_s,
        "open_cpu_s": open_cpu_s,
        "jump_p50_s": float(np.percentile(took, 50)),
        "jump_p95_s": float(np.percentile(took, 95)),
        "jump_cpu_p95_s": float(np.percentile(worked, 95)),
        "pan_p95_s": float(np.percentile(pans, 95)),
        "memory_mb": peak - before,
        "process_mb": peak,
    }


def wait(until: Callable[[], bool], seconds: float = 60.0) -> None:
    """Let the window work until something is there."""
    from PySide6.QtCore import QCoreApplication

    end = time.monotonic() + seconds
    while not until():
        QCoreApplication.processEvents()
        time.sleep(0.001)
        if time.monotonic() > end:
            raise TimeoutError


def main() -> int:
    """Run the benchmark and print the table."""
    parser = argparse.ArgumentParser(description="Opening and jumping in a long drive")
    parser.add_argument("drive", type=Path, help="a drive with pictures")
    parser.add_argument("--hours", type=float, default=4.0)
    parser.add_argument("--jumps", type=int, default=200)
    parser.add_argument(
        "--keep", type=Path, help="make the drives in there and leave them, or take those that are there"
    )
    arguments = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from app.ui.showing import application

    _ = application()
    missed = False
    with tempfile.TemporaryDirectory() as temporary:
        for codec in ("h264", "mjpeg"):
            drives = (arguments.keep or Path(temporary)) / codec
            made = next(iter(drives.iterdir()), None) if drives.is_dir() else None
            folder = made or make_long(arguments.drive, drives, arguments.hours, codec)
            size = (folder / FILE).stat().st_size / 1e6
            found = measure(folder, arguments.jumps)
            print(f"{arguments.hours:g} h, {codec} {WIDTH} x {HEIGHT}, database {size:.0f} MB", flush=True)
            for name, target in (("open_s", OPEN_S), ("jump_p95_s", JUMP_S), ("memory_mb", MEMORY_MB)):
                ratio = found[name] / target
                missed = missed or ratio > 1
                print(f"  {name:<15}{found[name]:>9.3f} of {target:g}: {ratio:.2f}")
            for name in ("library_s", "open_cpu_s", "jump_p50_s", "jump_cpu_p95_s", "pan_p95_s", "process_mb"):
                print(f"  {name:<15}{found[name]:>9.3f}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
