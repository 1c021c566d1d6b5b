import dataclasses
import os
import subprocess
import sys

import pytest

from engine_build import install
from engines import catalogue, record
from engines.record import EngineRecord, Fingerprint, Latency, PoseDrift, VerificationReport
from pose.errors import UserError

RECORD = EngineRecord(
    executed_on="none",
    fingerprint=Fingerprint(
        bundle="tiny",
        bundle_sha256="b" * 64,
        backend="tensorrt_rtx",
        version="1.7",
        precision="fp16",
        target="sm86+sm89",
        graph_sha256="a" * 64,
        files={"model.onnx": "a" * 64},
    ),
    report=VerificationReport(
        pictures=6,
        source="the bundle",
        runtime="cpu 1.2",
        reference=Latency(p50=1.0, p95=2.0),
        candidate=Latency(p50=1.0, p95=2.0),
        pose=PoseDrift(
            shift_median=0.0, shift_p95=0.0, shift_max=0.0, shown=9, visibility_flips=0.0, probability_drift=0.0
        ),
    ),
)
REJECTED = dataclasses.replace(RECORD, report=dataclasses.replace(RECORD.report, over_tolerance=["it moved"]))
NAME = "tensorrt_rtx-1.7-sm86+sm89-fp16-aaaaaaaaaaaa"


def put(root, content, engine_record=RECORD):
    with install.workspace(root, "tiny") as folder:
        (folder / "model.onnx").write_text(content)
        return install.install(folder, engine_record)


def test_an_engine_lies_where_its_fingerprint_says_and_its_record_reads_back(tmp_path):
    folder = put(tmp_path, "graph")
    assert folder == tmp_path / "tiny" / NAME
    assert (folder / "model.onnx").read_text() == "graph"
    assert record.read(folder) == RECORD


def test_building_again_replaces_the_engine_and_leaves_nothing_else(tmp_path):
    put(tmp_path, "old")
    folder = put(tmp_path, "new")
    assert (folder / "model.onnx").read_text() == "new"
    assert [path.name for path in (tmp_path / "tiny").iterdir()] == [NAME]


def test_an_engine_over_tolerance_is_kept_aside_and_the_installed_one_stays(tmp_path):
    put(tmp_path, "good")
    with pytest.raises(UserError, match="not installed: it moved"):
        put(tmp_path, "bad", REJECTED)
    assert (tmp_path / "tiny" / NAME / "model.onnx").read_text() == "good"
    aside = tmp_path / "tiny" / (NAME + ".rejected")
    assert (aside / "model.onnx").read_text() == "bad"
    assert record.read(aside).report.over_tolerance == ["it moved"]


def test_a_build_that_breaks_off_leaves_nothing(tmp_path):
    with pytest.raises(ZeroDivisionError), install.workspace(tmp_path, "tiny") as folder:
        (folder / "model.onnx").write_text("half")
        raise ZeroDivisionError
    assert list((tmp_path / "tiny").iterdir()) == []


def test_a_build_under_way_is_not_listed(tmp_path):
    with install.workspace(tmp_path, "tiny") as folder:
        (folder / record.RECORD).write_text("")
        assert catalogue.built_engines(tmp_path) == []


def test_a_place_that_cannot_be_written_is_a_users_error(tmp_path):
    (tmp_path / "tiny").write_text("a file where the folder should be")
    with pytest.raises(UserError, match="cannot be written"), install.workspace(tmp_path, "tiny"):
        pass


def test_a_full_disk_is_a_users_error(tmp_path):
    with pytest.raises(UserError, match="No space left"), install.workspace(tmp_path, "tiny"):
        raise OSError(28, os.strerror(28))


@pytest.mark.parametrize("name", ["../other", "a/b", ".hidden", ".."])
def test_a_bundles_name_cannot_lead_elsewhere(tmp_path, name):
    with pytest.raises(UserError, match="cannot name a folder"), install.workspace(tmp_path / "root", name):
        pass


UNDER_WAY = """
import sys, time
from pathlib import Path
from engine_build import install
with install.workspace(Path(sys.argv[1]), "tiny") as folder:
    (folder / "model.onnx").write_text("half")
    print("under way", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def build_under_way(tmp_path):
    """A build in another process, in the middle of its work."""
    process = subprocess.Popen([sys.executable, "-c", UNDER_WAY, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    with process:
        assert process.stdout.readline() == "under way\n"
        yield process
        process.kill()


def test_the_next_build_removes_what_a_killed_one_left(tmp_path, build_under_way):
    build_under_way.kill()
    build_under_way.wait()
    (leftover,) = (tmp_path / "tiny").glob(".building-*")
    assert (leftover / "model.onnx").read_text() == "half"
    put(tmp_path, "whole")
    assert [path.name for path in (tmp_path / "tiny").iterdir()] == [NAME]


def test_a_build_that_is_still_under_way_is_left_alone(tmp_path, build_under_way):
    put(tmp_path, "whole")
    (other,) = (tmp_path / "tiny").glob(".building-*")
    assert (other / "model.onnx").read_text() == "half"
    assert build_under_way.poll() is None


def test_a_link_that_looks_like_a_leftover_is_not_followed(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "precious").write_text("mine")
    (tmp_path / "tiny").mkdir()
    (tmp_path / "tiny" / ".building-link").symlink_to(tmp_path / "elsewhere")
    put(tmp_path, "whole")
    assert (tmp_path / "elsewhere" / "precious").read_text() == "mine"


def test_an_engine_that_cannot_be_replaced_stays(tmp_path, monkeypatch):
    put(tmp_path, "old")
    rename = type(tmp_path).rename

    def fail_for_the_new_one(self, target):
        if target.name == NAME and not self.name.endswith("-old"):
            raise OSError(28, os.strerror(28))
        return rename(self, target)

    monkeypatch.setattr(type(tmp_path), "rename", fail_for_the_new_one)
    with pytest.raises(UserError, match="No space left"):
        put(tmp_path, "new")
    assert (tmp_path / "tiny" / NAME / "model.onnx").read_text() == "old"
    assert [path.name for path in (tmp_path / "tiny").iterdir()] == [NAME]


def test_two_builds_that_differ_in_time_only_are_the_same():
    slower = dataclasses.replace(RECORD.report, candidate=Latency(p50=9.0, p95=9.0))
    assert install.changes(RECORD, dataclasses.replace(RECORD, report=slower)) == []


def test_what_differs_between_two_builds_is_named():
    other = dataclasses.replace(
        RECORD.fingerprint, bundle_sha256="c" * 64, files={"model.onnx": "a" * 64, "model.plan": "d" * 64}
    )
    changed = dataclasses.replace(RECORD, fingerprint=other, settings=record.BuildSettings(batch_max=4))
    assert install.changes(RECORD, changed) == ["the bundle's network", "the settings", "model.plan"]
