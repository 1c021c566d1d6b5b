import argparse

import pytest

from app.commands import camera_options
from app.frames.camera_settings import CameraSettings
from app.frames.orientation import Orientation
from app.monitor_settings import Settings


def parsed(*arguments):
    parser = argparse.ArgumentParser()
    camera_options.add_options(parser)
    return camera_options.with_camera(Settings(), parser.parse_args(arguments)).camera.asked()


def test_without_options_a_camera_is_asked_for_the_usual():
    assert parsed() == CameraSettings()


def test_every_option_reaches_the_settings():
    options = (
        "--camera-size",
        "640x480",
        "--camera-fps",
        "60",
        "--camera-format",
        "grey",
        "--rotate",
        "270",
        "--mirror",
    )
    assert parsed(*options) == CameraSettings(
        width=640, height=480, fps=60.0, format="GREY", orientation=Orientation(3, mirrored=True)
    )


@pytest.mark.parametrize(
    "wrong",
    [
        ("--camera-size", "640"),
        ("--camera-size", "0x480"),
        ("--camera-size", "640x480x3"),
        ("--camera-fps", "0"),
        ("--camera-fps", "fast"),
        ("--camera-format", "PNG"),
        ("--rotate", "45"),
    ],
)
def test_what_no_camera_can_do_is_wrong_usage(wrong, capsys):
    with pytest.raises(SystemExit) as refusal:
        parsed(*wrong)
    assert refusal.value.code == 2 and wrong[0] in capsys.readouterr().err
