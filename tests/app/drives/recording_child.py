"""Record a drive until killed: run as a process by the crash tests, `python recording_child.py DRIVES jpeg|image`.

Prints a line for every event that is shown, and for every hundredth of a second of video that was handed over.
"""

import sys
import time
from pathlib import Path

import numpy as np
import simplejpeg

from app.drives.drive import DriveInfo, DriveWriter
from app.drives.log import DriveLog
from app.drives.recorder import Recorder
from app.frames.frame import Frame
from app.frames.packet import jpeg_packet
from app.posture.event import EventKind, PostureEvent, Severity

FPS = 100
EVENT_EVERY = 7
"""Frames."""


def main() -> None:
    log = DriveLog(DriveWriter(Path(sys.argv[1]), DriveInfo(start_wall_time=time.time(), source="camera 0")))
    recorder = Recorder(Path(log.path), log.recorded, reserve=0)
    image = np.random.default_rng(0).integers(0, 60, (120, 160, 3), dtype=np.uint8)
    packet = jpeg_packet(simplejpeg.encode_jpeg(image, colorspace="BGR"))
    started = time.monotonic_ns()
    for index in range(10**9):
        # Times of a camera with 100 pictures a second, though 400 come: more happens before the kill.
        at = started + index * 10**9 // FPS
        times = {"index": index, "captured_at": at, "wall_time": time.time()}
        recorder.put(Frame(packet=packet, **times) if sys.argv[2] == "jpeg" else Frame(image=image, **times), 5)
        told = [f"frame {index}"]
        if index % EVENT_EVERY == 0:
            event = PostureEvent(
                kind=EventKind.LEANING,
                severity=Severity.NOTICE,
                start=at,
                end=None,
                wall_time=time.time(),
                peak=0.5,
                evidence=(),
                rules_version="1",
            )
            log.events([event])
            if (event.kind, event.start) not in log.unlogged:
                told.append(f"event {at}")
        # One write for each line: what arrived before the kill was told before the kill.
        print("\n".join(told), flush=True)
        time.sleep(0.0025)


if __name__ == "__main__":
    main()
