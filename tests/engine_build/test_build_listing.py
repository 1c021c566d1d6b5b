import shutil

import pytest

from engine_build import build, listing
from engines import catalogue, record
from engines.selection import JIT_CACHE
from pose.errors import UserError


def run(*arguments):
    return build.main([str(argument) for argument in arguments])


@pytest.fixture
def engine(pose_bundle, tmp_path, capsys):
    """A built engine's folder; `tmp_path` is the engines folder."""
    run("--model", pose_bundle.folder, "--backend", "cpu", "--out", tmp_path)
    capsys.readouterr()
    (folder,) = catalogue.built_engines(tmp_path)
    return folder


def test_an_inspected_engine_tells_its_facts_and_its_verification(engine, tmp_path, capsys):
    assert run("--inspect", f"tiny-pose/{engine.name}", "--out", tmp_path) == 0
    rows = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    found = record.read(engine)
    assert rows["precision"] == "fp32"
    assert rows["model.onnx"] == found.fingerprint.files["model.onnx"]
    assert rows["pictures"] == "6 from the bundle"
    assert rows["candidate,"].startswith(f"ms           p50 {found.report.candidate.p50:.2f}")


def test_an_engine_can_be_named_by_its_folder(engine, tmp_path, capsys):
    assert run("--inspect", engine, "--out", tmp_path) == 0
    assert str(engine) in capsys.readouterr().out


def test_a_removed_engine_is_gone_and_its_neighbours_stay(engine, pose_bundle, tmp_path):
    run("--fp16", "--model", pose_bundle.folder, "--backend", "cpu", "--out", tmp_path)
    assert run("--remove", f"tiny-pose/{engine.name}", "--out", tmp_path) == 0
    (left,) = catalogue.built_engines(tmp_path)
    assert "-fp16-" in left.name
    assert not engine.exists()


def test_what_a_runtime_compiled_beside_its_plan_goes_with_the_engine(engine, tmp_path):
    (engine / JIT_CACHE).write_bytes(b"compiled")
    assert run("--remove", engine, "--out", tmp_path) == 0
    assert not engine.exists()


def test_a_broken_engine_can_be_removed(engine, tmp_path):
    (engine / record.RECORD).write_text("format = ")
    assert run("--remove", f"tiny-pose/{engine.name}", "--out", tmp_path) == 0
    assert not engine.exists()


@pytest.mark.parametrize("name", ["tiny-pose/nothing", "tiny-pose", ".", "..", "", "/"])
def test_what_is_no_engine_is_not_removed(engine, tmp_path, capsys, name):
    assert run("--remove", name, "--out", tmp_path) == 1
    assert engine.is_dir()
    assert capsys.readouterr().err.count("\n") == 1


def test_an_engine_of_another_folder_is_not_removed(engine, tmp_path):
    elsewhere = tmp_path / "elsewhere" / "tiny-pose" / engine.name
    shutil.copytree(engine, elsewhere)
    with pytest.raises(UserError, match="no engine"):
        listing.remove(tmp_path, f"../{tmp_path.name}/elsewhere/tiny-pose/{engine.name}")
    with pytest.raises(UserError, match="no engine"):
        listing.remove(tmp_path, str(elsewhere))
    assert elsewhere.is_dir()


def test_a_link_to_an_engine_elsewhere_is_not_followed(engine, tmp_path):
    root = tmp_path / "root"
    (root / "tiny-pose").mkdir(parents=True)
    (root / "tiny-pose" / "link").symlink_to(engine)
    with pytest.raises(UserError, match="no engine"):
        listing.remove(root, "tiny-pose/link")
    assert (engine / record.RECORD).is_file()


def test_a_folder_with_a_file_of_somebody_else_is_not_removed(engine, tmp_path):
    (engine / "notes.txt").write_text("mine")
    with pytest.raises(UserError, match=r"it holds 'notes\.txt'"):
        listing.remove(tmp_path, f"tiny-pose/{engine.name}")
    assert {path.name for path in engine.iterdir()} == {"engine.toml", "model.onnx", "notes.txt"}
