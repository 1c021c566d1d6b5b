"""Real builds, where TensorRT-RTX is installed; it needs no GPU for that."""

import dataclasses
import shutil

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from engine_build import build, precision
from engine_build.backends import tensorrt_rtx
from engines import catalogue, drift, record
from engines.record import BuildSettings
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
    *_, plan, last = capsys.readouterr().out.splitlines()
    assert plan.endswith("(built, not run here)")
    assert last == "built: 2 engines, 1 not run here: the first start on its device verifies it"


def test_the_progress_of_a_build_is_told(pose_bundle, fp16):
    told = []
    tensorrt_rtx.build(fp16, pose_bundle.manifest, (86,), progress=lambda *step: told.append(step))
    assert ("Building engine" in {phase for phase, _, _ in told}) and all(done <= steps for _, done, steps in told)


def test_batch_workspace_and_level_are_taken_and_recorded(pose_bundle, tmp_path):
    arguments = ["--fp16", "--model", str(pose_bundle.folder), "--backend", "tensorrt_rtx", "--out", str(tmp_path)]
    arguments += ["--sm", "86", "--batch", "1,4,16", "--workspace", "64", "--optimisation", "1"]
    assert build.main(arguments) == 0
    (rtx,) = catalogue.built_engines(tmp_path)
    assert record.read(rtx).settings == BuildSettings(
        batch_min=1, batch_opt=4, batch_max=16, workspace_mib=64, optimisation=1
    )


def test_a_batch_that_the_graph_does_not_take_is_refused_in_the_builders_words(pose_bundle, fp16, tmp_path):
    model = onnx.load(fp16)
    model.graph.input[0].type.tensor_type.shape.dim[0].dim_value = 1
    onnx.save(model, tmp_path / "one.onnx")
    with pytest.raises(UserError, match=r"one\.onnx: TensorRT-RTX refuses it \(.*profile"):
        tensorrt_rtx.build(tmp_path / "one.onnx", pose_bundle.manifest, (86,))


def test_a_profile_that_is_missing_is_told_in_the_builders_words(pose_bundle, fp16):
    backwards = BuildSettings(batch_min=8, batch_opt=1, batch_max=4)
    with pytest.raises(UserError, match=r"MIN<=OPT<=MAX.*no optimization profile has been defined"):
        tensorrt_rtx.build(fp16, pose_bundle.manifest, (86,), backwards)


def graph_with(path, middle):
    """The tiny detector's shape around `middle(g, planes)`, which gives (N, 3, 64, 96)."""
    g = Graph()
    planes = g("Transpose", g("Cast", "frame", to=TensorProto.FLOAT), perm=[0, 3, 1, 2])
    g("Reshape", g("ReduceMax", middle(g, planes), np.array([1, 2, 3]), keepdims=1), np.array([0, 1, 1]), name="flat")
    g("Mul", "flat", np.float32(0), name="edge")
    g("Concat", "edge", "edge", "flat", "flat", "flat", axis=2, name="boxes")
    boxes = helper.make_tensor_value_info("boxes", TensorProto.FLOAT, ["N", 1, 5])
    frame = helper.make_tensor_value_info("frame", TensorProto.UINT8, ["N", 64, 96, 3])
    graph = helper.make_graph(g.nodes, "tiny", [frame], [boxes], g.constants)
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid("unknown", 1)]
    # Unchecked: the graphs are wrong on purpose.
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=9), path)


def unknown_operator(g, planes):
    return g("Guess", planes, domain="unknown")


def mixed_types(g, planes):
    return g("Mul", planes, np.float16(2))


def asymmetric_quantisation(g, planes):
    quantised = g("QuantizeLinear", planes, np.float32(1), np.int8(3))
    return g("DequantizeLinear", quantised, np.float32(1), np.int8(3))


@pytest.mark.parametrize("middle", [unknown_operator, mixed_types, asymmetric_quantisation])
def test_a_graph_that_cannot_be_built_is_refused_in_the_parsers_words(detection_bundle, tmp_path, middle):
    graph_with(tmp_path / "wrong.onnx", middle)
    with pytest.raises(UserError, match=r"wrong\.onnx: TensorRT-RTX refuses it \(.{20}") as error:
        tensorrt_rtx.build(tmp_path / "wrong.onnx", detection_bundle.manifest, (86,))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("middle", [unknown_operator, mixed_types, asymmetric_quantisation])
def test_the_command_says_so_in_one_line_and_leaves_no_file(detection_bundle, tmp_path, capsys, middle):
    folder = tmp_path / "own"
    shutil.copytree(detection_bundle.folder, folder)
    graph_with(folder / bundle.MODEL, middle)
    files = {name: bundle.sha256(folder / name) for name in detection_bundle.manifest.files}
    bundle.write_manifest(folder, dataclasses.replace(detection_bundle.manifest, files=files))
    out = tmp_path / "engines"
    assert build.main(["--model", str(folder), "--backend", "tensorrt_rtx", "--out", str(out)]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert not [path for path in out.rglob("*") if path.is_file()]


def test_no_plan_is_built_of_a_graph_that_is_over_tolerance(pose_bundle, tmp_path, monkeypatch):
    monkeypatch.setattr(drift, "PROBABILITY_DRIFT", -1.0)
    arguments = ["--fp16", "--model", str(pose_bundle.folder), "--backend", "tensorrt_rtx", "--out", str(tmp_path)]
    assert build.main(arguments) == 1
    (rejected,) = catalogue.built_engines(tmp_path)
    assert sorted(path.name for path in rejected.iterdir()) == ["engine.toml", "model.onnx"]


def test_the_best_is_not_guessed_where_nothing_can_be_timed(pose_bundle, tmp_path, capsys):
    arguments = ["--best", "--model", str(pose_bundle.folder), "--backend", "tensorrt_rtx", "--out", str(tmp_path)]
    assert build.main(arguments) == 1
    assert "name a precision, such as --fp16" in capsys.readouterr().err


def test_a_second_plan_says_what_differs(pose_bundle, tmp_path, capsys):
    arguments = ["--fp16", "--model", str(pose_bundle.folder), "--backend", "tensorrt_rtx", "--out", str(tmp_path)]
    build.main(arguments)
    (rtx,) = catalogue.built_engines(tmp_path)
    first = record.read(rtx).fingerprint.files
    build.main(arguments)
    second = record.read(rtx).fingerprint.files
    changed = [name for name in first if first[name] != second[name]]
    said = f"differs in {', '.join(changed)}" if changed else "the same"
    assert f"against the build before: {said}" in capsys.readouterr().out
    assert "model.onnx" not in changed
