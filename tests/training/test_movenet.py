"""MoveNet as a base model: the same answers as the published graphs, and what its loss teaches."""

import json

import cv2
import numpy as np
import onnxruntime
import pytest

from pose.boxes import Box
from pose.crop import Crop
from pose.errors import UserError

torch = pytest.importorskip("torch", reason="needs the training extra")
pytestmark = pytest.mark.training

from engine_build.export import export_pose  # noqa: E402
from training.losses import centre_loss  # noqa: E402
from training.models.base_models.movenet import (  # noqa: E402
    LIGHTNING,
    MOVENET_LIGHTNING,
    MOVENET_THUNDER,
    THUNDER,
    MoveNetCoordinates,
    fill,
    own_heatmaps,
    tflite_order,
)
from training.models.light_visibility_branch import LightVisibilityBranch  # noqa: E402
from training.models.metamodel import Metamodel  # noqa: E402
from training.models.movenet_files import read_tflite  # noqa: E402
from training.models.parts import Coordinates  # noqa: E402
from training.normalisation import normalise  # noqa: E402

THUNDERS_SIDE, LIGHTNINGS_SIDE = 256, 192
"""Pixels; the published graphs take no others."""

FILES = [(MOVENET_THUNDER, THUNDER.file_name), (MOVENET_LIGHTNING, LIGHTNING.file_name)]

ASTRONAUT = [[92.6, 54.9], [99.6, 49.9], [87.6, 48.3], [107.9, 55.4], [79.9, 52.3], [123.5, 97.9], [55.7, 92.9]]
"""Nose, eyes, ears and shoulders: x, y in crop pixels, as `ai-edge-litert` 2.3.0 answers from Lightning's file."""

ROWS, COLUMNS = 16, 12
"""Heatmap pixels of the hand-made maps."""


def with_a_branch(features, coordinates):
    branch = LightVisibilityBranch(features.channels, coordinates.evidence_channels)
    return Metamodel(features, coordinates, branch).eval()


def answer(network, crops):
    pictures = torch.from_numpy(crops).permute(0, 3, 1, 2)
    with torch.inference_mode():
        return network(normalise(pictures, network.features.mean, network.features.deviation))


def cuts(folder, people, side):
    """The persons of the sample with the most keypoints, and last the astronaut's portrait."""
    sample = folder / "coco_sample"
    labels = json.loads((sample / "person_keypoints.json").read_text())
    names = {image["id"]: image["file_name"] for image in labels["images"]}
    by_keypoints = sorted(labels["annotations"], key=lambda person: person["num_keypoints"], reverse=True)
    views = [
        (sample / "images" / names[person["image_id"]], Box.from_xywh(*person["bbox"]))
        for person in by_keypoints[:people]
    ]
    views.append((folder / "astronaut.png", Box(60, 0, 400, 512)))
    pictures = [(cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB), box) for path, box in views]
    return np.stack([Crop.around(box, side, side).cut(picture) for picture, box in pictures])


def published_weights(base):
    parts = base.build()
    base.load_pretrained(*parts)
    torch.manual_seed(1)
    return with_a_branch(*parts)


def check(keypoints, published, side):
    """Compare ours (N, 17, 3) in crop pixels with the published y, x and score, 0 to 1."""
    # Lightning's file counts the crop's side as 1.0002, a half precision number: up to .05 px.
    np.testing.assert_allclose(keypoints[..., :2], published[..., 1::-1] * side - 0.5, atol=0.1)
    np.testing.assert_allclose(keypoints[..., 2], published[..., 2], atol=1e-3)
    assert (published[..., 2] > 0.4).mean() > 0.5, "the pictures hardly show anybody"


@pytest.fixture(scope="module")
def crops(data_folder):
    return cuts(data_folder, 20, LIGHTNINGS_SIDE)


@pytest.fixture(scope="module")
def lightning(data_folder):
    return published_weights(MOVENET_LIGHTNING)


@pytest.fixture(scope="module")
def ours(lightning, crops):
    return answer(lightning, crops)


