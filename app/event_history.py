"""The newest events, each in its newest telling."""

from app.posture.event import EventKind, PostureEvent

LENGTH = 200
"""As many as a person scrolls through; the log has them all."""


class EventHistory:
    """Hold the newest `LENGTH` events. An event is known by its kind and start."""

    def __init__(self) -> None:
        self._events: dict[tuple[EventKind, int], PostureEvent] = {}

    def update(self, event: PostureEvent) -> None:
        """Take an event that began, became more severe or ended."""
        self._events[event.kind, event.start] = event
        if len(self._events) > LENGTH:
            del self._events[next(iter(self._events))]

    def newest(self) -> tuple[PostureEvent, ...]:
        """Return them, in the order in which they were told first."""
        return tuple(self._events.values())
