"""Every mistake a person can make ends in one line that says what and what helps, and exit code 1."""

import shutil

import pytest

from app.command_line import main
from pose import bundle
from tests.tiny_scenes import DRIVER, write_pictures, write_video


def missing(folder):
    return folder / "missing.mp4"


def empty_video(folder):
    path = folder / "empty.mp4"
    path.write_bytes(b"")
    return path


def truncated_video(folder):
    # An mp4 without its index, which stands at the end.
    path = write_video(folder / "cut.mp4", [DRIVER] * 30)
    path.write_bytes(path.read_bytes()[:-600])
    return path


def text_as_video(folder):
    path = folder / "text.mp4"
    path.write_text("hello")
    return path


def no_picture(folder):
    path = folder / "no.jpg"
    path.write_text("hello")
    return path


def truncated_picture(folder):
    path = write_pictures(folder, {"cut.png": DRIVER}) / "cut.png"
    path.write_bytes(path.read_bytes()[:40])
    return path


def folder_without_pictures(folder):
    (folder / "empty").mkdir()
    (folder / "empty" / "notes.txt").write_text("hello")
    return folder / "empty"


INPUTS = [
    missing,
    empty_video,
    truncated_video,
    text_as_video,
    no_picture,
    truncated_picture,
    folder_without_pictures,
]


def assert_one_helpful_line(said, *names):
    assert said.startswith("cabinsight: ")
    assert said.count("\n") == 1, said
    assert "Traceback" not in said
    # What, and after a semicolon or in brackets what helps.
    assert ";" in said or "(" in said
    for name in names:
        assert str(name) in said


@pytest.mark.parametrize("make", INPUTS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("command", ["analyse", "monitor"])
def test_an_input_that_cannot_be_read(command, make, tiny_networks, tmp_path, capsys):
    path = make(tmp_path)
    options = [str(option) for option in tiny_networks]
    if command == "monitor":
        options += ["--headless", "--drives", str(tmp_path / "drives"), "--camera", str(path)]
    else:
        options += ["--out", str(tmp_path / "out.jsonl"), str(path)]
    assert main([command, *options]) == 1
    assert_one_helpful_line(capsys.readouterr().err, path.name)
    assert not (tmp_path / "out.jsonl").exists()


def test_a_camera_that_is_not_there(cabinsight, tiny_networks, tmp_path):
    ended = cabinsight("monitor", "--headless", "--camera", "63", "--drives", tmp_path / "drives", *tiny_networks)
    assert ended.returncode == 1
    assert_one_helpful_line(ended.stderr, "camera 63")


@pytest.mark.parametrize("command", ["analyse", "monitor"])
def test_a_missing_video_in_a_process_of_its_own(cabinsight, command, tiny_networks, tmp_path):
    options = ["--headless", "--camera", tmp_path / "no.mp4"] if command == "monitor" else [tmp_path / "no.mp4"]
    ended = cabinsight(command, *options, *tiny_networks)
    assert ended.returncode == 1
    assert_one_helpful_line(ended.stderr, "no.mp4")


def with_another_byte(folder):
    model = folder / bundle.MODEL
    model.write_bytes(model.read_bytes() + b"x")


def without_its_model(folder):
    (folder / bundle.MODEL).unlink()


def without_its_manifest(folder):
    (folder / bundle.MANIFEST).unlink()


def with_a_manifest_that_is_no_toml(folder):
    (folder / bundle.MANIFEST).write_text("[[[")


def of_another_size(folder):
    manifest = folder / bundle.MANIFEST
    manifest.write_text(manifest.read_text().replace("height = 64", "height = 96"))


BROKEN = [
    with_another_byte,
    without_its_model,
    without_its_manifest,
    with_a_manifest_that_is_no_toml,
    of_another_size,
]


@pytest.mark.parametrize("damage", BROKEN, ids=lambda damage: damage.__name__)
@pytest.mark.parametrize("option", ["--model", "--detector"])
def test_a_broken_bundle(option, damage, tiny_networks, tmp_path, capsys):
    options = [str(part) for part in tiny_networks]
    place = options.index(option) + 1
    broken = shutil.copytree(options[place], tmp_path / "broken")
    damage(broken)
    options[place] = str(broken)
    video = write_video(tmp_path / "in.mp4", [DRIVER] * 3)
    assert main(["analyse", str(video), *options]) == 1
    assert_one_helpful_line(capsys.readouterr().err, "broken")


def test_a_pose_bundle_where_a_detector_is_needed(tiny_networks, tmp_path, capsys):
    pose = str(tiny_networks[1])
    video = write_video(tmp_path / "in.mp4", [DRIVER] * 3)
    assert main(["analyse", str(video), "--model", pose, "--detector", pose]) == 1
    assert_one_helpful_line(capsys.readouterr().err, "detection bundle is needed")


def test_a_bundle_that_does_not_exist(tmp_path, capsys):
    video = write_video(tmp_path / "in.mp4", [DRIVER] * 3)
    assert main(["analyse", str(video), "--model", "driver-nose"]) == 1
    assert_one_helpful_line(capsys.readouterr().err)


def test_rules_with_a_key_that_nobody_knows(tiny_networks, tmp_path, capsys):
    (tmp_path / "rules.toml").write_text('versoin = "1"\n')
    video = write_video(tmp_path / "in.mp4", [DRIVER] * 3)
    options = [str(option) for option in tiny_networks]
    assert main(["analyse", str(video), "--rules", str(tmp_path / "rules.toml"), *options]) == 1
    assert_one_helpful_line(capsys.readouterr().err, "rules.toml", "version")


def test_where_no_drive_can_be_kept_the_driver_is_watched_all_the_same_and_it_is_said(tiny_networks, tmp_path, capsys):
    # Below a regular file: not even root can write there.
    (tmp_path / "file").write_text("")
    video = write_video(tmp_path / "in.mp4", [None] * 40, fps=10)
    options = [str(option) for option in tiny_networks]
    drives = str(tmp_path / "file" / "drives")
    assert main(["monitor", "--headless", "--record", "--camera", str(video), "--drives", drives, *options]) == 0
    said = capsys.readouterr()
    assert "driver absent, goes on (no keypoint), not logged" in said.out
    assert "recording stopped: there is no drive to record into" in said.out
    assert f"not logged: {drives}: drives cannot be kept there" in said.out
    assert said.err == ""
