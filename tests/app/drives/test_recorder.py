import os
import threading
import time
from pathlib import Path

import av
import numpy as np
import pytest
import simplejpeg

from app.drives import recorder as recorder_module
from app.drives.recorder import Recorder
from app.drives.recording_status import RecordingState
from app.drives.segment_file import SegmentFile
from app.drives.segment_reading import open_for_reading
from app.frames.frame import Frame
from app.frames.orientation import UPRIGHT, Orientation
from app.frames.packet import Packet, jpeg_packet

SECOND = 1_000_000_000
NO_RESERVE = {"reserve": 0}


def picture(i, width=64, height=48):
    image = np.random.default_rng(i).integers(0, 60, (height, width, 3), dtype=np.uint8)
    image[..., 0] = (i * 7) % 250
    return image


def image_frame(i, fps=30, **size):
    return Frame(image=picture(i, **size), index=i, captured_at=10**13 + i * SECOND // fps, wall_time=1.7e9 + i / fps)


def jpeg_frame(i, fps=30, orientation=UPRIGHT, **size):
    data = simplejpeg.encode_jpeg(picture(i, **size), quality=90, colorspace="BGR")
    return Frame(
        packet=jpeg_packet(data),
        orientation=orientation,
        index=i,
        captured_at=10**13 + i * SECOND // fps,
        wall_time=1.7e9 + i / fps,
    )


class Told:
    def __init__(self):
        self.segments, self.frames = [], []

    def __call__(self, segment, frames):
        self.frames += frames
        if segment not in self.segments:
            self.segments.append(segment)


@pytest.fixture
def told():
    return Told()


@pytest.fixture
def record(tmp_path, told):
    recorders = []

    def start(**settings):
        recorders.append(Recorder(tmp_path, told, **(NO_RESERVE | settings)))
        return recorders[-1]

    yield start
    for recorder in recorders:
        recorder.close(10)
    assert not [thread for thread in threading.enumerate() if thread.name == "recording"]


def video(tmp_path, number=1):
    return tmp_path / "video" / f"{number:04}.mkv"


def read(path):
    with open_for_reading(path) as container:
        codec = container.streams.video[0].codec_context.name
        return codec, [(frame.pts, frame.to_ndarray(format="bgr24")) for frame in container.decode(video=0)]


def eventually(condition, seconds=10.0):
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.01)
    return condition()


def test_a_camera_s_packets_are_copied_to_the_byte(record, tmp_path, told):
    frames = [jpeg_frame(i) for i in range(45)]
    recorder = record()
    for frame in frames:
        recorder.put(frame, 5)
    recorder.close(10)
    with open_for_reading(video(tmp_path)) as container:
        assert container.streams.video[0].codec_context.name == "mjpeg"
        packets = [bytes(packet) for packet in container.demux(video=0) if packet.size]
    assert packets == [frame.packet.data for frame in frames]
    assert [frame.index for frame in told.frames] == list(range(45))
    assert recorder.status.state == RecordingState.ON and recorder.status.lost == 0
    assert recorder.status.written == video(tmp_path).stat().st_size


def test_pictures_without_a_packet_become_h264_that_looks_like_them(record, tmp_path, told):
    recorder = record()
    for i in range(45):
        recorder.put(image_frame(i), 5)
    recorder.close(10)
    codec, decoded = read(video(tmp_path))
    assert codec == "h264" and len(decoded) == 45
    assert [pts for pts, _ in decoded] == [frame.pts for frame in told.frames]
    for i, (_, image) in enumerate(decoded):
        assert abs(float(image[..., 0].mean()) - (i * 7) % 250) < 12


def test_an_odd_last_row_is_left_out_since_h264_knows_only_even_ones(record, tmp_path):
    recorder = record()
    for i in range(5):
        recorder.put(image_frame(i, width=65, height=49), 5)
    recorder.close(10)
    assert read(video(tmp_path))[1][0][1].shape == (48, 64, 3)


def test_a_new_segment_begins_every_minute(record, tmp_path, told):
    recorder = record()
    for i in range(130):
        recorder.put(jpeg_frame(i, fps=1), 5)
    recorder.close(10)
    assert [segment.number for segment in told.segments] == [1, 2, 3]
    assert [len(read(video(tmp_path, n))[1]) for n in (1, 2, 3)] == [60, 60, 10]
    assert [segment.start for segment in told.segments] == [10**13 + n * 60 * SECOND for n in range(3)]
    assert [frame.pts for frame in told.frames if frame.segment == 2] == [n * 1000 for n in range(60)]


def test_another_size_begins_a_new_segment(record, told):
    recorder = record()
    for i in range(5):
        recorder.put(jpeg_frame(i), 5)
    for i in range(5, 10):
        recorder.put(jpeg_frame(i, width=80), 5)
    recorder.close(10)
    assert [frame.segment for frame in told.frames] == [1] * 5 + [2] * 5


