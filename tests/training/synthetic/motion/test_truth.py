"""What a scripted drive says of itself is read by the monitor."""

import pytest

pytest.importorskip("anny", reason="needs the synthetic extra")
pytestmark = pytest.mark.training

from app.camera_state import CameraState  # noqa: E402
from training.synthetic.motion.truth import CAMERA  # noqa: E402


def test_the_cameras_state_is_told_in_the_monitors_words():
    assert [CameraState(word) for word in CAMERA] == [CameraState.OK, CameraState.DARK]
