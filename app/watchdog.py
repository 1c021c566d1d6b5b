"""Telling systemd that all is well: sd_notify(3) by hand, a datagram to the socket that it names.

Nothing listens here, and without systemd nothing is sent.
"""

import os
import socket
import time
from collections.abc import Mapping
from contextlib import suppress

EVERY_S = 1.0
"""Between two signs of life: systemd waits thirty times as long."""


class Watchdog:
    """Pass on that work really goes on.

    Whoever shows or prints what is watched calls `update` now and then, with a count that rises only while frames go
    all the way, or while the camera is known to give none. A count that stands still is passed on as silence, after
    which systemd ends the program and starts it again; so does whoever hangs and calls no more.

    Parameters
    ----------
    environment : has `NOTIFY_SOCKET` where systemd wants to be told.
    """

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._address = environment.get("NOTIFY_SOCKET", "")
        if self._address.startswith("@"):
            # Linux's abstract sockets.
            self._address = "\0" + self._address[1:]
        self._count: int | None = None
        self._told_at = 0.0

    def ready(self) -> None:
        """Tell that the monitor has started."""
        self._send("READY=1")

    def update(self, count: int) -> None:
        """Take the count of work done; tell of life where it has risen, once a second at most."""
        if not self._address:
            return
        now = time.monotonic()
        if count != self._count and now - self._told_at >= EVERY_S:
            self._count, self._told_at = count, now
            self._send("WATCHDOG=1")

    def stopping(self) -> None:
        """Tell that the end was asked for."""
        self._send("STOPPING=1")

    def _send(self, text: str) -> None:
        if not self._address:
            return
        # What systemd does not hear it acts upon; the driver is watched all the same.
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
            channel.setblocking(False)
            channel.sendto(text.encode(), self._address)
