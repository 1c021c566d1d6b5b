"""Precision lives in the graph: an fp32 reference becomes the typed graph that a backend builds as it is.

TensorRT 11 has no precision flags any more; a strongly typed network is built alike from 10.3 to 11.
"""

from collections.abc import Iterable, MutableSequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
from onnx import NodeProto, TensorProto, helper, numpy_helper

from engines.contract import HEATMAPS
from pose.errors import UserError

WEIGHTED = frozenset({"Conv", "ConvTranspose", "MatMul", "Gemm"})
"""Where the time goes, and all that gains from fp16."""

FP32_INPUTS = {"Resize": (1, 2)}
"""Inputs that ONNX defines as float32 in every precision: the region and the scales."""


def pruned_fp32(model: Path, out: Path) -> None:
    """Write the fp32 graph without the heatmaps output.

    Raises
    ------
    UserError : the graph cannot be read.
    """
    onnx.save(_pruned(model), out)


def typed_fp16(model: Path, out: Path) -> None:
    """Write the graph without heatmaps, in fp16 where that is safe; inputs and outputs keep their types.

    fp32 stay: what follows the last convolution or matrix product (the decode: fp16 cannot tell pixels apart beyond
    512), and from a softmax to the next one (its logarithms and squares vanish in fp16).

    Raises
    ------
    UserError : the graph cannot be read, or holds a weight that fp16 cannot.
    """
    typed = in_halves(_pruned(model))
    onnx.checker.check_model(typed, full_check=True)
    onnx.save(typed, out)


def in_halves(model: onnx.ModelProto) -> onnx.ModelProto:
    """Return the graph, whose shapes are inferred, typed as `typed_fp16` says; what is an integer stays one.

    Raises
    ------
    UserError : it holds a weight that fp16 cannot.
    """
    return _Typing(model).typed()


def _pruned(path: Path) -> onnx.ModelProto:
    try:
        model = onnx.shape_inference.infer_shapes(onnx.load(path), strict_mode=True)
    # protobuf's errors have no public base class; inference finds what contradicts itself.
    except Exception as error:
        reason = " ".join(str(error).split())
        raise UserError(f"{path}: is no sound ONNX graph ({reason}); restore the bundle or export again") from error
    graph = model.graph
    kept = [output for output in graph.output if output.name != HEATMAPS]
    needed = {output.name for output in kept}
    nodes: list[NodeProto] = []
    for node in reversed(graph.node):
        if needed.intersection(node.output):
            needed.update(node.input)
            nodes.append(node)
    constants = [constant for constant in graph.initializer if constant.name in needed]
    pruned = helper.make_graph(nodes[::-1], graph.name, graph.input, kept, constants)
    result = helper.make_model(pruned, opset_imports=model.opset_import, ir_version=model.ir_version)
    return onnx.shape_inference.infer_shapes(result, strict_mode=True)


