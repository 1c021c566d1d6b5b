"""Real disks that fill up: watching goes on, and what was recorded stays."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from app.drives.reading import read_drive
from app.drives.segment_reading import open_for_reading

ROOT = Path(__file__).parents[3]

PROGRAM = """
import resource, signal, sys, time
from pathlib import Path
import numpy as np
from app.drives.drive import DriveInfo, DriveWriter
from app.drives.log import DriveLog
from app.drives.recorder import Recorder
from app.drives.recording_status import RecordingState
from app.frames.frame import Frame
from app.frames.packet import jpeg_packet
from app.posture.event import EventKind, PostureEvent, Severity
import simplejpeg

drives, limit = Path(sys.argv[1]), int(sys.argv[2])
log = DriveLog(DriveWriter(drives, DriveInfo(start_wall_time=1.7e9, source="camera 0")))
recorder = Recorder(Path(log.path), log.recorded, reserve=int(sys.argv[3]))
noise = np.random.default_rng(0).integers(0, 255, (240, 320, 3), dtype=np.uint8)
packet = jpeg_packet(simplejpeg.encode_jpeg(noise, colorspace="BGR"))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
index = 0
until = time.monotonic() + 60
while recorder.status.state is RecordingState.ON and time.monotonic() < until:
    recorder.put(Frame(packet=packet, index=index, captured_at=index * 10**9 // 30, wall_time=1.7e9), 5)
    index += 1
print(recorder.status.state, recorder.status.reason)
event = PostureEvent(kind=EventKind.LEANING, severity=Severity.NOTICE, start=5, end=None, wall_time=0.0, peak=0.5,
                     evidence=(), rules_version="1")
log.events([event])
print("unlogged", len(log.unlogged))
recorder.close(10)
log.close({}, 10)
"""


def record_until_full(drives, limit=0, reserve=0):
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", textwrap.dedent(PROGRAM), str(drives), str(limit), str(reserve)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout


def frames_in_video(folder):
    count = 0
    for path in sorted((folder / "video").iterdir()):
        with open_for_reading(path) as container:
            count += sum(1 for _ in container.decode(video=0))
    return count


def test_a_file_that_may_grow_no_more_stops_the_recording_and_not_the_log(tmp_path):
    said = record_until_full(tmp_path, limit=5_000_000)
    assert "stopped the video cannot be written (File too large); free some space" in said
    assert "unlogged 0" in said
    drive = read_drive(next(tmp_path.iterdir()))
    assert not drive.ended_unexpectedly and len(drive.events) == 1
    assert 0 < len(drive.frames()) <= frames_in_video(drive.path.parent)


@pytest.fixture
def small_disk(tmp_path):
    """A real file system of 24 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", place], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("needs the right to mount a small disk (root)")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def test_a_disk_that_fills_up_stops_the_recording_and_the_log_keeps_its_room(small_disk):
    said = record_until_full(small_disk, reserve=8_000_000)
    assert "stopped the disk is nearly full" in said
    assert "unlogged 0" in said
    drive = read_drive(next(small_disk.iterdir()))
    assert not drive.ended_unexpectedly and len(drive.events) == 1
    assert 0 < len(drive.frames()) == frames_in_video(drive.path.parent)


def test_a_disk_that_is_full_to_the_last_byte_keeps_what_was_recorded(small_disk):
    said = record_until_full(small_disk)
    assert "stopped the video cannot be written (No space left on device)" in said
    (folder,) = small_disk.iterdir()
    drive = read_drive(folder)
    video = frames_in_video(folder)
    assert video > 30  # more than a second came before
    assert len(drive.frames()) <= video
