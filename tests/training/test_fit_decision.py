import json
import shutil

import cv2
import numpy as np
import pytest

pytest.importorskip("sklearn", reason="needs the training extra")
pytest.importorskip("matplotlib", reason="needs the training extra")
pytestmark = pytest.mark.training

from calibration.visibility import LabelledOutputs  # noqa: E402
from engines.catalogue import open_engine  # noqa: E402
from pose import bundle  # noqa: E402
from pose.errors import UserError  # noqa: E402
from tests.training.people import data_set  # noqa: E402
from training import fit_decision  # noqa: E402
from training.metrics.presence_curves import Contest, Rival  # noqa: E402

SPLITS = {"val": [0, 1, 2, 3], "test": [4, 5]}


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Six pictures with a person each: 15 keypoints visible, one occluded, one absent."""
    folder = data_set(tmp_path_factory.mktemp("data") / "drawn", count=6)
    (folder / "split.json").write_text(json.dumps(SPLITS))
    return folder


@pytest.fixture
def whole(tmp_path):
    """Three pictures with a person each, and no splits."""
    folder = data_set(tmp_path / "whole", count=3)
    (folder / "split.json").unlink(missing_ok=True)
    return folder


@pytest.fixture
def own_bundle(pose_bundle, tmp_path):
    """A copy of the tiny pose bundle that may be written to."""
    return bundle.read(shutil.copytree(pose_bundle.folder, tmp_path / "own"))


def run(monkeypatch, *arguments):
    monkeypatch.setattr("sys.argv", ["fit_decision", *map(str, arguments)])
    return fit_decision.main()


def outputs(*pictures):
    count = len(pictures)
    return LabelledOutputs(
        score=np.zeros((count, 17), np.float32),
        logits=np.zeros((count, 17, 3), np.float32),
        truth=np.zeros((count, 17), np.int64),
        picture=np.array(pictures),
    )


def test_figures_by_hand():
    truth = np.array([True, True, True, False, False])
    rival = Rival(
        name="one", confidence=np.array([0.9, 0.8, 0.1, 0.7, 0.2]), shown=np.array([True, True, False, True, False])
    )
    figures = Contest(title="t", counts="5", truth=truth, rivals=[rival]).figures()["one"]
    # Sorted by confidence: right, right, wrong, wrong, right; precision 1, 1 and 3/5 where recall rises by a third.
    expected = dict(f1=2 / 3, precision=2 / 3, recall=2 / 3, average_precision=(1 + 1 + 3 / 5) / 3)
    assert figures == pytest.approx(expected)


def test_what_is_measured_on_is_never_fitted_on(pose_bundle, data):
    engine = open_engine(pose_bundle)
    alone, _ = fit_decision.fit_and_measure(engine, [data], "val", "")
    with_test, contests = fit_decision.fit_and_measure(engine, [data], "val", "test")
    assert with_test == alone
    assert contests[0].title == "drawn test, fitted on drawn val"
    assert contests[0].counts == "2 people in 2 pictures"
    assert len(contests[0].truth) == 2 * 17


def test_two_data_sets_are_fitted_together_and_measured_apart(pose_bundle, data, whole):
    _, contests = fit_decision.fit_and_measure(open_engine(pose_bundle), [data, whole], "val", "")
    assert [each.title for each in contests] == ["drawn val, cross-validated", "whole, cross-validated"]
    assert [len(each.truth) for each in contests] == [4 * 17, 3 * 17]


def test_pictures_of_two_sets_with_the_same_number_are_two_pictures():
    assert fit_decision.together([outputs(7, 7, 8), outputs(7)]).picture.tolist() == [0, 0, 1, 2]


def test_the_decision_is_stored_when_asked(own_bundle, data, monkeypatch, capsys):
    assert run(monkeypatch, own_bundle.folder, "--data", data, "--split", "val", "--write") == 0
    stored = bundle.read(own_bundle.folder).decision
    assert stored.presence is not None
    assert f"P(shown) = {stored.shown_threshold:.3f}" in capsys.readouterr().out


def test_the_bundle_stays_as_it_is_when_not_asked(own_bundle, data, monkeypatch):
    before = (own_bundle.folder / bundle.MANIFEST).read_bytes()
    assert run(monkeypatch, own_bundle.folder, "--data", data, "--split", "val") == 0
    assert (own_bundle.folder / bundle.MANIFEST).read_bytes() == before


def test_the_curves_are_a_picture_with_a_panel_for_each_set(pose_bundle, data, whole, monkeypatch, tmp_path):
    widths = []
    for sets in ([data], [data, whole]):
        named = [part for folder in sets for part in ("--data", folder)]
        run(monkeypatch, pose_bundle.folder, *named, "--split", "val", "--curve", tmp_path / "curve.png")
        widths.append(cv2.imread(str(tmp_path / "curve.png")).shape[1])
    assert widths[1] == 2 * widths[0]


def test_a_detector_has_no_such_decision(detection_bundle, data, monkeypatch, capsys):
    assert run(monkeypatch, detection_bundle.folder, "--data", data, "--split", "val") == 1
    assert "name a pose bundle" in capsys.readouterr().err


def test_a_split_that_is_not_there_is_named(pose_bundle, data, monkeypatch, capsys):
    assert run(monkeypatch, pose_bundle.folder, "--data", data, "--split", "vall") == 1
    assert "has no split 'vall'" in capsys.readouterr().err


def test_a_folder_without_splits_has_no_test_split(pose_bundle, whole):
    with pytest.raises(UserError, match="divided into splits"):
        fit_decision.fit_and_measure(open_engine(pose_bundle), [whole], "", "test")
