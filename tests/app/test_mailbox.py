import threading
import time

import pytest

from app.mailbox import Mailbox


@pytest.fixture
def mailbox():
    return Mailbox()


def test_what_was_put_is_taken_once(mailbox):
    mailbox.put("frame")
    assert mailbox.take() == "frame"
    assert mailbox.take(timeout=0) is None
    assert mailbox.dropped == 0


def test_the_newest_replaces_the_older_and_the_loss_is_counted(mailbox):
    for i in range(5):
        mailbox.put(i)
    assert mailbox.take() == 4
    assert mailbox.dropped == 4


def test_taking_waits_no_longer_than_it_was_told(mailbox):
    before = time.monotonic()
    assert mailbox.take(timeout=0.05) is None
    assert 0.04 < time.monotonic() - before < 2


def test_what_is_put_wakes_who_waits(mailbox):
    threading.Timer(0.05, mailbox.put, ("frame",)).start()
    assert mailbox.take(timeout=10) == "frame"


def test_closing_wakes_who_waits_with_nothing(mailbox):
    threading.Timer(0.05, mailbox.close).start()
    assert mailbox.take() is None
    assert mailbox.closed


def test_what_was_there_at_closing_can_still_be_taken(mailbox):
    mailbox.put("last")
    mailbox.close()
    assert mailbox.take() == "last"
    assert mailbox.take() is None


def test_after_closing_nothing_comes_in(mailbox):
    mailbox.close()
    mailbox.put("late")
    assert mailbox.take() is None and mailbox.dropped == 0


def test_between_two_threads_every_item_is_taken_or_counted_and_the_order_holds(mailbox):
    count = 5000

    def put():
        for i in range(1, count + 1):
            mailbox.put(i)
        mailbox.close()

    thread = threading.Thread(target=put)
    thread.start()
    taken = list(iter(mailbox.take, None))
    thread.join()
    assert taken == sorted(taken) and taken[-1] == count
    assert len(taken) + mailbox.dropped == count
