import numpy as np

from app.perception.debounce import AGREEING_FRAMES, StateDebouncer
from pose.visibility import Visibility


def states(value: Visibility) -> np.ndarray:
    return np.full(17, value, dtype=np.uint8)


def test_the_first_frame_is_believed_at_once():
    assert (StateDebouncer().update(states(Visibility.OCCLUDED)) == Visibility.OCCLUDED).all()


def test_a_state_that_flickers_for_a_frame_is_not_believed():
    debouncer = StateDebouncer()
    debouncer.update(states(Visibility.VISIBLE))
    for value in [Visibility.ABSENT, Visibility.VISIBLE, Visibility.ABSENT, Visibility.VISIBLE]:
        assert (debouncer.update(states(value)) == Visibility.VISIBLE).all()


def test_a_state_that_stays_is_believed_after_some_frames():
    debouncer = StateDebouncer()
    debouncer.update(states(Visibility.VISIBLE))
    seen = [int(debouncer.update(states(Visibility.ABSENT))[0]) for _ in range(AGREEING_FRAMES)]
    assert seen == [Visibility.VISIBLE] * (AGREEING_FRAMES - 1) + [Visibility.ABSENT]


def test_every_keypoint_changes_for_itself():
    debouncer = StateDebouncer()
    debouncer.update(states(Visibility.VISIBLE))
    changed = states(Visibility.VISIBLE)
    changed[9] = Visibility.OCCLUDED
    for _ in range(AGREEING_FRAMES):
        believed = debouncer.update(changed)
    assert (believed == changed).all()
