import dataclasses

import pytest

from pose import bundle
from pose.decision import Decision
from pose.errors import UserError
from pose.keypoints import KEYPOINT_NAMES


@pytest.fixture
def folder(tmp_path):
    (tmp_path / bundle.MODEL).write_bytes(b"graph")
    bundle.write_manifest(tmp_path, manifest(tmp_path))
    return tmp_path


def manifest(path, **changes):
    plain = bundle.Manifest(
        name="small",
        task="pose",
        input=bundle.InputSize(height=192, width=160),
        keypoints=list(KEYPOINT_NAMES),
        decision=Decision(temperature=1.5),
        files={bundle.MODEL: bundle.sha256(path / bundle.MODEL)},
        provenance=bundle.Provenance(
            recipe="r.toml", commit="c", data=["LSPet"], licences=["x"], results={"test": {"oks": 0.5}}
        ),
    )
    return dataclasses.replace(plain, **changes)


def test_what_was_written_is_read_again(folder):
    assert bundle.read(folder).manifest == manifest(folder)


def test_a_model_that_was_changed_is_refused(folder):
    (folder / bundle.MODEL).write_bytes(b"other graph")
    with pytest.raises(UserError, match="sha256 differs"):
        bundle.read(folder)


def test_a_model_that_is_missing_is_named(folder):
    (folder / bundle.MODEL).unlink()
    with pytest.raises(UserError, match=r"model\.onnx: missing"):
        bundle.read(folder)


def test_a_folder_without_a_bundle_is_refused(tmp_path):
    with pytest.raises(UserError, match=r"no bundle\.toml"):
        bundle.read(tmp_path)


def test_a_bundle_of_a_later_format_is_refused(folder):
    bundle.write_manifest(folder, manifest(folder, format=99))
    with pytest.raises(UserError, match="format 99"):
        bundle.read(folder)


def test_other_keypoints_are_refused(folder):
    bundle.write_manifest(folder, manifest(folder, keypoints=["nose"]))
    with pytest.raises(UserError, match="17 keypoints"):
        bundle.read(folder)


def test_a_path_out_of_the_bundle_is_refused(folder):
    bundle.write_manifest(folder, manifest(folder, files={**manifest(folder).files, "../secret": "0" * 64}))
    with pytest.raises(UserError, match="not inside the bundle"):
        bundle.read(folder)


def test_a_misspelt_key_is_refused_with_the_nearest_name(folder):
    path = folder / bundle.MANIFEST
    path.write_text(path.read_text().replace("temperature", "temprature"))
    with pytest.raises(UserError, match="did you mean 'temperature'"):
        bundle.read(folder)


def test_a_manifest_that_is_no_toml_is_refused(folder):
    (folder / bundle.MANIFEST).write_text("[[[")
    with pytest.raises(UserError, match="not valid TOML"):
        bundle.read(folder)


def test_a_missing_value_is_named(folder):
    path = folder / bundle.MANIFEST
    path.write_text(path.read_text().replace('name = "small"\n', ""))
    with pytest.raises(UserError, match="name"):
        bundle.read(folder)
