"""`report.html`: one drive on one page that needs nothing else: no script, no request, pictures and plots inside.

Faces are blurred if asked; without it the file shows them, and says so.
"""

import base64
from collections.abc import Iterator
from datetime import datetime
from html import escape
from pathlib import Path

import cv2
import numpy as np

from app.drives.pictures import has_pictures, seen_pictures_at
from app.export.contents import Contents
from app.export.report_style import STYLE
from app.export.showing import Blur, jpeg, shown
from app.export.svg_plots import lanes, plot
from app.posture.event import PostureEvent, Severity
from app.review.difference_table import clock
from app.review.trace import KINDS
from app.ui import words
from app.whole_file import whole_file
from pose.errors import UserError

PICTURE_WIDTH, PICTURE_QUALITY = 480, 80
"""Pixels and JPEG quality of an event's picture: some 30 kB each."""

MOST_PICTURES = 200
"""A page with more opens slowly; the first ones of the most severe are taken."""

DISCLAIMER = (
    "Cabinsight tells postures that a camera can see. It claims nothing of gaze, drowsiness, seat belt, identity or "
    "any regulation's compliance. What it could not see it calls not observable."
)


def write_report(contents: Contents, path: Path, *, blur: Blur | None = None) -> None:
    """Write the report.

    Raises
    ------
    UserError : the skeleton can't be drawn here.
    OSError : it cannot be written.
    """
    pictures, trouble = _pictures(contents, blur)
    with whole_file(path) as part, part.open("w", encoding="utf-8") as file:
        file.writelines(_page(contents, pictures, trouble, blurred=blur is not None))


def _pictures(contents: Contents, blur: Blur | None) -> tuple[dict[int, str], str]:
    """Return the events' pictures as data URIs, by the events' places in the list; and why there are none, or ""."""
    if not has_pictures(contents.drive):
        return {}, "No pictures were recorded with this drive."
    ranked = sorted(range(len(contents.events)), key=lambda i: -contents.events[i].severity)[:MOST_PICTURES]
    times = {i: _peak(contents, contents.events[i]) for i in ranked}
    frames: dict[int, str] = {}
    try:
        found = seen_pictures_at(contents.drive, sorted(times.values()))
        for frame, _ in shown(found, blur=blur, overlay=True):
            image = frame.image
            height, width = image.shape[:2]
            size = (PICTURE_WIDTH, max(1, round(height * PICTURE_WIDTH / width)))
            small = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
            frames[frame.captured_at] = base64.b64encode(jpeg(small, PICTURE_QUALITY)).decode()
    except UserError as error:
        if not frames:
            return {}, str(error)
    chosen = {i: min(frames, key=lambda at: abs(at - time)) for i, time in times.items()} if frames else {}
    return {i: frames[at] for i, at in chosen.items()}, ""


def _peak(contents: Contents, event: PostureEvent) -> int:
    assert event.end is not None
    return contents.trace.peak_time(event.kind, event.start, event.end)


def _page(contents: Contents, pictures: dict[int, str], trouble: str, *, blurred: bool) -> Iterator[str]:
    title = f"Drive {contents.name}"
    yield (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        # Even if a drive's name held one, nothing is fetched and nothing runs.
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; '
        "style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><main>\n<h1>{escape(title)}</h1>\n"
    )
    yield _facts(contents)
    if pictures and not blurred:
        yield "<p class='note'>The pictures show faces. Export with --blur-faces before you pass this on.</p>\n"
    yield f"<h2>Over time</h2>\n<p class='key'>{_key()}</p>\n{lanes(contents)}\n"
    yield f"<h2>Events</h2>\n{_event_table(contents)}\n"
    yield f"<p class='note'>{escape(trouble)}</p>\n" if trouble else ""
    yield from _figures(contents, pictures)
    yield f"<h2>Rules</h2>\n{_rule_table(contents)}\n<h2>Measures</h2>\n"
    for kind in KINDS:
        yield f"<h3>{escape(words.measure(kind))}</h3>\n{plot(contents, kind)}\n"
    yield f"<footer><p>{escape(DISCLAIMER)}</p></footer>\n</main></body></html>\n"


