import shutil
import subprocess
import sys
from pathlib import Path

import onnx
import pytest

from engine_build import build
from engines import catalogue, drift, openvino, record, selection
from pose import bundle
from tests.tiny_bundles import write_detection_graph

SCRIPT = Path(build.__file__)


def run(*arguments):
    return build.main([str(argument) for argument in arguments])


@pytest.fixture
def own_bundle(pose_bundle, tmp_path):
    folder = tmp_path / "own"
    shutil.copytree(pose_bundle.folder, folder)
    return folder


@pytest.mark.parametrize("precision", ["fp32", "fp16"])
def test_an_engine_for_the_cpu_is_built_verified_and_installed(pose_bundle, tmp_path, capsys, precision):
    code = run(f"--{precision}", "--model", pose_bundle.folder, "--backend", "cpu", "--out", tmp_path)
    (folder,) = catalogue.built_engines(tmp_path)
    found = record.read(folder)
    assert code == 0
    assert folder.name.startswith("cpu-")
    assert folder.name.endswith(f"-cpu-{precision}-{found.fingerprint.graph_sha256[:12]}")
    assert found.fingerprint.files == {"model.onnx": bundle.sha256(folder / "model.onnx")}
    assert found.fingerprint.bundle_sha256 == bundle.sha256(pose_bundle.model)
    assert found.executed_on not in ("", "none")
    assert found.report.pose.shown == 6 * 17
    where, engine, last = capsys.readouterr().out.splitlines()[-3:]
    assert where == f"in {tmp_path}:"
    assert folder.name in engine
    assert ("never chooses it" in engine) == (precision == "fp16")
    assert last == "built: 1 engine"


def test_two_builds_of_the_same_bundle_are_the_same_and_the_second_says_so(pose_bundle, tmp_path, capsys):
    arguments = ["--fp16", "--model", pose_bundle.folder, "--backend", "cpu", "--out", tmp_path]
    run(*arguments)
    (folder,) = catalogue.built_engines(tmp_path)
    first = (folder / "model.onnx").read_bytes()
    assert "build before" not in capsys.readouterr().out
    run(*arguments)
    assert (folder / "model.onnx").read_bytes() == first
    assert "against the build before: the same" in capsys.readouterr().out


def test_latency_is_recorded_and_printed_up_to_the_99th_percentile(pose_bundle, tmp_path, capsys):
    run("--model", pose_bundle.folder, "--backend", "cpu", "--out", tmp_path)
    (folder,) = catalogue.built_engines(tmp_path)
    report = record.read(folder).report
    for latency in (report.reference, report.candidate):
        assert 0 < latency.p50 <= latency.p95 <= latency.p99
    assert f"p99 {report.candidate.p99:.2f}" in capsys.readouterr().out


def test_a_detector_is_built_as_well(detection_bundle, tmp_path):
    assert run("--fp16", "--model", detection_bundle.folder, "--backend", "cpu", "--out", tmp_path) == 0
    (folder,) = catalogue.built_engines(tmp_path)
    assert record.read(folder).report.detection.found == 6


def test_every_shipped_bundle_is_built_without_a_name(pose_bundle, detection_bundle, tmp_path, monkeypatch):
    for source in (pose_bundle, detection_bundle):
        shutil.copytree(source.folder, tmp_path / "models" / source.manifest.name)
    monkeypatch.setattr(catalogue, "MODELS", tmp_path / "models")
    assert run("--backend", "cpu", "--out", tmp_path / "engines") == 0
    assert [path.parent.name for path in catalogue.built_engines(tmp_path / "engines")] == ["tiny-detect", "tiny-pose"]


@pytest.mark.parametrize("precision", ["fp32", "fp16"])
def test_an_engine_for_openvino_is_built_run_and_chosen(pose_bundle, tmp_path, precision):
    if openvino.module() is None:
        pytest.skip("needs the openvino extra")
    assert run(f"--{precision}", "--model", pose_bundle.folder, "--backend", "openvino", "--out", tmp_path) == 0
    (folder,) = catalogue.built_engines(tmp_path)
    found = record.read(folder)
    assert found.report.runtime == f"openvino {found.fingerprint.version}"
    assert folder.name.startswith(f"openvino-{found.fingerprint.version}-cpu-{precision}-")
    chosen = selection.choose(pose_bundle, root=tmp_path).engine.identity.backend
    assert chosen == ("openvino" if precision == "fp32" else "cpu")


def test_openvino_that_is_not_installed_is_one_line(pose_bundle, tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "openvino", None)
    assert run("--model", pose_bundle.folder, "--backend", "openvino", "--out", tmp_path) == 1
    assert "OpenVINO is not installed; pip install 'cabinsight[openvino]'" in capsys.readouterr().err
    assert catalogue.built_engines(tmp_path) == []


