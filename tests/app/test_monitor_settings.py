import pytest

from app.frames.camera_settings import CameraSettings
from app.frames.orientation import Orientation
from app.monitor_settings import (
    CameraChoice,
    Language,
    RecordingSettings,
    Settings,
    Theme,
    WindowSettings,
    load_settings,
    save_settings,
)
from pose.errors import UserError


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "settings.toml"
        path.write_text(text)
        return path

    return write


def test_what_is_saved_is_read_again(tmp_path):
    settings = Settings(
        window=WindowSettings(theme=Theme.AUTO, language=Language.GERMAN, sound=True, fullscreen=True),
        camera=CameraChoice(device="Cabin", width=640, height=480, fps=15.0, format="GREY", rotate=90, mirror=True),
        recording=RecordingSettings(record=True, blur_faces=True, quota_gb=3.5, keep_days=2.0),
    )
    save_settings(settings, tmp_path / "new" / "settings.toml")
    assert load_settings(tmp_path / "new" / "settings.toml") == settings


def test_what_the_file_does_not_name_is_as_usual(file):
    settings = load_settings(file("[camera]\nfps = 15\n"))
    assert settings == Settings(camera=CameraChoice(fps=15.0))
    assert settings.window.theme is Theme.NIGHT and not settings.window.sound


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[window]\nthem = 'day'\n", "unknown key 'them'; did you mean 'theme'?"),
        ("[recordings]\n", "unknown key 'recordings'; did you mean 'recording'?"),
        ("[window]\ntheme = 'dusk'\n", "'dusk' is not a valid Theme"),
        ("[window]\nsound = 'no'\n", "'no' is no true or false"),
        ("[camera]\nrotate = 45\n", "rotate: 45 is none of 0, 90, 180 and 270"),
        ("[camera]\nwidth = 1.5\n", "1.5 is no whole number"),
        ("[camera]\nfps = 0\n", "fps: 0 is not between"),
        ("[camera]\nformat = 'PNG'\n", "'PNG' is not among MJPG"),
        ("[recording]\nquota_gb = 0\n", "more than 0"),
        ("[window\n", "is not valid TOML"),
    ],
)
def test_what_cannot_be_is_refused_with_what_helps(file, text, said):
    with pytest.raises(UserError, match=r"settings\.toml") as refusal:
        load_settings(file(text))
    assert said in str(refusal.value)


def test_a_camera_is_asked_for_what_was_chosen():
    assert CameraChoice(rotate=270, mirror=True).asked() == CameraSettings(orientation=Orientation(3, mirrored=True))
