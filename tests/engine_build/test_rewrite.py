import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from engine_build import rewrite

STANDARD = {"kernel_shape": [4, 4], "strides": [2, 2], "pads": [1, 1, 1, 1]}


def graph(channels, rows, columns, *, layers=1, bias=True, **attributes):
    """Deconvolutions one after another, each followed by a ReLU, as in the paper's head."""
    generator = np.random.default_rng(0)
    nodes, constants, value = [], [], "x"
    kernel = attributes.get("kernel_shape", [4, 4])
    for layer in range(layers):
        inputs = [value, f"weights_{layer}"]
        weights = generator.normal(0, 0.05, (channels, channels, *kernel)).astype(np.float32)
        constants.append(numpy_helper.from_array(weights, inputs[1]))
        if bias:
            inputs.append(f"bias_{layer}")
            constants.append(numpy_helper.from_array(generator.normal(size=channels).astype(np.float32), inputs[2]))
        nodes.append(helper.make_node("ConvTranspose", inputs, [f"up_{layer}"], **attributes))
        value = f"relu_{layer}"
        nodes.append(helper.make_node("Relu", [f"up_{layer}"], [value]))
    source = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", channels, rows, columns])
    result = helper.make_tensor_value_info(value, TensorProto.FLOAT, ["N", channels, None, None])
    made = helper.make_graph(nodes, "head", [source], [result], constants)
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)


def answers(model, x):
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run(None, {"x": x})[0]


def operators(model):
    return [node.op_type for node in model.graph.node]


def test_one_bright_input_pixel_meets_the_kernel_where_it_did():
    model = graph(1, 3, 3, bias=False, **STANDARD)
    kernel = np.arange(1, 17, dtype=np.float32).reshape(1, 1, 4, 4)
    model.graph.initializer[0].CopyFrom(numpy_helper.from_array(kernel, "weights_0"))
    x = np.zeros((1, 1, 3, 3), dtype=np.float32)
    x[0, 0, 1, 1] = 1
    up = answers(rewrite.deconvolutions_as_convolutions(model), x)[0, 0]
    # Stride 2 puts pixel (1, 1) at (2, 2), padding 1 moves the kernel's first corner to (1, 1).
    expected = np.zeros((6, 6), dtype=np.float32)
    expected[1:5, 1:5] = kernel[0, 0]
    np.testing.assert_array_equal(up, expected)


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("batch", [1, 3])
def test_the_papers_head_gives_the_same_numbers(batch, bias):
    model = graph(32, 8, 6, layers=3, bias=bias, **STANDARD)
    rewritten = rewrite.deconvolutions_as_convolutions(model)
    x = np.random.default_rng(1).normal(size=(batch, 32, 8, 6)).astype(np.float32)
    before, after = answers(model, x), answers(rewritten, x)
    assert after.shape == (batch, 32, 64, 48)
    assert operators(rewritten) == ["Conv", "DepthToSpace", "Slice", "Relu"] * 3
    assert np.abs(after - before).max() <= 1e-5 * np.abs(before).max()


@pytest.mark.parametrize(
    "attributes",
    [
        STANDARD | {"pads": [0, 0, 0, 0]},
        STANDARD | {"strides": [1, 1]},
        STANDARD | {"kernel_shape": [2, 2], "pads": [0, 0, 0, 0]},
        STANDARD | {"output_padding": [1, 1]},
        {"kernel_shape": [4, 4], "strides": [2, 2], "auto_pad": "SAME_UPPER"},
    ],
)
def test_any_other_deconvolution_stays_as_it_is(attributes):
    rewritten = rewrite.deconvolutions_as_convolutions(graph(2, 4, 4, **attributes))
    assert operators(rewritten) == ["ConvTranspose", "Relu"]


def test_the_old_weights_are_gone():
    rewritten = rewrite.deconvolutions_as_convolutions(graph(2, 4, 4, **STANDARD))
    assert "weights_0" not in [constant.name for constant in rewritten.graph.initializer]
    onnx.checker.check_model(rewritten, full_check=True)


def test_it_is_done_where_it_was_measured_to_help_only():
    asked = [(backend, precision) for backend in ("cpu", "tensorrt_rtx") for precision in ("fp32", "fp16", "int8")]
    assert [pair for pair in asked if rewrite.helps(*pair)] == [("cpu", "int8")]
