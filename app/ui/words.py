"""What the window calls things, through Qt's translation."""

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.camera_state import CameraState
from app.posture.event import EventKind, RuleState, RuleStatus, Severity
from pose.visibility import Visibility


def tr(text: str) -> str:
    """Return `text` in the language that is installed in Qt."""
    return QCoreApplication.translate("Cabinsight", text)


def kind(value: EventKind) -> str:
    """Name a rule and its events."""
    return {
        EventKind.DRIVER_ABSENT: tr("Driver absent"),
        EventKind.HEAD_TURNED: tr("Head turned"),
        EventKind.HEAD_DOWN: tr("Head down"),
        EventKind.LEANING: tr("Leaning"),
        EventKind.TURNED_ROUND: tr("Turned, reaching"),
        EventKind.HAND_AT_HEAD: tr("Hand at head"),
        EventKind.HANDS_OFF_WHEEL: tr("Hands off wheel zone"),
        EventKind.SLUMPED: tr("Slumped"),
        EventKind.MONITORING_UNAVAILABLE: tr("Not monitoring"),
    }[value]


def measure(value: EventKind) -> str:
    """Name a rule's measure with its unit, as `app/posture/rules.toml` defines it."""
    return {
        EventKind.DRIVER_ABSENT: tr("Driver absent, 1 = yes"),
        EventKind.HEAD_TURNED: tr("Head turned, degrees"),
        EventKind.HEAD_DOWN: tr("Head down, shoulder widths"),
        EventKind.LEANING: tr("Leaning, shoulder widths"),
        EventKind.TURNED_ROUND: tr("Turned round or reaching, shoulder widths"),
        EventKind.HAND_AT_HEAD: tr("Hand near head, 1 = touching"),
        EventKind.HANDS_OFF_WHEEL: tr("Hands off wheel zone, shoulder widths"),
        EventKind.SLUMPED: tr("Slumped, shoulder widths"),
        EventKind.MONITORING_UNAVAILABLE: tr("Unseen of what rules need, 1 = all"),
    }[value]


def severity(value: Severity) -> str:
    """Name a severity."""
    return {
        Severity.NOTICE: tr("Notice"),
        Severity.WARNING: tr("Warning"),
        Severity.ALARM: tr("Alarm"),
    }[value]


def rule_state(value: RuleState) -> str:
    """Name what a rule says of the present."""
    return {
        RuleState.NOT_OBSERVABLE: tr("Not observable"),
        RuleState.SUSPENDED: tr("Suspended"),
        RuleState.CLEAR: tr("Clear"),
        RuleState.PENDING: tr("Pending"),
        RuleState.ACTIVE: tr("Active"),
    }[value]


def rule_status(status: RuleStatus) -> str:
    """Name what a rule says, and that it holds at any speed because none is known."""
    named = rule_state(status.state)
    judges = status.state not in (RuleState.NOT_OBSERVABLE, RuleState.SUSPENDED)
    return tr("{} · any speed").format(named) if judges and status.speed_unknown else named


def visibility(value: Visibility) -> str:
    """Name a keypoint's state."""
    return {
        Visibility.VISIBLE: tr("Visible"),
        Visibility.OCCLUDED: tr("Occluded"),
        Visibility.ABSENT: tr("Absent"),
    }[value]


def camera(value: CameraState) -> str:
    """Say what is the matter with the camera; "" where it is well."""
    return {
        CameraState.OK: "",
        CameraState.LOST: tr("The camera sends no pictures"),
        CameraState.FROZEN: tr("The camera's picture stands still"),
        CameraState.DARK: tr("The camera sees nothing: it is dark"),
        CameraState.BLOCKED: tr("Something covers the camera"),
    }[value]


def duration(seconds: float) -> str:
    """Say how long: `8 s`, `1 min 05 s`, `2 h 03 min`."""
    whole = max(0, int(seconds))
    if whole < 60:
        return tr("{} s").format(whole)
    if whole < 3600:
        return tr("{} min {:02d} s").format(*divmod(whole, 60))
    return tr("{} h {:02d} min").format(whole // 3600, whole % 3600 // 60)


def clock(wall_time: float) -> str:
    """Say the local time of day of `wall_time`, seconds since 1970 (UTC)."""
    return datetime.fromtimestamp(wall_time).strftime("%H:%M:%S")
