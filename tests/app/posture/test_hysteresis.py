from hypothesis import given
from hypothesis import strategies as st

from app.posture.event import RuleState
from app.posture.hysteresis import Hysteresis
from app.posture.rules import Rule

RULE = Rule(enter=1.0, exit=0.5, notice=3.0, cool_down=1.0, grace=2.0)
SECOND = 1_000_000_000


def run(values, rule=RULE, step=SECOND):
    followed = Hysteresis(rule)
    return [followed.update(i * step, value) for i, value in enumerate(values)]


def states(values, **settings):
    return "".join(phase.state.name[0] for phase in run(values, **settings))  # Not observable, Clear, Pending, Active


def test_the_condition_must_hold_for_the_dwell():
    assert states([0, 1, 1, 1, 1, 1]) == "CPPPAA"


def test_between_the_levels_it_goes_on_but_does_not_begin():
    assert states([0.7, 1, 0.7, 0.7, 0.7, 0.4]) == "CPPPAA"
    assert states([0.7] * 9) == "C" * 9


def test_pending_starts_over_at_once():
    assert states([1, 1, 1, 0, 1, 1, 1, 1]) == "PPPCPPPA"


def test_active_ends_after_the_cool_down_at_the_moment_it_fell():
    phases = run([1, 1, 1, 1, 0, 0, 0])
    assert [phase.ended for phase in phases] == [None] * 5 + [4 * SECOND, None]


def test_out_of_sight_the_time_held_stands_still():
    assert states([1, 1, None, 1, 1, 1, 1]) == "PPNPPAA"


def test_out_of_sight_for_longer_than_the_grace_it_starts_over():
    assert states([1, 1, 1, None, None, None, 1, 1]) == "PPPNNNPP"


def test_active_out_of_sight_goes_on_for_the_grace_and_ended_when_last_seen():
    phases = run([1, 1, 1, 1, None, None, None])
    assert [phase.state for phase in phases[4:]] == [RuleState.ACTIVE, RuleState.ACTIVE, RuleState.NOT_OBSERVABLE]
    assert phases[6].ended == 3 * SECOND


def test_a_pause_between_updates_is_out_of_sight_too():
    followed = Hysteresis(RULE)
    followed.update(0, 1.0)
    assert followed.update(60 * SECOND, 1.0).state == RuleState.PENDING


def test_finishing_long_after_the_last_update_ends_when_last_seen():
    followed = Hysteresis(RULE)
    for i in range(5):
        followed.update(i * SECOND, 1.0)
    assert followed.finish(60 * SECOND).ended == 4 * SECOND


def test_finishing_what_is_pending_ends_nothing():
    followed = Hysteresis(RULE)
    followed.update(0, 1.0)
    assert followed.finish(SECOND).ended is None


values = st.lists(st.none() | st.floats(0, 2), max_size=60)


@given(values, st.integers(10_000_000, 2 * SECOND))
def test_every_active_condition_ends_once_after_it_began_and_never_in_the_future(story, step):
    followed = Hysteresis(RULE)
    open_since = None
    for i, value in enumerate([*story, "end"]):
        now = i * step
        phase = followed.finish(now) if value == "end" else followed.update(now, value)
        if phase.ended is not None:
            assert open_since is not None and open_since <= phase.ended <= now
            open_since = None
        if phase.state == RuleState.ACTIVE:
            assert phase.held_ns >= 3 * SECOND and phase.onset <= now - 3 * SECOND
            assert open_since in (None, phase.onset)
            open_since = phase.onset
    assert open_since is None


@given(st.lists(st.none() | st.floats(0, 0.99), max_size=60))
def test_what_never_reaches_the_level_is_never_pending(story):
    assert set(states(story)) <= set("NC")
