"""How much a graph computes: multiplications with addition (MACs) of its convolutions and matrix products."""

from math import prod

import onnx


def count_macs(model: onnx.ModelProto) -> int:
    """Return the MACs for one picture; twice that are the floating-point operations.

    Convolutions, deconvolutions and matrix products only: what else there is, is a percent of the work. A
    deconvolution's are counted as if nothing fell off at the border.

    Parameters
    ----------
    model : one input, whose first size is the batch; all other sizes known.
    """
    return sum(_each(model))


def macs_by_node(model: onnx.ModelProto) -> dict[str, int]:
    """Return the same, node by node, by their names."""
    return dict(zip((node.name for node in model.graph.node), _each(model), strict=True))


def _each(model: onnx.ModelProto) -> list[int]:
    single = onnx.ModelProto()
    single.CopyFrom(model)
    for value in (*single.graph.input, *single.graph.output):
        value.type.tensor_type.shape.dim[0].dim_value = 1
    # What was inferred for any batch would stand in the way of what follows from one picture.
    del single.graph.value_info[:]
    graph = onnx.shape_inference.infer_shapes(single, data_prop=True).graph
    shapes = {
        value.name: [size.dim_value for size in value.type.tensor_type.shape.dim]
        for value in (*graph.value_info, *graph.input, *graph.output)
    }
    shapes.update({constant.name: list(constant.dims) for constant in graph.initializer})
    return [_macs(node, shapes) for node in graph.node]


def _macs(node: onnx.NodeProto, shapes: dict[str, list[int]]) -> int:
    if node.op_type == "Conv":
        # Weights (outputs, inputs of a group, rows, columns): one output takes all but the first.
        return prod(shapes[node.output[0]]) * prod(shapes[node.input[1]][1:])
    if node.op_type == "ConvTranspose":
        # Weights (inputs, outputs of a group, rows, columns): one input gives to all but the first.
        return prod(shapes[node.input[0]]) * prod(shapes[node.input[1]][1:])
    if node.op_type == "MatMul":
        return prod(shapes[node.output[0]]) * shapes[node.input[0]][-1]
    if node.op_type == "Gemm":
        transposed = any(attribute.name == "transA" and attribute.i for attribute in node.attribute)
        return prod(shapes[node.output[0]]) * shapes[node.input[0]][0 if transposed else 1]
    return 0
