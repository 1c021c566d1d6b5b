"""Needs the training extra: torch networks become graphs of the contract."""

from types import SimpleNamespace

import numpy as np
import onnx
import pytest

from engine_build import export
from engines.cpu import CpuEngine
from pose import bundle, heatmap
from pose.decision import Decision
from pose.detection import DetectionSettings
from pose.imagenet import DEVIATION, MEAN
from pose.keypoints import KEYPOINT_NAMES

pytestmark = pytest.mark.training
torch = pytest.importorskip("torch", reason="needs the training extra")

from training.models.decoding import decode  # noqa: E402

HEIGHT, WIDTH = 64, 48


class SmallPoseNetwork(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.features = SimpleNamespace(mean=MEAN, deviation=DEVIATION)
        self.maps = torch.nn.Conv2d(3, 17, 4, stride=4)
        self.seen = torch.nn.Linear(17, 51)
        self.drop = torch.nn.Dropout(0.5)

    def forward(self, x):
        maps = torch.sigmoid(self.maps(x))
        return decode(maps), self.seen(self.drop(maps.amax(dim=(2, 3)))).reshape(-1, 17, 3), maps


class SmallDetector(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.head = torch.nn.Conv2d(3, 5, 16, stride=16)

    def forward(self, x):
        return self.head(x).flatten(2).transpose(1, 2)


def folder_as_bundle(folder, task, **settings):
    manifest = bundle.Manifest(
        name="exported",
        task=task,
        input=bundle.InputSize(height=HEIGHT, width=WIDTH),
        files={bundle.MODEL: bundle.sha256(folder / bundle.MODEL)},
        provenance=bundle.Provenance(recipe="", commit="", data=[], licences=[]),
        **settings,
    )
    bundle.write_manifest(folder, manifest)
    return bundle.read(folder)


@pytest.fixture(scope="module")
def pose(tmp_path_factory):
    torch.manual_seed(1)
    network = SmallPoseNetwork()
    folder = tmp_path_factory.mktemp("pose")
    export.export_pose(network, HEIGHT, WIDTH, folder / bundle.MODEL)
    return network, folder_as_bundle(folder, "pose", keypoints=list(KEYPOINT_NAMES), decision=Decision())


def normalised(pictures):
    mean, deviation = (np.array(v, dtype=np.float32) for v in ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]))
    planes = ((pictures / np.float32(255) - mean) / deviation).transpose(0, 3, 1, 2)
    return torch.from_numpy(planes.astype(np.float32))


def noise(count):
    return np.random.default_rng(count).integers(0, 256, (count, HEIGHT, WIDTH, 3), dtype=np.uint8)


@pytest.mark.parametrize("count", [1, 3])
def test_the_pose_graph_answers_as_torch_does_and_decodes_as_the_codec_does(pose, count):
    network, exported = pose
    outputs = CpuEngine(exported, heatmaps=True).run(noise(count))
    with torch.inference_mode():
        _, logits, maps = network.eval()(normalised(noise(count)))
    assert np.allclose(outputs["heatmaps"], maps.numpy(), atol=1e-4)
    assert np.allclose(outputs["visibility_logits"], logits.numpy(), atol=1e-4)
    decoded = np.stack([heatmap.decode(one) for one in outputs["heatmaps"]])
    assert np.array_equal(outputs["keypoints"], decoded)


def test_the_graph_casts_first_and_transposes_second_and_names_no_path_of_this_machine(pose):
    _, exported = pose
    graph = onnx.load(exported.model)
    assert [node.op_type for node in graph.graph.node[:4]] == ["Cast", "Transpose", "Mul", "Add"]
    assert graph.opset_import[0].version >= 17
    assert b".py" not in exported.model.read_bytes()


def test_exporting_leaves_the_network_in_training(pose):
    network = SmallPoseNetwork().train()
    network.maps.eval()
    exported = pose[1].folder / "again.onnx"
    export.export_pose(network, HEIGHT, WIDTH, exported)
    assert network.training
    assert not network.maps.training


@pytest.mark.parametrize("count", [1, 3])
def test_the_detectors_graph_answers_as_torch_does(tmp_path, count):
    torch.manual_seed(2)
    network = SmallDetector().eval()
    export.export_detector(network, HEIGHT, WIDTH, tmp_path / bundle.MODEL)
    settings = DetectionSettings(score_threshold=0.5, overlap_iou=0.5)
    engine = CpuEngine(folder_as_bundle(tmp_path, "detection", detection=settings))
    with torch.inference_mode():
        boxes = network(normalised(noise(count))).numpy()
    assert np.allclose(engine.run(noise(count))["boxes"], boxes, atol=1e-4)


def decode_in_graph_operators(maps):
    return decode(torch.from_numpy(maps)).numpy()


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("size", [(16, 12), (3, 2), (1, 1), (48, 40)])
def test_the_decode_of_random_heatmaps_is_the_codecs(seed, size):
    # Few levels, so that ties and peaks on the border are common; beyond 0..1, so that the score is clipped.
    maps = np.random.default_rng(seed).integers(-2, 12, (3, 17, *size)).astype(np.float32) / 8
    assert np.array_equal(decode_in_graph_operators(maps), np.stack([heatmap.decode(one) for one in maps]))


@pytest.mark.parametrize("place", [(0, 0), (0, 11), (15, 0), (15, 11), (0, 5), (7, 0), (15, 5), (7, 11)])
def test_a_peak_on_the_border_is_not_moved_across_it(place):
    maps = np.random.default_rng(0).uniform(0, 0.5, (1, 17, 16, 12)).astype(np.float32)
    maps[:, :, *place] = 1
    assert np.array_equal(decode_in_graph_operators(maps), heatmap.decode(maps[0])[None])
