"""A network camera on loopback that shows a video in a loop and fails as cameras fail, when told to."""

import contextlib
import socket
import threading
import time
from collections.abc import Sequence
from enum import StrEnum

HEAD = b"HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n"


class Fault(StrEnum):
    """What can be the matter with it."""

    NONE = "none"
    UNPLUGGED = "unplugged"
    """Connections break, nobody answers."""
    SILENT = "silent"
    """Connected, and nothing comes."""
    RUBBISH = "rubbish"
    """Connected, and what comes is no picture."""
    FROZEN = "frozen"
    """The same picture again and again."""
    DARK = "dark"
    """Black pictures."""


class FaultyCamera:
    """Stream JPEGs over HTTP, `fps` a second, to whoever connects. The clip's time goes on during a fault.

    Attributes
    ----------
    fault : what is the matter; may be set at any time.
    url : where it is.
    started : monotonic seconds of the clip's first picture; picture i of loop n is due at
        `started + (n * len(pictures) + i) / fps`.
    """

    def __init__(self, pictures: Sequence[bytes], dark: bytes, fps: float) -> None:
        self.fault = Fault.NONE
        self._pictures, self._dark, self._fps = pictures, dark, fps
        self._frozen: bytes | None = None
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/video"
        self.started = time.monotonic()
        threading.Thread(target=self._accept, name="camera", daemon=True).start()

    def close(self) -> None:
        """Listen no more."""
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                if self.fault is Fault.UNPLUGGED:
                    client.close()
                else:
                    threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError):
            client.recv(4096)
            client.sendall(HEAD)
            due = time.monotonic()
            while self.fault is not Fault.UNPLUGGED:
                due += 1 / self._fps
                time.sleep(max(0.0, due - time.monotonic()))
                if self.fault is not Fault.SILENT:
                    data = self._shown()
                    head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(data)}\r\n\r\n"
                    client.sendall(head.encode() + data + b"\r\n")

    def _shown(self) -> bytes:
        now = self._pictures[int((time.monotonic() - self.started) * self._fps) % len(self._pictures)]
        if self.fault is not Fault.FROZEN:
            self._frozen = None
        elif self._frozen is None:
            self._frozen = now
        by_fault = {Fault.RUBBISH: bytes(range(200)), Fault.DARK: self._dark}
        return by_fault.get(self.fault, self._frozen or now)
