import pytest

from engine_build import pictures, verify
from engine_build.pictures import Wanted
from engines.cpu import CpuEngine


@pytest.mark.parametrize("fixture", ["pose_bundle", "detection_bundle"])
def test_the_reference_against_itself_is_within_tolerance(request, fixture):
    source = request.getfixturevalue(fixture)
    report = verify.verify(CpuEngine(source), CpuEngine(source), pictures.of_bundle(source), "the bundle")
    assert report.over_tolerance == []
    assert report.pictures == 6
    assert 0 < report.candidate.p50 <= report.candidate.p95
    assert "within tolerance        yes" in verify.table(report)
    assert ("keypoint shift" in verify.table(report)) == (source.manifest.task == "pose")


def test_real_people_are_verified_on_too(pose_bundle, data_folder):
    crops = pictures.load(Wanted.by(pose_bundle), data_folder / "coco_sample", "--crops", most=20)
    report = verify.verify(CpuEngine(pose_bundle), CpuEngine(pose_bundle), crops, "the sample")
    assert report.pose.shown > 0
    assert report.pose.shift_max == 0
