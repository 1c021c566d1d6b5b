"""The command line, with the real body and the real renderer. Slow parts are made once."""

import json
import os
import subprocess
import sys

import cv2
import pytest

pytest.importorskip("anny", reason="needs the synthetic extra")
pytest.importorskip("moderngl", reason="needs the synthetic extra")

from pose.errors import UserError
from pose.keypoints import KEYPOINT_NAMES
from training.synthetic.labels.coco_file import FILE_NAME, CocoFile
from training.synthetic.picture.renderer import Renderer

pytestmark = pytest.mark.training


@pytest.fixture(scope="module", autouse=True)
def _opengl():
    try:
        Renderer(16, 16)
    except UserError as error:
        pytest.skip(str(error))


def run(folder, frames, seed=3):
    # A process of its own: the renderer's context and anny's cache don't mix with other tests'.
    command = [sys.executable, "-m", "training.synthetic.generate", "--report", "--sheet", folder / "sheet.png"]
    return subprocess.run(
        [*command, "--frames", str(frames), "--seed", str(seed), "--out", folder],
        capture_output=True,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1", "LP_NUM_THREADS": "1"},
        check=False,
    )


def content(folder):
    return json.loads((folder / FILE_NAME).read_text())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cabin") / "whole"
    result = run(folder, 7)
    assert result.returncode == 0, result.stderr
    assert "left_hip" in result.stdout and "a_pillar_right (" in result.stdout
    assert cv2.imread(str(folder / "sheet.png")) is not None
    return folder


@pytest.fixture(scope="module")
def continued(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cabin") / "continued"
    run(folder, 2)
    run(folder, 7)
    return folder


def test_every_frame_has_its_picture(folder):
    images = content(folder)["images"]

    assert [image["id"] for image in images] == list(range(7))
    for image in images:
        assert cv2.imread(str(folder / "images" / image["file_name"])).shape == (288, 384, 3)
        assert {"activity", "camera", "light", "seed", "car", "lens", "lens_curve", "field_of_view"} <= image.keys()


def test_labels_are_cocos(folder):
    file = content(folder)

    assert file["categories"][0]["keypoints"] == list(KEYPOINT_NAMES)
    for annotation in file["annotations"]:
        triples = [annotation["keypoints"][i : i + 3] for i in range(0, 51, 3)]
        shown = [t for t in triples if t[2]]
        assert annotation["num_keypoints"] == len(shown) > 0
        assert all(t == [0, 0, 0] for t in triples if not t[2])
        assert all(0 <= x <= 384 and 0 <= y <= 288 for x, y, _ in shown)
        x, y, w, h = annotation["bbox"]
        assert x >= 0 and y >= 0 and x + w <= 384.1 and y + h <= 288.1


def test_an_interrupted_run_continues_to_the_same_labels_and_pictures(folder, continued):
    assert content(continued) == content(folder)
    for image in content(folder)["images"]:
        same = [(where / "images" / image["file_name"]).read_bytes() for where in (folder, continued)]
        assert same[0] == same[1]


def test_another_seed_does_not_continue_a_folder(folder):
    with pytest.raises(UserError, match="seed 3"):
        CocoFile(folder, seed=4)
