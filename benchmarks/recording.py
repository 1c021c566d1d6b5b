"""What recording costs: packets copied, or H.264 encoded, as a share of one core at 30 frames a second.

    python benchmarks/recording.py [--seconds 20]

720p JPEGs of the demo clip go into a real recorder with a real database on a real disk, at the camera's pace; the
processor time of the whole process counts, less that of the same loop without a recorder. Decoding the same JPEGs
stands beside it: what a monitor pays for seeing them at all.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import cv2
import simplejpeg

from app.drives.drive import DriveInfo, DriveWriter
from app.drives.log import DriveLog
from app.drives.recorder import Recorder
from app.frames.frame import Frame
from app.frames.packet import Packet, jpeg_packet
from app.frames.video import VideoSource

ROOT = Path(__file__).resolve().parents[1]
FPS = 30
WIDTH, HEIGHT = 1280, 720
TARGET = 0.01
"""Of a core, for packets copied."""

WAYS = ("no recorder", "packets copied", "H.264 encoded", "decoding alone")


def camera_packets(count: int) -> list[Packet]:
    """Return `count` pictures of the demo clip as a 720p camera's JPEGs."""
    source = VideoSource(ROOT / "app/demo/driver.mp4")
    packets = []
    while len(packets) < count and (frame := source.read()) is not None:
        picture = cv2.resize(frame.image, (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR)
        packets.append(
            jpeg_packet(simplejpeg.encode_jpeg(picture, quality=90, colorspace="BGR", colorsubsampling="422"))
        )
    source.close()
    return packets


def share_of_a_core(packets: list[Packet], seconds: float, how: str) -> tuple[float, float]:
    """Return the processor time a second of video, and megabytes written a second."""
    images = [simplejpeg.decode_jpeg(packet.data, colorspace="BGR") for packet in packets]
    with tempfile.TemporaryDirectory(dir=ROOT) as folder:
        log = DriveLog(DriveWriter(Path(folder), DriveInfo(start_wall_time=time.time(), source="benchmark")))
        recording = how in ("packets copied", "H.264 encoded")
        recorder = Recorder(Path(log.path), log.recorded) if recording else None
        count = round(seconds * FPS)
        start = time.monotonic()
        processor = time.process_time()
        for i in range(count):
            time.sleep(max(0.0, start + i / FPS - time.monotonic()))
            packet = packets[i % len(packets)]
            times = {"index": i, "captured_at": i * 10**9 // FPS, "wall_time": time.time()}
            if how == "H.264 encoded":
                frame = Frame(image=images[i % len(packets)], **times)
            else:
                frame = Frame(packet=packet, **times)
            if how == "decoding alone":
                _ = frame.image
            if recorder is not None:
                recorder.put(frame, wait_s=10)  # on a busy machine the loop may stretch, but all is recorded
        if recorder is not None:
            recorder.close(60)
            assert recorder.status.lost == 0 and not recorder.status.reason, recorder.status
        spent = time.process_time() - processor
        written = 0 if recorder is None else recorder.status.written
        log.close({}, 10)
    return spent / seconds, written / seconds / 1e6


def main() -> int:
    """Run the benchmark and print the table."""
    parser = argparse.ArgumentParser(description="What recording costs, as a share of one core")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--rounds", type=int, default=2)
    arguments = parser.parse_args()
    packets = camera_packets(60)
    best: dict[str, tuple[float, float]] = {}
    for _ in range(arguments.rounds):
        for how in WAYS:
            measured = share_of_a_core(packets, arguments.seconds, how)
            best[how] = min(best.get(how, measured), measured)
    size = sum(len(packet.data) for packet in packets) / len(packets)
    print(f"{WIDTH} x {HEIGHT} at {FPS} fps, JPEGs of {size / 1e3:.0f} kB, best of {arguments.rounds} rounds")
    print(f"{'':<16}{'of a core':>10}{'MB/s':>8}{'/ copying':>11}")
    idle = best["no recorder"][0]
    copying = best["packets copied"][0] - idle
    for how, (share, rate) in best.items():
        own = share if how == "no recorder" else share - idle
        print(f"{how:<16}{own:>10.2%}{rate:>8.1f}{own / copying:>11.1f}")
    print(f"copying takes {copying / TARGET:.2f} of its target, {TARGET:.0%} of a core")
    return 0


if __name__ == "__main__":
    sys.exit(main())
