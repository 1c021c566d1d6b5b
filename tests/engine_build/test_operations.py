import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from engine_build import operations


def single_node(operator, shape, weights, **attributes):
    """A graph of one node over `x` of `shape`, whose first size is the batch and left open."""
    node = helper.make_node(operator, ["x", "weights"], ["y"], **attributes)
    constant = numpy_helper.from_array(np.zeros(weights, dtype=np.float32), "weights")
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", *shape[1:]])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, ["N", *[None] * (len(shape) - 1)])
    graph = helper.make_graph([node], "one", [x], [y], [constant])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)


@pytest.mark.parametrize(
    ("model", "macs"),
    [
        # 8 outputs x 4 x 4 places, each of 3 inputs x 3 x 3.
        (single_node("Conv", (1, 3, 4, 4), (8, 3, 3, 3), pads=[1, 1, 1, 1]), 8 * 16 * 27),
        # Depthwise: each of 6 outputs x 4 x 4 places of one input x 3 x 3.
        (single_node("Conv", (1, 6, 4, 4), (6, 1, 3, 3), pads=[1, 1, 1, 1], group=6), 6 * 16 * 9),
        # 2 inputs x 3 x 3 places, each to 5 outputs x 4 x 4.
        (single_node("ConvTranspose", (1, 2, 3, 3), (2, 5, 4, 4), strides=[2, 2], pads=[1, 1, 1, 1]), 18 * 80),
        (single_node("MatMul", (1, 7, 10), (10, 4)), 7 * 10 * 4),
        (single_node("Gemm", (1, 10), (10, 4)), 10 * 4),
        (single_node("Gemm", (1, 10), (4, 10), transB=1), 10 * 4),
    ],
)
def test_multiplications_are_counted_as_by_hand(model, macs):
    assert operations.count_macs(model) == macs


def test_a_whole_network_is_counted_for_one_picture(pose_bundle):
    # A convolution to 17 maps of 16 x 12 from 3 x 4 x 4, and 17 products of 1 x 3.
    assert operations.count_macs(onnx.load(pose_bundle.model)) == 17 * 16 * 12 * 48 + 17 * 3
