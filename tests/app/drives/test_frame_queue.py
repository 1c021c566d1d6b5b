import threading
import time

import numpy as np
import pytest
import simplejpeg

from app.drives import frame_queue
from app.drives.frame_queue import FrameQueue
from app.frames.frame import Frame
from app.frames.packet import jpeg_packet


def image_frame(i, side=10):
    return Frame(image=np.zeros((side, side, 3), np.uint8), index=i, captured_at=i, wall_time=0.0)


def taken(queue):
    frames = []
    while (frame := queue.take(0)) is not None:
        frames.append(frame.index)
    return frames


def test_frames_come_out_in_their_order():
    queue = FrameQueue()
    assert all(queue.put(image_frame(i), 0) for i in range(10))
    assert taken(queue) == list(range(10))


def test_too_many_and_too_large_ones_are_refused_until_there_is_room(monkeypatch):
    monkeypatch.setattr(frame_queue, "MOST_FRAMES", 3)
    queue = FrameQueue()
    assert [queue.put(image_frame(i), 0) for i in range(5)] == [True, True, True, False, False]
    assert taken(queue) == [0, 1, 2]
    monkeypatch.setattr(frame_queue, "MOST_BYTES", 700)
    assert [queue.put(image_frame(i), 0) for i in range(4)] == [True, True, False, False]
    assert queue.take(0).index == 0
    assert queue.put(image_frame(9), 0)


def test_one_frame_always_fits_however_large(monkeypatch):
    monkeypatch.setattr(frame_queue, "MOST_BYTES", 10)
    queue = FrameQueue()
    assert queue.put(image_frame(0), 0) and not queue.put(image_frame(1), 0)


def test_who_can_wait_waits_for_room_and_no_longer(monkeypatch):
    monkeypatch.setattr(frame_queue, "MOST_FRAMES", 1)
    queue = FrameQueue()
    queue.put(image_frame(0), 0)
    started = time.monotonic()
    assert not queue.put(image_frame(1), 0.1)
    assert time.monotonic() - started >= 0.1
    threading.Timer(0.1, lambda: queue.take(0)).start()
    assert queue.put(image_frame(2), 10)
    assert taken(queue) == [2]


@pytest.mark.parametrize("drop", [False, True])
def test_closing_wakes_both_sides(monkeypatch, drop):
    monkeypatch.setattr(frame_queue, "MOST_FRAMES", 1)
    queue = FrameQueue()
    queue.put(image_frame(0), 0)
    threading.Timer(0.1, lambda: queue.close(drop=drop)).start()
    assert queue.put(image_frame(1), 30)  # thrown away
    assert taken(queue) == ([] if drop else [0])
    assert queue.closed and queue.take(30) is None


def test_a_picture_that_the_window_decoded_does_not_wait_in_memory_with_its_jpeg():
    packet = jpeg_packet(simplejpeg.encode_jpeg(np.zeros((480, 640, 3), np.uint8)))
    frame = Frame(packet=packet, index=0, captured_at=0, wall_time=0.0)
    queue = FrameQueue()
    _ = frame.image
    queue.put(frame, 0)
    assert queue._bytes == len(packet.data)
    waiting = queue.take(0)
    assert waiting.packet is packet and waiting is not frame
