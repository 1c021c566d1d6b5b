"""Cars of several kinds: every part of a kind can be built, and vans are vans."""

from collections import Counter

import numpy as np
import pytest

pytest.importorskip("anny", reason="needs the synthetic extra")

from training.synthetic.car.dashboards import dashboard
from training.synthetic.car.seats import SeatFit, front_seats
from training.synthetic.car.wheel import Wheel
from training.synthetic.car.wheel_shapes import wheel_surfaces
from training.synthetic.scene.car import draw_car
from training.synthetic.scene.scene import random_stream

CARS = [draw_car(random_stream(1, index)) for index in range(400)]
WHEEL = Wheel(
    centre=np.array([0, -0.5, 0.27]),
    radius=0.18,
    across=np.array([1.0, 0, 0]),
    up=np.array([0, -0.38, 0.925]),
    normal=np.array([0, 0.925, 0.38]),
)


def one_of_each(field):
    return list({getattr(car, field): car for car in CARS}.values())


def points(meshes):
    return np.concatenate([mesh.vertices for mesh in meshes])


@pytest.mark.parametrize("field", ["seat_kind", "wheel_kind", "dash_kind", "kind", "seat_pattern"])
def test_there_are_several_kinds_and_none_is_everywhere(field):
    shares = Counter(getattr(car, field) for car in CARS)

    assert len(shares) >= 4
    assert max(shares.values()) < 0.5 * len(CARS)


def test_one_sits_upright_behind_a_flat_wheel_in_vans_and_trucks():
    high = [car for car in CARS if car.kind in ("van", "truck")]
    low = [car for car in CARS if car.kind == "sport"]

    assert max(car.recline for car in high) < min(car.recline for car in low)
    assert min(car.wheel_tilt for car in high) > max(car.wheel_tilt for car in low)


@pytest.mark.parametrize("car", one_of_each("seat_kind"), ids=lambda car: car.seat_kind)
def test_a_seat_holds_the_driver_and_leaves_the_lap_free(car):
    fit = SeatFit(back=0.12, cushion=-0.12, head=0.68)
    seats = points(front_seats(car, fit, -0.74))
    lap = (np.abs(seats[:, 0]) < 0.12) & (np.abs(seats[:, 1] + 0.15) < 0.1)

    assert np.isfinite(seats).all()
    assert seats[lap, 2].max() < fit.cushion + 0.05
    assert seats[:, 2].max() > fit.head * np.cos(car.recline)


@pytest.mark.parametrize("car", one_of_each("wheel_kind"), ids=lambda car: car.wheel_kind)
def test_a_wheels_rim_is_where_hands_take_it(car):
    rim = wheel_surfaces(WHEEL, car)[0].vertices
    for angle in np.deg2rad([0, 45, 90, 135, 180]):
        assert np.linalg.norm(rim - WHEEL.rim(angle)[0], axis=1).min() < 0.02


def test_only_a_flat_bottom_is_flat():
    lowest = {car.wheel_kind: wheel_surfaces(WHEEL, car)[0].vertices[:, 2].min() for car in one_of_each("wheel_kind")}

    assert min(lowest, key=lambda kind: -lowest[kind]) == "flat_bottom"


@pytest.mark.parametrize("car", one_of_each("dash_kind"), ids=lambda car: car.dash_kind)
def test_a_dashboard_spans_the_car_and_stays_before_the_knees(car):
    dash = points(dashboard(car, -0.72, 0.40, 0.44, -1.18))

    assert np.isfinite(dash).all()
    assert dash[:, 0].min() == pytest.approx(-1.18, abs=0.01) and dash[:, 0].max() == pytest.approx(0.44, abs=0.01)
    assert dash[:, 1].max() < -0.72 + 0.10
