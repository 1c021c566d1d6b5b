"""What of the present a person should read as a line."""

from app.frames.camera_health import CameraStatus
from app.ui import words
from app.update import Update


def lines_of(update: Update) -> tuple[str, ...]:
    """Return the banner's lines; "" where there is nothing to say."""
    figures = update.figures
    problem, stopped = figures.log_problem, figures.recording.reason
    moved = words.tr("The camera was moved: calibrate again; seat, wheel and posture are not right any more.")
    return (
        update.notice,
        _about_camera(figures.camera),
        moved if figures.moved else "",
        problem and words.tr("Events are not logged: {}").format(problem),
        stopped and words.tr("Recording stopped: {}").format(stopped),
    )


def _about_camera(status: CameraStatus | None) -> str:
    said = "" if status is None else words.camera(status.state)
    return said and words.tr("{}: monitoring is not possible.").format(said)
