"""What the desk calls things, through Qt's translation."""

from datetime import datetime

from app.review.judgements import Verdict
from app.review.opening import OpenedDrive
from app.ui.words import duration, tr

UNRECORDED_S = 1.0
"""Between two segments a moment may pass."""


def verdict(value: Verdict | None) -> str:
    """Name a verdict."""
    names = {Verdict.TRUE: tr("True"), Verdict.FALSE: tr("False"), Verdict.UNCLEAR: tr("Unclear")}
    return tr("Not judged") if value is None else names[value]


def keypoint(name: str) -> str:
    """Name a keypoint: `left_wrist` is the left wrist."""
    return {
        "nose": tr("Nose"),
        "left_eye": tr("Left eye"),
        "right_eye": tr("Right eye"),
        "left_ear": tr("Left ear"),
        "right_ear": tr("Right ear"),
        "left_shoulder": tr("Left shoulder"),
        "right_shoulder": tr("Right shoulder"),
        "left_elbow": tr("Left elbow"),
        "right_elbow": tr("Right elbow"),
        "left_wrist": tr("Left wrist"),
        "right_wrist": tr("Right wrist"),
        "left_hip": tr("Left hip"),
        "right_hip": tr("Right hip"),
        "left_knee": tr("Left knee"),
        "right_knee": tr("Right knee"),
        "left_ankle": tr("Left ankle"),
        "right_ankle": tr("Right ankle"),
    }[name]


def day_and_time(wall_time: float) -> str:
    """Say the local date and time of day of `wall_time`, seconds since 1970 (UTC)."""
    return datetime.fromtimestamp(wall_time).strftime("%a %d %b %Y  %H:%M")


def notices(opened: OpenedDrive) -> list[str]:
    """Say what a person should know of a drive before they judge it, a line each."""
    drive = opened.drive
    told = []
    if drive.ended_unexpectedly:
        told.append(tr("This drive ended unexpectedly, or still goes on."))
    if opened.start == opened.end:
        told.append(tr("Nothing was observed in this drive."))
    if not drive.segments:
        told.append(tr("No pictures were recorded: skeletons, measures and events only."))
    elif opened.missing_videos:
        told.append(tr("{} of {} video files are missing.").format(opened.missing_videos, len(drive.segments)))
    elif opened.unrecorded_s > UNRECORDED_S * len(drive.segments):
        told.append(tr("{} of the drive have no pictures.").format(duration(opened.unrecorded_s)))
    if opened.clock_set_by:
        told.append(
            tr("The clock was set by {:+.0f} s during the drive: times of day before are wrong.").format(
                opened.clock_set_by
            )
        )
    if any(not opened.start <= event.start <= opened.end for event in drive.events):
        told.append(tr("Some events lie outside of what was observed."))
    return [*told, *opened.problems]
