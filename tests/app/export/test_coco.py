import cv2
import numpy as np
import pytest
from pycocotools.coco import COCO

from app.export import coco as coco_module
from app.export.coco import write_coco
from tests.app.export.recorded import FPS, GONE, STATES, pose_of, record
from tests.tiny_scenes import DRIVER, scene
from training.data.coco import LabelRule, read_people


@pytest.fixture(scope="module")
def folder(drive, tmp_path_factory):
    out = tmp_path_factory.mktemp("out") / "coco"
    times = [drive.time_span()[0] + round(s * 1e9) for s in (0.02, 0.5, 0.52, 3.0, 7.0)]
    assert write_coco(drive, times, out) == 4
    return out


def test_pycocotools_reads_pictures_and_all_three_classes(folder, capsys):
    coco = COCO(str(folder / "annotations.json"))
    capsys.readouterr()
    assert sorted(coco.getImgIds()) == [0, 5, 30, 70]
    for image in coco.loadImgs(coco.getImgIds()):
        picture = cv2.imread(str(folder / "images" / image["file_name"]))
        expected = scene(None if image["id"] in GONE else DRIVER)
        assert picture.shape == (image["height"], image["width"], 3)
        assert np.abs(picture.astype(int) - expected).mean() < 4
    # Nobody was there at 3 s: a picture without a person.
    assert coco.getAnnIds(imgIds=[30]) == []
    (person,) = coco.loadAnns(coco.getAnnIds(imgIds=[5]))
    keypoints = np.array(person["keypoints"]).reshape(17, 3)
    assert keypoints[:, 2].tolist() == STATES.tolist() and person["num_keypoints"] == int((STATES > 0).sum())
    assert keypoints[STATES > 0, :2] == pytest.approx(pose_of(5).xy[STATES > 0], abs=0.006)
    assert (keypoints[STATES == 0, :2] == 0).all()
    (category,) = coco.loadCats(coco.getCatIds())
    assert category["name"] == "person" and len(category["keypoints"]) == 17


def test_a_training_reads_it_as_labels(folder):
    people = read_people(folder / "annotations.json", folder / "images", LabelRule.COCO)
    assert [person.image_id for person in people] == [0, 5, 70]
    assert np.array_equal(people[1].classes.argmax(axis=1), STATES)
    assert people[1].box.x1 == pytest.approx(120.5) and people[1].picture.is_file()


def test_exporting_again_replaces_and_a_failure_leaves_what_was_there(drive, tmp_path, monkeypatch):
    out, start = tmp_path / "coco", drive.time_span()[0]
    write_coco(drive, [start, start + 10**9 // FPS], out)
    write_coco(drive, [start], out)
    assert len(list((out / "images").iterdir())) == 1
    monkeypatch.setattr(coco_module, "jpeg", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_coco(drive, [start], out)
    assert (out / "annotations.json").is_file() and [path.name for path in tmp_path.iterdir()] == ["coco"]


def test_a_camera_s_own_jpegs_are_exported_too(tmp_path):
    drive = record(tmp_path, mjpeg=True)
    assert write_coco(drive, [drive.time_span()[0]], tmp_path / "coco") == 1
