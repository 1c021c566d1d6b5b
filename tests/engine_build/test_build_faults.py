"""Whatever goes wrong in a build: one clear line, exit code 1, no half engine."""

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import onnx
import pytest
from onnx import TensorProto, helper

from engine_build import build, candidate
from engines import catalogue
from pose import bundle


@pytest.fixture
def own_bundle(pose_bundle, tmp_path):
    folder = tmp_path / "own"
    shutil.copytree(pose_bundle.folder, folder)
    return folder


def change_graph(folder, change):
    path, manifest = folder / bundle.MODEL, folder / bundle.MANIFEST
    before = bundle.sha256(path)
    model = onnx.load(path)
    change(model)
    onnx.save(model, path)
    manifest.write_text(manifest.read_text().replace(before, bundle.sha256(path)))


def unknown_operator(model):
    model.graph.node[2].op_type = "Guess"


def mixed_types(model):
    model.graph.node[0].attribute[0].i = TensorProto.FLOAT16


def dynamic_height(model):
    model.graph.input[0].type.tensor_type.shape.dim[1].dim_param = "H"


def input_of_another_name(model):
    model.graph.input[0].name = "picture"
    model.graph.node[0].input[0] = "picture"


def one_output_too_many(model):
    model.graph.output.append(helper.make_tensor_value_info(model.graph.node[0].output[0], TensorProto.FLOAT, None))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (unknown_operator, "Guess"),
        (mixed_types, "Type"),
        (dynamic_height, "the bundle needs crop uint8 (N, 64, 48, 3)"),
        (input_of_another_name, "no input 'crop'"),
        (one_output_too_many, "unknown output"),
    ],
)
def test_a_graph_that_is_not_sound_gives_one_line_and_leaves_nothing(own_bundle, tmp_path, capsys, change, message):
    change_graph(own_bundle, change)
    assert build.main(["--model", str(own_bundle), "--out", str(tmp_path / "engines")]) == 1
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1
    assert not [path for path in (tmp_path / "engines").rglob("*") if path.is_file()]


def test_no_backend_at_all_is_said_in_one_line(tmp_path):
    script = "import sys; sys.modules['onnxruntime'] = None; from engine_build import build; sys.exit(build.main([]))"
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("build: no backend: onnxruntime cannot be imported")
    assert done.stderr.count("\n") == 1


def full_disk(*arguments, **keywords):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(
    ("owner", "name"), [(onnx, "save"), (Path, "write_text"), (bundle, "sha256")], ids=["graph", "record", "hashes"]
)
def test_a_full_disk_in_the_middle_leaves_the_engine_of_before(pose_bundle, tmp_path, capsys, monkeypatch, owner, name):
    arguments = ["--model", str(pose_bundle.folder), "--backend", "cpu", "--out", str(tmp_path)]
    build.main(arguments)
    (before,) = catalogue.built_engines(tmp_path)
    content = {path.name: path.read_bytes() for path in before.iterdir()}
    # Not where the bundle is opened: the disk is full from the graph on.
    write = candidate.write

    def with_a_full_disk(*inner):
        monkeypatch.setattr(owner, name, full_disk)
        return write(*inner)

    monkeypatch.setattr(candidate, "write", with_a_full_disk)
    capsys.readouterr()
    assert build.main(arguments) == 1
    said = capsys.readouterr().err
    assert "No space left on device" in said
    assert said.count("\n") == 1
    assert list((tmp_path / "tiny-pose").iterdir()) == [before]
    assert {path.name: path.read_bytes() for path in before.iterdir()} == content


LIMITED = """
import resource, sys
from engine_build import build
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
sys.exit(build.main(sys.argv[1:]))
"""


def test_a_file_that_the_system_cuts_off_leaves_nothing(pose_bundle, tmp_path):
    assert pose_bundle.model.stat().st_size > 2000
    arguments = ["--model", str(pose_bundle.folder), "--backend", "cpu", "--out", str(tmp_path)]
    done = subprocess.run([sys.executable, "-c", LIMITED, *arguments], capture_output=True, text=True)
    assert done.returncode == 1
    assert "cannot be written (File too large)" in done.stderr
    assert list((tmp_path / "tiny-pose").iterdir()) == []
