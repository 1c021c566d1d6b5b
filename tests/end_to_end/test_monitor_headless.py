"""The monitor without a window, in a process of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import time

import pytest

from app.commands import demo
from app.drives.reading import read_drive
from app.posture.rules import Rules, load_rules
from app.review.outcome import outcome_of
from app.review.replay import replay
from pose import toml_file
from tests.end_to_end.conftest import ROOT
from tests.tiny_scenes import DRIVER, write_pictures, write_video

GONE = None


def test_a_video_is_watched_to_its_end_and_its_events_are_printed(cabinsight, tiny_networks, tmp_path):
    video = write_video(tmp_path / "in.mp4", [DRIVER] * 5 + [GONE] * 40 + [DRIVER] * 20, fps=10)
    ended = cabinsight("--headless", "--camera", video, "--drives", tmp_path / "drives", *tiny_networks)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "watching in.mp4" in ended.stdout
    assert "driver absent, goes on" in ended.stdout
    assert re.search(r"driver absent, [34]\.\d s", ended.stdout)
    assert "in 65 frames (0 dropped)" in ended.stdout
    assert str(tmp_path / "drives") in ended.stdout


def test_a_folder_of_pictures_is_watched_too(cabinsight, tiny_networks, tmp_path):
    folder = write_pictures(tmp_path / "in", {f"{i}.png": DRIVER for i in range(4)})
    (folder / "2.png").write_text("no picture")
    ended = cabinsight("monitor", "--headless", "--camera", folder, "--drives", tmp_path / "drives", *tiny_networks)
    assert ended.returncode == 0
    assert "in 3 frames" in ended.stdout
    # The broken one is named.
    assert ended.stderr.count("\n") == 1
    assert "2.png" in ended.stderr


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_a_service_managers_stop_end_the_drive_cleanly(ending, tiny_networks, tmp_path):
    video = write_video(tmp_path / "in.mp4", [GONE] * 4000, fps=30)
    options = ["--headless", "--camera", video, "--drives", tmp_path / "drives", *tiny_networks]
    with subprocess.Popen(
        [sys.executable, "-m", "app", "monitor", *map(str, options)],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        for line in running.stdout:
            if "driver absent" in line:
                break
        running.send_signal(ending)
        said, complaints = running.communicate(timeout=30)
    assert (running.returncode, complaints) == (0, "")
    # The event that went on was ended, and the figures were printed.
    assert re.search(r"driver absent, \d+\.\d s", said)
    assert "logged to" in said


def test_after_so_many_seconds_it_ends_by_itself(cabinsight, tiny_networks, tmp_path):
    video = write_video(tmp_path / "in.mp4", [DRIVER] * 4000, fps=30)
    started = time.monotonic()
    options = ["--headless", "--seconds", 0.3, "--camera", video, "--drives", tmp_path / "drives"]
    ended = cabinsight("monitor", *options, *tiny_networks)
    assert ended.returncode == 0
    assert time.monotonic() - started < 15
    assert "in 4000 frames" not in ended.stdout


def test_without_camera_and_display_the_demo_clip_is_watched_and_said_so(cabinsight, shipped_networks, demo_clip):
    ended = cabinsight(timeout=300)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "watching driver.mp4 (no display: the demo clip, headless)" in ended.stdout
    assert "frames a second" in ended.stdout


def test_a_screenshot_without_a_display_is_refused_with_what_helps(cabinsight, tiny_networks, tmp_path):
    ended = cabinsight("monitor", "--screenshot", tmp_path / "window.png", *tiny_networks)
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "display" in ended.stderr


def test_a_recorded_drive_can_be_listed_exported_without_faces_and_deleted(cabinsight, tiny_networks, tmp_path):
    video = write_video(tmp_path / "in.mp4", [DRIVER] * 30 + [GONE] * 40 + [DRIVER] * 20, fps=10)
    drives = ("--drives", tmp_path / "drives")
    watched = cabinsight("--headless", "--record", "--camera", video, *drives, *tiny_networks)
    assert (watched.returncode, watched.stderr) == (0, "")
    assert re.search(r"recorded \d+\.\d MB\n", watched.stdout)
    (folder,) = (tmp_path / "drives").iterdir()
    listed = cabinsight("drives", "list", *drives)
    assert re.search(rf"{folder.name} +0\.1 +0\.1 +[0-9] ", listed.stdout)
    exported = cabinsight(
        "drives", "export", folder.name, "--blur-faces", "--out", tmp_path / "out", *drives, *tiny_networks
    )
    assert (exported.returncode, exported.stderr) == (0, "")
    assert "events; " in exported.stdout and "video.mp4 (90 frames)" in exported.stdout
    assert cabinsight("drives", "delete", folder.name, *drives).returncode == 0
    assert list((tmp_path / "drives").iterdir()) == []


def test_the_demo_clips_drive_is_judged_anew_byte_for_byte_from_what_is_kept(
    cabinsight, shipped_networks, demo_clip, tmp_path
):
    ended = cabinsight("monitor", "--headless", "--drives", tmp_path / "drives", DISPLAY="")
    assert ended.returncode == 0, ended.stderr
    (folder,) = (tmp_path / "drives").iterdir()
    drive = read_drive(folder)
    assert len(drive.events) >= 2 and drive.info.wheel == demo.wheel()
    outcome = outcome_of(replay(drive))
    assert repr(outcome.events) == repr(drive.events)
    assert outcome.observability == drive.observability
    # And what a person reads beside it is what held.
    settings = toml_file.read_table(folder / "monitor.toml")
    assert toml_file.structure(settings["rules"], Rules, "monitor.toml") == load_rules()
    assert settings["networks"] == drive.info.bundles and settings["source"] == drive.info.source


def test_systemd_is_told_of_start_life_and_end(cabinsight, tiny_networks, tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.setblocking(False)
        video = write_video(tmp_path / "in.mp4", [DRIVER] * 60)
        options = ["--headless", "--camera", video, "--drives", tmp_path / "drives", *tiny_networks]
        ended = cabinsight(*options, NOTIFY_SOCKET=str(tmp_path / "notify"))
        assert (ended.returncode, ended.stderr) == (0, "")
        said = []
        while not said or said[-1] != "STOPPING=1":
            said.append(manager.recv(100).decode())
    assert said[0] == "READY=1" and set(said[1:-1]) == {"WATCHDOG=1"}


def test_settings_of_a_file_hold_and_the_command_line_beats_them(cabinsight, tiny_networks, tmp_path):
    video = write_video(tmp_path / "in.mp4", [DRIVER] * 30)
    settings = tmp_path / "own.toml"
    settings.write_text(f"[camera]\ndevice = '{video}'\n[recording]\nrecord = true\n")
    options = ["--headless", "--config", settings, "--drives", tmp_path / "drives", *tiny_networks]
    recorded = cabinsight(*options)
    assert recorded.returncode == 0 and re.search(r"recorded \d+\.\d MB\n", recorded.stdout)
    plain = cabinsight(*options, "--no-record")
    assert plain.returncode == 0 and "watching in.mp4" in plain.stdout and "recorded" not in plain.stdout
    settings.write_text("[camera]\ndevise = '0'\n")
    refused = cabinsight(*options)
    assert refused.returncode == 1 and "did you mean 'device'?" in refused.stderr
    assert cabinsight("--config", tmp_path / "none.toml", "--headless").returncode == 1
