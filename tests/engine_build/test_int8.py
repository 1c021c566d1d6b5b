"""A small network with everything that matters: two convolutions at the input, a trunk with a residual, a lone batch
normalisation, an upsampling, a last step, a softmax and a fully connected branch with a normalisation of vectors."""

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import ModelProto, TensorProto, numpy_helper

from calibration import int8 as calibration
from engine_build import int8, pictures, precision, quantise, verify
from engine_build.backends import tensorrt_rtx
from engines import catalogue, drift
from engines.cpu import CpuEngine
from engines.record import DetectionDrift, PoseDrift
from pose.errors import UserError
from tests.tiny_bundles import Graph

HEIGHT, WIDTH, WIDE = 32, 24, 16


def write_network(path):
    generator = np.random.default_rng(3)
    g = Graph()

    def conv(source, inputs, outputs, size, name, **attributes):
        weights = generator.normal(0, (2 / (inputs * size * size)) ** 0.5, (outputs, inputs, size, size))
        bias = generator.uniform(-0.2, 0.2, outputs)
        return g("Conv", source, weights, bias, name=name, pads=[size // 2] * 4, **attributes)

    def relu6(source):
        return g("Clip", source, np.float32(0), np.float32(6))

    planes = g("Transpose", g("Cast", "crop", to=TensorProto.FLOAT), perm=[0, 3, 1, 2])
    scaled = g("Add", g("Mul", planes, 1 / 58), -2.0, name="normalised")
    stem = relu6(conv(scaled, 3, WIDE, 3, "stem", strides=[2, 2]))
    second = relu6(conv(stem, WIDE, WIDE, 3, "second", strides=[2, 2]))
    inner = relu6(conv(second, WIDE, WIDE, 3, "trunk"))
    block = g("Add", second, conv(inner, WIDE, WIDE, 1, "project"), name="residual")
    skip = conv(second, WIDE, WIDE, 1, "skip")
    normalised = g(
        "BatchNormalization",
        block,
        *(generator.uniform(0.5, 1.5, WIDE) for _ in range(4)),
        name="norm",
        epsilon=0.01,
    )
    neck = relu6(conv(normalised, WIDE, WIDE, 3, "neck"))
    large = g("Resize", neck, "", np.array([1, 1, 2, 2], dtype=np.float32), mode="nearest", name="larger")
    skip = g("Resize", skip, "", np.array([1, 1, 2, 2], dtype=np.float32), mode="nearest", name="larger_skip")
    maps = conv(relu6(g("Add", large, skip)), WIDE, 17, 1, "maps")
    flat = g("Softmax", g("Reshape", maps, np.array([0, 17, HEIGHT * WIDTH // 4])), axis=2)
    g("ReduceMax", flat, np.array([2]), keepdims=1, name="keypoints")
    pooled = g("ReduceMean", neck, np.array([2, 3]), keepdims=0)
    pooled = g("BatchNormalization", pooled, *(generator.uniform(0.5, 1.5, WIDE) for _ in range(4)), name="flat_norm")
    g("Gemm", pooled, generator.normal(0, 1, (WIDE, 51)), name="visibility_logits")
    g.save(path, ("crop", ["N", HEIGHT, WIDTH, 3]), {"keypoints": ["N", 17, 1], "visibility_logits": ["N", 51]})
    return path


def noise(count, seed):
    return np.random.default_rng(seed).integers(0, 256, (count, HEIGHT, WIDTH, 3), dtype=np.uint8)


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    return write_network(tmp_path_factory.mktemp("int8") / "model.onnx")


@pytest.fixture(scope="module")
def ranges(network):
    return calibration.calibrate(network, noise(12, seed=1))


@pytest.fixture(scope="module", params=["cpu", "tensorrt"])
def flavour(request):
    return request.param


def all_in_int8(model, ranges, flavour):
    model = int8.prepared(model)
    return int8.int8_graph(model, ranges, flavour, int8.convolutions(model, flavour))


@pytest.fixture(scope="module")
def quantised(network, ranges, flavour):
    return all_in_int8(onnx.load(network), ranges, flavour)


def integer_convolutions(model: ModelProto):
    dequantised = {node.output[0] for node in model.graph.node if node.op_type == "DequantizeLinear"}
    convolutions = [node for node in model.graph.node if node.op_type == "Conv"]
    return {node.name.removeprefix("node_") for node in convolutions if node.input[1] in dequantised}


def run(model: ModelProto, crops):
    # ONNX Runtime would quantise the biases of a mixed graph by a product of scales that vanishes in fp16.
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"], disabled_optimizers=["WeightBiasQuantization"]
    )
    return session.run(None, {"crop": crops})


def test_trunk_and_neck_are_int8_and_the_first_two_and_the_last_step_are_not(quantised):
    assert integer_convolutions(quantised) == {"trunk", "project", "skip", "norm", "neck"}


def test_softmax_and_the_fully_connected_branch_read_no_integers(quantised):
    makers = {name: node.op_type for node in quantised.graph.node for name in node.output}
    weights = {constant.name: constant.data_type for constant in quantised.graph.initializer}
    (gemm,) = [node for node in quantised.graph.node if node.op_type == "Gemm"]
    (softmax,) = [node for node in quantised.graph.node if node.op_type == "Softmax"]
    assert makers[gemm.input[0]] in ("BatchNormalization", "Cast")
    assert weights[gemm.input[1]] in (TensorProto.FLOAT, TensorProto.FLOAT16)
    assert makers[softmax.input[0]] in ("Reshape", "Cast")


def test_the_input_is_still_cast_first_and_transposed_second(quantised):
    assert [node.op_type for node in quantised.graph.node[:2]] == ["Cast", "Transpose"]
    assert quantised.graph.input[0].type.tensor_type.elem_type == TensorProto.UINT8


def test_it_answers_like_the_reference_within_some_steps_of_256(network, quantised):
    crops = noise(8, seed=2)
    for expected, got in zip(run(onnx.load(network), crops), run(quantised, crops), strict=True):
        # A step is 1/127 of the largest value at worst; seven layers add up to a few.
        assert np.abs(got - expected).max() < 0.06 * np.abs(expected).max()
        assert not np.array_equal(expected, got)


def test_the_same_graph_and_ranges_give_the_same_bytes(network, ranges, flavour, quantised):
    again = all_in_int8(onnx.load(network), ranges, flavour)
    assert again.SerializeToString(deterministic=True) == quantised.SerializeToString(deterministic=True)


def zero_points(model: ModelProto):
    constants = {constant.name: numpy_helper.to_array(constant) for constant in model.graph.initializer}
    return [constants[node.input[2]] for node in model.graph.node if node.op_type == "QuantizeLinear"]


def test_for_the_cpu_activations_are_uint8_and_biases_int32(network, ranges):
    graph = all_in_int8(onnx.load(network), ranges, "cpu").graph
    makers = {node.output[0]: node for node in graph.node}
    types = {constant.name: constant.data_type for constant in graph.initializer}
    (trunk,) = [node for node in graph.node if node.name == "node_trunk"]
    assert types[makers[trunk.input[2]].input[0]] == TensorProto.INT32
    assert {point.dtype.name for point in zero_points(ModelProto(graph=graph))} == {"uint8"}


def test_for_tensorrt_activations_are_int8_around_zero_and_scales_are_fp16_that_do_not_vanish(network, ranges):
    model = onnx.load(network)
    for constant in model.graph.initializer:
        values = numpy_helper.to_array(constant).copy()
        if values.shape == (WIDE, WIDE, 3, 3):
            # A channel that training has switched off.
            values[0] = 1e-9
            constant.CopyFrom(numpy_helper.from_array(values, constant.name))
    result = all_in_int8(model, ranges, "tensorrt")
    assert all(point.dtype == np.int8 and not point.any() for point in zero_points(result))
    constants = {constant.name: numpy_helper.to_array(constant) for constant in result.graph.initializer}
    scales = [constants[node.input[1]] for node in result.graph.node if node.op_type == "DequantizeLinear"]
    assert {scale.dtype.name for scale in scales} == {"float16"}
    assert min(scale.min() for scale in scales) >= np.finfo(np.float16).smallest_normal


def test_for_tensorrt_nothing_is_quantised_between_a_convolution_and_its_relu(network, ranges):
    nodes = all_in_int8(onnx.load(network), ranges, "tensorrt").graph.node
    makers = {name: node.op_type for node in nodes for name in node.output}
    assert {makers[node.input[0]] for node in nodes if node.op_type == "Clip"} == {"Conv", "Add"}


def test_keypoints_that_move_by_a_heatmap_pixel_are_tolerated_of_int8_only():
    moved = PoseDrift(
        shift_median=0.8, shift_p95=3.5, shift_max=50, shown=100, visibility_flips=0.015, probability_drift=0.1
    )
    assert drift.pose_faults(moved, "int8") == []
    assert len(drift.pose_faults(moved, "fp16")) == 4


def test_keypoints_that_move_further_are_not_tolerated_of_int8_either():
    moved = PoseDrift(
        shift_median=1.2, shift_p95=4.5, shift_max=50, shown=100, visibility_flips=0.03, probability_drift=0.2
    )
    assert len(drift.pose_faults(moved, "int8")) == 4


def test_a_box_may_move_within_the_crops_padding_in_int8_only():
    moved = DetectionDrift(shift_p95=9.0, shift_max=12.0, found=60, boxes_changed=0.03, score_drift=0.02)
    assert drift.detection_faults(moved, "int8") == []
    assert len(drift.detection_faults(moved, "fp32")) == 2


def test_a_network_without_a_convolution_that_int8_may_take_is_refused(pose_bundle):
    ranges = calibration.Ranges(method="entropy", crops=1, sha256="", tensors={})
    with pytest.raises(UserError, match="no convolution that int8 may take; build with --fp16"):
        all_in_int8(onnx.load(pose_bundle.model), ranges, "cpu")


def test_ranges_of_another_network_are_refused(network):
    ranges = calibration.Ranges(method="entropy", crops=1, sha256="", tensors={"other": (0.0, 1.0)})
    with pytest.raises(UserError, match="no range for"):
        all_in_int8(onnx.load(network), ranges, "cpu")


@pytest.mark.parametrize("name", ["driver-pose", "driver-detect"])
def test_the_shipped_networks_pass_verification_on_crops_they_were_not_calibrated_on(name, tmp_path):
    bundle = catalogue.find_bundle(name)
    crops = pictures.of_bundle(bundle)
    precision.pruned_fp32(bundle.model, tmp_path / "int8.onnx")
    quantise.write(bundle, crops[::2], "cpu", tmp_path / "int8.onnx", "entropy", tmp_path)
    candidate = CpuEngine(bundle, tmp_path / "int8.onnx", precision="int8")
    report = verify.verify(CpuEngine(bundle), candidate, crops[1::2], "the bundle")
    assert report.over_tolerance == []
    assert report.pictures == 32


def test_what_lies_between_convolutions_in_float_is_float(network, ranges):
    model = int8.prepared(onnx.load(network))
    result = int8.int8_graph(model, ranges, "cpu", ["node_neck"])
    assert integer_convolutions(result) == {"neck"}
    quantised = {node.input[0] for node in result.graph.node if node.op_type == "QuantizeLinear"}
    (residual,) = [node for node in model.graph.node if node.name == "node_residual"]
    assert not quantised.intersection([*residual.input, *residual.output])


def test_tensorrt_rtx_builds_the_mixed_graph_of_the_shipped_network(tmp_path):
    pytest.importorskip("tensorrt_rtx", reason="needs the tensorrt-rtx extra")
    bundle = catalogue.find_bundle("driver-pose")
    precision.pruned_fp32(bundle.model, tmp_path / "fp32.onnx")
    ranges = calibration.calibrate(tmp_path / "fp32.onnx", pictures.of_bundle(bundle)[:2])
    graph = tmp_path / "int8.onnx"
    onnx.save(all_in_int8(onnx.load(tmp_path / "fp32.onnx"), ranges, "tensorrt"), graph)
    assert len(tensorrt_rtx.build(graph, bundle.manifest, (86,))) > 1_000_000
