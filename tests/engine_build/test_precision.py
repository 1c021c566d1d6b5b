import numpy as np
import onnx
import pytest
from onnx import TensorProto, numpy_helper

from engine_build import precision
from engines.cpu import CpuEngine
from pose.errors import UserError
from tests import tiny_bundles
from tests.tiny_bundles import pictures_with_a_bright_square


@pytest.fixture
def fp16(pose_bundle, tmp_path):
    path = tmp_path / "fp16.onnx"
    precision.typed_fp16(pose_bundle.model, path)
    return path


def types_by_operator(path):
    model = onnx.shape_inference.infer_shapes(onnx.load(path), strict_mode=True)
    types = {v.name: v.type.tensor_type.elem_type for v in (*model.graph.value_info, *model.graph.output)}
    return {node.op_type: types[node.output[0]] for node in model.graph.node}


@pytest.mark.parametrize("write", [precision.pruned_fp32, precision.typed_fp16])
def test_heatmaps_are_pruned_and_the_other_outputs_keep_name_and_type(pose_bundle, tmp_path, write):
    write(pose_bundle.model, tmp_path / "out.onnx")
    outputs = onnx.load(tmp_path / "out.onnx").graph.output
    assert [output.name for output in outputs] == ["keypoints", "visibility_logits"]
    assert all(output.type.tensor_type.elem_type == TensorProto.FLOAT for output in outputs)


def test_pruned_fp32_answers_exactly_like_the_reference(pose_bundle, tmp_path):
    precision.pruned_fp32(pose_bundle.model, tmp_path / "out.onnx")
    crops = pictures_with_a_bright_square(3, 64, 48)
    reference = CpuEngine(pose_bundle).run(crops)
    pruned = CpuEngine(pose_bundle, tmp_path / "out.onnx").run(crops)
    assert all(np.array_equal(reference[name], pruned[name]) for name in pruned)


def test_convolutions_and_products_are_fp16_and_the_decode_is_fp32(fp16):
    types = types_by_operator(fp16)
    assert types["Conv"] == types["MatMul"] == TensorProto.FLOAT16
    assert types["Floor"] == types["Concat"] == TensorProto.FLOAT


def test_the_input_is_still_cast_first_and_transposed_second(fp16):
    graph = onnx.load(fp16).graph
    assert [node.op_type for node in graph.node[:2]] == ["Cast", "Transpose"]
    assert graph.input[0].type.tensor_type.elem_type == TensorProto.UINT8


def test_fp16_finds_the_same_places_and_nearly_the_same_logits(pose_bundle, fp16):
    crops = pictures_with_a_bright_square(8, 64, 48)
    reference = CpuEngine(pose_bundle).run(crops)
    typed = CpuEngine(pose_bundle, fp16).run(crops)
    assert np.array_equal(reference["keypoints"][..., :2], typed["keypoints"][..., :2])
    assert np.abs(reference["visibility_logits"] - typed["visibility_logits"]).max() < 0.02
    assert not np.array_equal(reference["visibility_logits"], typed["visibility_logits"])


def test_coordinates_beyond_512_keep_their_half_pixels(tmp_path):
    wide = tiny_bundles.make_pose_bundle(tmp_path / "wide", height=64, width=1024)
    precision.typed_fp16(wide.model, tmp_path / "fp16.onnx")
    crop = np.zeros((1, 64, 1024, 3), dtype=np.uint8)
    crop[0, 20:24, 1000:1004] = 255
    assert CpuEngine(wide, tmp_path / "fp16.onnx").run(crop)["keypoints"][0, 0, :2].tolist() == [1001.5, 21.5]


def test_what_follows_a_softmax_stays_fp32_until_the_next_product(tmp_path):
    path = tmp_path / "softmax.onnx"
    g = tiny_bundles.Graph()
    shares = g("Softmax", g("MatMul", g("Cast", "frame", to=TensorProto.FLOAT), np.eye(3)), axis=3)
    logarithm = g("Log", g("Add", g("Mul", shares, shares), 1e-6))
    mean = g("ReduceMean", g("MatMul", logarithm, np.ones((3, 5))), np.array([2]), keepdims=0)
    g("Identity", mean, name="boxes")
    g.save(path, ("frame", ["N", 4, 4, 3]), {"boxes": ["N", 4, 5]})
    precision.typed_fp16(path, tmp_path / "fp16.onnx")
    types = types_by_operator(tmp_path / "fp16.onnx")
    assert types["MatMul"] == TensorProto.FLOAT16
    assert types["Softmax"] == types["Log"] == types["Mul"] == TensorProto.FLOAT
    constants = {c.name: c for c in onnx.load(tmp_path / "fp16.onnx").graph.initializer}
    assert any(
        c.data_type == TensorProto.FLOAT and numpy_helper.to_array(c) == np.float32(1e-6)
        for c in constants.values()
        if not c.dims
    )


def test_scales_of_a_resize_stay_fp32_and_the_picture_is_fp16(tmp_path):
    path = tmp_path / "resize.onnx"
    g = tiny_bundles.Graph()
    planes = g("Transpose", g("Cast", "frame", to=TensorProto.FLOAT), perm=[0, 3, 1, 2])
    large = g("Resize", planes, "", np.array([1, 1, 2, 2], dtype=np.float32), mode="nearest")
    g("ReduceMax", g("Conv", large, np.ones((4, 3, 1, 1))), np.array([3]), keepdims=0, name="boxes")
    g.nodes[2].input[1] = ""
    g.save(path, ("frame", ["N", 4, 4, 3]), {"boxes": ["N", 4, 8]})
    precision.typed_fp16(path, tmp_path / "fp16.onnx")
    assert types_by_operator(tmp_path / "fp16.onnx")["Resize"] == TensorProto.FLOAT16


def test_a_weight_beyond_fp16_is_refused(pose_bundle, tmp_path):
    model = onnx.load(pose_bundle.model)
    weight = next(c for c in model.graph.initializer if len(c.dims) == 4)
    weight.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(weight) * np.float32(1e8), weight.name))
    onnx.save(model, tmp_path / "large.onnx")
    with pytest.raises(UserError, match="beyond fp16; build with --fp32"):
        precision.typed_fp16(tmp_path / "large.onnx", tmp_path / "fp16.onnx")


def test_the_same_reference_gives_the_same_bytes(pose_bundle, fp16, tmp_path):
    precision.typed_fp16(pose_bundle.model, tmp_path / "again.onnx")
    assert (tmp_path / "again.onnx").read_bytes() == fp16.read_bytes()


def test_a_graph_whose_shapes_contradict_each_other_is_refused(pose_bundle, tmp_path):
    model = onnx.load(pose_bundle.model)
    model.graph.output[2].type.tensor_type.shape.dim[2].dim_value = 99
    onnx.save(model, tmp_path / "odd.onnx")
    with pytest.raises(UserError, match="is no sound ONNX graph"):
        precision.typed_fp16(tmp_path / "odd.onnx", tmp_path / "fp16.onnx")


def test_a_truncated_graph_is_refused_in_one_line(pose_bundle, tmp_path):
    (tmp_path / "cut.onnx").write_bytes(pose_bundle.model.read_bytes()[:500])
    with pytest.raises(UserError, match="is no sound ONNX graph") as error:
        precision.typed_fp16(tmp_path / "cut.onnx", tmp_path / "fp16.onnx")
    assert "\n" not in str(error.value)
