"""Bundles of a few kilobytes that fulfil the graph contract without training: for tests only.

The tiny pose network says that all 17 keypoints are at the brightest 4 x 4 block of the crop; a keypoint is visible if
that block is bright (above 3/4), occluded if it is middling and absent if it is dark (below 1/4). The tiny detector
answers one box around all bright pixels (above 0.6), score 0.9, or score 0 where nothing is bright.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from pose import bundle
from pose.decision import Decision
from pose.detection import DetectionSettings
from pose.heatmap import STRIDE
from pose.keypoints import KEYPOINT_NAMES, NUM_KEYPOINTS

OPSET = 18


class Graph:
    """Collect nodes and constants: `g("Add", a, b)` returns the name of the result."""

    def __init__(self):
        self.nodes = []
        self.constants = []

    def __call__(self, op, *inputs, name=None, **attributes):
        name = name or f"{op.lower()}_{len(self.nodes)}"
        names = [i if isinstance(i, str) else self.constant(i) for i in inputs]
        self.nodes.append(helper.make_node(op, names, [name], name=f"node_{name}", **attributes))
        return name

    def constant(self, value):
        array = np.asarray(value)
        if array.dtype == np.float64:
            array = array.astype(np.float32)
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(array, name))
        return name

    def save(self, path, source, outputs):
        values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in outputs.items()]
        name, shape = source
        picture = helper.make_tensor_value_info(name, TensorProto.UINT8, shape)
        graph = helper.make_graph(self.nodes, "tiny", [picture], values, self.constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9)
        onnx.checker.check_model(model, full_check=True)
        onnx.save(model, path)


def write_pose_graph(path: Path, height: int = 64, width: int = 48) -> None:
    """Write the tiny pose network: `crop` uint8 (N, height, width, 3) in, the contract's three outputs."""
    g = Graph()
    rows, columns = height // STRIDE, width // STRIDE
    planes = g("Transpose", g("Cast", "crop", to=TensorProto.FLOAT), perm=[0, 3, 1, 2])
    scaled = g("Mul", planes, np.float32(1 / 255))
    mean_of_block = np.full((NUM_KEYPOINTS, 3, STRIDE, STRIDE), 1 / (3 * STRIDE * STRIDE))
    maps = g("Conv", scaled, mean_of_block, name="heatmaps", strides=[STRIDE, STRIDE])
    flat = g("Reshape", maps, np.array([0, NUM_KEYPOINTS, rows * columns]))
    peak = g("ReduceMax", flat, np.array([2]), keepdims=1)
    place = g("Cast", g("ArgMax", flat, axis=2, keepdims=1), to=TensorProto.FLOAT)
    row = g("Floor", g("Mul", g("Add", place, 0.5), 1 / columns))
    column = g("Sub", place, g("Mul", row, float(columns)))
    grid = g("Concat", column, row, axis=2)
    xy = g("Add", g("Mul", grid, float(STRIDE)), (STRIDE - 1) / 2)
    g("Concat", xy, g("Clip", peak, 0.0, 1.0), axis=2, name="keypoints")
    g("Add", g("MatMul", peak, np.array([[-8.0, 0.0, 8.0]])), np.array([4.0, 2.0, -4.0]), name="visibility_logits")
    g.save(
        path,
        ("crop", ["N", height, width, 3]),
        {
            "keypoints": ["N", NUM_KEYPOINTS, 3],
            "visibility_logits": ["N", NUM_KEYPOINTS, 3],
            "heatmaps": ["N", NUM_KEYPOINTS, rows, columns],
        },
    )


def write_detection_graph(path: Path, height: int = 64, width: int = 96) -> None:
    """Write the tiny detector: `frame` uint8 (N, height, width, 3) in; boxes (N, 1, 5) out."""
    g = Graph()
    planes = g("Transpose", g("Cast", "frame", to=TensorProto.FLOAT), perm=[0, 3, 1, 2])
    grey = g("Conv", planes, np.full((1, 3, 1, 1), 1 / (3 * 255)))
    bright = g("Cast", g("Greater", grey, 0.6), to=TensorProto.FLOAT)

    def edges(axis, size):
        line = g("ReduceMax", bright, np.array([axis]), keepdims=0)
        first = g("ReduceMax", g("Mul", line, np.arange(size, 0, -1, dtype=np.float32)), np.array([2]), keepdims=1)
        last = g("ReduceMax", g("Mul", line, np.arange(1, size + 1, dtype=np.float32)), np.array([2]), keepdims=1)
        return g("Sub", float(size), first), last

    (left, right), (top, bottom) = edges(2, width), edges(3, height)
    found = g("ReduceMax", bright, np.array([2, 3]), keepdims=0)
    score = g("Mul", g("Unsqueeze", found, np.array([2])), 0.9)
    g("Concat", left, top, right, bottom, score, axis=2, name="boxes")
    g.save(path, ("frame", ["N", height, width, 3]), {"boxes": ["N", 1, 5]})


def pictures_with_a_bright_square(count: int, height: int, width: int, seed: int = 0):
    """Return (count, height, width, 3) uint8 dim noise with one bright square each, aligned to the heatmap's grid."""
    generator = np.random.default_rng(seed)
    pictures = generator.integers(0, 40, (count, height, width, 3), dtype=np.uint8)
    for picture in pictures:
        y = STRIDE * generator.integers(0, height // STRIDE - 1)
        x = STRIDE * generator.integers(0, width // STRIDE - 1)
        picture[y : y + STRIDE, x : x + STRIDE] = generator.integers(200, 255)
    return pictures


def make_pose_bundle(folder: Path, height: int = 64, width: int = 48) -> bundle.Bundle:
    """Write the tiny pose bundle into `folder` and open it."""
    folder.mkdir(parents=True, exist_ok=True)
    write_pose_graph(folder / bundle.MODEL, height, width)
    return _finish(
        folder,
        pictures_with_a_bright_square(6, height, width),
        name="tiny-pose",
        task="pose",
        input=bundle.InputSize(height=height, width=width),
        keypoints=list(KEYPOINT_NAMES),
        decision=Decision(),
    )


def make_detection_bundle(folder: Path, height: int = 64, width: int = 96) -> bundle.Bundle:
    """Write the tiny detection bundle into `folder` and open it."""
    folder.mkdir(parents=True, exist_ok=True)
    write_detection_graph(folder / bundle.MODEL, height, width)
    return _finish(
        folder,
        pictures_with_a_bright_square(6, height, width),
        name="tiny-detect",
        task="detection",
        input=bundle.InputSize(height=height, width=width),
        detection=DetectionSettings(score_threshold=0.5, overlap_iou=0.5),
    )


def _finish(folder, crops, **manifest):
    np.savez_compressed(folder / bundle.VERIFICATION, crops=crops)
    bundle.write_manifest(
        folder,
        bundle.Manifest(
            files={name: bundle.sha256(folder / name) for name in (bundle.MODEL, bundle.VERIFICATION)},
            provenance=bundle.Provenance(recipe="written by hand", commit="none", data=[], licences=[]),
            **manifest,
        ),
    )
    return bundle.read(folder)
