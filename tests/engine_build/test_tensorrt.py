"""Building for TensorRT: no machine of ours has it, so against the fakes of `tests/engines`, which are called so.

What is real: the command, the typed graph, verification, the folder, and the choice of the engine afterwards.
"""

import sys

import pytest

from engine_build import build
from engine_build.backends import tensorrt
from engines import catalogue, drift, record, selection
from engines.record import BuildSettings
from tests.engines.fake_cuda import FakeCuda
from tests.engines.fake_tensorrt import FakeTensorRt


@pytest.fixture
def car_pc(monkeypatch):
    """Make this a machine with a GPU and TensorRT, both fake; return the fake TensorRT."""

    def make(version="11.4.0", **gpu):
        cuda = FakeCuda(**gpu)
        trt = FakeTensorRt(cuda, version=version)
        monkeypatch.setitem(sys.modules, selection.CUDA, cuda)
        monkeypatch.setitem(sys.modules, "tensorrt", trt)
        return trt

    return make


@pytest.fixture
def run(pose_bundle, tmp_path):
    def build_it(*arguments, backend="tensorrt"):
        wanted = ["--model", str(pose_bundle.folder), "--backend", backend, "--out", str(tmp_path / "engines")]
        return build.main([*arguments, *wanted])

    return build_it


@pytest.fixture
def engines(tmp_path):
    return lambda: catalogue.built_engines(tmp_path / "engines")


def test_a_plan_is_built_run_on_the_gpu_here_and_installed(car_pc, run, engines, pose_bundle, tmp_path, capsys):
    car_pc(sm=89)
    assert run("--fp16") == 0
    (folder,) = engines()
    found = record.read(folder)
    assert folder.name.startswith("tensorrt-11.4.0-sm89-fp16-")
    assert found.executed_on == "Fake GPU"
    assert found.report.runtime == "tensorrt 11.4.0"
    assert set(found.fingerprint.files) == {record.GRAPH, record.PLAN}
    assert "not run here" not in capsys.readouterr().out
    choice = selection.choose(pose_bundle, root=tmp_path / "engines")
    assert (choice.engine.identity.backend, choice.engine.identity.precision) == ("tensorrt", "fp16")


def test_the_builder_is_told_batch_workspace_and_level(car_pc, run, engines):
    trt = car_pc()
    assert run("--fp16", "--batch", "1,2,4", "--workspace", "64", "--optimisation", "5") == 0
    (config,) = trt.configs
    assert config.limits == {"WORKSPACE": 64 << 20}
    assert config.builder_optimization_level == 5
    assert config.profiles[0].shapes == {"crop": tuple((batch, 64, 48, 3) for batch in (1, 2, 4))}
    settings = BuildSettings(batch_min=1, batch_opt=2, batch_max=4, workspace_mib=64, optimisation=5)
    assert record.read(engines()[0]).settings == settings


def test_a_second_build_starts_from_the_timings_of_the_first_and_is_the_same(car_pc, run, tmp_path, capsys):
    trt = car_pc()
    run("--fp16")
    run("--fp16")
    assert [config.timings for config in trt.configs] == [b"", b"timings of 11.4.0"]
    assert "against the build before: the same" in capsys.readouterr().out
    assert tensorrt.timings_path(tmp_path / "engines", "11.4.0", "Fake GPU").is_file()


@pytest.mark.parametrize("content", [b"damaged", b"timings of 10.3.0"])
def test_timings_that_do_not_fit_are_measured_anew(car_pc, run, tmp_path, content):
    trt = car_pc()
    path = tensorrt.timings_path(tmp_path / "engines", "11.4.0", "Fake GPU")
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    assert run("--fp16") == 0
    assert trt.configs[0].timings == b""
    assert path.read_bytes() == b"timings of 11.4.0"


def test_a_build_that_gives_none_is_one_line_in_the_builders_words(car_pc, run, tmp_path, capsys):
    trt = car_pc()
    trt.refusal = "Error Code 10: Could not find\n any implementation for node conv_1"
    assert run("--fp16") == 1
    said = capsys.readouterr().err
    assert "TensorRT refuses it (Error Code 10: Could not find any implementation for node conv_1)" in said
    assert said.count("\n") == 1
    assert list((tmp_path / "engines" / "tiny-pose").iterdir()) == []


def test_a_plan_that_is_wrong_on_the_gpu_is_refused_and_kept_aside(car_pc, run, engines, monkeypatch, capsys):
    car_pc()
    monkeypatch.setattr(drift, "PROBABILITY_DRIFT", -1.0)
    assert run("--fp16") == 1
    (folder,) = engines()
    assert folder.name.endswith(".rejected")
    assert "over tolerance and not installed" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("sm", "arguments", "message"),
    [
        (None, [], "TensorRT builds on the GPU that it builds for, and here is none (cudaError 35"),
        (86, ["--sm", "86,89"], "TensorRT builds for the GPU here only, Fake GPU (sm86); leave --sm out"),
    ],
    ids=["no GPU", "another GPU"],
)
def test_what_tensorrt_cannot_build_for_is_said_in_one_line(car_pc, run, capsys, sm, arguments, message):
    car_pc(sm=sm)
    assert run("--fp16", *arguments) == 1
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1


def test_without_tensorrt_the_line_says_where_it_comes_from(run, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "tensorrt", None)
    assert run("--fp16") == 1
    assert "TensorRT is not installed; pip install 'cabinsight[tensorrt]'" in capsys.readouterr().err


def test_the_best_on_a_car_pc_counts_the_gpu(car_pc, run, capsys):
    car_pc()
    assert run("--best", backend="auto") == 0
    said = capsys.readouterr().out
    assert "trying tensorrt fp16" in said
    assert "tensorrt fp32:" in said


def test_a_full_disk_in_the_middle_of_a_plan_leaves_nothing(car_pc, run, tmp_path, monkeypatch, capsys):
    car_pc()
    write = type(tmp_path).write_bytes

    def full(path, data):
        if path.name == record.PLAN:
            write(path, data[:100])
            raise OSError(28, "No space left on device")
        return write(path, data)

    monkeypatch.setattr(type(tmp_path), "write_bytes", full)
    assert run("--fp16") == 1
    said = capsys.readouterr().err
    assert "No space left on device" in said
    assert said.count("\n") == 1
    assert list((tmp_path / "engines" / "tiny-pose").iterdir()) == []
