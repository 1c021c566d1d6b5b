import argparse
import shutil

import cv2
import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper

from engine_build import build, candidate, int8, quantise
from engines import drift
from pose import bundle
from tests.tiny_bundles import pictures_with_a_bright_square


@pytest.fixture
def deeper_bundle(pose_bundle, tmp_path):
    """The tiny pose network with two convolutions and a deconvolution before its own: enough for int8 to take."""
    folder = tmp_path / "deeper"
    shutil.copytree(pose_bundle.folder, folder)
    path, manifest = folder / bundle.MODEL, folder / bundle.MANIFEST
    before = bundle.sha256(path)
    model = onnx.load(path)
    scaled = next(node for node in model.graph.node if node.op_type == "Mul")
    inner = scaled.output[0] + "_inner"
    shapes = {"one": (3, 3, 3, 3), "two": (3, 3, 3, 3), "up": (3, 3, 4, 4), "down": (3, 3, 3, 3)}
    same, half = {"pads": [1] * 4}, {"pads": [1] * 4, "strides": [2, 2]}
    nodes, value = [], inner
    for name, operator, attributes in (
        ("one", "Conv", same),
        ("two", "Conv", same),
        ("up", "ConvTranspose", half),
        ("down", "Conv", half),
    ):
        weights = np.random.default_rng(0).uniform(0, 0.1, shapes[name]).astype(np.float32)
        model.graph.initializer.append(numpy_helper.from_array(weights, f"weights_{name}"))
        out = scaled.output[0] if name == "down" else name
        nodes.append(helper.make_node(operator, [value, f"weights_{name}"], [out], name=f"node_{name}", **attributes))
        value = out
    at = list(model.graph.node).index(scaled)
    scaled.output[0] = inner
    kept = list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend([*kept[: at + 1], *nodes, *kept[at + 1 :]])
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)
    manifest.write_text(manifest.read_text().replace(before, bundle.sha256(path)))
    return bundle.read(folder)


@pytest.fixture
def cabin(tmp_path):
    """A folder of pictures to measure ranges on."""
    folder = tmp_path / "cabin"
    folder.mkdir()
    for number, picture in enumerate(pictures_with_a_bright_square(8, 64, 48, seed=9)):
        cv2.imwrite(str(folder / f"{number}.png"), picture)
    return folder


@pytest.mark.parametrize(("backend", "deconvolutions"), [("cpu", 0), ("tensorrt_rtx", 1)])
def test_int8_rewrites_deconvolutions_for_the_cpu_only(deeper_bundle, cabin, tmp_path, backend, deconvolutions):
    options = argparse.Namespace(calibrate=cabin, ranges="entropy", out=tmp_path)
    candidate.write_graph(deeper_bundle, backend, "int8", tmp_path / "int8.onnx", options)
    operators = [node.op_type for node in onnx.load(tmp_path / "int8.onnx").graph.node]
    assert "QuantizeLinear" in operators
    assert operators.count("ConvTranspose") == deconvolutions
    assert operators.count("DepthToSpace") == 1 - deconvolutions


def test_ranges_that_were_measured_are_kept_beside_the_engines(deeper_bundle, cabin, tmp_path):
    options = argparse.Namespace(calibrate=cabin, ranges="percentile", out=tmp_path / "engines")
    for name in ("first.onnx", "second.onnx"):
        candidate.write_graph(deeper_bundle, "cpu", "int8", tmp_path / name, options)
    assert len(list((tmp_path / "engines" / candidate.RANGES).iterdir())) == 1
    assert (tmp_path / "first.onnx").read_bytes() == (tmp_path / "second.onnx").read_bytes()


def test_a_missing_folder_to_calibrate_on_gives_one_line(deeper_bundle, tmp_path, capsys):
    arguments = ["--int8", "--model", str(deeper_bundle.folder), "--backend", "cpu", "--out", str(tmp_path / "engines")]
    assert build.main([*arguments, "--calibrate", str(tmp_path / "gone")]) == 1
    said = capsys.readouterr().err
    assert "no such file or folder; --calibrate takes a folder of pictures" in said
    assert said.count("\n") == 1


def test_more_stays_in_float_where_the_calibrations_crops_ask_for_it(
    deeper_bundle, cabin, tmp_path, monkeypatch, capsys
):
    taken = []
    real = int8.int8_graph

    def noted(model, ranges, flavour, names):
        taken.append(set(names))
        return real(model, ranges, flavour, names)

    monkeypatch.setattr(int8, "int8_graph", noted)
    monkeypatch.setattr(int8, "FIRST", 0)
    monkeypatch.setattr(drift, "INT8_PROBABILITY_DRIFT", -1.0)
    options = argparse.Namespace(calibrate=cabin, ranges="entropy", out=tmp_path)
    candidate.write_graph(deeper_bundle, "cpu", "int8", tmp_path / "int8.onnx", options)
    # All, each alone to be ranked, then without the worst, and without the two worst: one stays, verification decides.
    assert [len(names) for names in taken] == [3, 1, 1, 1, 2, 1]
    assert taken[5] < taken[4] < taken[0]
    said = capsys.readouterr().out
    assert "0 of 3 groups of convolutions in float: largest probability drift" in said
    assert "2 of 3 groups of convolutions stay in float" in said


def test_nothing_is_ranked_where_everything_is_within_tolerance(deeper_bundle, cabin, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(quantise, "Judge", None)
    monkeypatch.setattr(int8, "FIRST", 0)
    options = argparse.Namespace(calibrate=cabin, ranges="entropy", out=tmp_path)
    monkeypatch.setattr(drift, "INT8_PROBABILITY_DRIFT", 1.0)
    monkeypatch.setattr(drift, "INT8_SHIFT_P95", 100.0)
    monkeypatch.setattr(drift, "INT8_SHIFT_MEDIAN", 100.0)
    monkeypatch.setattr(drift, "INT8_FLIPS", 1.0)
    candidate.write_graph(deeper_bundle, "cpu", "int8", tmp_path / "int8.onnx", options)
    assert "0 of 3 groups of convolutions stay in float" in capsys.readouterr().out
