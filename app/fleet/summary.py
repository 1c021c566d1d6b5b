"""What many drives have in common. Pure; the same whatever order the results came in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.fleet.result import DriveResult
from app.posture.event import EventKind, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Figures of a fleet.

    Attributes
    ----------
    drives, hours : of those that were judged.
    events : counts by kind and severity.
    observability : by camera, of its whole time, the share in which each rule could say anything.
    problems : one line for each drive that was not judged.
    """

    drives: int
    hours: float
    events: dict[EventKind, dict[Severity, int]]
    observability: dict[str, dict[EventKind, float]]
    problems: tuple[str, ...]

    def an_hour(self, kind: EventKind) -> float:
        """Return events of a kind an hour; 0 without any time."""
        return sum(self.events[kind].values()) / self.hours if self.hours else 0.0


def summarise(results: Iterable[DriveResult]) -> Summary:
    """Add up the results."""
    ordered = sorted(results, key=lambda result: (result.name, result.path))
    judged = [result for result in ordered if not result.problem]
    return Summary(
        drives=len(judged),
        hours=sum(result.seconds for result in judged) / 3600,
        events={
            kind: {
                severity: sum((e.kind, e.severity) == (kind, severity) for result in judged for e in result.events)
                for severity in Severity
            }
            for kind in EventKind
        },
        observability={
            camera: _observability([result for result in judged if result.camera == camera])
            for camera in sorted({result.camera for result in judged})
        },
        problems=tuple(result.problem for result in ordered if result.problem),
    )


def record(summary: Summary) -> dict[str, object]:
    """Return the summary as plain values, for its file."""
    return {
        "drives": summary.drives,
        "hours": summary.hours,
        "events": {
            kind.value: {severity.name.lower(): count for severity, count in counts.items()}
            | {"an_hour": summary.an_hour(kind)}
            for kind, counts in summary.events.items()
        },
        "observability": {
            camera: {kind.value: share for kind, share in shares.items()}
            for camera, shares in summary.observability.items()
        },
        "problems": list(summary.problems),
    }


def table(summary: Summary) -> str:
    """Return the summary as text."""
    cameras = list(summary.observability)
    lines = [
        f"{summary.drives} drives, {summary.hours:.2f} hours"
        + (f"; {len(summary.problems)} not judged" if summary.problems else ""),
        f"{'event':24}{'notice':>8}{'warning':>9}{'alarm':>7}{'an hour':>9}   observable",
    ]
    for kind, counts in summary.events.items():
        shares = [summary.observability[camera].get(kind, 0.0) for camera in cameras]
        spread = (
            "" if not shares else f"{min(shares):.0%} to {max(shares):.0%}" if len(shares) > 1 else f"{shares[0]:.0%}"
        )
        numbers = "".join(f"{counts[severity]:>{width}}" for severity, width in zip(Severity, (8, 9, 7), strict=True))
        lines.append(f"{kind.value.replace('_', ' '):24}{numbers}{summary.an_hour(kind):>9.2f}   {spread}")
    if len(cameras) > 1:
        lines.append("observable by camera, the rule that was so least and most:")
        for camera, by_kind in summary.observability.items():
            least, most = min(by_kind, key=lambda k: by_kind[k]), max(by_kind, key=lambda k: by_kind[k])
            lines.append(
                f"  {camera}: {least.value.replace('_', ' ')} {by_kind[least]:.0%}, "
                f"{most.value.replace('_', ' ')} {by_kind[most]:.0%}"
            )
    return "\n".join(lines)


def _observability(results: Sequence[DriveResult]) -> dict[EventKind, float]:
    seconds = sum(result.seconds for result in results) or 1.0
    return {kind: sum(r.observability.get(kind, 0.0) * r.seconds for r in results) / seconds for kind in EventKind}
