"""The desk in its window, in a process of its own."""

import cv2

from tests.recorded_drives import make_drive, picture

OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}


def test_a_drive_is_opened_and_its_picture_shown(cabinsight, tmp_path):
    folder = make_drive(tmp_path / "drives")
    shot = tmp_path / "window.png"
    ended = cabinsight("review", folder, "--drives", tmp_path / "drives", "--screenshot", shot, **OFFSCREEN)
    assert (ended.returncode, ended.stderr) == (0, "")
    window = cv2.imread(str(shot))
    assert window.shape[:2] == (720, 1280)
    # The first frame's colour, around the skeleton that is drawn over it.
    assert (abs(window.astype(int) - picture(0)[0, 0]).max(axis=2) < 8).mean() > 0.05


def test_the_library_opens_also_on_a_folder_that_holds_only_a_damaged_drive(cabinsight, tmp_path):
    (make_drive(tmp_path / "drives", codec=None) / "drive.sqlite").write_bytes(b"no database" * 99)
    shot = tmp_path / "window.png"
    ended = cabinsight("review", "--drives", tmp_path / "drives", "--screenshot", shot, **OFFSCREEN)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert cv2.imread(str(shot)).shape[:2] == (720, 1280)


def test_without_a_display_it_says_so_and_the_figures_are_printed_all_the_same(cabinsight, tmp_path):
    make_drive(tmp_path / "drives", codec=None)
    ended = cabinsight("review", "--drives", tmp_path / "drives")
    assert ended.returncode == 1 and "display" in ended.stderr and ended.stderr.count("\n") == 1
    ended = cabinsight("review", "--figures", "--drives", tmp_path / "drives")
    assert ended.returncode == 0 and "0 of 1 drives are reviewed" in ended.stdout
