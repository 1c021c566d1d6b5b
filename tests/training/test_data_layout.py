import json

import pytest

from pose.errors import UserError
from tests.training.people import data_set
from training.data.layout import every_data_set, find_data_set, read_splits


@pytest.fixture
def coco(tmp_path):
    for split in ("train2017", "val2017"):
        (tmp_path / split).mkdir()
        write(tmp_path / "annotations" / f"person_keypoints_{split}.json")
        write(tmp_path / "annotations" / f"instances_{split}.json")
    return tmp_path


def write(path):
    path.parent.mkdir(exist_ok=True)
    path.write_text("{}")


def test_ours_is_found_with_its_list_of_splits(tmp_path):
    folder = data_set(tmp_path / "set")
    files = find_data_set(folder, "train")
    assert files.annotations == folder / "person_keypoints.json" and files.pictures == folder / "images"
    assert read_splits(folder / "split.json") == {"train": {0, 1, 2, 3}} and files.split == "train"


def test_cocos_folders_are_found_and_its_other_files_left_alone(coco):
    files = find_data_set(coco, "val2017")
    assert files.annotations == coco / "annotations" / "person_keypoints_val2017.json"
    assert files.pictures == coco / "val2017" and files.split == ""
    assert list(every_data_set(coco)) == ["train2017", "val2017"]


def test_a_split_that_is_not_there_is_answered_with_those_that_are(coco):
    with pytest.raises(UserError, match=r"no split 'test2017': train2017, val2017"):
        find_data_set(coco, "test2017")


def test_what_is_expected_of_dripe_is_found_with_any_name_before_the_split(tmp_path):
    (tmp_path / "images").mkdir()
    for name in ("dripe_train", "test"):
        write(tmp_path / "annotations" / f"{name}.json")
    assert find_data_set(tmp_path, "train").annotations.name == "dripe_train.json"
    assert find_data_set(tmp_path, "test").pictures == tmp_path / "images"


def test_an_empty_folder_is_told_what_was_looked_for(tmp_path):
    with pytest.raises(UserError, match=r"person_keypoints\*.json with images/.*COCO.*DriPE"):
        every_data_set(tmp_path)


def test_annotations_without_pictures_are_told_which_folders_were_tried(tmp_path):
    write(tmp_path / "annotations" / "train.json")
    with pytest.raises(UserError, match=r"no pictures; looked for train/, images/train/, images/"):
        find_data_set(tmp_path, "train")


def test_a_split_file_that_is_no_json_is_refused(tmp_path):
    path = tmp_path / "split.json"
    path.write_text(json.dumps([1, 2]))
    with pytest.raises(UserError, match="lists of image ids by split"):
        read_splits(path)
