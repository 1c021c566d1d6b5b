"""int8: an fp32 graph and the ranges of its values become a graph with Q/DQ nodes that a backend builds as it is.

Two flavours, since what is fast differs:

cpu       uint8 activations with a zero point, int8 weights per channel, int32 biases: ONNX Runtime makes one integer
          kernel of each convolution with its ReLU. The rest is fp32; processors have no fp16.
tensorrt  int8 activations around zero (its parser refuses zero points), int8 weights per channel, float biases (it
          refuses int32 ones), no Q/DQ between a convolution and its ReLU (256 steps would be spent on what the ReLU
          cuts off: keypoints then move by 2 to 3 px in the median). The rest is fp16 as in `precision.typed_fp16`.

Only convolutions, and what lies between them, become int8. fp32 or fp16 stay: normalisation, softmax, the visibility
branch's fully connected part, the decode, the first convolutions and the end of the head (see `FIRST` and `_inner`),
and what `engine_build.quantise` measures to hurt too much.

Measured on driver-detect (EfficientNet-Lite0, light head), ranges by entropy from 64 crops, one thread with AVX-512
VNNI: 1.8 times fp32's rate; the drift is in `engines.drift`. All convolutions in int8 are slower (1.5 times fp32's
rate) and move keypoints twice as far. Weights of 7 bits (`reduce_range`), meant for processors without VNNI whose
kernels saturate, do so too: there, verification decides.
"""

from collections.abc import Collection

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from calibration.int8 import Ranges
from engine_build import precision
from pose.errors import UserError

CONVOLUTIONS = frozenset({"Conv", "ConvTranspose"})
UPSAMPLING = frozenset({"Resize", "ConvTranspose", "DepthToSpace"})

OPERATORS = {
    # ONNX Runtime has no quantised ConvTranspose: see engine_build.rewrite.
    "cpu": ("Conv", "Clip", "Relu", "Add", "MaxPool", "Resize"),
    "tensorrt": ("Conv", "ConvTranspose", "Add", "MaxPool"),
}

FIRST = 2
"""Convolutions at the input that stay in float: with them the network is slower (driver-detect 1.4 times fp32's rate,
1.8 without), and they hurt most (alone in int8 they move keypoints by 0.5 and 0.75 px in the mean)."""

FLOAT_OUTPUTS = ("Conv", "ConvTranspose", "Add")
"""TensorRT only: their outputs are quantised where the next convolution reads them, behind the ReLU."""

OPSET = 19
"""The first whose Q/DQ nodes take fp16. What else it changed is more types, so the number alone is raised."""

SMALLEST_RANGE = 2 * 127 * float(np.finfo(np.float16).smallest_normal)
"""From lowest to highest value, TensorRT only: scales are fp16 there, and it refuses one that vanishes. Channels that
training has switched off have such weights; each of them moves by 3e-5 to 6e-5 at most."""


def prepared(model: ModelProto) -> ModelProto:
    """Return an fp32 graph without heatmaps (`precision.pruned_fp32`) as `int8_graph` takes it: the same numbers."""
    known = onnx.shape_inference.infer_shapes(model, strict_mode=True)
    return onnx.shape_inference.infer_shapes(_norms_as_convolutions(known), strict_mode=True)


def convolutions(model: ModelProto, flavour: str) -> list[str]:
    """Return the names of the convolutions that int8 may take, in the order of the graph.

    Parameters
    ----------
    model : see `prepared`.
    flavour : for whom: a key of `OPERATORS`; "tensorrt" serves TensorRT-RTX alike.
    """
    wanted = CONVOLUTIONS.intersection(OPERATORS[flavour])
    return [node.name for node in _inner(list(model.graph.node)) if node.op_type in wanted]


def int8_graph(model: ModelProto, ranges: Ranges, flavour: str, names: Collection[str]) -> ModelProto:
    """Return the graph with these convolutions in int8; inputs and outputs keep their names and types.

    Parameters
    ----------
    model : see `prepared`.
    ranges : of this graph or one with the same values (`calibration.int8.calibrate`).
    flavour : a key of `OPERATORS`.
    names : some of `convolutions`.

    Raises
    ------
    UserError : no convolution is to become int8, or a value has no range.
    """
    chosen = _with_what_lies_between(list(model.graph.node), names, OPERATORS[flavour])
    if not names:
        raise UserError(f"{model.graph.name}: has no convolution that int8 may take; build with --fp16 or --fp32")
    for node in model.graph.node:
        if node.name in names and node.input[0] not in ranges.tensors:
            raise UserError(f"{model.graph.name}: no range for '{node.input[0]}'; calibrate on this bundle's own graph")
    quantised = _with_quantisers(model, ranges, flavour, chosen)
    if flavour == "tensorrt":
        quantised = precision.in_halves(quantised)
    onnx.checker.check_model(quantised, full_check=True)
    return quantised


