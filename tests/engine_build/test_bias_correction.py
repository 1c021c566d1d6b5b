import numpy as np
import onnx
import pytest
from onnx import TensorProto, numpy_helper

from engine_build import bias_correction
from tests.tiny_bundles import Graph

SIZE = 12


@pytest.fixture
def model(tmp_path):
    """Two convolutions, the second one without a bias and with padding, whose inputs are never negative."""
    generator = np.random.default_rng(4)
    g = Graph()
    planes = g("Mul", g("Transpose", g("Cast", "crop", to=TensorProto.FLOAT), perm=[0, 3, 1, 2]), 1 / 255)
    first = g("Relu", g("Conv", planes, generator.normal(0.1, 0.3, (6, 3, 1, 1)), np.ones(6), name="first"))
    g("Conv", first, generator.normal(0, 0.3, (6, 1, 3, 3)), name="second", pads=[1] * 4, strides=[2, 2], group=6)
    g.save(tmp_path / "model.onnx", ("crop", ["N", SIZE, SIZE, 3]), {"second": ["N", 6, SIZE // 2, SIZE // 2]})
    return onnx.load(tmp_path / "model.onnx")


def with_rounded_weights(model):
    result = onnx.ModelProto()
    result.CopyFrom(model)
    for constant in result.graph.initializer:
        values = numpy_helper.to_array(constant)
        if values.ndim == 4:
            constant.CopyFrom(numpy_helper.from_array(bias_correction.rounded(values), constant.name))
    return result


def mean_answer(model, crops):
    return bias_correction.opened(model).run(None, {"crop": crops})[0].mean(axis=(0, 2, 3))


def test_channels_answer_the_same_in_the_mean_although_their_weights_are_rounded(model):
    crops = np.random.default_rng(5).integers(0, 256, (8, SIZE, SIZE, 3), dtype=np.uint8)
    corrected = bias_correction.corrected(
        model, {"node_first", "node_second"}, bias_correction.mean_inputs(model, crops)
    )
    expected = mean_answer(model, crops)
    without = np.abs(mean_answer(with_rounded_weights(model), crops) - expected)
    left = np.abs(mean_answer(with_rounded_weights(corrected), crops) - expected)
    assert left.max() < 0.1 * without.max()


def test_convolutions_that_stay_in_float_keep_their_biases(model):
    crops = np.full((1, SIZE, SIZE, 3), 200, dtype=np.uint8)
    corrected = bias_correction.corrected(model, set(), bias_correction.mean_inputs(model, crops))
    assert corrected == model


def test_weights_have_255_values_on_both_sides_of_zero_and_a_scale_for_each_output():
    weights = np.array([[1.27, -0.004, 0.006], [0.0, 0.0, 0.0], [-254.0, 3.1, 0.9]], dtype=np.float32)
    expected = [[1.27, 0.0, 0.01], [0.0, 0.0, 0.0], [-254.0, 4.0, 0.0]]
    np.testing.assert_allclose(bias_correction.rounded(weights), expected, atol=1e-6)
