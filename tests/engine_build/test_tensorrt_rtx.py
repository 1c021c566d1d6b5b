"""Real builds, where TensorRT-RTX is installed; it needs no GPU for that."""

import numpy as np
import pytest
from onnx import TensorProto

from engine_build import build, precision
from engine_build.backends import tensorrt_rtx
from engines import catalogue, record
from pose import bundle
from pose.errors import UserError
from tests.tiny_bundles import Graph


@pytest.fixture(scope="module", autouse=True)
def needs_tensorrt_rtx():
    pytest.importorskip("tensorrt_rtx", reason="needs the tensorrt-rtx extra")


@pytest.fixture
def fp16(pose_bundle, tmp_path):
    path = tmp_path / "fp16.onnx"
    precision.typed_fp16(pose_bundle.model, path)
    return path


@pytest.mark.parametrize("sm", [(75,), (86, 89, 120)])
def test_the_typed_graph_builds_for_several_generations(pose_bundle, fp16, sm):
    assert len(tensorrt_rtx.build(fp16, pose_bundle.manifest, sm)) > 10_000


def test_turing_refuses_products_in_fp32_in_the_builders_words(pose_bundle, tmp_path):
    precision.pruned_fp32(pose_bundle.model, tmp_path / "fp32.onnx")
    with pytest.raises(UserError, match="FP32 GEMM is not supported") as error:
        tensorrt_rtx.build(tmp_path / "fp32.onnx", pose_bundle.manifest, (75,))
    assert "\n" not in str(error.value)


def test_a_graph_that_transposes_before_it_casts_is_refused_in_the_parsers_words(detection_bundle, tmp_path):
    g = Graph()
    planes = g("Cast", g("Transpose", "frame", perm=[0, 3, 1, 2]), to=TensorProto.FLOAT)
    g("Reshape", g("ReduceMax", planes, np.array([1, 2, 3]), keepdims=1), np.array([0, 1, 1]), name="flat")
    g("Concat", "flat", "flat", "flat", "flat", "flat", axis=2, name="boxes")
    g.save(tmp_path / "wrong.onnx", ("frame", ["N", 64, 96, 3]), {"boxes": ["N", 1, 5]})
    with pytest.raises(UserError, match=r"wrong\.onnx: TensorRT-RTX refuses it \(.{20}"):
        tensorrt_rtx.build(tmp_path / "wrong.onnx", detection_bundle.manifest, (86,))


def test_a_generation_it_does_not_know_is_refused(pose_bundle, fp16):
    with pytest.raises(UserError, match="does not know SM 87; it builds for"):
        tensorrt_rtx.build(fp16, pose_bundle.manifest, (87,))


@pytest.mark.parametrize("fixture", ["pose_bundle", "detection_bundle"])
def test_the_command_installs_a_plan_that_was_not_run_and_says_so(request, fixture, tmp_path, capsys):
    source = request.getfixturevalue(fixture)
    arguments = ["--fp16", "--model", str(source.folder), "--sm", "89,86", "--out", str(tmp_path)]
    assert build.main(arguments) == 0
    cpu, rtx = catalogue.built_engines(tmp_path)
    found = record.read(rtx)
    assert cpu.name.startswith("cpu-")
    assert "-sm86+sm89-fp16-" in rtx.name
    assert found.executed_on == "none"
    assert found.fingerprint.files["model.plan"] == bundle.sha256(rtx / "model.plan")
    assert found.report.runtime.startswith("cpu ")
    assert capsys.readouterr().out.splitlines()[-1].endswith("(built, not run here)")
