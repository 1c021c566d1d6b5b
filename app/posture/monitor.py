"""Observations in, events out: every rule over its measure. No clock: time is what the observations say."""

from dataclasses import dataclass

from app.camera_state import CameraState
from app.perception.observation import Observation
from app.posture.body import Body
from app.posture.event import EventKind, PostureEvent, RuleStatus
from app.posture.inputs import WORKING, Surroundings, Told
from app.posture.measures import Measures, measures, unseen
from app.posture.neutral import Neutral
from app.posture.rules import Rules
from app.posture.stillness import Stillness
from app.posture.watch import Moment, Outcome, Watch
from app.posture.yardstick import Yardstick
from calibration.cabin import Cabin
from pose.keypoints import KEYPOINT_NAMES
from pose.polygon import Polygon


@dataclass(frozen=True, slots=True, kw_only=True)
class PostureUpdate:
    """What one observation changed.

    An event is known by its kind and start: one that escalates or ends is the same one, told anew.

    Attributes
    ----------
    statuses : every rule's state, in the order of `EventKind`.
    started, escalated, ended : events that began, became more severe, are over. One that was never told to have
        started is not told to have ended.
    """

    statuses: tuple[RuleStatus, ...]
    started: tuple[PostureEvent, ...] = ()
    escalated: tuple[PostureEvent, ...] = ()
    ended: tuple[PostureEvent, ...] = ()


class PostureMonitor:
    """All rules over one drive.

    Parameters
    ----------
    rules : levels and times.
    wheel, cabin : what measures are taken against, see `Yardstick`.
    """

    def __init__(self, rules: Rules, wheel: Polygon, cabin: Cabin | None = None) -> None:
        self._yardstick = Yardstick(wheel, cabin)
        self._stillness = Stillness()
        self._watches = [Watch(kind, rules.of(kind), rules.version) for kind in EventKind]
        self._now: int | None = None
        self._watched_ns = 0

    @property
    def wheel(self) -> Polygon:
        """The wheel zone that counts, pixels of the newest picture."""
        return self._yardstick.wheel

    def tell(self, told: Told) -> PostureUpdate:
        """Take the next moment, with a frame or without."""
        if told.observation is None:
            return self.update_without_picture(told.now, told.wall_time, told.surroundings)
        return self.update(told.observation, told.surroundings)

    def update(self, observation: Observation, surroundings: Surroundings = WORKING) -> PostureUpdate:
        """Take the next observation; their `captured_at` rise.

        While the camera does not work the observation is not looked at.
        """
        self._yardstick.fit(observation.width, observation.height)
        seen = surroundings.camera == CameraState.OK
        neutral = self._yardstick.neutral(observation) if seen else None
        found = measures(observation, neutral, self.wheel, surroundings.camera)
        body = Body.of(observation.pose) if seen and observation.pose is not None else None
        return self._step(observation.captured_at, observation.wall_time, found, body, neutral, surroundings)

    def update_without_picture(self, now: int, wall_time: float, surroundings: Surroundings) -> PostureUpdate:
        """Take a moment in which no frame came: `now` in ns on the frames' clock, `wall_time` in seconds since 1970.

        Whoever waits for a lost camera calls this some times a second, so that it can be told.
        """
        return self._step(now, wall_time, unseen(surroundings.camera), None, None, surroundings)

    def finish(self, now: int) -> PostureUpdate:
        """End what goes on: the drive is over at `now`, ns."""
        return self._collect([watch.finish(now) for watch in self._watches])

    def observability(self) -> dict[EventKind, float]:
        """Return the share of the time, 0 to 1, in which each rule could say anything."""
        return {watch.kind: watch.observed_ns / max(self._watched_ns, 1) for watch in self._watches}

    def _step(
        self,
        now: int,
        wall_time: float,
        found: Measures,
        body: Body | None,
        neutral: Neutral | None,
        surroundings: Surroundings,
    ) -> PostureUpdate:
        # A frame that was on its way while it was missed is no step back.
        now = now if self._now is None else max(now, self._now)
        since = 0 if self._now is None else now - self._now
        self._now = now
        self._watched_ns += since
        way = self._stillness.update(now, body)
        shown = () if body is None else body.shown(tuple(range(len(KEYPOINT_NAMES))))
        moment = Moment(
            now=now,
            since=since,
            wall_time=wall_time,
            shown=frozenset(KEYPOINT_NAMES[keypoint] for keypoint in shown),
            moved=None if way is None or neutral is None else way / neutral.width,
            vehicle=surroundings.vehicle,
        )
        return self._collect([watch.update(moment, found[watch.kind]) for watch in self._watches])

    @staticmethod
    def _collect(outcomes: list[Outcome]) -> PostureUpdate:
        return PostureUpdate(
            statuses=tuple(outcome.status for outcome in outcomes),
            started=tuple(outcome.started for outcome in outcomes if outcome.started),
            escalated=tuple(outcome.escalated for outcome in outcomes if outcome.escalated),
            ended=tuple(outcome.ended for outcome in outcomes if outcome.ended),
        )
