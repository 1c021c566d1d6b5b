"""What judgements say of the rules, over many drives. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.posture.event import EventKind, PostureEvent
from app.review.judgements import Review, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedDrive:
    """One drive that is reviewed: its length, its events, what was said of them."""

    hours: float
    events: tuple[PostureEvent, ...]
    review: Review


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFigures:
    """How one rule did.

    Attributes
    ----------
    true, false, unclear : events judged so.
    hours : length of all reviewed drives together.
    """

    kind: EventKind
    true: int
    false: int
    unclear: int
    hours: float

    @property
    def precision(self) -> float | None:
        """True over true and false events, 0 to 1; None where none is judged so. Unclear ones count for neither."""
        judged = self.true + self.false
        return self.true / judged if judged else None

    @property
    def false_an_hour(self) -> float | None:
        """False events in an hour of reviewed drives; None where there is no such hour."""
        return self.false / self.hours if self.hours > 0 else None


def rule_figures(drives: Sequence[JudgedDrive]) -> list[RuleFigures]:
    """Return the figures of every rule, in the order of `EventKind`. What was missed is in no figure: nobody saw it."""
    hours = sum(drive.hours for drive in drives)
    verdicts: dict[EventKind, list[Verdict | None]] = {kind: [] for kind in EventKind}
    for drive in drives:
        for event in drive.events:
            verdicts[event.kind].append(drive.review.verdict(event))
    return [
        RuleFigures(
            kind=kind,
            true=said.count(Verdict.TRUE),
            false=said.count(Verdict.FALSE),
            unclear=said.count(Verdict.UNCLEAR),
            hours=hours,
        )
        for kind, said in verdicts.items()
    ]
