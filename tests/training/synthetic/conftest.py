"""A body that many tests share: anny takes seconds to build."""

import numpy as np
import pytest


@pytest.fixture(scope="session")
def body():
    from training.synthetic.people.body import AnnyBody

    return AnnyBody()


@pytest.fixture(scope="session")
def rest(body):
    """One person's shape."""
    from training.synthetic.scene.driver import draw_driver

    driver = draw_driver(np.random.default_rng(0))
    return body.rest(driver.phenotypes, driver.features)


@pytest.fixture(scope="session")
def standing(body, rest):
    """Return a function that poses this person upright, some bones turned."""
    import torch

    def pose(rotations=None):
        turns = torch.eye(3)[None].repeat(body.model.bone_count, 1, 1)
        for bone, matrix in (rotations or {}).items():
            turns[body.bone_index[bone]] = matrix
        return body.posed(rest, turns)

    return pose