def _facts(contents: Contents) -> str:
    drive = contents.drive
    begins = datetime.fromtimestamp(drive.info.start_wall_time).astimezone().isoformat(" ", timespec="seconds")
    media = drive.info.media
    rows = [
        ("Began" if media is None else "Imported", begins),
        ("Duration", clock(contents.end - contents.start)),
        ("Source", drive.info.source),
        ("Networks", ", ".join(f"{name} ({sha256[:12]})" for name, sha256 in drive.info.bundles.items()) or "not told"),
        ("Rules", f"version {contents.rules.version}"),
    ]
    if drive.ended_unexpectedly:
        rows.append(("Ended", "unexpectedly; the last second may be missing"))
    if not drive.complete:
        rows.append(("Kept", "not all that the rules were told: measures may differ from what they saw"))
    cells = "".join(f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in rows)
    return f"<table class='facts'>{cells}</table>\n"


def _key() -> str:
    bars = " ".join(
        f"<span class='badge {severity.name.lower()}'>{severity.name[0]}</span> {escape(words.severity(severity))}"
        for severity in Severity
    )
    return f"{bars} <span class='badge hatch'>&nbsp;</span> Not observable"


def _event_table(contents: Contents) -> str:
    if not contents.events:
        return "<p>None.</p>"
    names = ("At", "Time of day", "Event", "Severity", "Lasted", "Peak", "Rests on")
    head = "".join(f"<th>{name}</th>" for name in names)
    rows = "".join(_event_row(contents, i, event) for i, event in enumerate(contents.events))
    return f"<table><tr>{head}</tr>{rows}</table>"


def _event_row(contents: Contents, number: int, event: PostureEvent) -> str:
    cells = (
        f"<td><a href='#event-{number}'>{clock(event.start - contents.start)}</a></td>",
        f"<td>{words.clock(event.wall_time)}</td>",
        f"<td>{escape(words.kind(event.kind))}</td>",
        f"<td>{_badge(event.severity)}</td>",
        f"<td class='number'>{_lasted(event)}</td>",
        f"<td class='number'>{event.peak:.3g}</td>",
        f"<td>{escape(_evidence(event))}</td>",
    )
    return f"<tr>{''.join(cells)}</tr>"


def _figures(contents: Contents, pictures: dict[int, str]) -> Iterator[str]:
    yield "<div class='pictures'>\n"
    for i, event in enumerate(contents.events):
        what = f"{clock(event.start - contents.start)}: {words.kind(event.kind)}, {_lasted(event)}"
        if i in pictures:
            alt = f"the driver at the peak of {words.kind(event.kind)}"
            inside = f"<img alt='{escape(alt)}' src='data:image/jpeg;base64,{pictures[i]}'>"
        else:
            inside = "<div class='none'>no picture</div>"
        caption = f"<figcaption>{_badge(event.severity)} {escape(what)}</figcaption>"
        yield f"<figure id='event-{i}'>{inside}{caption}</figure>\n"
    yield "</div>\n"


def _rule_table(contents: Contents) -> str:
    shares = contents.trace.outcome.observability
    rows = "".join(
        f"<tr><td>{escape(words.kind(kind))}</td><td class='number'>{shares[kind]:.0%}</td>"
        f"<td><div class='share'><div style='width:{100 * shares[kind]:.1f}%'></div></div></td>"
        f"<td class='number'>{sum(event.kind == kind for event in contents.events)}</td></tr>"
        for kind in KINDS
    )
    return f"<table><tr><th>Rule</th><th colspan='2'>Observable</th><th>Events</th></tr>{rows}</table>"


def _badge(severity: Severity) -> str:
    return f"<span class='badge {severity.name.lower()}'>{escape(words.severity(severity))}</span>"


def _lasted(event: PostureEvent) -> str:
    assert event.end is not None
    return f"{(event.end - event.start) / 1e9:.1f} s"


def _evidence(event: PostureEvent) -> str:
    return ", ".join(name.replace("_", " ") for name in event.evidence) or "no keypoint"
