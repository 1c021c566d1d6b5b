"""Deconvolutions rewritten as convolutions: the same numbers by a node that a runtime is better at.

A transposed convolution of kernel 4, stride 2, padding 1 makes each output from 2 x 2 inputs: which two of the four
kernel rows meet an input depends on whether the output's row is even or odd, and columns alike. So it is one 2 x 2
convolution to four times the channels, one set for each parity, whose answers are interleaved (DepthToSpace). The same
multiplications; only one border row and column more, which is cut off again.
"""

from collections.abc import Callable

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper

from engines.fingerprint import ON_CPU

KERNEL, STRIDE, PADDING = 4, 2, 1
"""Of the one deconvolution that is rewritten: the paper's head has no other."""

ROWS = {0: (2, 0), 1: (3, 1)}
"""Parity of a row before the border is cut -> kernel rows that meet the upper and the lower of its two inputs.
Output row 2i is made of inputs i - 1 (kernel row 3) and i (row 1), and stands at 2i + 1 before the cut; row 2i - 1 of
inputs i - 1 (row 2) and i (row 0), at 2i."""


def helps(backend: str, precision: str) -> bool:
    """Tell whether the rewritten graph is the faster one.

    cpu int8: yes. ONNX Runtime has no quantised ConvTranspose, so without it the costliest part stays in fp32: SBL
    (ResNet-50, 256 x 192) took 37.2 ms, rewritten 27.7 (one thread, AVX-512 VNNI).
    cpu fp32 and fp16: no. The same network took 61.2 ms, rewritten 63.6: the border is 4% more to multiply, and the
    kernel is no slower (`benchmarks/engine_speed.py sbl@256x192 --rewritten`).
    Others: no. They bring deconvolution kernels of their own, and nobody has measured there.
    """
    return backend in ON_CPU and precision == "int8"


def deconvolutions_as_convolutions(model: onnx.ModelProto) -> onnx.ModelProto:
    """Return the graph with every 4 x 4, stride 2, padding 1 ConvTranspose rewritten; others stay as they are.

    Equal to the original but for the order of the sums (1e-5 of the largest value, tested).
    """
    graph = model.graph
    constants = {constant.name: numpy_helper.to_array(constant) for constant in graph.initializer}
    nodes: list[NodeProto] = []
    added: list[TensorProto] = []

    def constant(name: str, values: NDArray[np.generic]) -> str:
        added.append(numpy_helper.from_array(values, name))
        return name

    for node in graph.node:
        if _fits(node, constants):
            nodes += _rewritten(node, constants, constant)
        else:
            nodes.append(node)
    used = {name for node in nodes for name in node.input}
    kept = [*(old for old in graph.initializer if old.name in used), *added]
    rewritten = helper.make_graph(nodes, graph.name, graph.input, graph.output, kept)
    result = helper.make_model(rewritten, opset_imports=model.opset_import, ir_version=model.ir_version)
    return onnx.shape_inference.infer_shapes(result, strict_mode=True)


def _fits(node: NodeProto, constants: dict[str, NDArray[np.generic]]) -> bool:
    if node.op_type != "ConvTranspose" or node.input[1] not in constants:
        return False
    # A bias that is computed, or an attribute beyond these, is another operation.
    if len(node.input) > 2 and node.input[2] not in constants:
        return False
    given = {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}
    wanted = {
        "kernel_shape": [KERNEL, KERNEL],
        "strides": [STRIDE, STRIDE],
        "pads": [PADDING] * 4,
        "dilations": [1, 1],
        "group": 1,
        "output_padding": [0, 0],
        "auto_pad": b"NOTSET",
    }
    # Left out, these three are not what is wanted; the others' defaults are.
    needed = {"strides", "pads"}
    return (
        constants[node.input[1]].shape[2:] == (KERNEL, KERNEL)
        and needed <= given.keys()
        and all(name in wanted and value == wanted[name] for name, value in given.items())
    )


def _rewritten(
    node: NodeProto,
    constants: dict[str, NDArray[np.generic]],
    constant: Callable[[str, NDArray[np.generic]], str],
) -> list[NodeProto]:
    out = node.output[0]
    weights = [constant(f"{out}_weights", convolution_weights(constants[node.input[1]]))]
    if len(node.input) > 2:
        weights.append(constant(f"{out}_bias", np.repeat(constants[node.input[2]], STRIDE * STRIDE)))
    first, last = (constant(f"{out}_{name}", np.array([at, at])) for name, at in (("first", 1), ("last", -1)))
    axes = constant(f"{out}_axes", np.array([2, 3]))
    return [
        helper.make_node(
            "Conv",
            [node.input[0], *weights],
            [f"{out}_parities"],
            name=f"{out}_convolution",
            kernel_shape=[2, 2],
            pads=[1, 1, 1, 1],
        ),
        helper.make_node(
            "DepthToSpace", [f"{out}_parities"], [f"{out}_wide"], name=f"{out}_shuffle", blocksize=STRIDE, mode="CRD"
        ),
        helper.make_node("Slice", [f"{out}_wide", first, last, axes], [out], name=f"{out}_cut"),
    ]


def convolution_weights(weights: NDArray[np.generic]) -> NDArray[np.generic]:
    """Return the 2 x 2 convolution's weights.

    Parameters
    ----------
    weights : (inputs, outputs, 4, 4), of the transposed convolution.

    Returns
    -------
    (outputs * 4, inputs, 2, 2): for each output the four parities, row by row.
    """
    inputs, outputs = weights.shape[:2]
    parities = [weights[:, :, list(ROWS[row])][..., list(ROWS[column])] for row in ROWS for column in ROWS]
    stacked = np.stack(parities, axis=2).transpose(1, 2, 0, 3, 4)
    return np.ascontiguousarray(stacked.reshape(outputs * STRIDE * STRIDE, inputs, 2, 2))
