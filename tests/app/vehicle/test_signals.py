import pytest

from app.vehicle.signals import CanSettings, FlagSignal, SpeedSignal
from pose import toml_file
from pose.errors import UserError


@pytest.mark.parametrize(
    ("signal", "speed"),
    [
        (SpeedSignal(id=1, byte=1, length=2, scale=0.01), 0x1234 / 100),
        (SpeedSignal(id=1, byte=1, length=2, big_endian=False, scale=0.01), 0x3412 / 100),
        (SpeedSignal(id=1, byte=1, length=2, mask=0x0FFF), 0x234),
        (SpeedSignal(id=1, byte=0, offset=-300), 0),
        (SpeedSignal(id=1, byte=3), None),
    ],
)
def test_a_speed_is_read_from_its_bytes(signal, speed):
    assert signal.value(bytes([0xFF, 0x12, 0x34])) == (None if speed is None else pytest.approx(speed))


def test_a_flag_is_set_where_its_bits_are():
    reverse = FlagSignal(id=1, byte=1, mask=0x0F, value=2)
    assert reverse.is_set(b"\x00\xf2") is True
    assert reverse.is_set(b"\x00\xf3") is False
    assert reverse.is_set(b"\x00") is None


def test_a_file_names_bus_and_signals(tmp_path):
    path = tmp_path / "can.toml"
    path.write_text('interface = "virtual"\nchannel = "a"\n[speed]\nid = 0x1A0\nbyte = 2\nlength = 2\nscale = 0.01\n')
    settings = toml_file.read(path, CanSettings)
    assert settings.speed == SpeedSignal(id=0x1A0, byte=2, length=2, scale=0.01)
    assert settings.reverse is None


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("", "one of .speed., .reverse. and .ignition. is needed"),
        ("[sped]\nid = 1\nbyte = 0\n", "did you mean 'speed'"),
        ("[speed]\nid = 1\nbyte = 63\nlength = 2\n", "must end within the message"),
        ("[reverse]\nid = 1\nbyte = 0\nmask = 1\nvalue = 2\n", "can never be"),
    ],
)
def test_settings_that_cannot_be_are_refused(tmp_path, table, message):
    path = tmp_path / "can.toml"
    path.write_text('interface = "virtual"\nchannel = "a"\n' + table)
    with pytest.raises(UserError, match=message):
        toml_file.read(path, CanSettings)
