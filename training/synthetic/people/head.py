"""The head's measures, and surfaces around it: what hair, hats and masks are built on. All on the standing body."""

from dataclasses import dataclass

import cv2
import numpy as np

from training.synthetic.mesh import Array, Faces, loft
from training.synthetic.people.body import FIRST_HELPER, AnnyBody, RestBody


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Places on a head (metres): heights of crown, brow, eyes, mouth, chin, and the middle of the skull."""

    skin: Array
    """Points `(N, 3)` of head and neck, without the ears."""
    middle: Array
    crown: float
    brow: float
    eye: Array
    ear: Array
    mouth: Array
    chin: float

    def around(self, heights: Array, angles: Array, off: Array) -> Array:
        """Return points `(K, M, 3)` on hulls around the head.

        `heights (K, M)` are z, `angles (M,)` 0 in front and positive to the left, `off (K, M)` the distance from the
        skin. A hull spans hollows, as cloth does.
        """
        levels = np.linspace(heights.min(), heights.max(), 24)
        radii = np.stack([self._hull(level, angles) for level in levels])
        above = np.clip((heights - levels[0]) / max(levels[-1] - levels[0], 1e-6) * 23, 0, 23)
        low = np.minimum(above.astype(int), 22)
        column = np.arange(len(angles))[None]
        share = above - low
        radius = radii[low, column] * (1 - share) + radii[low + 1, column] * share + off
        x, y = radius * np.sin(angles), -radius * np.cos(angles)
        return np.stack([x + self.middle[0], y + self.middle[1], heights], axis=-1)

    def _hull(self, level: float, angles: Array) -> Array:
        ring = self.skin[np.abs(self.skin[:, 2] - level) < 0.008, :2] - self.middle[:2]
        if len(ring) < 8:
            return np.full(len(angles), 0.002)
        corners = cv2.convexHull(ring.astype(np.float32))[:, 0].astype(float)
        t = np.linspace(0, 1, 16, endpoint=False)[:, None, None]
        line = (corners[None] * (1 - t) + np.roll(corners, -1, axis=0)[None] * t).reshape(-1, 2)
        where = np.arctan2(line[:, 0], -line[:, 1])
        order = np.argsort(where)
        return np.interp(angles, where[order], np.linalg.norm(line, axis=1)[order], period=2 * np.pi)


def measure_head(body: AnnyBody, rest: RestBody) -> Head:
    """Measure a person's head."""
    own = np.arange(len(rest.vertices)) < FIRST_HELPER
    skull = body.region("head") & own
    neck = body.region("neck") & own
    lips = rest.vertices[(body.masks["lips"] > 0.5) & own].mean(axis=0)
    eye, ear = rest.keypoints[1:3].mean(axis=0), rest.keypoints[3:5].mean(axis=0)
    high = rest.vertices[skull & (rest.vertices[:, 2] > eye[2])]
    front = rest.vertices[skull & (rest.vertices[:, 1] < eye[1] + 0.03)]
    crown = float(high[:, 2].max())
    return Head(
        skin=rest.vertices[(skull | neck) & (body.masks["ears"] < 0.2)],
        middle=np.array([0, (high[:, 1].min() + high[:, 1].max()) / 2, eye[2]]),
        crown=crown,
        # Brows lie some fifth of the way from eye to crown.
        brow=float(eye[2] + 0.19 * (crown - eye[2])),
        eye=rest.keypoints[1],
        ear=rest.keypoints[3] * [1, 0, 0] + ear * [0, 1, 1],
        mouth=lips,
        chin=float(front[:, 2].min()),
    )


def dome(head: Head, edge: Array, angles: Array, off: float, above: float, rows: int = 12) -> tuple[Array, Faces]:
    """Make a cap over the skull from a lower `edge` (heights `(M,)`) to the crown, `above` of it."""
    t = np.linspace(0, 1, rows)[:, None]
    heights = edge * (1 - t) + (head.crown - 0.002) * t
    points = head.around(heights, angles, np.full(heights.shape, off))
    # The last rows close over the top, rounded.
    lift = above * np.sin(np.clip(t * 1.0, 0, 1) * np.pi / 2)[..., None]
    points[..., 2:] += lift
    top = np.broadcast_to(np.array([0, head.middle[1], head.crown + above + 0.002]), points[-1].shape)
    return loft(np.concatenate([points, 0.5 * points[-1:] + 0.5 * top[None], top[None]]))
