"""Staying with what was known: the anchor of a phase."""

import pytest

torch = pytest.importorskip("torch", reason="needs the training extra")
pytest.importorskip("lightning", reason="needs the training extra")
pytestmark = pytest.mark.training

from training.models.base_models.movenet import MoveNetCoordinates  # noqa: E402
from training.models.build import build_metamodel  # noqa: E402
from training.models.parts import Features  # noqa: E402
from training.pose_training import PoseTraining  # noqa: E402
from training.recipe import Phase, Recipe  # noqa: E402


def answers(seed):
    torch.manual_seed(seed)
    return MoveNetCoordinates()(Features({4: torch.randn(2, 24, 16, 16)}))


def test_who_answers_as_before_has_not_departed():
    head, now = MoveNetCoordinates(), answers(1)
    assert head.departure(now, now).item() == 0.0
    assert head.departure(now, answers(2)).item() > 0.0


def test_a_centre_that_moved_is_a_departure_although_no_label_teaches_it():
    now = answers(1)
    centre, *rest = now.raw
    moved = now._replace(raw=(centre.roll(5, dims=3), *rest))
    assert MoveNetCoordinates().departure(moved, now).item() > 0.0


def training(anchor):
    phase = Phase(height=64, width=64, epochs=1, batch=2, learning_rate=1e-3, anchor=anchor, alpha=0.0)
    recipe = Recipe(name="r", task="pose", sources=[], validation=[], phases=[phase])
    torch.manual_seed(0)
    module = PoseTraining(build_metamodel("light", "light", 64, 64), recipe, phase, [1.0, 1.0, 1.0], 1, {})
    module.log = module.log_dict = lambda *_, **__: None
    return module


def batch(anchored):
    return {
        "image": torch.zeros(2, 3, 64, 64, dtype=torch.uint8),
        "xy": torch.full((2, 17, 2), 8.0),
        "located": torch.ones(2, 17, dtype=torch.bool),
        "classes": torch.eye(3)[torch.full((2, 17), 2)],
        "anchored": torch.tensor(anchored),
    }


def loss_after_a_change(anchor, anchored):
    module = training(anchor)
    with torch.no_grad():
        module.network.coordinates.place.weight.add_(0.5)
    return module.training_step(batch(anchored), 0).item()


def test_departing_costs_on_anchored_pictures_only(monkeypatch):
    for name, value in (("current_epoch", 0), ("global_step", 0)):
        monkeypatch.setattr(PoseTraining, name, value)
    free = loss_after_a_change(0.0, [True, True])
    assert loss_after_a_change(10.0, [False, False]) == pytest.approx(free)
    assert loss_after_a_change(10.0, [True, True]) > free + 1e-3


def test_the_network_that_is_stayed_with_is_neither_trained_nor_saved():
    module = training(1.0)
    assert len(module.state_dict()) == len(training(0.0).state_dict())
    assert not any(p.requires_grad for p in module.before[0].parameters())
