import pytest
import torch

from training.own_evidence import heard

pytestmark = pytest.mark.training

UNKNOWN = torch.ones(1, 17, 3)


def heatmaps(peak):
    maps = torch.zeros(1, 17, 8, 8)
    maps[..., 3, 4] = peak
    return maps


def test_a_face_that_nobody_labelled_is_taught_as_seen_where_its_heatmap_is_loud():
    assert heard(UNKNOWN, heatmaps(0.5))[0, 0].tolist() == pytest.approx([0.0, 0.2, 1.0])


def test_a_face_that_nobody_labelled_is_taught_as_unseen_where_its_heatmap_is_silent():
    assert heard(UNKNOWN, heatmaps(0.05))[0, 0].tolist() == pytest.approx([1.0, 0.3, 0.0])


def test_a_murmur_says_nothing():
    assert torch.equal(heard(UNKNOWN, heatmaps(0.2)), UNKNOWN)


def test_a_label_is_believed_whatever_is_heard():
    absent = torch.tensor([1.0, 0.0, 0.0]).expand(1, 17, 3)
    assert torch.equal(heard(absent, heatmaps(0.9)), absent)
