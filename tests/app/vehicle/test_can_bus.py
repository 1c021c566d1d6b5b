"""A car on python-can's virtual bus: real messages through a real listener, no adapter."""

import time

import pytest

pytest.importorskip("can", reason="needs the can extra")

import can

from app.posture.inputs import VehicleState
from app.vehicle.can_bus import CanVehicle
from app.vehicle.signals import CanSettings, FlagSignal, SpeedSignal
from app.vehicle.source import MAX_AGE_S
from pose.errors import UserError

SETTINGS = CanSettings(
    interface="virtual",
    channel="cabinsight-tests",
    speed=SpeedSignal(id=0x1A0, byte=2, length=2, scale=0.01),
    reverse=FlagSignal(id=0x2B0, byte=0, mask=0x0F, value=2),
)


@pytest.fixture
def vehicle():
    listening = CanVehicle(SETTINGS)
    yield listening
    listening.close()


@pytest.fixture
def car():
    with can.Bus(interface="virtual", channel="cabinsight-tests") as bus:
        yield lambda id, *content: bus.send(can.Message(arbitration_id=id, data=bytes(content), is_extended_id=False))


def heard(vehicle, expected):
    """Wait until the listener has taken what was sent."""
    until = time.monotonic() + 20
    while vehicle.state_at(time.monotonic_ns()) != expected and time.monotonic() < until:
        time.sleep(0.01)
    return vehicle.state_at(time.monotonic_ns())


def test_speed_and_reverse_are_heard(vehicle, car):
    car(0x1A0, 0, 0, 0x13, 0x88)
    car(0x2B0, 0xF2)
    expected = VehicleState(speed_kmh=50.0, reverse=True)
    assert heard(vehicle, expected) == expected


def test_a_bus_that_says_nothing_leaves_everything_unknown(vehicle, car):
    car(0x333, 1, 2, 3)
    assert vehicle.state_at(time.monotonic_ns()) is None


def test_a_message_that_is_too_short_tells_nothing(vehicle, car):
    car(0x1A0, 1)
    car(0x2B0, 0)
    assert heard(vehicle, VehicleState(reverse=False)) == VehicleState(reverse=False)


def test_what_was_said_long_ago_is_not_believed(vehicle, car):
    car(0x2B0, 2)
    assert heard(vehicle, VehicleState(reverse=True)) is not None
    assert vehicle.state_at(time.monotonic_ns() + round((MAX_AGE_S + 1) * 1e9)) is None


def test_a_bus_that_does_not_open_is_refused():
    with pytest.raises(UserError, match="does not open"):
        CanVehicle(CanSettings(interface="socketcan", channel="no-such-bus", speed=SETTINGS.speed))
