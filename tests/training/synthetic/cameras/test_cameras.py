"""Lenses that bend lines: labels and pictures must bend alike."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("anny", reason="needs the synthetic extra")
pytest.importorskip("moderngl", reason="needs the synthetic extra")

from pose.errors import UserError
from training.synthetic.cameras.camera import look
from training.synthetic.cameras.mounts import mount
from training.synthetic.car.cabin import CabinMeasures
from training.synthetic.mesh import plain, rounded_box
from training.synthetic.picture.illumination import Illumination
from training.synthetic.picture.light_field import COUNTS
from training.synthetic.picture.renderer import Renderer
from training.synthetic.scene.scene import CAMERAS, View

pytestmark = pytest.mark.training
EYE, TARGET = np.array([-1.0, -0.7, 0.6]), np.array([0.0, -0.1, 0.35])


@pytest.fixture(scope="module")
def renderer():
    try:
        return Renderer(384, 288)
    except UserError as error:
        pytest.skip(str(error))


def camera_of(curve, field_of_view, roll=0.1):
    return look(EYE, TARGET, field_of_view, 384, 288, curve=curve, roll=roll)


def centre_of_ball(renderer, camera, point):
    """Return the pixel where a bright ball of 2 cm at `point` is found in the rendered picture."""
    light = Illumination(
        sun_direction=np.array([0, 0.6, 0.8]), sun=np.zeros(3), outside=np.zeros(3), lamp=0.0, glow=0.0
    )
    ball = plain(rounded_box(point, [0.01, 0.01, 0.01], 1.0, 12), (0.9, 0.9, 0.9))
    field = np.ones((6, *COUNTS[::-1], 3), np.float32)
    renderer.load([ball], light, field, np.zeros((8, 16, 3), np.float32), seed=1.0)
    brightness = renderer.render(camera, 0.0).mean(axis=2)
    rows, columns = np.nonzero(brightness > 0.1)
    weights = brightness[rows, columns]
    return np.array([(columns + 0.5) @ weights, (rows + 0.5) @ weights]) / weights.sum()


@pytest.mark.parametrize(("curve", "field_of_view"), [(1.0, 70), (0.6, 90), (0.3, 120), (0.1, 124)])
def test_a_known_place_is_drawn_on_the_pixel_that_labels_say(renderer, curve, field_of_view):
    camera = camera_of(curve, field_of_view)
    for point in (TARGET, [0.2, -0.3, 0.7], [-0.2, -0.6, 0.1], [0.1, 0.3, 0.5], [-0.4, -0.9, 0.7]):
        expected = camera.project(np.array([point]))[0][0]
        if not camera.sees(np.array([point]))[0]:
            continue

        assert centre_of_ball(renderer, camera, point) == pytest.approx(expected, abs=1.5)


@given(st.floats(-0.4, 0.4), st.floats(-0.3, 0.3), st.floats(30, 100), st.floats(0.5, 3))
def test_what_a_camera_looks_at_is_in_the_middle_of_its_picture(x, z, field_of_view, distance):
    camera = look([x, -distance, z], [x, 0, z], field_of_view, 384, 288)

    pixels, depth = camera.project(np.array([[x, 0.0, z], [x + 0.1, 0.0, z], [x, 0.0, z + 0.1]]))

    assert pixels[0] == pytest.approx([192, 144], abs=1e-6)
    assert depth[0] == pytest.approx(distance)
    assert pixels[1, 0] > 192 and pixels[2, 1] < 144


@pytest.mark.parametrize("curve", [1.0, 0.5, 0.1])
def test_the_field_of_view_ends_at_the_pictures_side(curve):
    camera = look([0, -1.0, 0], [0, 0, 0], 100, 400, 300, curve=curve)
    aside = np.tan(np.deg2rad(50))

    pixels, _ = camera.project(np.array([[aside, 0, 0], [-aside, 0, 0]]))

    # Looking to the rear, the driver's left is the picture's right.
    assert pixels[:, 0] == pytest.approx([400, 0])


def test_a_barrel_lens_draws_the_edge_closer_than_a_pinhole_does_at_the_same_middle():
    straight = look([0, -1.0, 0], [0, 0, 0], 80, 400, 300)
    bent = look([0, -1.0, 0], [0, 0, 0], 80, 400, 300, curve=0.4)
    points = np.array([[0.02, 0, 0], [0.8, 0, 0]])

    spread = [(lambda p: (p[1] - 200) / (p[0] - 200))(c.project(points)[0][:, 0]) for c in (straight, bent)]

    assert spread[1] < 0.9 * spread[0]


def test_a_camera_that_rolls_turns_the_picture_about_its_middle():
    level, rolled = camera_of(1.0, 70, roll=0.0), camera_of(1.0, 70, roll=np.deg2rad(90))
    points = np.array([TARGET, TARGET + np.array([0, 0, 0.1])])

    upright, turned = level.project(points)[0] - [192, 144], rolled.project(points)[0] - [192, 144]

    assert upright[0] == pytest.approx(turned[0], abs=1e-6)
    assert abs(turned[1, 0]) == pytest.approx(abs(upright[1, 1]))


@pytest.mark.parametrize("name", CAMERAS)
def test_every_mount_hangs_in_the_cabin_and_sees_the_chest(name):
    cabin = CabinMeasures(
        roof=0.95,
        crown=0.86,
        dash_height=0.4,
        dash_edge=-0.72,
        header=-0.4,
        lean=0.13,
        belt_anchor=np.array([0.3, 0.3, 0.7]),
    )
    for corner in (-1.0, 1.0):
        view = View(
            camera=name, place=(corner,) * 3, aim=(corner,) * 3, zoom=0.5, roll=0.0, lens="straight", lens_curve=1.0,
            exposure=0.0,
        )  # fmt: skip
        camera = mount(view, SimpleNamespace(), cabin, 384, 288)

        assert -1.18 < camera.position[0] < 0.44 and camera.position[2] < cabin.roof
        assert camera.sees(np.array([[0.0, -0.05, 0.35]]))[0]
