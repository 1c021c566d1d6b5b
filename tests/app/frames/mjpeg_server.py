"""A real HTTP server on loopback that streams JPEGs as network cameras do, and can fail as they do."""

import contextlib
import socket
import threading
import time

import numpy as np
import simplejpeg

HEAD = b"HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n"


class MjpegServer:
    """Serve 50 pictures a second to whoever connects.

    `mode` is looked at before each picture: "good", "silent" (connected, nothing comes) or "rubbish".
    """

    def __init__(self, port=0):
        self.mode = "good"
        self._listener = socket.create_server(("127.0.0.1", port), reuse_port=False)
        self.port = self._listener.getsockname()[1]
        self.url = f"http://user:secret@127.0.0.1:{self.port}/video"
        self._running = True
        self._clients = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def kill(self):
        """Break every connection and listen no more; returns when all of it is over."""
        self._running = False
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for client in self._clients:
            with contextlib.suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)

    def _accept(self):
        while self._running:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self._clients.append(client)
            thread = threading.Thread(target=self._serve, args=(client,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, client):
        with client, contextlib.suppress(OSError):
            client.recv(4096)
            client.sendall(HEAD)
            number = 0
            while self._running:
                time.sleep(0.02)
                if self.mode == "silent":
                    continue
                image = np.random.default_rng(number).integers(0, 80, (48, 64, 3), dtype=np.uint8)
                data = simplejpeg.encode_jpeg(image, colorspace="BGR") if self.mode == "good" else bytes(range(200))
                head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(data)}\r\n\r\n"
                client.sendall(head.encode() + data + b"\r\n")
                number += 1
