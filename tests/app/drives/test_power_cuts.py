"""Power cuts: the writes and flushes of a recording, replayed up to any point.

What was flushed is on the disk. Of what was written after the last flush, a disk may have brought any part to the
platter, in any order: each such write is there, missing (zeros, where later ones are there), or torn.
"""

import itertools
import random
import sqlite3
import threading
from dataclasses import dataclass, field

import numpy as np
import pytest
import simplejpeg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.drives import schema
from app.drives.drive import DriveInfo, DriveWriter
from app.drives.reading import read_drive
from app.drives.recorder import Recorder
from app.drives.segment_file import SegmentFile
from app.frames.frame import Frame
from app.frames.packet import jpeg_packet

FPS = 10
FRAMES = 75


@dataclass
class Disk:
    """A fake disk's memory: for every file, what was done to it, in order with all others."""

    actions: list[tuple[str, str, int, bytes]] = field(default_factory=list)

    def opener(self):
        disk = self

        class RecordingFile(SegmentFile):
            """A real file that also writes down what is done to it."""

            def __init__(self, path):
                self._name = path.name
                super().__init__(path)
                disk.actions.append(("made", self._name, 0, b""))

            def write(self, content):
                disk.actions.append(("write", self._name, self.tell(), bytes(content)))
                return super().write(content)

            def sync(self):
                super().sync()
                disk.actions.append(("sync", self._name, 0, b""))

        return RecordingFile


def files_after(actions, luck):
    """Return what is in each file after a power cut behind `actions`."""
    files = {}
    for name in {name for what, name, _, _ in actions if what == "made"}:
        own = [action for action in actions if action[1] == name]
        flushed = max((i for i, action in enumerate(own) if action[0] == "sync"), default=0)
        content = bytearray()
        for i, (what, _, offset, data) in enumerate(own):
            if what != "write":
                continue
            fate = "kept" if i < flushed else luck.choice(["kept", "kept", "lost", "torn"])
            if fate == "lost":
                continue
            if fate == "torn":
                data = data[: luck.randrange(len(data) + 1)]
            content.extend(bytes(max(0, offset + len(data) - len(content))))
            content[offset : offset + len(data)] = data
        files[name] = bytes(content)
    return files


@pytest.fixture(scope="module", params=["jpeg", "image"])
def recording(request, tmp_path_factory):
    """A drive of 7.5 s in segments of 3 s, its database as it was at the end, and what its disk saw.

    Told frames are noted where they were told among the disk's actions: from then on they must not be lost.
    """
    folder = tmp_path_factory.mktemp("recording")
    disk = Disk()
    writer = DriveWriter(folder, DriveInfo(start_wall_time=1.7e9, source="camera 0"))
    lock = threading.Lock()

    def tell(segment, frames):
        with lock:
            writer.recorded(segment, frames)
        disk.actions.extend(("told", f"{segment.number:04}.mkv", frame.index, b"") for frame in frames)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.drives.recorder.SEGMENT_NS", 3 * 10**9)
        recorder = Recorder(writer.path, tell, reserve=0, open_file=disk.opener())
        for i in range(FRAMES):
            image = np.random.default_rng(i).integers(0, 60, (48, 64, 3), dtype=np.uint8)
            times = {"index": i, "captured_at": i * 10**9 // FPS, "wall_time": 1.7e9 + i / FPS}
            packet = jpeg_packet(simplejpeg.encode_jpeg(image, colorspace="BGR"))
            recorder.put(Frame(packet=packet, **times) if request.param == "jpeg" else Frame(image=image, **times), 10)
        recorder.close(20)
        assert recorder.status.lost == 0 and recorder.status.reason == ""
    writer._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database = (writer.path / schema.FILE).read_bytes()
    writer.close({})
    return disk.actions, database


def test_flushes_come_once_a_second_so_that_no_more_than_that_can_be_lost(recording):
    actions, _ = recording
    told = [max(index for what, _, index, _ in group if what == "told") for group in _told_groups(actions)]
    assert told[-1] == FRAMES - 1 and len(told) >= FRAMES // FPS
    assert max(b - a for a, b in itertools.pairwise([-1, *told])) <= 1.2 * FPS


def _told_groups(actions):
    return [list(group) for told, group in itertools.groupby(actions, lambda action: action[0] == "told") if told]


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0, 1), seed=st.integers(0, 10**6))
def test_power_cut_at_any_point_loses_no_frame_that_was_flushed(recording, tmp_path_factory, share, seed):
    actions, database = recording
    done = actions[: int(share * len(actions))]
    folder = tmp_path_factory.mktemp("cut")
    (folder / schema.VIDEO).mkdir()
    (folder / schema.FILE).write_bytes(database)
    for name, content in files_after(done, random.Random(seed)).items():
        (folder / schema.VIDEO / name).write_bytes(content)
    with sqlite3.connect(folder / schema.FILE) as opened:  # the database, too, knows only what was told before the cut
        told = [index for what, _, index, _ in done if what == "told"]
        opened.execute("DELETE FROM frames WHERE frame > ?", (max(told, default=-1),))
    opened.close()

    drive = read_drive(folder)

    assert drive.ended_unexpectedly
    recorded = drive.frames()
    assert [frame.index for frame in recorded][: len(told)] == told
    again = read_drive(folder)  # repaired once, nothing more is to be done
    assert again.frames() == recorded and again.events == drive.events


def wal_of(folder):
    return (folder / (schema.FILE + "-wal")).read_bytes()


def test_events_survive_a_power_cut_that_tears_the_database_s_log_anywhere_after_they_were_told(tmp_path, make_event):
    writer = DriveWriter(tmp_path / "drives", DriveInfo(start_wall_time=1.7e9, source="camera 0"))
    at_rest = (writer.path / schema.FILE).read_bytes()
    safe = []
    for start in range(8):
        writer.events([make_event(start)])
        safe.append(len(wal_of(writer.path)))
    wal = wal_of(writer.path)
    writer.close({})
    luck = random.Random(0)
    cuts = sorted({*safe, *(luck.randrange(safe[0], len(wal)) for _ in range(40))})
    for cut in cuts:
        folder = tmp_path / f"cut-{cut}"
        folder.mkdir()
        (folder / schema.FILE).write_bytes(at_rest)
        # Torn: the rest of the page is whatever lay there before.
        (folder / (schema.FILE + "-wal")).write_bytes(wal[:cut] + luck.randbytes(luck.randrange(5000)))
        drive = read_drive(folder)
        told = sum(1 for length in safe if length <= cut)
        assert [event.start for event in drive.events][:told] == list(range(told)) and told >= 1
        assert drive.ended_unexpectedly