def _with_quantisers(model: ModelProto, ranges: Ranges, flavour: str, names: list[str]) -> ModelProto:
    # Lazy: only building needs it.
    from onnxruntime.quantization import QuantType
    from onnxruntime.quantization.calibrate import CalibrationMethod, TensorData, TensorsData
    from onnxruntime.quantization.qdq_quantizer import QDQQuantizer

    measured = {
        name: TensorData(lowest=np.float32(low), highest=np.float32(high))
        for name, (low, high) in ranges.tensors.items()
    }
    options: dict[str, object] = {"ActivationSymmetric": False, "WeightSymmetric": True}
    if flavour == "tensorrt":
        options = {
            "ActivationSymmetric": True,
            "WeightSymmetric": True,
            "QuantizeBias": False,
            "OpTypesToExcludeOutputQuantization": list(FLOAT_OUTPUTS),
            "MinimumRealRange": SMALLEST_RANGE,
        }
    quantizer = QDQQuantizer(
        model,
        per_channel=True,
        reduce_range=False,
        weight_qType=QuantType.QInt8,
        activation_qType=QuantType.QInt8 if flavour == "tensorrt" else QuantType.QUInt8,
        # The method only names where ranges came from; they are used as they are.
        tensors_range=TensorsData(CalibrationMethod.MinMax, measured),
        nodes_to_quantize=names,
        nodes_to_exclude=[],
        op_types_to_quantize=list(OPERATORS[flavour]),
        extra_options=options,
    )
    quantizer.quantize_model()
    quantizer.model.topological_sort()
    result: ModelProto = quantizer.model.model
    # The sort puts the weights' nodes first; the contract wants Cast and Transpose there.
    front = {node.name for node in model.graph.node[:2]}
    nodes = sorted(result.graph.node, key=lambda node: node.name not in front)
    del result.graph.node[:], result.graph.value_info[:]
    result.graph.node.extend(nodes)
    if flavour == "tensorrt":
        for opset in result.opset_import:
            opset.version = max(opset.version, OPSET) if opset.domain in ("", "ai.onnx") else opset.version
    return onnx.shape_inference.infer_shapes(result, strict_mode=True)


def _inner(nodes: list[NodeProto]) -> list[NodeProto]:
    """Return the convolutions that int8 may take: all but the first ones and the end of the head.

    Its end is what nothing is enlarged after any more: the last decoder step with its skip from stride 4, and the maps
    themselves, whose peaks decide. Of all convolutions but the first two, these hurt most (alone in int8: the maps move
    keypoints by 0.9 px in the mean, that skip by 0.6, any later convolution of the trunk by 0.25 at most). A network
    that enlarges nothing keeps its last convolutions in float.
    """
    behind, ahead, enlarged = set[str](), set[str](), set[str]()
    enlarges = False
    for node in nodes:
        follows = bool(behind.intersection(node.input))
        enlarges = enlarges or (follows and node.op_type in UPSAMPLING)
        if follows or node.op_type in CONVOLUTIONS:
            behind.update(node.output)
    early = []
    for node in reversed(nodes):
        leads = bool(ahead.intersection(node.output))
        grows = bool(enlarged.intersection(node.output))
        if leads or node.op_type in CONVOLUTIONS:
            ahead.update(node.input)
        if grows or node.op_type in UPSAMPLING:
            enlarged.update(node.input)
        early_enough = grows or node.op_type == "ConvTranspose" if enlarges else leads
        if early_enough and node.op_type in CONVOLUTIONS:
            early.append(node)
    first = {node.name for node in [node for node in nodes if node.op_type in CONVOLUTIONS][:FIRST]}
    return [node for node in reversed(early) if node.name not in first]


def _with_what_lies_between(nodes: list[NodeProto], names: Collection[str], operators: Collection[str]) -> list[str]:
    """Return these convolutions and the nodes that lie between two of them: what they read came from int8 only."""
    behind, ahead = set[str](), set[str]()
    follows = []
    for node in nodes:
        maps = node.input if node.op_type == "Add" else node.input[:1]
        follows.append(node.op_type not in CONVOLUTIONS and bool(maps) and behind.issuperset(maps))
        if node.name in names or follows[-1]:
            behind.update(node.output)
    chosen = []
    for node, after in zip(reversed(nodes), reversed(follows), strict=True):
        between = after and bool(ahead.intersection(node.output))
        if node.name in names or between:
            ahead.update(node.input)
            chosen += [node.name] if node.op_type in operators else []
    return chosen[::-1]


def _norms_as_convolutions(model: ModelProto) -> ModelProto:
    """Rewrite each batch normalisation of maps that no convolution could take in as a 1 x 1 depthwise convolution.

    The same numbers, by a node that can be int8: else the values would go to float and back in the middle of the head.
    One of vectors (a branch's, behind its pooling) stays.
    """
    result = ModelProto()
    result.CopyFrom(model)
    maps = {value.name for value in model.graph.value_info if len(value.type.tensor_type.shape.dim) == 4}
    constants = {constant.name: numpy_helper.to_array(constant) for constant in model.graph.initializer}
    for node in result.graph.node:
        known = node.input[0] in maps and all(name in constants for name in node.input[1:])
        if node.op_type != "BatchNormalization" or not known:
            continue
        given = {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}
        scale, shift, mean, variance = (constants[name] for name in node.input[1:])
        # ONNX's default epsilon.
        factor = scale / np.sqrt(variance + given.get("epsilon", 1e-5))
        weights = _constant(result, f"{node.output[0]}_weights", factor.reshape(-1, 1, 1, 1))
        bias = _constant(result, f"{node.output[0]}_bias", shift - mean * factor)
        convolution = helper.make_node(
            "Conv",
            [node.input[0], weights.name, bias.name],
            [node.output[0]],
            name=node.name,
            group=len(factor),
            kernel_shape=[1, 1],
        )
        node.CopyFrom(convolution)
    return result


def _constant(model: ModelProto, name: str, values: NDArray[np.floating]) -> TensorProto:
    tensor = numpy_helper.from_array(values.astype(np.float32), name)
    model.graph.initializer.append(tensor)
    return tensor
