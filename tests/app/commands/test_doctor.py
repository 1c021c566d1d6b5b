import shutil

import pytest

from app.command_line import main
from app.commands import doctor
from app.commands.jetson import Jetson
from app.frames.devices import Device
from pose import bundle
from tests.engines.fake_cuda import FakeCuda
from tests.engines.fake_tensorrt import FakeTensorRt


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """The user's cache directory, empty."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "cache"


@pytest.fixture
def table(tiny_networks, tmp_path, capsys, cache):
    """Run `doctor` with the tiny networks: exit code and findings by subject, each with its verdict."""

    def run(*options):
        code = main(["doctor", *tiny_networks, "--drives", str(tmp_path / "drives"), *options])
        lines = capsys.readouterr().out.splitlines()
        return code, {line[6:30].strip(): (line[:5].strip(), line[31:]) for line in lines}

    return run


def test_where_all_is_well_the_networks_and_their_engine_are_named(table):
    code, found = table()
    assert code == 0
    verdict, finding = found["pose network"]
    assert verdict == "ok"
    assert "tiny-pose" in finding
    assert "cpu" in finding
    assert "fp32" in finding
    assert found["driver detector"][0] == found["onnxruntime"][0] == found["drives"][0] == "ok"


def test_a_broken_bundle_is_a_failure_with_what_helps(table, pose_bundle, tmp_path):
    broken = shutil.copytree(pose_bundle.folder, tmp_path / "broken")
    (broken / bundle.MODEL).write_bytes(b"")
    code, found = table("--model", str(broken))
    assert code == 1
    assert found["pose network"][0] == "fail"
    assert "restore" in found["pose network"][1]


def test_an_unwritable_drives_folder_is_a_failure(table, tmp_path):
    (tmp_path / "file").write_text("")
    code, found = table("--drives", str(tmp_path / "file" / "drives"))
    assert code == 1
    assert found["drives"][0] == "fail"
    assert "--drives" in found["drives"][1]


def test_no_camera_and_no_display_are_warnings_only(table, monkeypatch):
    monkeypatch.setattr(doctor.devices, "cameras", lambda: [])
    monkeypatch.setattr(doctor, "has_display", lambda: False)
    code, found = table()
    assert code == 0
    assert (found["cameras"][0], found["display"][0]) == ("warn", "warn")


def test_cameras_are_named(table, monkeypatch):
    monkeypatch.setattr(doctor.devices, "cameras", lambda: [Device(2, "Cabin Cam")])
    assert table()[1]["cameras"] == ("ok", "2 (Cabin Cam)")


def test_missing_system_libraries_are_named_with_the_command_that_installs_them(table, monkeypatch):
    monkeypatch.setattr(doctor, "missing_libraries", lambda: ["libegl1", "libxcb-cursor0"])
    code, found = table()
    assert code == 0
    assert "sudo apt install libegl1 libxcb-cursor0" in found["system libraries"][1]


def test_the_doctor_leaves_nothing_in_the_drives_folder(table, tmp_path):
    table()
    assert list((tmp_path / "drives").iterdir()) == []


def test_an_engine_that_was_built_and_does_not_run_is_a_warning_with_what_helps(table, pose_bundle, cache):
    folder = cache / "cabinsight" / "engines" / pose_bundle.manifest.name / "tensorrt-fp16"
    folder.mkdir(parents=True)
    (folder / "engine.toml").write_text("[half")
    code, found = table()
    assert code == 0
    verdict, finding = found["pose network"]
    assert verdict == "warn"
    assert "runs on cpu" in finding
    assert "not on tensorrt-fp16: " in finding


def test_an_engine_that_is_named_and_does_not_match_is_a_failure(table, tmp_path):
    code, found = table("--engine", str(tmp_path))
    assert code == 1
    assert found["pose network"][0] == "fail"
    assert "engine.toml" in found["pose network"][1]


def jetpack(monkeypatch, number):
    monkeypatch.setattr(doctor.jetson, "find", lambda: Jetson("36.4.3", number))


def test_on_jetpack_6_it_says_that_the_windows_qt_has_no_build_there(table, monkeypatch):
    jetpack(monkeypatch, 6)
    real = doctor.metadata.version

    def without_qt(name):
        if name == doctor.QT:
            raise doctor.metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(doctor.metadata, "version", without_qt)
    code, found = table()
    assert code == 0
    for subject in ("Jetson", "PySide6-Essentials"):
        verdict, finding = found[subject]
        assert verdict == "warn"
        assert "the window's Qt has no build for it; install JetPack 7, or run --headless" in finding


def test_on_jetpack_7_all_is_well_and_elsewhere_nothing_is_said(table, monkeypatch):
    jetpack(monkeypatch, 7)
    assert table()[1]["Jetson"][0] == "ok"
    monkeypatch.setattr(doctor.jetson, "find", lambda: None)
    assert "Jetson" not in table()[1]


@pytest.mark.parametrize(
    ("sm", "backends", "verdict", "said"),
    [
        (None, [], "ok", "none that TensorRT could use (cudaError 35"),
        (89, [], "warn", "Fake GPU, sm89, driver for CUDA 13.0, not used; pip install"),
        (89, ["tensorrt"], "ok", "tensorrt can run there"),
    ],
)
def test_the_gpu_and_what_can_run_on_it_are_named(table, monkeypatch, sm, backends, verdict, said):
    cuda = FakeCuda(sm=sm)
    modules = {name: FakeTensorRt(cuda) for name in backends} | {doctor.selection.CUDA: cuda}
    monkeypatch.setattr(doctor.selection, "installed_module", modules.get)
    found = table()[1]["GPU"]
    assert found[0] == verdict
    assert said in found[1]


def test_versions_settings_and_autostart_are_told(table):
    found = table()[1]
    assert found["cabinsight"][0] == found["settings"][0] == found["unattended"][0] == "ok"
    assert "sound" not in found and "cabinsight autostart" in found["unattended"][1]


def test_settings_that_say_what_cannot_be_are_a_failure_with_what_helps(table, tmp_path):
    (tmp_path / "own.toml").write_text("[window]\nsond = true\n")
    code, found = table("--config", str(tmp_path / "own.toml"))
    assert code == 1 and found["settings"][0] == "fail" and "did you mean 'sound'?" in found["settings"][1]


def test_where_tones_are_wanted_a_missing_player_is_told(table, tmp_path, monkeypatch):
    (tmp_path / "own.toml").write_text("[window]\nsound = true\n")
    monkeypatch.setattr(doctor.shutil, "which", lambda name: None)
    verdict, said = table("--config", str(tmp_path / "own.toml"))[1]["sound"]
    assert verdict == "warn" and "apt install" in said


def test_a_unit_without_a_watchdog_is_to_be_written_anew(table, capsys):
    assert main(["autostart"]) == 0
    capsys.readouterr()
    assert table()[1]["unattended"][0] == "ok"
    unit = doctor.autostart.unit_path()
    unit.write_text("\n".join(line for line in unit.read_text().splitlines() if "WatchdogSec" not in line))
    verdict, said = table()[1]["unattended"]
    assert verdict == "warn" and "autostart again" in said


def test_a_camera_that_may_not_be_opened_is_told_with_what_helps(table, monkeypatch, tmp_path):
    monkeypatch.setattr(doctor.devices, "forbidden", lambda: [tmp_path / "video0"])
    verdict, said = table()[1]["cameras"]
    assert verdict == "warn" and "usermod -aG video" in said
