import socket

import pytest

from app import watchdog
from app.watchdog import Watchdog


class Manager:
    """What stands for systemd: a real socket that is told."""

    def __init__(self, address):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(address)
        self.socket.setblocking(False)

    def heard(self):
        said = []
        while True:
            try:
                said.append(self.socket.recv(100).decode())
            except BlockingIOError:
                return said


@pytest.fixture
def manager(tmp_path):
    made = Manager(str(tmp_path / "notify"))
    yield made
    made.socket.close()


@pytest.fixture
def told(tmp_path, manager, monkeypatch):
    monkeypatch.setattr(watchdog, "EVERY_S", 0.0)
    return Watchdog({"NOTIFY_SOCKET": str(tmp_path / "notify")})


def test_start_life_and_end_are_told(told, manager):
    told.ready()
    told.update(1)
    told.stopping()
    assert manager.heard() == ["READY=1", "WATCHDOG=1", "STOPPING=1"]


def test_a_count_that_stands_still_is_silence(told, manager):
    for count in (1, 1, 1, 2, 2):
        told.update(count)
    assert manager.heard() == ["WATCHDOG=1"] * 2


def test_life_is_told_once_a_second_at_most(tmp_path, manager):
    often = Watchdog({"NOTIFY_SOCKET": str(tmp_path / "notify")})
    for count in range(50):
        often.update(count)
    assert manager.heard() == ["WATCHDOG=1"]


def test_an_abstract_socket_is_told_too(tmp_path):
    name = f"cabinsight-test-{tmp_path.name}"
    manager = Manager("\0" + name)
    Watchdog({"NOTIFY_SOCKET": "@" + name}).ready()
    assert manager.heard() == ["READY=1"]
    manager.socket.close()


def test_without_systemd_or_with_one_that_is_gone_nothing_happens(tmp_path):
    for environment in ({}, {"NOTIFY_SOCKET": str(tmp_path / "gone")}):
        quiet = Watchdog(environment)
        quiet.ready()
        quiet.update(1)
        quiet.stopping()
