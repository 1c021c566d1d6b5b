"""A pose as bytes, exact to the bit: replay needs the very numbers that the rules saw.

425 bytes, little-endian: xy 17 x 2 float32, score 17 float32, visibility 17 x 3 float32, state 17 uint8.
"""

import numpy as np

from pose.keypoints import NUM_KEYPOINTS
from pose.pose import Pose

LAYOUT = np.dtype(
    [
        ("xy", "<f4", (NUM_KEYPOINTS, 2)),
        ("score", "<f4", NUM_KEYPOINTS),
        ("visibility", "<f4", (NUM_KEYPOINTS, 3)),
        ("state", "u1", NUM_KEYPOINTS),
    ]
)


def pack(pose: Pose) -> bytes:
    """Return the pose as bytes."""
    record = np.zeros((), dtype=LAYOUT)
    for name in ("xy", "score", "visibility", "state"):
        record[name] = getattr(pose, name)
    return record.tobytes()


def unpack(content: bytes) -> Pose:
    """Return the pose that was packed; ValueError if these are not its bytes."""
    if len(content) != LAYOUT.itemsize:
        raise ValueError(f"a pose has {LAYOUT.itemsize} bytes, not {len(content)}")
    record = np.frombuffer(content, dtype=LAYOUT)[0]
    return Pose(
        xy=record["xy"].astype(np.float32),
        score=record["score"].astype(np.float32),
        visibility=record["visibility"].astype(np.float32),
        state=record["state"].astype(np.uint8),
    )
