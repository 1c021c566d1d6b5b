import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pose.boxes import Box
from pose.crop import Crop

sides = st.floats(2, 2000)
boxes = st.builds(Box.from_xywh, st.floats(-300, 2000), st.floats(-300, 2000), sides, sides)


@given(boxes, st.floats(-100, 3000), st.floats(-100, 3000))
def test_a_place_survives_the_way_into_the_crop_and_back(box, x, y):
    crop = Crop.around(box, 160, 192)
    place = np.array([x, y], dtype=np.float32)
    # float32 keeps 7 digits, and a tiny box magnifies the crop's pixels.
    assert np.allclose(crop.to_picture(crop.to_crop(place)), place, atol=0.01)


@given(boxes)
def test_the_crop_holds_the_whole_box(box):
    crop = Crop.around(box, 160, 192)
    assert crop.x <= box.x1 + 1 and crop.y <= box.y1 + 1
    assert crop.x + crop.width >= box.x2 - 1 and crop.y + crop.height >= box.y2 - 1


@given(boxes)
def test_the_crop_has_the_shape_of_the_network(box):
    crop = Crop.around(box, 160, 192)
    assert crop.width / 160 == pytest.approx(crop.height / 192, abs=1 / 50)


@pytest.mark.parametrize("corner", [(40, 30), (-25, -35), (150, 95)])
def test_a_bright_spot_is_found_in_the_crop_where_the_transform_says(corner):
    picture = np.zeros((120, 200, 3), dtype=np.uint8)
    picture[60, 80] = 255
    crop = Crop(corner[0], corner[1], 160, 96, 160, 96)
    cut = crop.cut(picture)
    x, y = crop.to_crop(np.array([80, 60], dtype=np.float32)).astype(int)
    expected = 255 if 0 <= x < 160 and 0 <= y < 96 else None
    if expected:
        assert tuple(cut[y, x]) == (255, 255, 255)
    else:
        assert (cut == 255).sum() == 0


def test_enlarging_keeps_places_to_half_a_pixel():
    picture = np.zeros((60, 60, 3), dtype=np.uint8)
    picture[30, 20] = 255
    crop = Crop(10, 20, 20, 24, 160, 192)
    cut = crop.cut(picture)[..., 0].astype(float)
    ys, xs = np.mgrid[: cut.shape[0], : cut.shape[1]]
    centre = np.array([(xs * cut).sum(), (ys * cut).sum()]) / cut.sum()
    assert np.allclose(centre, crop.to_crop(np.array([20, 30], dtype=np.float32)), atol=0.5)


def test_outside_the_picture_is_the_border_colour():
    crop = Crop(-50, -50, 40, 48, 40, 48)
    assert np.array_equal(
        np.unique(crop.cut(np.zeros((10, 10, 3), np.uint8)).reshape(-1, 3), axis=0), [[124, 116, 104]]
    )