@dataclass
class _Typing:
    """One pass over a graph in the order of its nodes, with a cast wherever the precision changes."""

    model: onnx.ModelProto
    nodes: list[NodeProto] = field(default_factory=list)
    halves: dict[str, TensorProto] = field(default_factory=dict)
    types: dict[str, int] = field(default_factory=dict)
    """Type of every value as it is in the new graph."""

    def typed(self) -> onnx.ModelProto:
        graph = self.model.graph
        inferred = {value.name: value.type.tensor_type.elem_type for value in (*graph.value_info, *graph.output)}
        self.types = {value.name: value.type.tensor_type.elem_type for value in graph.input}
        constants = {constant.name: constant for constant in graph.initializer}
        full = _full_precision(list(graph.node))
        for index, original in enumerate(graph.node):
            node = NodeProto()
            node.CopyFrom(original)
            wanted = TensorProto.FLOAT if index in full else TensorProto.FLOAT16
            self._type_inputs(node, wanted, constants)
            self._type_attributes(node, wanted)
            self.nodes.append(node)
            for name in node.output:
                is_float = inferred.get(name) == TensorProto.FLOAT
                self.types[name] = wanted if is_float else inferred.get(name, TensorProto.UNDEFINED)
        self._widen_outputs([output.name for output in graph.output])
        used = {name for node in self.nodes for name in node.input}
        initializers = [c for c in (*graph.initializer, *self.halves.values()) if c.name in used]
        typed = helper.make_graph(self.nodes, graph.name, graph.input, graph.output, initializers)
        return helper.make_model(typed, opset_imports=self.model.opset_import, ir_version=self.model.ir_version)

    def _type_inputs(self, node: NodeProto, wanted: int, constants: dict[str, TensorProto]) -> None:
        if node.op_type == "Cast":
            return
        for i, name in enumerate(node.input):
            if i in FP32_INPUTS.get(node.op_type, ()):
                continue
            if name in constants:
                if wanted == TensorProto.FLOAT16 and constants[name].data_type == TensorProto.FLOAT:
                    node.input[i] = self._half(constants[name])
            elif self.types.get(name) in (TensorProto.FLOAT, TensorProto.FLOAT16) and self.types[name] != wanted:
                node.input[i] = self._cast(name, wanted)

    def _half(self, constant: TensorProto) -> str:
        name = constant.name + "_fp16"
        if name not in self.halves:
            values = numpy_helper.to_array(constant)
            # A bound at infinity or at float32's end means "none": it is one in fp16 as well.
            bounded = np.abs(values[np.isfinite(values) & (np.abs(values) < np.finfo(np.float32).max)])
            if bounded.size and bounded.max() > np.finfo(np.float16).max:
                raise UserError(f"{constant.name}: holds {bounded.max():.3g}, beyond fp16; build with --fp32")
            with np.errstate(over="ignore"):
                self.halves[name] = numpy_helper.from_array(values.astype(np.float16), name)
        return name

    def _cast(self, name: str, wanted: int) -> str:
        cast = f"{name}_{'fp16' if wanted == TensorProto.FLOAT16 else 'fp32'}"
        if cast not in self.types:
            self.nodes.append(helper.make_node("Cast", [name], [cast], name=f"cast_{cast}", to=wanted))
            self.types[cast] = wanted
        return cast

    @staticmethod
    def _type_attributes(node: NodeProto, wanted: int) -> None:
        for attribute in node.attribute:
            if node.op_type == "Cast" and attribute.name == "to" and attribute.i == TensorProto.FLOAT:
                attribute.i = wanted
            if attribute.type == onnx.AttributeProto.TENSOR and attribute.t.data_type == TensorProto.FLOAT:
                values = numpy_helper.to_array(attribute.t).astype(helper.tensor_dtype_to_np_dtype(wanted))
                attribute.t.CopyFrom(numpy_helper.from_array(values))

    def _widen_outputs(self, outputs: Iterable[str]) -> None:
        for name in outputs:
            if self.types[name] != TensorProto.FLOAT16:
                continue
            inner = name + "_in_fp16"
            for node in self.nodes:
                _rename(node.input, name, inner)
                _rename(node.output, name, inner)
            self.nodes.append(helper.make_node("Cast", [inner], [name], name=f"cast_{name}", to=TensorProto.FLOAT))


def _rename(names: MutableSequence[str], old: str, new: str) -> None:
    for i, name in enumerate(names):
        if name == old:
            names[i] = new


def _full_precision(nodes: list[NodeProto]) -> set[int]:
    """Return the indices of the nodes that stay in fp32: see `typed_fp16`."""
    feeds_weighted: set[str] = set()
    full: set[int] = set()
    for index in range(len(nodes) - 1, -1, -1):
        node = nodes[index]
        if node.op_type in WEIGHTED or feeds_weighted.intersection(node.output):
            feeds_weighted.update(node.input)
        else:
            full.add(index)
    after_softmax: set[str] = set()
    for index, node in enumerate(nodes):
        if node.op_type in WEIGHTED:
            continue
        if node.op_type == "Softmax" or after_softmax.intersection(node.input):
            after_softmax.update(node.output)
            full.add(index)
    return full
