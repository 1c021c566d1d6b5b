"""The convolutions of MoveNet's published files, which give them no names: their order tells which is which."""

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

Convolution = tuple[Tensor, Tensor]
"""Weight (outputs, inputs per group, height, width) and bias (outputs,), float32."""


def read_onnx(content: bytes) -> list[Convolution]:
    """Read a graph's convolutions, in the file's order.

    Parameters
    ----------
    content : an ONNX file whose convolutions have a bias each.
    """
    graph = onnx.load_from_string(content).graph
    tensors = {tensor.name: torch.tensor(numpy_helper.to_array(tensor)) for tensor in graph.initializer}
    inputs = [node.input for node in graph.node if node.op_type == "Conv"]
    return [(tensors[weight], tensors[bias]) for _, weight, bias in inputs]


def read_tflite(content: bytes) -> list[Convolution]:
    """Read a graph's convolutions, in the file's order.

    Parameters
    ----------
    content : a TensorFlow Lite file with one graph, whose constants are float16 and go through a DEQUANTIZE each.
    """
    # Here, for no other network needs it.
    from tflite import BuiltinOperator, Model

    model = Model.GetRootAs(content)
    graph = model.Subgraphs(0)
    operators = [graph.Operators(i) for i in range(graph.OperatorsLength())]
    kinds = [model.OperatorCodes(operator.OpcodeIndex()).BuiltinCode() for operator in operators]
    halves = {
        operator.Outputs(0): operator.Inputs(0)
        for operator, kind in zip(operators, kinds, strict=True)
        if kind == BuiltinOperator.DEQUANTIZE
    }

    def constant(index: int) -> Tensor:
        tensor = graph.Tensors(halves[index])
        values = model.Buffers(tensor.Buffer()).DataAsNumpy().view(np.float16)
        return torch.tensor(values.reshape(tensor.ShapeAsNumpy()), dtype=torch.float32)

    # A convolution lies there as (outputs, height, width, inputs), a depthwise one as (1, height, width, outputs).
    layouts = {BuiltinOperator.CONV_2D: (0, 3, 1, 2), BuiltinOperator.DEPTHWISE_CONV_2D: (3, 0, 1, 2)}
    return [
        (constant(operator.Inputs(1)).permute(layouts[kind]).contiguous(), constant(operator.Inputs(2)))
        for operator, kind in zip(operators, kinds, strict=True)
        if kind in layouts
    ]
