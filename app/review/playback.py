"""Where in the drive one is while it plays. Pure: time comes with every update."""

from dataclasses import dataclass, replace

SPEEDS = (1 / 8, 1 / 4, 1 / 2, 1.0, 2.0, 4.0, 8.0, 16.0)

NORMAL = SPEEDS.index(1.0)

EXACT_UP_TO = 2.0
"""Times the normal speed; faster, one picture in a second or so is seen anyway, and keyframes are quicker to have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Playback:
    """How a drive plays.

    Attributes
    ----------
    start, end : the drive's times, ns.
    position : where it is, ns.
    speed : index into `SPEEDS`.
    backwards : plays towards the beginning.
    loop_start, loop_end : marks between which it plays again and again, ns; None: not set.
    """

    start: int
    end: int
    position: int
    playing: bool = False
    speed: int = NORMAL
    backwards: bool = False
    loop_start: int | None = None
    loop_end: int | None = None

    @property
    def rate(self) -> float:
        """Seconds of the drive in a second; negative backwards."""
        return -SPEEDS[self.speed] if self.backwards else SPEEDS[self.speed]

    @property
    def loop(self) -> tuple[int, int] | None:
        """Both marks where both are set."""
        if self.loop_start is None or self.loop_end is None or self.loop_end <= self.loop_start:
            return None
        return self.loop_start, self.loop_end

    def ticked(self, elapsed_s: float) -> "Playback":
        """Return where it is `elapsed_s` seconds later; it stops at the drive's ends."""
        if not self.playing:
            return self
        position = self.position + round(elapsed_s * 1e9 * self.rate)
        if self.loop is not None:
            first, last = self.loop
            if not self.backwards and (position >= last or position < first):
                return replace(self, position=first)
            if self.backwards and (position <= first or position > last):
                return replace(self, position=last)
        if not self.start < position < self.end:
            return self.moved(position, playing=False)
        return replace(self, position=position)

    def moved(self, position: int, *, playing: bool | None = None) -> "Playback":
        """Return the same at another place, within the drive."""
        return replace(
            self,
            position=min(max(position, self.start), self.end),
            playing=self.playing if playing is None else playing,
        )

    def toggled(self) -> "Playback":
        """Play forwards, or pause. At the end it begins again."""
        if self.playing:
            return replace(self, playing=False)
        position = self.start if self.position >= self.end else self.position
        return replace(self, playing=True, backwards=False, position=position)

    def shuttled(self, backwards: bool) -> "Playback":
        """Play in a direction; if it does so already, faster."""
        if self.playing and self.backwards == backwards:
            return self.with_speed(1)
        return replace(self, playing=True, backwards=backwards, speed=NORMAL)

    def with_speed(self, by: int) -> "Playback":
        """Return the same so many steps faster, or slower."""
        return replace(self, speed=min(max(self.speed + by, 0), len(SPEEDS) - 1))

    def with_mark(self, *, begins: bool) -> "Playback":
        """Set a mark of the loop here; set where it is already, it goes."""
        if begins:
            return replace(self, loop_start=None if self.loop_start == self.position else self.position)
        return replace(self, loop_end=None if self.loop_end == self.position else self.position)
