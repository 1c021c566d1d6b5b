import math

import numpy as np
import pytest

from pose import heatmap

torch = pytest.importorskip("torch", reason="needs the training extra")
pytestmark = pytest.mark.training

from training.heatmap_loss import gaussian_maps, hard_keypoint_loss, heatmap_loss  # noqa: E402

LOCATED = torch.tensor([[True, True]])
XY = torch.tensor([[[2.0, 3.0], [1.0, 1.0]]])


def test_the_peak_is_one_and_a_pixel_beside_it_falls_by_hand():
    drawn = gaussian_maps(torch.tensor([[[2.0, 3.0]]]), height=6, width=5, sigma=1.0)
    assert drawn.shape == (1, 1, 6, 5)
    assert drawn[0, 0, 3, 2].item() == 1.0
    assert drawn[0, 0, 3, 3].item() == pytest.approx(math.exp(-0.5))
    assert drawn[0, 0, 1, 1].item() == pytest.approx(math.exp(-(1 + 4) / 2))


def test_maps_are_those_that_the_codec_draws():
    crop_xy = np.array([[10.0, 21.5], [0.0, 0.0], [-400.0, 9.0]], dtype=np.float32)
    xy = torch.from_numpy((crop_xy + 0.5) / heatmap.STRIDE - 0.5)
    drawn = gaussian_maps(xy[None], height=16, width=12, sigma=1.5)[0]
    np.testing.assert_allclose(drawn.numpy(), heatmap.encode(crop_xy, 12, 16, sigma=1.5), atol=1e-6)


def test_right_heatmaps_cost_nothing():
    assert heatmap_loss(gaussian_maps(XY, 6, 5, 1.0), XY, LOCATED, 1.0).item() == 0.0


def test_a_silent_network_costs_the_gaussians_own_square():
    # The sum of exp(-d^2) over a plane of pixels is pi, for sigma 1.
    xy = torch.tensor([[[16.0, 16.0], [14.0, 15.0]]])
    assert heatmap_loss(torch.zeros(1, 2, 32, 32), xy, LOCATED, 1.0).item() == pytest.approx(math.pi, rel=1e-3)


def test_a_single_wrong_pixel_costs_its_square_over_all_keypoints():
    answered = gaussian_maps(XY, 6, 5, 1.0)
    answered[0, 1, 0, 4] += 3.0
    assert heatmap_loss(answered, XY, LOCATED, 1.0).item() == pytest.approx(9 / 2)


def test_a_keypoint_without_a_place_teaches_nothing_and_counts_for_nothing():
    answered = gaussian_maps(XY, 6, 5, 1.0)
    answered[0, 0, 0, 0] += 3.0
    answered[0, 1] += 100.0
    answered.requires_grad_()
    loss = heatmap_loss(answered, XY, torch.tensor([[True, False]]), 1.0)
    loss.backward()
    assert loss.item() == pytest.approx(9)
    assert not answered.grad[0, 1].any()


def test_only_the_hardest_keypoints_count_each_sample_its_own():
    xy = torch.zeros(2, 3, 2)
    answered = gaussian_maps(xy, 2, 2, 1.0)
    for sample, offsets in enumerate(((1.0, 2.0, 3.0), (5.0, 0.0, 0.0))):
        answered[sample] += torch.tensor(offsets)[:, None, None]
    loss = hard_keypoint_loss(answered, xy, torch.ones(2, 3, dtype=torch.bool), 1.0, hardest=2)
    assert loss.item() == pytest.approx(4 * (4 + 9 + 25 + 0) / 4)
