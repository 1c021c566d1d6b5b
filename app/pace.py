"""How fast the pipeline goes: rates, ages and counts, for the status line."""

import time

from app.rates import Rate, RecentValues


class Pace:
    """Measure one monitor. Two threads write, each its own figures.

    Attributes
    ----------
    camera, inference : how often a frame came, how often one was looked at.
    inference_ms, age_ms : of the last frames, milliseconds of perception and from capture to its end.
    frames, broken : counts since the start; broken ones are no pictures.
    """

    def __init__(self) -> None:
        self.camera, self.inference = Rate(), Rate()
        self.inference_ms, self.age_ms = RecentValues(), RecentValues()
        self.frames = self.broken = 0

    def arrived(self) -> None:
        """Note that a frame came from the camera."""
        self.camera.update(time.monotonic_ns())

    def looked(self, started: int, since: int) -> None:
        """Note that a frame was looked at from `started` to now; its age counts from `since`, monotonic ns both."""
        now = time.monotonic_ns()
        self.frames += 1
        self.inference.update(now)
        self.inference_ms.update((now - started) / 1e6)
        self.age_ms.update((now - since) / 1e6)
