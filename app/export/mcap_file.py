"""`drive.mcap`: pictures, skeleton, events and measures on one timeline, for Foxglove. Needs mcap (extra `review`).

| topic | message |
| --- | --- |
| /camera | foxglove.CompressedImage (a camera's own JPEGs) or foxglove.CompressedVideo (H.264) |
| /pose | foxglove.ImageAnnotations |
| /log | foxglove.Log: events when they begin and end |
| /events | cabinsight.PostureEvent |
| /measures, /states | cabinsight.Measures, cabinsight.RuleStates |

Times are the wall clock's at the drive's beginning, and run on with the frames' clock.
"""

import heapq
import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np

from app.drives.pictures import has_pictures, seen_frames
from app.drives.reading import Span
from app.export import foxglove
from app.export.contents import Contents
from app.export.foxglove_schemas import SCHEMAS
from app.export.h264_frames import H264Encoder
from app.export.records import event_record, measure_names, state_columns
from app.export.showing import Blur, shown
from app.frames.frame import Frame
from app.frames.orientation import UPRIGHT
from app.frames.packet import MJPEG
from app.posture.event import Severity
from app.whole_file import whole_file
from pose.errors import UserError

LEVELS = {Severity.NOTICE: 2, Severity.WARNING: 3, Severity.ALARM: 4}
"""Foxglove's: info, warning, error."""

Item = tuple[int, str, str, dict[str, Any]]
"""When (ns on the frames' clock), topic, schema, message."""


def write_mcap(contents: Contents, path: Path, *, span: Span | None = None, blur: Blur | None = None) -> int:
    """Write the drive; return how many pictures were written: 0 where it has none.

    Raises
    ------
    UserError : mcap is not installed; the pictures are gone or break.
    OSError : it cannot be written.
    """
    try:
        from mcap.writer import Writer
    except ImportError as error:
        raise UserError("MCAP needs mcap; pip install 'cabinsight[review]'") from error
    offset = _offset(contents)
    pictures = 0
    with ExitStack() as stack:
        file = stack.enter_context(stack.enter_context(whole_file(path)).open("wb"))
        writer = Writer(file)
        writer.start(profile="", library="cabinsight")
        channels: dict[str, int] = {}
        items = heapq.merge(
            *(stream(contents, span) for stream in (_events, _log, _measures, _states)),
            _camera(contents, span, blur, offset),
            key=lambda item: item[0],
        )
        for at, topic, schema, message in items:
            if topic not in channels:
                text = json.dumps({"title": schema} | SCHEMAS[schema]).encode()
                number = writer.register_schema(schema, "jsonschema", text)
                channels[topic] = writer.register_channel(topic, "json", number)
            pictures += topic == "/camera"
            data = json.dumps(message, allow_nan=False).encode()
            writer.add_message(channels[topic], log_time=at + offset, data=data, publish_time=at + offset)
        writer.add_metadata("drive", {"name": contents.name, "source": contents.drive.info.source})
        writer.finish()
    return pictures


def _offset(contents: Contents) -> int:
    """Return what makes nanoseconds since 1970 of the frames' clock."""
    trace = contents.trace
    return round(float(trace.wall_times[0]) * 1e9) - contents.start if len(trace.times) else 0


def _camera(contents: Contents, span: Span | None, blur: Blur | None, offset: int) -> Iterator[Item]:
    if not has_pictures(contents.drive):
        return
    encoder = H264Encoder()
    for frame, seen in shown(seen_frames(contents.drive, span), blur=blur):
        at = frame.captured_at
        schema, data = _picture(frame, encoder)
        format_ = "jpeg" if schema == "foxglove.CompressedImage" else "h264"
        yield at, "/camera", schema, foxglove.image(at + offset, data, format_)
        pose, box = (None, None) if seen is None else (seen.pose, seen.box)
        radius = max(0.012 * frame.image.shape[0], 3.0)
        yield at, "/pose", "foxglove.ImageAnnotations", foxglove.annotations(at + offset, pose, box, radius)


def _picture(frame: Frame, encoder: H264Encoder) -> tuple[str, bytes]:
    """Copy what the camera compressed where anybody can decode it, upright; else encode."""
    packet = frame.packet
    if packet is not None and packet.codec == MJPEG and frame.orientation == UPRIGHT:
        return "foxglove.CompressedImage", packet.data
    return "foxglove.CompressedVideo", encoder.encode(frame.image)


def _events(contents: Contents, span: Span | None) -> Iterator[Item]:
    for event in contents.events:
        if _within(span, event.start):
            yield event.start, "/events", "cabinsight.PostureEvent", event_record(event)


def _log(contents: Contents, span: Span | None) -> Iterator[Item]:
    offset = _offset(contents)
    told = []
    for event in contents.events:
        assert event.end is not None
        what = event.kind.value.replace("_", " ")
        begins = f"{event.severity.name.lower()}: {what}, {(event.end - event.start) / 1e9:.1f} s"
        told.append((event.start, LEVELS[event.severity], begins))
        told.append((event.end, LEVELS[Severity.NOTICE], f"over: {what}"))
    for at, level, text in sorted(told):
        if _within(span, at):
            yield at, "/log", "foxglove.Log", foxglove.log(at + offset, level, text)


def _measures(contents: Contents, span: Span | None) -> Iterator[Item]:
    trace = contents.trace
    for at, values in zip(trace.times.tolist(), trace.measures, strict=True):
        if _within(span, at):
            numbers = [None if np.isnan(value) else float(value) for value in values]
            yield at, "/measures", "cabinsight.Measures", dict(zip(measure_names(), numbers, strict=True))


def _states(contents: Contents, span: Span | None) -> Iterator[Item]:
    """Yield the rules' states when one of them changes."""
    before = None
    columns = [states for _, states in state_columns(contents)]
    for at, *states in zip(contents.trace.times.tolist(), *columns, strict=True):
        if states != before and _within(span, at):
            before = states
            yield at, "/states", "cabinsight.RuleStates", dict(zip(measure_names(), states, strict=True))


def _within(span: Span | None, at: int) -> bool:
    return span is None or span[0] <= at <= span[1]
