import json

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from calibration import int8
from pose.errors import UserError


@pytest.fixture
def graph(tmp_path):
    """`crop` uint8 (N, 4, 4, 3) -> Cast -> Transpose -> a 1 x 1 convolution that answers red minus green -> Relu."""
    weights = numpy_helper.from_array(np.array([1, -1, 0], dtype=np.float32).reshape(1, 3, 1, 1), "weights")
    nodes = [
        helper.make_node("Cast", ["crop"], ["cast"], to=TensorProto.FLOAT),
        helper.make_node("Transpose", ["cast"], ["planes"], perm=[0, 3, 1, 2]),
        helper.make_node("Conv", ["planes", "weights"], ["difference"]),
        helper.make_node("Relu", ["difference"], ["out"]),
    ]
    crop = helper.make_tensor_value_info("crop", TensorProto.UINT8, ["N", 4, 4, 3])
    out = helper.make_tensor_value_info("out", TensorProto.FLOAT, ["N", 1, 4, 4])
    model = helper.make_model(
        helper.make_graph(nodes, "small", [crop], [out], [weights]),
        opset_imports=[helper.make_opsetid("", 18)],
        ir_version=9,
    )
    path = tmp_path / "bundle" / "model.onnx"
    path.parent.mkdir()
    onnx.save(model, path)
    return path


def crops(*colours):
    return np.stack([np.full((4, 4, 3), colour, dtype=np.uint8) for colour in colours])


RED_GREEN = crops((200, 0, 0), (0, 100, 0), (50, 50, 255))


@pytest.mark.parametrize("method", int8.METHODS)
def test_ranges_span_what_the_values_were_on_the_crops(graph, method):
    ranges = int8.calibrate(graph, RED_GREEN, method)
    assert ranges.tensors["planes"] == pytest.approx((0, 255), abs=3)
    assert ranges.tensors["difference"] == pytest.approx((-100, 200), abs=3)
    assert ranges.tensors["out"] == pytest.approx((0, 200), abs=3)
    assert (ranges.method, ranges.crops) == (method, 3)


def test_more_crops_than_one_pass_holds_count_all(graph):
    many = np.concatenate([crops((1, 0, 0))] * int8.BATCH + [crops((0, 90, 0))])
    assert int8.calibrate(graph, many, "percentile").tensors["difference"][0] == pytest.approx(-90, abs=2)


def test_what_was_measured_is_not_measured_again(graph, tmp_path, monkeypatch):
    first = int8.calibrate(graph, RED_GREEN, cache=tmp_path / "cache")
    monkeypatch.setattr(int8, "_measured", lambda *_: pytest.fail("measured twice"))
    assert int8.calibrate(graph, RED_GREEN, cache=tmp_path / "cache") == first


def other_crops(graph):
    return graph, RED_GREEN[:2], "entropy"


def other_method(graph):
    return graph, RED_GREEN, "percentile"


def other_graph(graph):
    model = onnx.load(graph)
    model.graph.node[3].op_type = "Abs"
    onnx.save(model, graph)
    return graph, RED_GREEN, "entropy"


@pytest.mark.parametrize("change", [other_crops, other_method, other_graph])
def test_other_crops_another_method_or_graph_are_measured_anew(graph, tmp_path, change):
    int8.calibrate(graph, RED_GREEN, cache=tmp_path / "cache")
    int8.calibrate(*change(graph), cache=tmp_path / "cache")
    assert len(list((tmp_path / "cache").iterdir())) == 2


@pytest.mark.parametrize(
    "damage", [lambda text: text[:40], lambda text: text.replace("entropy", "guess"), lambda _: "[]"]
)
def test_a_cached_file_that_was_damaged_is_replaced(graph, tmp_path, damage):
    first = int8.calibrate(graph, RED_GREEN, cache=tmp_path / "cache")
    (kept,) = (tmp_path / "cache").iterdir()
    kept.write_text(damage(kept.read_text()))
    assert int8.calibrate(graph, RED_GREEN, cache=tmp_path / "cache") == first
    assert json.loads(kept.read_text())["method"] == "entropy"


def test_the_bundles_folder_is_left_as_it_was_and_nothing_is_printed(graph, capsys):
    int8.calibrate(graph, RED_GREEN)
    assert [path.name for path in graph.parent.iterdir()] == ["model.onnx"]
    assert capsys.readouterr().out == ""


def test_no_crop_and_an_unknown_method_are_mistakes_of_the_program(graph):
    with pytest.raises(ValueError, match="nothing to calibrate on"):
        int8.calibrate(graph, RED_GREEN[:0])
    with pytest.raises(ValueError, match="none of entropy, percentile"):
        int8.calibrate(graph, RED_GREEN, "guess")


def refused(*arguments, **options):
    with pytest.raises(UserError) as error:
        int8.calibrate(*arguments, **options)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_crops_of_another_size_are_refused_in_one_line(graph):
    assert "cannot be calibrated" in refused(graph, np.zeros((1, 8, 8, 3), dtype=np.uint8))


def test_a_graph_that_is_none_is_refused_in_one_line(graph):
    graph.write_bytes(b"not a graph")
    assert "cannot be calibrated" in refused(graph, RED_GREEN)


def test_a_graph_that_is_gone_is_refused_in_one_line(tmp_path):
    assert "cannot be read" in refused(tmp_path / "gone.onnx", RED_GREEN)


def test_a_cache_that_cannot_be_written_is_said(graph, tmp_path):
    (tmp_path / "file").write_text("")
    assert "cannot be written" in refused(graph, RED_GREEN, cache=tmp_path / "file")
