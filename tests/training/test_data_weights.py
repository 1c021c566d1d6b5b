import numpy as np
import pytest

from pose.errors import UserError
from tests.training.people import person
from training.data.class_weights import class_counts, class_weights, mixture_counts


def somebody(absent, occluded):
    return person(flags=[0] * absent + [1] * occluded + [2] * (17 - absent - occluded))


def test_every_plain_label_is_counted():
    assert class_counts([somebody(2, 5), somebody(0, 1)]).tolist() == [2, 6, 26]


def test_a_label_that_allows_two_classes_counts_for_none():
    someone = somebody(0, 0)
    someone.classes[:12] = (1.0, 0.5, 0.0)
    assert class_counts([someone]).tolist() == [0, 0, 5]


def test_a_class_weighs_the_largest_over_its_own():
    assert class_weights(np.array([50, 10, 100])).tolist() == [2, 10, 1]


def test_a_mixture_counts_by_what_is_drawn_not_by_what_is_there():
    many, few = [somebody(17, 0)] * 30, [somebody(0, 8)]
    assert mixture_counts([(many, 1.0), (few, 3.0)]) == pytest.approx([17 / 4, 8 * 3 / 4, 9 * 3 / 4])


def test_a_class_that_nobody_labels_has_no_weight():
    with pytest.raises(UserError, match="plainly labelled occluded"):
        class_weights(class_counts([somebody(3, 0)]))
