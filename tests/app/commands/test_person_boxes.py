import json

import pytest

from app.commands import person_boxes
from pose.boxes import Box
from pose.errors import UserError

COCO = {
    "images": [{"id": 7, "file_name": "train/a.jpg"}, {"id": 8, "file_name": "b.jpg"}],
    "annotations": [
        {"id": 70, "image_id": 7, "category_id": 1, "bbox": [10, 20, 30, 40]},
        {"id": 71, "image_id": 7, "category_id": 1, "bbox": [1.5, 2, 3, 4]},
        {"id": 72, "image_id": 7, "category_id": 18, "bbox": [0, 0, 9, 9]},
    ],
}


def test_every_person_of_a_picture_and_nobodys_dog(tmp_path):
    path = tmp_path / "coco.json"
    path.write_text(json.dumps(COCO))
    labelled = person_boxes.read(path)
    assert labelled["a.jpg"].image_id == 7
    assert labelled["a.jpg"].boxes == ((70, Box(10, 20, 40, 60)), (71, Box(1.5, 2, 4.5, 6)))
    assert labelled["b.jpg"].boxes == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no json",
        "[]",
        "{}",
        '{"images": [], "annotations": [{"id": 1}]}',
        '{"images": [{"id": 1}], "annotations": []}',
        '{"images": [], "annotations": [{"id": 1, "image_id": 5, "category_id": 1, "bbox": [1, 2, 3, 4]}]}',
        '{"images": [{"id": 1, "file_name": "a"}], '
        '"annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2]}]}',
    ],
)
def test_what_is_no_annotation_file_is_refused_by_name(tmp_path, text):
    path = tmp_path / "coco.json"
    path.write_text(text)
    with pytest.raises(UserError, match=r"coco\.json"):
        person_boxes.read(path)


def test_a_missing_annotation_file_is_refused(tmp_path):
    with pytest.raises(UserError, match="cannot be read"):
        person_boxes.read(tmp_path / "none.json")
