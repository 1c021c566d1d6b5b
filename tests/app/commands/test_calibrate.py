import cv2
import numpy as np
import pytest

from app import settings
from app.cabin_files import cabin_path, load_cabin
from app.command_line import main
from app.commands.demo import CLIP
from app.drives.drive import DriveInfo, DriveWriter
from calibration.cabin import HandDrive
from tests.tiny_scenes import write_video


@pytest.fixture(autouse=True)
def own_folders(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def test_the_demo_driver_is_calibrated_and_the_monitor_uses_it(tmp_path, capsys):
    assert main(["calibrate", str(CLIP), "--headless", "--seconds", "3", "--hand-drive", "right"]) == 0
    said = capsys.readouterr().out
    assert "3 of 3 s of steady sitting" in said and "right-hand drive" in said
    cabin = load_cabin(cabin_path(str(CLIP), "driver"))
    assert cabin.hand_drive is HandDrive.RIGHT and cabin.view and "nose" in cabin.neutral
    assert str(settings.cabins_folder()) in said
    # The same camera and profile: it is used; the camera stands where it stood.
    command = ["monitor", "--headless", "--camera", str(CLIP), "--drives", str(tmp_path / "drives")]
    assert main(command) == 0
    assert "moved" not in capsys.readouterr().out


def test_a_moved_camera_is_told(tmp_path, capsys):
    capture = cv2.VideoCapture(str(CLIP))
    frames = [capture.read()[1] for _ in range(150)]
    capture.release()

    def written(moved):
        path = tmp_path / "in.mp4"
        writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"mp4v"), 15, (640, 480))
        for frame in frames:
            writer.write(np.roll(frame, moved, 1))
        writer.release()
        return str(path)

    assert main(["calibrate", written(0), "--headless", "--seconds", "3"]) == 0
    command = ["monitor", "--headless", "--camera", written(60), "--drives", str(tmp_path / "drives")]
    assert main(command) == 0
    assert "camera: moved; calibrate again" in capsys.readouterr().out


def test_a_damaged_calibration_is_told_and_the_driver_watched_without_it(tmp_path, capsys):
    path = cabin_path(str(CLIP), "driver")
    path.parent.mkdir(parents=True)
    path.write_text("wheel = 3")
    assert main(["monitor", "--headless", "--camera", str(CLIP), "--drives", str(tmp_path / "drives")]) == 0
    said = capsys.readouterr().out
    assert "calibrate again" in said and "frames" in said


def test_too_little_steady_sitting_is_told_and_nothing_saved(tmp_path, capsys):
    video = write_video(tmp_path / "empty.mp4", [None] * 20)
    assert main(["calibrate", str(video), "--headless"]) == 1
    assert "only 0 s of steady sitting" in capsys.readouterr().err
    assert not settings.cabins_folder().exists()


def test_a_drive_without_video_is_refused(tmp_path, capsys):
    writer = DriveWriter(tmp_path, DriveInfo(start_wall_time=0.0, source="camera 0"))
    writer.close({})
    assert main(["calibrate", str(writer.path), "--headless"]) == 1
    assert "--record" in capsys.readouterr().err


@pytest.mark.parametrize("options", [["--seconds", "1"], ["in.mp4", "--camera", "0"], ["--hand-drive", "middle"]])
def test_wrong_usage(options):
    with pytest.raises(SystemExit) as ended:
        main(["calibrate", "--headless", *options])
    assert ended.value.code == 2


def test_a_profile_that_is_no_name(capsys):
    assert main(["calibrate", str(CLIP), "--headless", "--profile", "../x"]) == 1
    assert "no name for a profile" in capsys.readouterr().err
