"""The measures and visibilities of a drive over time, as far as a screen can show them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.camera_state import CameraState
from app.drives.observation_log import ObservationLog
from app.perception.observation import Observation
from app.posture.body import Body
from app.posture.event import EventKind
from app.posture.measures import measures
from app.posture.rules import Rules
from app.posture.yardstick import Yardstick
from pose.keypoints import KEYPOINT_NAMES, NUM_KEYPOINTS

KINDS = tuple(EventKind)

OVERVIEW = 20_000
"""Samples of a whole drive: five for each pixel of a large screen; one in 0.7 s of four hours."""

DETAIL = 4_000
"""Observations that are measured one by one when one looks closely: two minutes at 30 pictures a second."""

CHUNK = 200
"""Observations measured at once, some 30 ms: between chunks other threads have their turn."""

LEARNING = 10_000
"""Observations, five minutes, within which the driver sits still for long enough to learn the neutral posture. Who does
not is measured against what the samples tell."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Samples:
    """What is plotted.

    Attributes
    ----------
    times : (N,) int64, ns, in the order of the drive.
    measures : (N, 9) float32, each rule's measure in the order of `EventKind`; NaN where it was not observable.
    visibility : (N, 17, 3) float32, probabilities of absent, occluded, visible; NaN where nobody was seen.
    """

    times: NDArray[np.int64]
    measures: NDArray[np.float32]
    visibility: NDArray[np.float32]

    def __add__(self, other: "Samples") -> "Samples":
        return Samples(
            times=np.concatenate([self.times, other.times]),
            measures=np.concatenate([self.measures, other.measures]),
            visibility=np.concatenate([self.visibility, other.visibility]),
        )


def no_samples() -> Samples:
    """Return none."""
    return Samples(
        times=np.zeros(0, np.int64),
        measures=np.zeros((0, len(KINDS)), np.float32),
        visibility=np.zeros((0, NUM_KEYPOINTS, 3), np.float32),
    )


class Sampler:
    """Measure a drive's observations anew. One thread may use it.

    Parameters
    ----------
    rules : what must be shown for each rule's measure.
    yardstick : a fresh one, to measure against.

    Attributes
    ----------
    learnt : whether the neutral posture is known, or need not be waited for: `detail` may be asked for.
    """

    def __init__(self, log: ObservationLog, rules: Rules, yardstick: Yardstick) -> None:
        self.learnt = False
        self._known_since: int | None = None
        self._log = log
        self._yardstick = yardstick
        self._needs = [frozenset(KEYPOINT_NAMES.index(name) for name in rules.of(kind).needs) for kind in KINDS]

    def overview(self) -> Iterator[Samples]:
        """Yield samples of the whole drive, from its beginning, a chunk at a time.

        Raises
        ------
        UserError : the database is damaged; what was yielded before is right.
        """
        first, last = self._log.first, self._log.last
        step = max(1, -(-(last - first + 1) // OVERVIEW))
        row = first
        while row <= last:
            # The neutral posture is learnt from every observation; later some are enough.
            every = 1 if not self.learnt and row - first < LEARNING else step
            rows = range(row, min(row + CHUNK * every, last + 1), every)
            found = self._measured(rows)
            self.learnt = self.learnt or row - first >= LEARNING
            yield found if every == step else _thinned(found, step)
            row = rows[-1] + every
        self.learnt = True

    def detail(self, start: int, end: int) -> Samples | None:
        """Return every observation's from `start` to `end`, ns, and a little more; None where these are too many.

        Raises
        ------
        UserError : the database is damaged.
        """
        first, last = self._log.row_at(start), self._log.row_at(end)
        if last is None:
            return no_samples()
        first = self._log.first if first is None else first
        if last - first > DETAIL:
            return None
        return self._measured(range(first, last + 2))

    def _measured(self, rows: Sequence[int]) -> Samples:
        times, found = [], []
        for observation in self._log.each(rows):
            times.append(observation.captured_at)
            found.append(self._measure(observation))
        _, visibility = self._log.visibility(rows)
        return Samples(
            times=np.array(times, np.int64),
            measures=np.array(found, np.float32).reshape(-1, len(KINDS)),
            visibility=visibility,
        )

    def _measure(self, observation: Observation) -> list[float]:
        self._yardstick.fit(observation.width, observation.height)
        neutral = self._yardstick.neutral(observation)
        if neutral is not None and self._known_since is None:
            self.learnt, self._known_since = True, observation.captured_at
        elif self._known_since is not None and observation.captured_at < self._known_since:
            # Looked at again: the rules did not know it by then.
            neutral = None
        every = tuple(range(NUM_KEYPOINTS))
        shown = set() if observation.pose is None else set(Body.of(observation.pose).shown(every))
        told = measures(observation, neutral, self._yardstick.wheel, CameraState.OK)
        values = []
        for kind, needs in zip(KINDS, self._needs, strict=True):
            measure = told[kind]
            values.append(np.nan if measure is None or not needs <= shown else measure.value)
        return values


def _thinned(samples: Samples, step: int) -> Samples:
    return Samples(
        times=samples.times[::step], measures=samples.measures[::step], visibility=samples.visibility[::step]
    )


def downsampled(
    times: NDArray[np.float64], values: NDArray[np.float64], most: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return at most about `most` points that look the same: of each stretch the least and the largest value.

    Parameters
    ----------
    times, values : (N,); a stretch that has any NaN and no figure stays NaN.
    """
    if len(times) <= most:
        return times, values
    size = -(-len(times) // max(1, most // 2))
    starts = np.arange(0, len(times), size)
    low = np.fmin.reduceat(values, starts)
    high = np.fmax.reduceat(values, starts)
    return np.repeat(times[starts], 2), np.stack([low, high], axis=1).ravel()
