"""Answers for the tests of the metrics: the standing person, answered as the test wants it."""

import numpy as np

from pose.pose import Pose
from tests.training.people import STANDING
from training.metrics.answer import Answer

AREA = 10_000.0
"""Square pixels: s = 100 px, so a keypoint that is 100 * 2 sigma px away has a similarity of exp(-1/2) = .607."""


def answer(xy=STANDING, state=2, true_state=2, score=1.0, visibility=None, area=AREA, image_id=1, annotation_id=1):
    """Answer at the right place, visible and sure; a number stands for all 17 keypoints."""
    state, true_state, score = (np.broadcast_to(value, 17) for value in (state, true_state, score))
    visibility = np.eye(3)[state] if visibility is None else np.broadcast_to(visibility, (17, 3))
    pose = Pose(
        xy=np.asarray(xy, np.float32),
        score=score.astype(np.float32),
        visibility=visibility.astype(np.float32),
        state=state.astype(np.uint8),
    )
    return Answer(pose, STANDING, true_state.astype(np.int64), area, image_id, annotation_id)


def some_answers(count=12, seed=0):
    """Answers of every kind: near and far, sure and not, right and wrong about visibility, some labels unknown."""
    rng = np.random.default_rng(seed)
    people = []
    for number in range(count):
        probabilities = rng.dirichlet([1, 1, 1], 17)
        people.append(
            answer(
                xy=STANDING + rng.normal(0, 6, STANDING.shape),
                state=probabilities.argmax(axis=1),
                true_state=rng.integers(-1, 3, 17),
                # One digit, so that some are equal.
                score=rng.random(17).round(1),
                visibility=probabilities,
                annotation_id=number,
            )
        )
    return people
