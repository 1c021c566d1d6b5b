"""A posture event in one line of text."""

from app.posture.event import PostureEvent


def event_line(event: PostureEvent, when: str) -> str:
    """Return such as `driver.mp4 12.4 s: warning, hand at head, 3.2 s (left_wrist, nose)`."""
    lasts = "goes on" if event.end is None else f"{(event.end - event.start) / 1e9:.1f} s"
    what = event.kind.value.replace("_", " ")
    return f"{when}: {event.severity.name.lower()}, {what}, {lasts} ({', '.join(event.evidence) or 'no keypoint'})"
