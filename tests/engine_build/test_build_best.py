import dataclasses

import pytest

from engine_build import build, candidate
from engines import catalogue, record
from engines.record import Latency
from pose.errors import UserError


@pytest.fixture
def build_best(pose_bundle, detection_bundle, tmp_path, monkeypatch):
    """Run --best with fp32, fp16 and int8 played by the fp32 graph, each with a share of the reference's time or a
    fault."""
    write = candidate.write

    def run(outcomes):
        def play(reference, pictures, backend, wanted, folder, options):
            outcome = outcomes[wanted]
            if isinstance(outcome, UserError):
                raise outcome
            made = write(reference, pictures, backend, "fp32", folder, options)
            faults = [outcome] if isinstance(outcome, str) else []
            latency = Latency(p50=made.report.reference.p50 * (1.0 if faults else outcome), p95=1.0)
            report = dataclasses.replace(made.report, candidate=latency, over_tolerance=faults)
            named = dataclasses.replace(made.fingerprint, precision=wanted)
            return dataclasses.replace(made, report=report, fingerprint=named)

        monkeypatch.setattr(candidate, "write", play)
        arguments = ["--best", "--model", str(pose_bundle.folder), "--backend", "cpu", "--out", str(tmp_path / "out")]
        return build.main([*arguments, "--calibrate", str(tmp_path)])

    return run


def installed(tmp_path):
    return [record.read(folder).fingerprint.precision for folder in catalogue.built_engines(tmp_path / "out")]


def test_the_fastest_is_kept_and_nothing_else(build_best, tmp_path):
    assert build_best({"fp32": 1.0, "int8": 0.6}) == 0
    assert installed(tmp_path) == ["int8"]
    assert len(list((tmp_path / "out" / "tiny-pose").iterdir())) == 1


def test_int8_that_is_slower_is_not_kept(build_best, tmp_path):
    assert build_best({"fp32": 1.0, "int8": 1.2}) == 0
    assert installed(tmp_path) == ["fp32"]


def test_the_fastest_over_tolerance_is_not_kept(build_best, tmp_path):
    assert build_best({"fp32": 1.0, "int8": "it moved"}) == 0
    assert installed(tmp_path) == ["fp32"]


def test_one_that_cannot_be_built_is_no_reason_to_go_without_the_others(build_best, tmp_path, capsys):
    assert build_best({"fp32": 1.0, "int8": UserError("no range for a value")}) == 0
    assert installed(tmp_path) == ["fp32"]
    assert "cpu int8: no range for a value" in capsys.readouterr().out


def test_nothing_within_tolerance_is_one_line_and_exit_code_1(build_best, tmp_path, capsys):
    assert build_best({"fp32": "it moved", "int8": "it moved far"}) == 1
    assert installed(tmp_path) == []
    assert "nothing is within tolerance (cpu fp32: it moved; cpu int8: it moved far)" in capsys.readouterr().err


def test_without_pictures_to_calibrate_on_int8_is_left_out_and_that_is_said(pose_bundle, tmp_path, capsys):
    arguments = ["--best", "--model", str(pose_bundle.folder), "--backend", "cpu", "--out", str(tmp_path / "out")]
    assert build.main(arguments) == 0
    assert installed(tmp_path) == ["fp32"]
    assert "without int8: give --calibrate PICTURES" in capsys.readouterr().out
