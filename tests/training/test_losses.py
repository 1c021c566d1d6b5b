import math

import pytest

torch = pytest.importorskip("torch", reason="needs the training extra")
pytestmark = pytest.mark.training

from training.losses import box_loss, centre_loss, place_loss, visibility_loss  # noqa: E402

ONES = torch.ones(3)


def sets(*allowed):
    return torch.tensor([allowed], dtype=torch.float32)


def test_a_set_of_one_is_plain_cross_entropy():
    logits = torch.tensor([[[1.0, 2.0, 0.5]]])
    expected = -math.log(math.exp(2.0) / (math.exp(1.0) + math.exp(2.0) + math.exp(0.5)))
    assert visibility_loss(logits, sets((False, True, False)), ONES).item() == pytest.approx(expected, rel=1e-5)


def test_a_set_of_two_costs_the_log_of_their_sum():
    logits = torch.log(torch.tensor([[[0.2, 0.3, 0.5]]]))
    assert visibility_loss(logits, sets((True, True, False)), ONES).item() == pytest.approx(-math.log(0.5), rel=1e-5)


def test_a_class_that_belongs_in_part_counts_in_part():
    logits = torch.log(torch.tensor([[[0.2, 0.4, 0.4]]]))
    assert visibility_loss(logits, sets((0, 0.5, 1)), ONES).item() == pytest.approx(-math.log(0.6), rel=1e-5)


def test_an_excluded_class_leaves_a_finite_gradient():
    logits = torch.zeros(1, 1, 3, requires_grad=True)
    visibility_loss(logits, sets((0, 0.5, 1)), ONES).backward()
    assert torch.isfinite(logits.grad).all() and logits.grad[0, 0, 2] < 0


def test_a_pseudo_label_says_nothing_of_visibility():
    logits = torch.tensor([[[5.0, -1.0, 2.0]]], requires_grad=True)
    loss = visibility_loss(logits, sets((True, True, True)), ONES)
    loss.backward()
    assert loss.item() == 0.0 and not logits.grad.any()


def test_the_scarce_class_weighs_as_told():
    logits = torch.log(torch.tensor([[[0.5, 0.25, 0.25], [0.5, 0.25, 0.25]]]))
    classes = sets((1, 0, 0), (0, 1, 0))
    expected = (1 * -math.log(0.5) + 3 * -math.log(0.25)) / (1 + 3)
    weights = torch.tensor([1.0, 3.0, 1.0])
    assert visibility_loss(logits, classes, weights).item() == pytest.approx(expected, rel=1e-5)


def test_a_keypoint_without_a_place_teaches_no_place():
    logits = torch.randn(1, 2, 6, 5, requires_grad=True)
    xy = torch.tensor([[[2.0, 3.0], [1.0, 1.0]]])
    place_loss(logits, xy, torch.tensor([[True, False]]), sigma=1.0).backward()
    assert logits.grad[0, 0].any() and not logits.grad[0, 1].any()


def test_the_place_loss_of_a_flat_map_is_the_log_of_its_size():
    loss = place_loss(torch.zeros(1, 1, 6, 5), torch.tensor([[[2.0, 3.0]]]), torch.tensor([[True]]), sigma=1.0)
    assert loss.item() == pytest.approx(math.log(30), rel=1e-5)


def test_a_peak_at_the_right_place_costs_less_than_at_another():
    right, wrong = torch.zeros(2, 1, 1, 6, 5)
    right[..., 3, 2], wrong[..., 0, 0] = 5.0, 5.0
    xy, located = torch.tensor([[[2.0, 3.0]]]), torch.tensor([[True]])
    assert place_loss(right, xy, located, 1.0) < place_loss(wrong, xy, located, 1.0)


def test_a_missed_centre_costs_by_hand():
    target = torch.zeros(1, 1, 1, 2)
    target[..., 0] = 1.0
    logits = torch.zeros(1, 1, 1, 2)
    # p = .5 at both: (1-p)^2 * -log p at the centre, p^2 * -log(1-p) at the other.
    assert centre_loss(logits, target).item() == pytest.approx(2 * 0.25 * math.log(2), rel=1e-5)


def test_a_box_that_fits_costs_nothing_and_half_a_box_a_half():
    truth = torch.full((1, 4, 1, 1), 10.0)
    mask = torch.ones(1, 1, 1, dtype=torch.bool)
    assert box_loss(truth, truth, mask).item() == pytest.approx(0.0, abs=1e-6)
    half = truth.clone()
    half[:, 0] = 0.0
    assert box_loss(half, truth, mask).item() == pytest.approx(0.5, rel=1e-5)


def test_no_box_to_learn_costs_nothing_and_still_has_a_gradient():
    sides = torch.ones(1, 4, 2, 2, requires_grad=True)
    box_loss(sides, torch.ones(1, 4, 2, 2), torch.zeros(1, 2, 2, dtype=torch.bool)).backward()
    assert not sides.grad.any()
