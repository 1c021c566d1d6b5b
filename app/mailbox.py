"""A mailbox of one, between two threads: the newest item replaces the older one, so delay cannot grow."""

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class Mailbox(Generic[T]):
    """Hold at most one item.

    Attributes
    ----------
    dropped : int, how many items were replaced before anybody took them.
    """

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._item: T | None = None
        self._closed = False
        self.dropped = 0

    def put(self, item: T) -> None:
        """Leave `item`, replacing what was not taken. After `close` it is thrown away."""
        with self._condition:
            if self._closed:
                return
            if self._item is not None:
                self.dropped += 1
            self._item = item
            self._condition.notify()

    def take(self, timeout: float | None = None) -> T | None:
        """Take the item, waiting up to `timeout` seconds (None: until there is one).

        Returns None when the time is over, or when the mailbox is closed and empty.
        """
        with self._condition:
            self._condition.wait_for(lambda: self._item is not None or self._closed, timeout)
            item, self._item = self._item, None
            return item

    @property
    def closed(self) -> bool:
        """True once no more items will come."""
        return self._closed

    def close(self) -> None:
        """Let no more items in and wake whoever waits. An item that is there can still be taken."""
        with self._condition:
            self._closed = True
            self._condition.notify_all()
