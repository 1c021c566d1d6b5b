import numpy as np
import onnx
import pytest

from engine_build import int8, units
from tests.engine_build import test_int8 as small


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return int8.prepared(onnx.load(small.write_network(tmp_path_factory.mktemp("units") / "model.onnx")))


def test_convolutions_with_an_activation_between_them_go_together(model):
    found = units.units(model, int8.convolutions(model, "cpu"))
    assert [unit.names for unit in found] == [
        ("node_trunk", "node_project"),
        ("node_skip",),
        ("node_norm",),
        ("node_neck",),
    ]
    # 16 outputs x 8 x 6 places of 16 inputs: 3 x 3 of them, then 1 x 1.
    assert found[0].macs == 16 * 48 * 16 * (9 + 1)


def test_a_map_that_others_read_as_well_ends_a_unit(model):
    # What "second" answers is read by the trunk, the residual and the skip.
    found = units.units(model, ["node_second", "node_trunk"])
    assert [unit.names for unit in found] == [("node_second",), ("node_trunk",)]


def test_what_is_judged_are_the_answers_behind_which_nothing_is_weighted(model):
    assert units.last_answers(model) == ["maps", "visibility_logits"]


def test_a_graph_that_answers_the_same_does_no_damage_and_other_weights_do(model):
    judge = units.Judge(model, small.noise(4, seed=8))
    assert judge.damage(model) == 0
    changed = onnx.ModelProto()
    changed.CopyFrom(model)
    for constant in changed.graph.initializer:
        values = onnx.numpy_helper.to_array(constant)
        if values.ndim == 4:
            constant.CopyFrom(onnx.numpy_helper.from_array(np.float32(1.01) * values, constant.name))
    assert 0 < judge.damage(changed) < 1
