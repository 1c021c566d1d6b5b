import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.ui.qt_image import as_qimage, to_array


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_a_picture_of_any_size_survives_the_way_to_qt_and_back(height, width, seed):
    image = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    np.testing.assert_array_equal(to_array(as_qimage(image)), image)


def test_a_part_of_a_picture_is_shown_without_copying():
    image = np.zeros((20, 30, 3), np.uint8)
    part = as_qimage(image[5:15])
    image[5, 0] = (255, 0, 0)
    assert part.pixelColor(0, 0).blue() == 255
