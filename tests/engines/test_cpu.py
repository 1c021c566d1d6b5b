import dataclasses

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from engines.cpu import CpuEngine
from pose import bundle
from pose.errors import UserError
from tests.tiny_bundles import make_pose_bundle


def altered(source, out, change):
    model = onnx.load(source)
    change(model.graph)
    onnx.save(model, out)
    return out


def rename_output(graph):
    for node in graph.node:
        node.output[:] = ["points" if name == "keypoints" else name for name in node.output]
    graph.output[0].name = "points"


def take_floats(graph):
    graph.input[0].type.tensor_type.elem_type = TensorProto.FLOAT


def add_output(graph):
    graph.output.append(helper.make_tensor_value_info("cast_0", TensorProto.FLOAT, ["N", 64, 48, 3]))


def one_line(error):
    return "\n" not in str(error.value)


def test_heatmaps_come_only_when_asked_for(pose_bundle):
    crop = np.zeros((1, 64, 48, 3), dtype=np.uint8)
    assert set(CpuEngine(pose_bundle).run(crop)) == {"keypoints", "visibility_logits"}
    assert CpuEngine(pose_bundle, heatmaps=True).run(crop)["heatmaps"].shape == (1, 17, 16, 12)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (rename_output, "no output 'keypoints'"),
        (take_floats, "input is crop float32"),
        (add_output, "unknown output 'cast_0'"),
    ],
)
def test_a_graph_that_is_not_the_contracts_is_refused(pose_bundle, tmp_path, change, message):
    path = altered(pose_bundle.model, tmp_path / "other.onnx", change)
    with pytest.raises(UserError, match=message) as error:
        CpuEngine(pose_bundle, path)
    assert one_line(error)


def test_a_graph_for_crops_of_another_size_is_refused(pose_bundle):
    larger = dataclasses.replace(pose_bundle.manifest, input=bundle.InputSize(height=128, width=96))
    with pytest.raises(UserError, match=r"input is crop uint8 \(N, 64, 48, 3\), the bundle needs .*128, 96"):
        CpuEngine(bundle.Bundle(pose_bundle.folder, larger))


def test_a_detectors_graph_in_a_pose_bundle_is_refused(pose_bundle, detection_bundle):
    with pytest.raises(UserError, match="no input 'crop'"):
        CpuEngine(pose_bundle, detection_bundle.model)


@pytest.mark.parametrize("keep", [0, 100, 0.5])
def test_a_truncated_graph_is_refused_in_one_line(pose_bundle, tmp_path, keep):
    whole = pose_bundle.model.read_bytes()
    path = tmp_path / "model.onnx"
    path.write_bytes(whole[: int(keep * len(whole)) if isinstance(keep, float) else keep])
    with pytest.raises(UserError, match="rebuild it or restore the bundle") as error:
        CpuEngine(pose_bundle, path)
    assert one_line(error)


def test_a_graph_that_is_gone_is_refused(pose_bundle, tmp_path):
    with pytest.raises(UserError, match="no such file"):
        CpuEngine(pose_bundle, tmp_path / "model.onnx")


def test_the_identity_names_cpu_and_precision(pose_bundle):
    identity = CpuEngine(pose_bundle, precision="fp16").identity
    assert (identity.backend, identity.precision) == ("cpu", "fp16")


def test_two_threads_answer_like_one(tmp_path):
    large = make_pose_bundle(tmp_path / "large", height=256, width=192)
    crops = np.load(large.verification)["crops"]
    one, two = (CpuEngine(large, threads=threads).run(crops) for threads in (1, 2))
    assert all(np.allclose(one[name], two[name], atol=1e-6) for name in one)
