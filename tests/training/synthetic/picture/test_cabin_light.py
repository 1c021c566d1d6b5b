"""Light that comes through windows, and what a camera makes of it."""

import numpy as np
import pytest

pytest.importorskip("anny", reason="needs the synthetic extra")

from training.synthetic.mesh import plain, sheet
from training.synthetic.picture.illumination import illuminate
from training.synthetic.picture.lens import photograph
from training.synthetic.picture.light_field import COUNTS, light_field
from training.synthetic.scene.scene import LIGHTS, Light, random_stream

WHITE_WORLD = np.ones((32, 64, 3), np.float32)


def light(mode="overcast"):
    return Light(mode=mode, azimuth=0.0, elevation=0.5, strength=1.0, panorama=0.0, heading=0.0)


def wall(x):
    return plain(sheet([[x, -9, -9], [x, 9, -9], [x, 9, 9], [x, -9, 9]]), (0.0, 0.0, 0.0))


def test_a_wall_on_the_left_leaves_light_from_the_right_only():
    field = light_field([wall(0.6)], WHITE_WORLD, 0.0, illuminate(light()))
    middle = field[:, COUNTS[2] // 2, COUNTS[1] // 2, COUNTS[0] // 2].mean(axis=1)

    assert middle[1] > 20 * middle[0]


def test_by_night_a_picture_is_darker_than_by_day():
    cabin = [wall(5.0)]
    day, night = (light_field(cabin, WHITE_WORLD, 0.0, illuminate(light(mode))).mean() for mode in ("day", "night"))

    assert night < 0.05 * day


@pytest.mark.parametrize("mode", LIGHTS)
def test_every_light_can_be_made(mode):
    assert illuminate(light(mode)).outside.min() > 0


def picture(level, **kind):
    grey = np.full((72, 96, 3), level, np.float32)
    return photograph(grey, 0.0, random_stream(1, 2), **kind).mean()


def test_exposure_evens_out_a_bright_and_a_dim_day():
    assert picture(0.4) == pytest.approx(picture(0.1), abs=8)


def test_night_stays_dark():
    assert picture(0.001) < 0.6 * picture(0.1)


def test_a_face_close_to_the_lamp_is_not_burnt_out():
    scene = np.full((72, 96, 3), 0.01, np.float32)
    scene[20:50, 30:60] = 1.0
    spared = photograph(scene, 0.0, random_stream(1, 2), monochrome=True, lamp=True)
    burnt = photograph(scene, 0.0, random_stream(1, 2), monochrome=True)

    assert spared[30:40, 40:50].mean() < 220 < burnt[30:40, 40:50].mean()
    assert (spared[..., 0] == spared[..., 2]).all()