def test_the_list_names_what_was_built_and_what_was_rejected(pose_bundle, tmp_path, capsys, monkeypatch):
    run("--model", pose_bundle.folder, "--backend", "cpu", "--out", tmp_path)
    monkeypatch.setattr(drift, "PROBABILITY_DRIFT", -1.0)
    run("--fp16", "--model", pose_bundle.folder, "--backend", "cpu", "--out", tmp_path)
    capsys.readouterr()
    assert run("--list", "--out", tmp_path) == 0
    fp16, fp32 = capsys.readouterr().out.splitlines()
    assert ".rejected: rejected (largest probability drift" in fp16
    assert "-fp32-" in fp32
    assert "verified on 6 pictures; ran on" in fp32


def test_an_empty_list_says_so(tmp_path, capsys):
    assert run("--list", "--out", tmp_path) == 0
    assert "no engine" in capsys.readouterr().out


def test_a_broken_record_is_listed_as_broken(pose_bundle, tmp_path, capsys):
    run("--model", pose_bundle.folder, "--backend", "cpu", "--out", tmp_path)
    (catalogue.built_engines(tmp_path)[0] / record.RECORD).write_text("format = ")
    assert run("--list", "--out", tmp_path) == 0
    assert "broken" in capsys.readouterr().out.splitlines()[-1]


def test_an_engine_over_tolerance_is_refused_with_exit_code_1(pose_bundle, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(drift, "PROBABILITY_DRIFT", -1.0)
    assert run("--fp16", "--model", pose_bundle.folder, "--backend", "cpu", "--out", tmp_path) == 1
    (folder,) = catalogue.built_engines(tmp_path)
    assert folder.name.endswith(".rejected")
    assert "over tolerance and not installed" in capsys.readouterr().err


def test_a_checkpoint_needs_crops_to_verify_on_and_the_line_says_so(tmp_path, capsys):
    (tmp_path / "network.pt").write_bytes(b"weights")
    assert run("--model", tmp_path / "network.pt", "--out", tmp_path) == 1
    assert "a checkpoint brings no crops to verify on; name pictures by --crops" in capsys.readouterr().err


def swap_graph(folder):
    write_detection_graph(folder / bundle.MODEL)


def lose_crops(folder):
    (folder / bundle.VERIFICATION).unlink()


def cut_graph_with_its_hash(folder):
    path = folder / bundle.MODEL
    before = bundle.sha256(path)
    path.write_bytes(path.read_bytes()[:300])
    rehash(folder, before, path)


def rename_outputs_with_its_hash(folder):
    path = folder / bundle.MODEL
    before = bundle.sha256(path)
    model = onnx.load(path)
    for node in model.graph.node:
        node.output[:] = ["points" if name == "keypoints" else name for name in node.output]
    model.graph.output[0].name = "points"
    onnx.save(model, path)
    rehash(folder, before, path)


def rehash(folder, before, path):
    manifest = folder / bundle.MANIFEST
    manifest.write_text(manifest.read_text().replace(before, bundle.sha256(path)))


def other_size(folder):
    manifest = folder / bundle.MANIFEST
    manifest.write_text(manifest.read_text().replace("height = 64", "height = 128"))


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (swap_graph, "sha256 differs"),
        (lose_crops, "missing from the bundle"),
        (cut_graph_with_its_hash, "ONNX Runtime cannot read it"),
        (rename_outputs_with_its_hash, "no output 'keypoints'"),
        (other_size, "the bundle needs crop uint8 (N, 128, 48, 3)"),
        (shutil.rmtree, "no bundle"),
    ],
)
def test_a_broken_bundle_gives_one_line_and_exit_code_1(own_bundle, tmp_path, capsys, damage, message):
    damage(own_bundle)
    assert run("--model", own_bundle, "--backend", "cpu", "--out", tmp_path / "engines") == 1
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1


def test_a_place_that_cannot_be_written_gives_one_line(pose_bundle, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert run("--model", pose_bundle.folder, "--backend", "cpu", "--out", tmp_path / "file") == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["--best", "--fp32"],
        ["--fp16", "--fp32"],
        ["--int8"],
        ["--sm", "new"],
        ["--backend", "gpu"],
        ["--batch", "1,8"],
        ["--batch", "4,1,8"],
        ["--batch", "0,1,8"],
        ["--workspace", "0"],
        ["--optimisation", "6"],
        ["--list", "--remove", "x"],
    ],
)
def test_wrong_usage_exits_with_2(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        run(*arguments)
    assert stopped.value.code == 2
    assert "usage" in capsys.readouterr().err


@pytest.mark.parametrize("command", [[str(SCRIPT)], ["-m", "engine_build.build"]])
def test_it_runs_as_a_script_and_as_a_module_from_anywhere(command, pose_bundle, tmp_path):
    arguments = ["--fp16", "--model", str(pose_bundle.folder), "--backend", "cpu", "--out", str(tmp_path / "engines")]
    done = subprocess.run([sys.executable, *command, *arguments], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "built: 1 engine"
