import json
from dataclasses import replace

import cv2
import pytest

torch = pytest.importorskip("torch", reason="needs the training extra")
pytestmark = pytest.mark.training

from pose.errors import UserError  # noqa: E402
from tests.training.people import data_set  # noqa: E402
from training.data.augmentation_settings import NONE, AugmentationSettings  # noqa: E402
from training.data.detection_samples import read_boxes  # noqa: E402
from training.data.pose_samples import PlainCrops, PoseSamples  # noqa: E402
from training.data.sources import people_of  # noqa: E402
from training.recipe import DataSource  # noqa: E402

SIZE = (96, 128)


@pytest.fixture
def source(tmp_path):
    folder = data_set(tmp_path / "set")
    annotations, pictures = str(folder / "person_keypoints.json"), str(folder / "images")
    return DataSource(name="drawn", weight=1.0, annotations=annotations, pictures=pictures)


def test_a_draw_without_variation_is_a_plain_crop(source):
    samples = PoseSamples([source], SIZE, seed=1, settings=NONE)
    plain = list(map(PlainCrops(people_of(source), SIZE).__getitem__, range(4)))
    samples.length = 6
    for drawn in map(samples.__getitem__, range(6)):
        same = [crop for crop in plain if (crop["image"].int() - drawn["image"].int()).abs().max() <= 2]
        assert len(same) == 1
        assert torch.allclose(same[0]["xy"], drawn["xy"], atol=0.01)
        assert torch.equal(same[0]["classes"], drawn["classes"])


def test_with_all_variation_a_picture_is_still_warped_once(source, monkeypatch):
    samples = PoseSamples([source], SIZE, seed=1, settings=AugmentationSettings(half_body=1.0, flip=1.0))
    warp, calls = cv2.warpAffine, []
    monkeypatch.setattr(cv2, "warpAffine", lambda *given, **named: calls.append(1) or warp(*given, **named))
    for number in range(5):
        samples[number]
    assert len(calls) == 5


def test_the_seed_decides_everything(source):
    one, same, other = (PoseSamples([source], SIZE, seed=seed)[3]["image"] for seed in (7, 7, 8))
    assert torch.equal(one, same) and not torch.equal(one, other)


def test_a_source_takes_its_boxes_from_a_detections_file(source, tmp_path, capsys):
    path = tmp_path / "detections.json"
    path.write_text(json.dumps([{"image_id": 2, "category_id": 1, "bbox": [52, 20, 60, 170], "score": 0.7}]))
    (someone,) = people_of(replace(source, detections=str(path)))
    assert someone.image_id == 2 and someone.box.x1 == 52
    assert "for 3 of 4 people there is none" in capsys.readouterr().out


def test_the_detectors_data_is_refused_as_early(source, tmp_path):
    path = tmp_path / "set" / "person_keypoints.json"
    path.write_text(path.read_text().replace('"bbox": [50, 20, 60, 170]', '"bbox": [50, 20, 60, 0]', 1))
    with pytest.raises(UserError, match="annotation 1 has a 'bbox' of no size"):
        read_boxes(source)
