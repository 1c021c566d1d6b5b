"""Pictures and videos to read, made anew for each test."""

from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from tests.app.frames.fake_v4l2 import FakeV4l2

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


@pytest.fixture
def fake_camera(monkeypatch, tmp_path):
    """A folder /dev with a camera 0 in it, whose kernel is a fake; its behaviour can be changed by class attributes."""

    class Camera(FakeV4l2):
        """This test's own."""

    (tmp_path / "dev").mkdir()
    (tmp_path / "dev" / "video0").touch()
    monkeypatch.setattr("app.frames.devices.FOLDER", tmp_path / "dev")
    monkeypatch.setattr("app.frames.camera.LinuxpyDevice", Camera)
    return Camera


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
