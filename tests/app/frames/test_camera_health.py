"""Stories of a camera: what is noticed, when, and what is not."""

import numpy as np
import pytest

from app.camera_state import CameraState
from app.frames.camera_health import CameraHealth, View

SECOND = 10**9
FRAME = SECOND // 30
RNG = np.random.default_rng(0)
CABIN = RNG.integers(30, 220, (36, 64)).astype(np.float32)


class Camera:
    """Tell a story: seconds of pictures, one after the other."""

    def __init__(self):
        self.now = 5 * SECOND
        self.health = CameraHealth(self.now)
        self.history = []

    def show(self, seconds, picture):
        for _ in range(round(seconds * 30)):
            self.now += FRAME
            view = picture()
            self.history.append((self.now, self.health.update(self.now, view)))
        return self

    @property
    def state(self):
        return self.health.status.state

    def noticed_after(self, state, start):
        """Seconds from `start` until `state` was first told."""
        return next((now - start) / SECOND for now, status in self.history if status.state is state)


def cabin():
    """A real sensor's noise is half a level and more."""
    return View(CABIN + RNG.normal(0, 1.0, CABIN.shape).astype(np.float32))


def still():
    return View(CABIN)


def dark():
    return View(np.abs(RNG.normal(3, 1.5, CABIN.shape)).astype(np.float32))


def covered():
    return View(60 + RNG.normal(0, 1.5, CABIN.shape).astype(np.float32))


def nothing():
    return None


@pytest.mark.parametrize(
    ("picture", "state"),
    [
        (nothing, CameraState.LOST),
        (still, CameraState.FROZEN),
        (dark, CameraState.DARK),
        (covered, CameraState.BLOCKED),
    ],
)
def test_every_trouble_is_noticed_within_three_seconds_and_over_within_one(picture, state):
    camera = Camera().show(5, cabin)
    assert camera.state is CameraState.OK
    start = camera.now
    camera.show(4, picture)
    assert camera.state is state
    assert 1.9 < camera.noticed_after(state, start) < 3
    assert abs(camera.health.status.since - start) <= 2 * FRAME
    end = camera.now
    camera.show(1, cabin)
    assert camera.state is CameraState.OK
    assert any(status.state is CameraState.OK for now, status in camera.history if now > end)


def test_a_hand_that_passes_before_the_lens_is_nothing():
    camera = Camera().show(3, cabin).show(1.5, covered).show(3, cabin)
    assert {status.state for _, status in camera.history} == {CameraState.OK}


def test_a_tunnel_s_mouth_is_nothing_and_a_frame_that_is_late_neither():
    camera = Camera().show(3, cabin).show(1, dark).show(1, cabin).show(1.5, nothing).show(1, cabin)
    assert {status.state for _, status in camera.history} == {CameraState.OK}


def test_a_driver_who_sits_still_is_no_frozen_camera():
    camera = Camera().show(20, cabin)
    assert {status.state for _, status in camera.history} == {CameraState.OK}


def test_a_slow_dusk_is_no_frozen_camera_until_it_is_dark():
    level = [220.0]

    def dusk():
        level[0] -= 0.3
        return View(np.clip(CABIN / 220 * level[0], 0, 255).astype(np.float32))

    camera = Camera().show(20, dusk)
    assert CameraState.FROZEN not in {status.state for _, status in camera.history}


def test_a_camera_that_sends_pure_black_is_dark_rather_than_frozen():
    camera = Camera().show(3, cabin).show(5, lambda: View(np.zeros_like(CABIN)))
    assert camera.state is CameraState.DARK


def test_one_trouble_may_become_another():
    camera = Camera().show(3, cabin).show(4, covered).show(4, nothing)
    assert camera.state is CameraState.LOST
    camera.show(4, dark)
    assert camera.state is CameraState.DARK


def test_a_good_frame_now_and_then_ends_no_trouble():
    camera = Camera().show(3, cabin).show(4, dark)
    for _ in range(5):
        camera.show(0.2, cabin).show(0.5, dark)
    assert camera.state is CameraState.DARK
    assert all(status.state is CameraState.DARK for _, status in camera.history[-100:])


def test_a_camera_that_never_sent_anything_is_lost():
    assert Camera().show(3, nothing).state is CameraState.LOST


def test_a_view_is_the_picture_s_brightness():
    image = np.zeros((720, 1280, 3), np.uint8)
    image[:360] = (30, 60, 90)
    view = View.of(image)
    assert view.levels.shape == (36, 64)
    assert (view.levels[:18] == 60).all() and (view.levels[18:] == 0).all()
