"""The stretch of a drive that is on the screen: shared by timeline and plots. Pure."""

from dataclasses import dataclass, replace
from typing import Final

LEAST_NS: Final = 1_000_000_000
"""A second across the screen: every frame is a finger wide."""

STEPS_S: Final = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeAxis:
    """All times ns, the frames' `captured_at`.

    Attributes
    ----------
    start, end : of the drive.
    left, right : of what is seen.
    """

    start: int
    end: int
    left: int
    right: int

    @classmethod
    def whole(cls, start: int, end: int) -> "TimeAxis":
        """Show all of a drive."""
        end = max(end, start + LEAST_NS)
        return cls(start=start, end=end, left=start, right=end)

    @property
    def span(self) -> int:
        """Length of what is seen, ns."""
        return self.right - self.left

    def to_x(self, time: float, width: float) -> float:
        """Return where `time` is on a screen `width` pixels wide."""
        return (time - self.left) / self.span * width

    def to_time(self, x: float, width: float) -> int:
        """Return the time at pixel `x` of `width`, within the drive."""
        return min(max(self.left + round(x / max(width, 1) * self.span), self.start), self.end)

    def zoomed(self, factor: float, around: int) -> "TimeAxis":
        """Show `factor` times as much; what is at `around` stays where it is."""
        span = min(max(round(self.span * factor), LEAST_NS), self.end - self.start)
        left = around - round((around - self.left) * span / self.span)
        return self._at(left, span)

    def panned(self, by: int) -> "TimeAxis":
        """Move what is seen by so many ns."""
        return self._at(self.left + by, self.span)

    def following(self, position: int) -> "TimeAxis":
        """Show `position`: unmoved where it is seen, else turned like a page."""
        if self.left <= position <= self.right:
            return self
        return self._at(position - self.span // 10, self.span)

    def ticks(self, most: int) -> list[int]:
        """Return times at even distances from the drive's start, at most `most` of them."""
        step = next((s for s in STEPS_S if self.span / (s * 1e9) <= most), STEPS_S[-1])
        ns = round(step * 1e9)
        first = -(-(self.left - self.start) // ns)
        return [self.start + ns * i for i in range(first, (self.right - self.start) // ns + 1)]

    def _at(self, left: int, span: int) -> "TimeAxis":
        left = min(max(left, self.start), self.end - span)
        return replace(self, left=left, right=left + span)


def clock_text(ns: int, *, tenths: bool = False) -> str:
    """Return a place in a drive: `1:02:03` or `2:03`, with tenths of a second `2:03.4`."""
    ticks = max(0, ns) // 100_000_000
    seconds, tenth = divmod(ticks, 10)
    hours, rest = divmod(seconds, 3600)
    text = f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"
    return f"{text}.{tenth}" if tenths else text


def parsed_clock(text: str) -> int | None:
    """Return the ns that a person typed as `1:02:03`, `2:03.4` or `123`; None where it is no time."""
    parts = text.strip().split(":")
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        return None
    if not 1 <= len(numbers) <= 3 or any(not 0 <= number < 1e6 for number in numbers):
        return None
    seconds = 0.0
    for number in numbers:
        seconds = seconds * 60 + number
    return round(seconds * 1e9)
