"""The monitor in its window, in a process of its own."""

import shutil

import cv2
import pytest

from app.command_line import main
from app.commands import monitor
from app.drives.reading import read_drive
from tests.tiny_scenes import DRIVER, write_pictures, write_video

OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}


@pytest.mark.parametrize("make", [write_video, write_pictures], ids=["video", "folder"])
def test_the_window_shows_what_is_watched(cabinsight, tiny_networks, tmp_path, make):
    if make is write_video:
        watched = write_video(tmp_path / "in.mp4", [DRIVER] * 60)
    else:
        watched = write_pictures(tmp_path / "in", {f"{i}.png": DRIVER for i in range(3)})
    picture = tmp_path / "window.png"
    options = ["--camera", watched, "--screenshot", picture, "--seconds", 0.5, "--drives", tmp_path / "drives"]
    ended = cabinsight("monitor", *options, *tiny_networks, **OFFSCREEN)
    assert (ended.returncode, ended.stderr) == (0, "")
    window = cv2.imread(str(picture))
    assert window.shape[:2] == (720, 1280)
    # The driver's bright patch is in the picture, on a dark window.
    assert (window > 200).all(axis=2).mean() > 0.005
    assert window.mean() < 100


@pytest.mark.skipif(
    not (shutil.which("xvfb-run") and shutil.which("xauth")), reason="needs a virtual X server: apt install xvfb xauth"
)
def test_the_window_opens_on_a_real_x_server(cabinsight, tiny_networks, tmp_path):
    video, picture = write_video(tmp_path / "in.mp4", [DRIVER] * 60), tmp_path / "window.png"
    options = ["--camera", video, "--screenshot", picture, "--seconds", 0.5, "--drives", tmp_path / "drives"]
    server = ["xvfb-run", "--auto-servernum", "--server-args=-screen 0 1280x720x24"]
    ended = cabinsight("monitor", *options, *tiny_networks, wrapper=server, QT_QPA_PLATFORM="xcb")
    assert ended.returncode == 0, ended.stderr
    assert (cv2.imread(str(picture)) > 200).all(axis=2).mean() > 0.005


def test_a_window_that_closes_ends_the_drive(cabinsight, tiny_networks, tmp_path):
    video = write_video(tmp_path / "in.mp4", [DRIVER] * 600)
    options = ["--camera", video, "--seconds", 1, "--drives", tmp_path / "drives"]
    ended = cabinsight("monitor", *options, *tiny_networks, **OFFSCREEN)
    assert (ended.returncode, ended.stderr) == (0, "")
    drive = read_drive(next((tmp_path / "drives").iterdir()))
    assert not drive.ended_unexpectedly
    # A recording plays at its own rate in a window, never faster; a busy machine may be slower.
    seen = list(drive.observations())
    seconds = (seen[-1].captured_at - seen[0].captured_at) / 1e9
    assert seconds >= 0.9 * (seen[-1].index - seen[0].index) / 30


def test_missing_system_libraries_are_named_with_the_command_that_installs_them(monkeypatch, capsys):
    monkeypatch.setattr(monitor, "has_display", lambda: True)
    monkeypatch.setattr(monitor, "missing_libraries", lambda: ["libegl1", "libxcb-cursor0"])
    assert main([]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "sudo apt install libegl1 libxcb-cursor0" in said
    assert "--headless" in said