def test_how_the_camera_is_mounted_travels_with_copied_packets_and_is_done_in_encoded_ones(record, told, tmp_path):
    recorder = record()
    recorder.put(jpeg_frame(0, orientation=Orientation(1)), 5)
    turned = jpeg_frame(1, orientation=Orientation(1))
    recorder.put(Frame(image=turned.image, index=1, captured_at=turned.captured_at, wall_time=0.0), 5)
    recorder.close(10)
    assert [segment.orientation for segment in told.segments] == [Orientation(1), Orientation()]
    assert read(video(tmp_path, 1))[1][0][1].shape == (48, 64, 3)
    assert read(video(tmp_path, 2))[1][0][1].shape == (64, 48, 3)


def test_packets_that_need_each_other_begin_at_a_keyframe_and_again_after_a_gap(record, told, tmp_path):
    with av.open(str(tmp_path / "in.mkv"), "w") as container:
        stream = container.add_stream(
            "libx264", rate=30, options={"tune": "zerolatency", "g": "6", "x264-params": "scenecut=0"}
        )
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        encoded = [
            packet
            for i in range(8)
            for packet in stream.encode(
                av.VideoFrame.from_ndarray(picture(i), format="bgr24").reformat(format="yuv420p")
            )
        ]
        extradata = bytes(stream.codec_context.extradata)

    def frame(i):
        packet = Packet(
            data=bytes(encoded[i]),
            codec="h264",
            width=64,
            height=48,
            keyframe=encoded[i].is_keyframe,
            extradata=extradata,
        )
        return Frame(image=picture(i), packet=packet, index=i, captured_at=i * SECOND // 30, wall_time=0.0)

    assert [i for i in range(8) if frame(i).packet.keyframe] == [0, 6]
    recorder = record()
    for i in (1, 0, 1, 2, 4, 5, 6, 7):
        recorder.put(frame(i), 5)
    recorder.close(10)
    assert [(where.segment, where.index) for where in told.frames] == [(1, 0), (1, 1), (1, 2), (1, 6), (1, 7)]
    assert len(read(video(tmp_path))[1]) == 5


def test_every_second_what_was_recorded_is_on_the_disk_and_told(record, told, tmp_path):
    synced = []

    class Counting(SegmentFile):
        def sync(self):
            super().sync()
            synced.append(self.tell())

    recorder = record(open_file=Counting)
    for i in range(91):
        recorder.put(jpeg_frame(i), 5)
    assert eventually(lambda: len(synced) == 3)
    assert eventually(lambda: len(told.frames) >= 80)
    assert len(read(video(tmp_path))[1]) >= len(told.frames)


def test_a_camera_that_falls_silent_does_not_keep_its_last_second_off_the_disk(record, told):
    recorder = record()
    for i in range(12):
        recorder.put(jpeg_frame(i), 5)
    assert eventually(lambda: len(told.frames) >= 5)
    assert recorder.status.written > 0


def test_a_frame_that_is_no_picture_is_left_out(record, told):
    broken = Packet(data=b"rubbish", codec="mjpeg", width=64, height=48)
    recorder = record(blur=lambda frame: Frame(image=frame.image, index=frame.index, captured_at=0, wall_time=0.0))
    recorder.put(Frame(packet=broken, index=0, captured_at=0, wall_time=0.0), 5)
    recorder.put(jpeg_frame(1), 5)
    recorder.close(10)
    assert [frame.index for frame in told.frames] == [1] and told.segments[0].blurred


def test_a_blur_that_breaks_stops_the_recording_rather_than_showing_a_face(record, tmp_path, caplog):
    def broken(frame):
        raise ZeroDivisionError("division by zero")

    recorder = record(blur=broken)
    recorder.put(jpeg_frame(0), 5)
    assert eventually(lambda: recorder.status.state == RecordingState.STOPPED)
    assert "ZeroDivisionError" in recorder.status.reason and "Traceback" in caplog.text
    assert not (tmp_path / "video").exists()


class HangingFile(SegmentFile):
    """A fake of a disk that stops answering."""

    answers = threading.Event()

    def write(self, content):
        if self.tell() > 20_000:
            self.answers.wait(20)
        return super().write(content)


@pytest.fixture
def hanging():
    HangingFile.answers.clear()
    yield HangingFile
    HangingFile.answers.set()


def test_a_disk_that_stops_answering_holds_up_nobody_and_the_recording_stops(record, monkeypatch, hanging):
    monkeypatch.setattr(recorder_module, "STALLED_S", 0.5)
    recorder = record(open_file=hanging)
    longest = 0.0
    until = time.monotonic() + 10
    i = 0
    while recorder.status.state == RecordingState.ON and time.monotonic() < until:
        before = time.monotonic()
        recorder.put(jpeg_frame(i))
        longest = max(longest, time.monotonic() - before)
        i += 1
        time.sleep(0.002)
    assert recorder.status.state == RecordingState.STOPPED
    assert "the disk is too slow" in recorder.status.reason
    assert recorder.status.lost > 0 and longest < 1
    hanging.answers.set()


def test_a_disk_that_is_always_too_slow_ends_the_recording_and_what_is_there_can_be_read(record, monkeypatch, tmp_path):
    class SlowFile(SegmentFile):
        """A fake of a worn memory card."""

        def write(self, content):
            time.sleep(0.02)
            self.disk_seconds += 0.02
            return super().write(content)

    monkeypatch.setattr(recorder_module, "LOST_LIMIT", 20)
    recorder = record(open_file=SlowFile)
    until = time.monotonic() + 10
    i = 0
    while recorder.status.state == RecordingState.ON and time.monotonic() < until:
        recorder.put(jpeg_frame(i))
        i += 1
        time.sleep(0.001)
    assert "the disk is too slow" in recorder.status.reason
    recorder.close(10)
    assert len(read(video(tmp_path))[1]) > 0


def test_a_processor_that_is_too_slow_loses_frames_which_are_counted_and_the_recording_goes_on(record, monkeypatch):
    monkeypatch.setattr(recorder_module, "LOST_LIMIT", 20)

    def slow(frame):
        time.sleep(0.02)
        return Frame(image=frame.image, index=frame.index, captured_at=frame.captured_at, wall_time=0.0)

    recorder = record(blur=slow)
    for i in range(200):
        recorder.put(jpeg_frame(i))
        time.sleep(0.001)
    assert recorder.status.lost > 20 and recorder.status.state == RecordingState.ON


def test_on_a_full_disk_it_stops_with_the_reason_and_nothing_that_was_recorded_is_lost(record, tmp_path, told):
    class FullFile(SegmentFile):
        """A fake of a disk with room for 100,000 bytes."""

        def write(self, content):
            if self.tell() + len(content) > 100_000:
                os.write(self._descriptor, content[: max(0, 100_000 - self.tell())])
                raise OSError(28, "No space left on device")
            return super().write(content)

    recorder = record(open_file=FullFile)
    for i in range(200):
        recorder.put(jpeg_frame(i), 5)
    assert eventually(lambda: recorder.status.state == RecordingState.STOPPED)
    assert recorder.status.reason.startswith("the video cannot be written (No space left on device); free some space")
    recorder.close(10)
    assert told.frames and len(read(video(tmp_path))[1]) >= len(told.frames)


def test_room_is_left_for_the_log(record, tmp_path):
    recorder = record(reserve=10**18)
    recorder.put(jpeg_frame(0), 5)
    assert eventually(lambda: recorder.status.state == RecordingState.STOPPED)
    assert "nearly full" in recorder.status.reason and not (tmp_path / "video").exists()


def test_without_a_drive_it_says_that_there_is_none(told):
    recorder = Recorder(None, told)
    recorder.put(jpeg_frame(0), 5)
    recorder.close(10)
    assert recorder.status.state == RecordingState.STOPPED
    assert recorder.status.reason == "there is no drive to record into"


def test_old_drives_make_room_before_every_segment(record):
    calls = []
    recorder = record(make_room=lambda: calls.append(True))
    for i in range(130):
        recorder.put(jpeg_frame(i, fps=1), 5)
    recorder.close(10)
    assert len(calls) == 3


def test_a_recorder_that_got_nothing_leaves_nothing(record, tmp_path):
    recorder = record()
    recorder.close(10)
    recorder.close(10)
    recorder.put(jpeg_frame(0))
    assert list(Path(tmp_path).iterdir()) == []


def test_a_recording_that_is_off_keeps_nothing_until_it_is_turned_on_and_goes_on_in_a_new_segment(
    record, told, tmp_path
):
    recorder = record(on=False)
    recorder.put(image_frame(0))
    assert recorder.status.state is RecordingState.OFF
    recorder.turn(True)
    assert recorder.status.state is RecordingState.ON
    for i in (1, 2, 3):
        recorder.put(image_frame(i), 5)
    recorder.turn(False)
    assert eventually(lambda: [frame.index for frame in told.frames] == [1, 2, 3])
    recorder.put(image_frame(4))
    recorder.turn(True)
    for i in (5, 6):
        recorder.put(image_frame(i), 5)
    recorder.close(10)
    assert [(frame.index, frame.segment) for frame in told.frames] == [(1, 1), (2, 1), (3, 1), (5, 2), (6, 2)]
    assert len(read(video(tmp_path, 1))[1]) == 3 and len(read(video(tmp_path, 2))[1]) == 2
