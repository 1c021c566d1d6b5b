"""A fake of the kernel's V4L2: no camera is connected where tests run."""

import time

import numpy as np
import simplejpeg

from app.frames.v4l2 import Buffer, Granted

WIDTH, HEIGHT = 64, 48


class FakeV4l2:
    """One fake camera. Its class attributes tell how it behaves; `plugged` pulls its cable."""

    offers = ("YUYV", "MJPG")
    plugged = True
    silent = False
    monotonic = True
    period_s = 0.01
    sequence_step = 1
    opened = 0

    def __init__(self, path):
        if not self.plugged:
            raise OSError(19, "No such device")
        type(self).opened += 1
        self.asked = None
        self.closed = False
        self._count = 0

    def formats(self):
        return list(self.offers)

    def start(self, fourcc, width, height, fps):
        self.asked = (fourcc, width, height, fps)
        self.fourcc = fourcc
        return Granted(fourcc=fourcc, width=WIDTH, height=HEIGHT, fps=30.0)

    def wait(self, seconds):
        if self.silent:
            time.sleep(min(seconds, 0.05))
            return False
        time.sleep(self.period_s)
        return True

    def take(self):
        if not self.plugged:
            raise OSError(19, "No such device")
        self._count += 1
        return Buffer(
            data=self.content(self._count),
            sequence=100 + self._count * self.sequence_step,
            time_ns=self.time_ns(),
            monotonic=self.monotonic,
            damaged=self.damaged(self._count),
        )

    def content(self, number):
        image = np.random.default_rng(number).integers(0, 80, (HEIGHT, WIDTH, 3), dtype=np.uint8)
        if self.fourcc == "MJPG":
            return simplejpeg.encode_jpeg(image, colorspace="BGR")
        return image[..., 0].tobytes() if self.fourcc == "GREY" else image[..., :2].tobytes()

    def time_ns(self):
        return time.monotonic_ns()

    def damaged(self, number):
        return False

    def close(self):
        self.closed = True
