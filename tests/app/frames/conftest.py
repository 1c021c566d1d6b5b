"""Pictures and videos to read, made anew for each test."""

from pathlib import Path

import av
import cv2
import numpy as np
import pytest

WIDTH, HEIGHT, FPS, FRAMES = 64, 48, 20, 8


def picture(i: int, width: int = WIDTH, height: int = HEIGHT) -> np.ndarray:
    """Noise, so that no codec makes the file tiny; blue tells the number."""
    image = np.random.default_rng(i).integers(0, 80, (height, width, 3), dtype=np.uint8)
    image[..., 0] = min(255, 20 + i * 25)
    return image


def write_video(
    path: Path, frames: int = FRAMES, codec: str = "libx264", size=(WIDTH, HEIGHT), options: dict | None = None
) -> Path:
    with av.open(str(path), "w", options=options or {}) as container:
        stream = container.add_stream(codec, rate=FPS)
        stream.width, stream.height = size
        stream.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        for i in range(frames):
            image = av.VideoFrame.from_ndarray(picture(i, *size), format="bgr24")
            container.mux(stream.encode(image))
        container.mux(stream.encode())
    return path


def cut(path: Path, share: float) -> Path:
    """Keep only the first part of a file."""
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    return path


class FakeCapture:
    """A fake of `cv2.VideoCapture`: a camera that is unplugged after some frames."""

    frames = FRAMES
    opens = True
    kernel_ms: tuple[float, ...] = ()

    def __init__(self, index, backend):
        self.settings = {}
        self.delivered = 0

    def isOpened(self):
        return self.opens

    def set(self, key, value):
        self.settings[key] = value
        return True

    def get(self, key):
        if key == cv2.CAP_PROP_POS_MSEC:
            return self.kernel_ms[self.delivered - 1] if self.kernel_ms else -1.0
        return self.settings.get(key, 0.0)

    def read(self):
        if self.delivered == self.frames:
            return False, None
        self.delivered += 1
        return True, picture(self.delivered)

    def release(self):
        pass


@pytest.fixture
def fake_camera(monkeypatch, tmp_path):
    """A folder /dev with a camera 0 in it, whose driver is a fake."""
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev" / "video0").touch()
    monkeypatch.setattr("app.frames.devices.FOLDER", tmp_path / "dev")
    monkeypatch.setattr("cv2.VideoCapture", FakeCapture)
    return FakeCapture


@pytest.fixture
def make_video(tmp_path):
    def make(name: str = "drive.mp4", **settings) -> Path:
        return write_video(tmp_path / name, **settings)

    return make


@pytest.fixture
def make_folder(tmp_path):
    def make(*names: str) -> Path:
        folder = tmp_path / "night"
        folder.mkdir(exist_ok=True)
        for i, name in enumerate(names):
            assert cv2.imwrite(str(folder / name), picture(i))
        return folder

    return make


@pytest.fixture(name="cut")
def cut_file():
    return cut
