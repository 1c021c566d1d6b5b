import gc
import threading

import pytest
from PySide6.QtCore import QObject

from app.ui.review.garbage import GarbageInWindow


class Told:
    """Says in which thread it was found to be garbage."""

    def __init__(self, told):
        self.itself = self
        self.told = told

    def __del__(self):
        self.told.append(threading.get_ident())


@pytest.fixture
def garbage(qtbot):
    owner = QObject()
    found = GarbageInWindow(parent=owner)
    yield found
    found.close()
    assert gc.isenabled()


def test_what_another_thread_leaves_is_collected_in_the_window_s(garbage, qtbot, monkeypatch):
    told = []
    monkeypatch.setattr("app.ui.review.garbage.gc.get_threshold", lambda: (0, 0, 0))

    def work():
        for _ in range(5000):
            Told(told)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert told == []
    qtbot.waitUntil(lambda: len(told) == 5000, timeout=10_000)
    assert set(told) == {threading.get_ident()}
