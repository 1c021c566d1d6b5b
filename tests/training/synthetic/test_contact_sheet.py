"""The contact sheet shows pictures in their order, with skeletons where there are people."""

import cv2
import numpy as np
import pytest

from pose.errors import UserError
from training.synthetic.contact_sheet import COLUMNS, write_sheet


@pytest.fixture
def images(tmp_path):
    entries = []
    for i in range(7):
        cv2.imwrite(str(tmp_path / f"{i}.png"), np.full((60, 80, 3), 20 * i, np.uint8))
        entries.append({"id": i, "file_name": f"{i}.png", "camera": "roof", "light": "day", "activity": "lean"})
    return entries


def test_seven_pictures_make_two_rows(images, tmp_path):
    write_sheet(images, [], tmp_path, tmp_path / "sheet.png")

    sheet = cv2.imread(str(tmp_path / "sheet.png"))
    assert sheet.shape == (120, 80 * COLUMNS, 3)
    assert tuple(sheet[50, 70]) == (0, 0, 0) and tuple(sheet[50, 150]) == (20, 20, 20)


def test_a_visible_keypoint_is_green_and_an_absent_one_is_not_drawn(images, tmp_path):
    keypoints = [0] * 51
    keypoints[0:3] = [40, 30, 2]
    write_sheet(images[:1], [{"image_id": 0, "keypoints": keypoints}], tmp_path, tmp_path / "sheet.png")

    sheet = cv2.imread(str(tmp_path / "sheet.png")).astype(int)
    assert sheet[30, 40, 1] > 200 and sheet[58, 78].sum() == 0


def test_a_missing_picture_is_named(images, tmp_path):
    (tmp_path / "3.png").unlink()

    with pytest.raises(UserError, match=r"3\.png"):
        write_sheet(images, [], tmp_path, tmp_path / "sheet.png")


def test_an_empty_folder_is_no_sheet(tmp_path):
    with pytest.raises(UserError, match="no pictures"):
        write_sheet([], [], tmp_path, tmp_path / "sheet.png")
