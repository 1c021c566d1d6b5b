import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from app.drives import pose_blob
from pose.pose import Pose

numbers = st.floats(width=32)  # infinite and not-a-number too: a network may give them
poses = st.builds(
    Pose,
    xy=hnp.arrays(np.float32, (17, 2), elements=numbers),
    score=hnp.arrays(np.float32, 17, elements=numbers),
    visibility=hnp.arrays(np.float32, (17, 3), elements=numbers),
    state=hnp.arrays(np.uint8, 17, elements=st.integers(0, 2)),
)


@given(poses)
def test_a_pose_comes_back_to_the_bit(pose):
    content = pose_blob.pack(pose)
    read = pose_blob.unpack(content)
    assert len(content) == 425
    for name in ("xy", "score", "visibility", "state"):
        before, after = getattr(pose, name), getattr(read, name)
        assert before.dtype == after.dtype and before.tobytes() == after.tobytes()


@pytest.mark.parametrize("length", [0, 424, 426, 850])
def test_other_bytes_are_no_pose(length):
    with pytest.raises(ValueError, match="425 bytes"):
        pose_blob.unpack(bytes(length))
