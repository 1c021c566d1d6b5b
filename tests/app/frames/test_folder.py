import cv2
import numpy as np
import pytest

from app.frames.folder import FolderSource
from pose.errors import UserError


def names(source):
    return [frame.name for frame in iter(source.read, None)]


def test_pictures_come_in_natural_order(make_folder):
    folder = make_folder("10.png", "9.jpg", "b2.PNG", "a.webp", "b10.jpeg", "1.bmp")
    assert names(FolderSource(folder)) == ["1.bmp", "9.jpg", "10.png", "a.webp", "b2.PNG", "b10.jpeg"]


def test_other_files_and_hidden_ones_are_left_alone(make_folder):
    folder = make_folder("1.png", ".2.png")
    (folder / "notes.txt").write_text("no picture")
    source = FolderSource(folder)
    assert names(source) == ["1.png"] and source.problems == []


def test_a_broken_picture_loses_nobody_the_rest(make_folder, cut):
    folder = make_folder("1.png", "2.png", "3.jpg", "4.png", "5.png")
    (folder / "2.png").write_text("no picture")
    cut(folder / "3.jpg", 0.5)
    (folder / "4.png").write_bytes(b"")
    source = FolderSource(folder)
    frames = list(iter(source.read, None))
    assert [(frame.name, frame.index) for frame in frames] == [("1.png", 0), ("5.png", 4)]
    assert [problem.split("/")[-1] for problem in source.problems] == [
        "2.png: is no picture, or a damaged one",
        "3.jpg: is no picture, or a damaged one",
        "4.png: is empty",
    ]


def test_a_folder_of_broken_pictures_is_refused(make_folder):
    folder = make_folder()
    for name in ("1.png", "2.png"):
        (folder / name).write_text("no picture")
    with pytest.raises(UserError, match=r"1\.png: is no picture.* and 1 more") as refusal:
        FolderSource(folder)
    assert "\n" not in str(refusal.value)


def test_a_folder_without_pictures_is_refused(make_folder):
    folder = make_folder()
    (folder / "notes.txt").write_text("no picture")
    with pytest.raises(UserError, match="holds no pictures"):
        FolderSource(folder)


def test_a_missing_folder_is_refused(tmp_path):
    with pytest.raises(UserError, match="no such folder"):
        FolderSource(tmp_path / "nothing")


def test_a_single_picture_that_is_none_is_refused(make_folder):
    path = make_folder() / "1.jpg"
    path.write_text("no picture")
    with pytest.raises(UserError, match=r"1\.jpg: is no picture"):
        FolderSource(path)


def test_a_folder_of_a_drive_s_frames_has_their_rate(make_folder):
    source = FolderSource(make_folder("1.png", "2.png"), fps=25)
    assert source.fps == 25
    assert [frame.captured_at for frame in iter(source.read, None)] == [0, 40_000_000]


def test_a_grey_or_transparent_picture_comes_as_three_channels(tmp_path):
    cv2.imwrite(str(tmp_path / "grey.png"), np.full((20, 30), 77, np.uint8))
    cv2.imwrite(str(tmp_path / "see_through.png"), np.full((20, 30, 4), 77, np.uint8))
    for frame in iter(FolderSource(tmp_path).read, None):
        assert frame.image.shape == (20, 30, 3) and (frame.image == 77).all()
