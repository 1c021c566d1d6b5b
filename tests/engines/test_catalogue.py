import shutil

import numpy as np
import pytest

from engines import catalogue
from pose.errors import UserError


@pytest.fixture
def models(tmp_path, pose_bundle, detection_bundle, monkeypatch):
    for source in (pose_bundle, detection_bundle):
        shutil.copytree(source.folder, tmp_path / "models" / source.manifest.name)
    (tmp_path / "models" / "notes").mkdir()
    monkeypatch.setattr(catalogue, "MODELS", tmp_path / "models")
    return tmp_path / "models"


def test_shipped_bundles_are_the_folders_with_a_manifest(models):
    assert catalogue.shipped_bundles() == ["tiny-detect", "tiny-pose"]


def test_a_bundle_is_found_by_name_and_by_folder(models):
    by_name = catalogue.find_bundle("tiny-pose")
    by_folder = catalogue.find_bundle(str(models / "tiny-pose"))
    assert by_name == by_folder
    assert by_name.manifest.name == "tiny-pose"


def test_a_shipped_name_wins_over_a_folder_of_that_name_here(models, tmp_path, monkeypatch):
    (tmp_path / "tiny-pose").mkdir()
    monkeypatch.chdir(tmp_path)
    assert catalogue.find_bundle("tiny-pose").folder == models / "tiny-pose"


def test_an_unknown_name_lists_what_there_is(models):
    with pytest.raises(UserError, match="no bundle 'driver-poes': shipped are tiny-detect, tiny-pose"):
        catalogue.find_bundle("driver-poes")


def test_without_shipped_bundles_the_message_says_none(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogue, "MODELS", tmp_path)
    with pytest.raises(UserError, match="shipped are none"):
        catalogue.find_bundle("driver-pose")


def test_a_shipped_bundle_whose_graph_was_swapped_is_refused(models):
    shutil.copy(models / "tiny-detect" / "model.onnx", models / "tiny-pose" / "model.onnx")
    with pytest.raises(UserError, match="sha256 differs"):
        catalogue.find_bundle("tiny-pose")


def test_a_shipped_bundle_without_its_crops_is_refused(models):
    (models / "tiny-pose" / "verification.npz").unlink()
    with pytest.raises(UserError, match=r"verification\.npz: missing"):
        catalogue.find_bundle("tiny-pose")


def test_engines_are_kept_in_the_users_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert catalogue.engines_folder() == tmp_path / "cabinsight" / "engines"


def test_what_runs_here_is_fp32_on_the_cpu_and_says_so(pose_bundle):
    engine = catalogue.open_engine(pose_bundle)
    assert (engine.identity.backend, engine.identity.precision) == ("cpu", "fp32")
    assert set(engine.run(np.zeros((1, 64, 48, 3), dtype=np.uint8))) == {"keypoints", "visibility_logits"}