def said(index=(4, 3), step=(0.0, 0.0), offset=(0.0, 0.0), stranger=None, other_centre=None):
    """What a head could say of one crop: everything at one (row, column), the centre in the middle."""
    logits = torch.full((1, 17, ROWS, COLUMNS), -8.0)
    logits[:, :, index[0], index[1]] = 3.0
    if stranger:
        logits[:, :, stranger[0], stranger[1]] = 4.6
    centre = torch.full((1, 1, ROWS, COLUMNS), 0.01)
    centre[:, :, ROWS // 2, COLUMNS // 2] = 0.9
    if other_centre:
        centre[:, :, other_centre[0], other_centre[1]] = 1.0
    regression, offsets = (
        torch.tensor(pair).repeat(17).view(1, 34, 1, 1).expand(-1, -1, ROWS, COLUMNS).clone() for pair in (step, offset)
    )
    return Coordinates(own_heatmaps(centre, regression, logits), logits, (centre, regression, offsets, logits))


def head():
    return MoveNetCoordinates()


def loss(coordinates, xy, located=None):
    located = torch.ones(1, 17, dtype=torch.bool) if located is None else located
    places = torch.tensor(xy).expand(1, 17, 2)
    return head().loss(None, coordinates, places, located)


def test_thunders_keypoints_are_those_of_the_published_graph(data_folder):
    crops = cuts(data_folder, 4, THUNDERS_SIDE)
    session = onnxruntime.InferenceSession(data_folder / "peers" / "movenet" / THUNDER.file_name)
    published = np.stack([session.run(None, {"input": crop[None].astype(np.int32)})[0][0, 0] for crop in crops])
    check(answer(published_weights(MOVENET_THUNDER), crops).keypoints.numpy(), published, THUNDERS_SIDE)


def test_lightnings_keypoints_are_those_of_the_published_graph(data_folder, ours, crops):
    interpreters = pytest.importorskip("ai_edge_litert.interpreter", reason="needs ai-edge-litert, which no extra has")
    path = data_folder / "peers" / "movenet" / LIGHTNING.file_name
    graph = interpreters.Interpreter(str(path), num_threads=1)
    graph.allocate_tensors()
    (source,), (target,) = graph.get_input_details(), graph.get_output_details()
    published = []
    for crop in crops:
        graph.set_tensor(source["index"], crop[None].astype(np.int32))
        graph.invoke()
        published.append(graph.get_tensor(target["index"])[0, 0])
    check(ours.keypoints.numpy(), np.stack(published), LIGHTNINGS_SIDE)


def test_lightning_finds_the_astronaut_where_it_was_published_to(ours):
    np.testing.assert_allclose(ours.keypoints[-1, : len(ASTRONAUT), :2].numpy(), ASTRONAUT, atol=0.2)


def test_thunders_two_files_hold_the_same_weights(data_folder):
    from_onnx, from_tflite = MOVENET_THUNDER.build(), MOVENET_THUNDER.build()
    MOVENET_THUNDER.load_pretrained(*from_onnx)
    path = data_folder / "peers" / "movenet" / "movenet-thunder-fp16.tflite"
    fill(tflite_order(*from_tflite), read_tflite(path.read_bytes()))
    for part, same in zip(from_onnx, from_tflite, strict=True):
        for name, weight in part.state_dict().items():
            assert torch.equal(weight, same.state_dict()[name]), name


def test_three_at_once_are_answered_as_one_by_one(lightning, crops, ours):
    for i in range(3):
        alone = answer(lightning, crops[i : i + 1])
        torch.testing.assert_close(alone.keypoints[0], ours.keypoints[i], atol=1e-3, rtol=0)


def test_the_exported_graph_answers_like_torch_for_any_number_of_crops(lightning, ours, crops, tmp_path):
    export_pose(lightning, LIGHTNINGS_SIDE, LIGHTNINGS_SIDE, tmp_path / "graph.onnx")
    session = onnxruntime.InferenceSession(tmp_path / "graph.onnx")
    for count in (1, 3):
        keypoints, logits, heatmaps = session.run(
            ["keypoints", "visibility_logits", "heatmaps"], {"crop": crops[:count]}
        )
        np.testing.assert_allclose(keypoints, ours.keypoints[:count].numpy(), atol=0.01)
        np.testing.assert_allclose(logits, ours.visibility_logits[:count].numpy(), atol=1e-3)
        np.testing.assert_allclose(heatmaps, ours.heatmaps[:count].numpy(), atol=1e-3)


@pytest.mark.parametrize(("base", "file"), FILES)
def test_a_crop_need_not_be_square(base, file):
    torch.manual_seed(1)
    features, coordinates = base.build()
    with torch.inference_mode():
        seen = features(torch.zeros(2, 3, 96, 64))
        where = coordinates(seen)
        keypoints = coordinates.decode(where)
    shapes = {stride: tuple(there.shape) for stride, there in seen.maps.items()}
    assert shapes == {stride: (2, width, 96 // stride, 64 // stride) for stride, width in features.channels.items()}
    assert where.heatmaps.shape == (2, 17, 24, 16)
    assert where.evidence.shape == (2, coordinates.evidence_channels, 24, 16)
    assert keypoints.shape == (2, 17, 3)


def test_a_keypoint_lies_where_peak_and_offset_say():
    # Half a heatmap pixel from the edge of pixel (4, 3) is its centre: crop pixel 4 * 3.5 - 0.5, 4 * 4.5 - 0.5.
    keypoints = head().decode(said(index=(4, 3), offset=(0.5, 0.5)))
    assert keypoints[0, 7].tolist() == pytest.approx([13.5, 17.5, 1 / (1 + np.exp(-3))], abs=1e-5)


def test_of_two_persons_the_one_is_meant_that_the_regression_points_at():
    # Centre (8, 6): the regression expects the keypoint at (3, 2); a stranger's peak at (14, 10) is higher.
    coordinates = said(index=(4, 3), step=(-5.0, -4.0), stranger=(14, 10))
    assert head().decode(coordinates)[0, 0, :2].tolist() == pytest.approx([4 * 3 - 0.5, 4 * 4 - 0.5])


def test_a_person_at_the_border_does_not_outdo_the_one_in_the_middle():
    # Expected from the middle's centre (8, 6) is (3, 2); from the border's (0, 0) it would be beyond the crop.
    coordinates = said(index=(4, 3), step=(-5.0, -4.0), stranger=(14, 10), other_centre=(0, 0))
    coordinates.raw[1][:, :, 0, 0] = torch.tensor([14.0, 10.0]).repeat(17)
    assert head().decode(coordinates)[0, 0, :2].tolist() == pytest.approx([4 * 3 - 0.5, 4 * 4 - 0.5])


def test_what_decodes_to_the_truth_costs_no_distance():
    # (2.75, 4.25) from the first pixel's centre is (3.25, 4.75) from the edge; from the centre (8, 6): up 3.25.
    right = said(index=(4, 3), step=(-3.25, -2.75), offset=(0.75, 0.25))
    heatmaps_only = centre_loss(right.raw[3][:, :1], peak_at(4, 3))
    assert loss(right, (2.75, 4.25)).item() == pytest.approx(heatmaps_only.item(), abs=1e-4)


def test_a_wrong_offset_and_a_wrong_regression_cost_their_distance():
    right = said(index=(4, 3), step=(-3.25, -2.75), offset=(0.75, 0.25))
    wrong = said(index=(4, 3), step=(-1.25, -2.75), offset=(0.75, 0.5))
    assert (loss(wrong, (2.75, 4.25)) - loss(right, (2.75, 4.25))).item() == pytest.approx(2.0 + 0.25, abs=1e-4)


def test_a_step_down_the_gradient_lowers_the_loss():
    logits = torch.zeros(1, 17, ROWS, COLUMNS, requires_grad=True)
    centre, regression, offsets, _ = said().raw
    before = loss(Coordinates(torch.sigmoid(logits), logits, (centre, regression, offsets, logits)), (5.0, 6.0))
    before.backward()
    assert (logits.grad[0, :, 6, 5] < 0).all() and (logits.grad[0, :, 12, 2] > 0).all()
    stepped = (logits - 0.1 * logits.grad).detach()
    after = loss(Coordinates(torch.sigmoid(stepped), stepped, (centre, regression, offsets, stepped)), (5.0, 6.0))
    assert after < before


def test_a_keypoint_without_a_place_or_beyond_the_crop_teaches_nothing():
    coordinates = said()
    nowhere = torch.zeros(1, 17, dtype=torch.bool)
    assert loss(coordinates, (5.0, 6.0), nowhere).item() == 0.0
    assert loss(coordinates, (COLUMNS + 1.0, 6.0)).item() == 0.0


@pytest.mark.parametrize(("base", "file"), FILES)
def test_another_file_of_that_name_is_refused(base, file, tmp_path, monkeypatch):
    (tmp_path / file).write_bytes(b"something else")
    monkeypatch.setenv("CABINSIGHT_WEIGHTS", str(tmp_path))
    with pytest.raises(UserError, match="another file"):
        base.load_pretrained(*base.build())


@pytest.mark.parametrize(("base", "file"), FILES)
def test_a_missing_file_is_named(base, file, tmp_path, monkeypatch):
    monkeypatch.setenv("CABINSIGHT_WEIGHTS", str(tmp_path))
    monkeypatch.delenv("CABINSIGHT_DATA", raising=False)
    with pytest.raises(UserError, match=file):
        base.load_pretrained(*base.build())


def peak_at(row, column):
    """The taught heatmap, written out: 1 at (row, column), a Gaussian of one pixel around it."""
    rows, columns = np.mgrid[:ROWS, :COLUMNS]
    squares = (rows - row) ** 2 + (columns - column) ** 2
    return torch.from_numpy(np.exp(-squares / 2)).float()[None, None]
