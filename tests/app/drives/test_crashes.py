"""A process that records is killed: what it showed is on the disk."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.drives.frame_queue import MOST_FRAMES
from app.drives.reading import read_drive
from app.drives.segment_reading import open_for_reading

CHILD = Path(__file__).with_name("recording_child.py")
FPS = 100
QUEUED = MOST_FRAMES + 1
"""Frames handed over that the recorder may not have begun to write."""


def kill_at_a_random_moment(drives, kind, seed):
    """Return what the child told before it was killed: indices of frames, starts of events."""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}
    child = subprocess.Popen([sys.executable, CHILD, drives, kind], stdout=subprocess.PIPE, env=environment)
    with child:
        lines = [child.stdout.readline()]  # it is at work now
        time.sleep(random.Random(seed).uniform(0.0, 1.5))
        os.kill(child.pid, signal.SIGKILL)
        lines += child.stdout.readlines()
    told = [line.split() for line in lines if line.endswith(b"\n")]
    return (
        [int(word) for what, word in told if what == b"frame"],
        [int(word) for what, word in told if what == b"event"],
    )


def check(tmp_path, kind, seed):
    frames, events = kill_at_a_random_moment(tmp_path, kind, seed)
    (folder,) = tmp_path.iterdir()
    drive = read_drive(folder)
    assert drive.ended_unexpectedly
    assert set(events) <= {event.start for event in drive.events}
    recorded = drive.frames()
    assert [frame.index for frame in recorded] == list(range(len(recorded)))
    # At most a second of video, beside what was still in the queue.
    assert len(recorded) >= len(frames) - FPS - QUEUED
    in_video = 0
    for segment in drive.segments:
        with open_for_reading(folder / "video" / f"{segment.number:04}.mkv") as container:
            assert container.duration is not None
            in_video += sum(1 for _ in container.decode(video=0))
    assert in_video == len(recorded)
    assert not list(folder.rglob("*.repair"))
    return len(frames), len(events), len(recorded)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", ["jpeg", "image"])
def test_killed_while_recording_every_event_that_was_shown_is_there_and_all_but_a_second_of_video(tmp_path, kind, seed):
    check(tmp_path, kind, seed)


@pytest.mark.slow
def test_killed_a_hundred_times_while_recording(tmp_path):
    frames = events = recorded = 0
    for seed in range(100):
        (tmp_path / str(seed)).mkdir()
        outcome = check(tmp_path / str(seed), ("jpeg", "image")[seed % 2], 1000 + seed)
        frames, events, recorded = frames + outcome[0], events + outcome[1], recorded + outcome[2]
    print(f"100 kills: {events} events shown, all there; {recorded} frames of {frames} handed over")
    assert events > 100 and recorded > 1000
