import dataclasses
import shutil

import cv2
import numpy as np
import pytest

from engine_build import verify
from engines.cpu import CpuEngine
from pose import bundle
from pose.errors import UserError


def with_crops(source, folder, **arrays):
    """A copy of a bundle with other verification crops."""
    shutil.copytree(source.folder, folder)
    np.savez(folder / bundle.VERIFICATION, **arrays)
    files = dict(source.manifest.files) | {bundle.VERIFICATION: bundle.sha256(folder / bundle.VERIFICATION)}
    bundle.write_manifest(folder, dataclasses.replace(source.manifest, files=files))
    return bundle.read(folder)


def test_the_bundles_own_crops_are_used(pose_bundle):
    assert verify.load_pictures(pose_bundle, None).shape == (6, 64, 48, 3)


def test_a_folders_pictures_are_fitted_to_the_network_as_rgb(pose_bundle, tmp_path):
    picture = np.zeros((640, 480, 3), dtype=np.uint8)
    picture[..., 0] = 200
    cv2.imwrite(str(tmp_path / "blue.png"), picture)
    (tmp_path / "notes.txt").write_text("no picture")
    pictures = verify.load_pictures(pose_bundle, tmp_path)
    assert pictures.shape == (1, 64, 48, 3)
    assert pictures[0, 32, 24].tolist() == [0, 0, 200]


def test_a_folder_without_pictures_is_refused(pose_bundle, tmp_path):
    with pytest.raises(UserError, match="no picture there"):
        verify.load_pictures(pose_bundle, tmp_path)


def test_a_missing_folder_is_refused(pose_bundle, tmp_path):
    with pytest.raises(UserError, match="no such folder"):
        verify.load_pictures(pose_bundle, tmp_path / "gone")


def test_a_picture_that_is_none_is_refused(pose_bundle, tmp_path):
    (tmp_path / "broken.jpg").write_bytes(b"not a picture")
    with pytest.raises(UserError, match=r"broken\.jpg: is not a picture"):
        verify.load_pictures(pose_bundle, tmp_path)


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"crops": np.zeros((2, 32, 32, 3), dtype=np.uint8)}, r"crops are \(2, 32, 32, 3\) uint8"),
        ({"crops": np.zeros((0, 64, 48, 3), dtype=np.uint8)}, r"crops are \(0, "),
        ({"pictures": np.zeros((2, 64, 48, 3), dtype=np.uint8)}, "holds no verification crops"),
        ({"crops": np.array([None, "pickled"], dtype=object)}, "holds no verification crops"),
    ],
    ids=["other size", "none", "other key", "pickled"],
)
def test_crops_that_do_not_fit_are_refused(pose_bundle, tmp_path, arrays, message):
    with pytest.raises(UserError, match=message):
        verify.load_pictures(with_crops(pose_bundle, tmp_path / "copy", **arrays), None)


@pytest.mark.parametrize("fixture", ["pose_bundle", "detection_bundle"])
def test_the_reference_against_itself_is_within_tolerance(request, fixture):
    source = request.getfixturevalue(fixture)
    pictures = verify.load_pictures(source, None)
    report = verify.verify(CpuEngine(source), CpuEngine(source), pictures, "the bundle")
    assert report.over_tolerance == []
    assert report.pictures == 6
    assert 0 < report.candidate.p50 <= report.candidate.p95
    assert "within tolerance        yes" in verify.table(report)
    assert ("keypoint shift" in verify.table(report)) == (source.manifest.task == "pose")


def test_real_pictures_are_verified_on_too(pose_bundle, data_folder):
    pictures = verify.load_pictures(pose_bundle, data_folder / "coco_sample" / "images")
    report = verify.verify(CpuEngine(pose_bundle), CpuEngine(pose_bundle), pictures[:20], "the sample")
    assert report.pose.shown > 0
    assert report.pose.shift_max == 0


def test_of_a_folder_of_thousands_some_are_chosen_evenly(pose_bundle, tmp_path):
    for shade in range(7):
        cv2.imwrite(str(tmp_path / f"{shade}.png"), np.full((64, 48, 3), shade * 30, np.uint8))
    chosen = verify.load_pictures(pose_bundle, tmp_path, most=3)
    assert [int(picture[32, 24, 0]) for picture in chosen] == [0, 90, 180]
