"""Where on the screen a rule could say nothing. Pure."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.review.samples import KINDS, Samples
from app.ui.review.time_axis import TimeAxis


def blind_columns(samples: Samples, axis: TimeAxis, width: int) -> NDArray[np.bool_]:
    """Return for each rule and pixel whether the rule was not observable there for most of the time: (9, width)."""
    if len(samples.times) == 0:
        return np.zeros((len(KINDS), width), np.bool_)
    times = np.maximum.accumulate(samples.times)
    edges = axis.left + np.arange(width + 1) * (axis.span / width)
    # Between two samples holds what the one before said.
    places = np.clip(np.searchsorted(times, edges, side="right") - 1, 0, None)
    seen = np.cumsum(np.vstack([np.zeros((1, len(KINDS))), np.isnan(samples.measures)]), axis=0)
    counts = np.maximum(places[1:] - places[:-1], 1)
    blind = (seen[np.minimum(places[:-1] + counts, len(times))] - seen[places[:-1]]) / counts[:, None] > 0.5
    # Behind what is measured nothing is known by now, and nothing is claimed.
    known = (edges[:-1] >= times[0]) & (edges[:-1] <= times[-1])
    return np.asarray(blind & known[:, None]).T


def stretches(columns: NDArray[np.bool_]) -> Sequence[tuple[int, int]]:
    """Return the runs of True as first and last+1."""
    changes = np.flatnonzero(np.diff(np.concatenate([[False], columns, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in changes.reshape(-1, 2)]
