"""Fixtures for every test."""

import os
from pathlib import Path

import pytest

from tests.tiny_bundles import make_detection_bundle, make_pose_bundle


@pytest.fixture(scope="session", autouse=True)
def own_user_folders(tmp_path_factory):
    """No test reads a person's settings or writes into their log."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(home / "config"))
        patch.setenv("XDG_STATE_HOME", str(home / "state"))
        yield


@pytest.fixture(scope="session")
def pose_bundle(tmp_path_factory):
    """The tiny pose bundle (see `tests/tiny_bundles.py`). Shared: do not write into its folder."""
    return make_pose_bundle(tmp_path_factory.mktemp("bundles") / "tiny-pose")


@pytest.fixture(scope="session")
def detection_bundle(tmp_path_factory):
    """The tiny detection bundle (see `tests/tiny_bundles.py`). Shared: do not write into its folder."""
    return make_detection_bundle(tmp_path_factory.mktemp("bundles") / "tiny-detect")


@pytest.fixture(scope="session")
def data_folder():
    """Real pictures, clips and weights that the repository does not carry."""
    folder = os.environ.get("CABINSIGHT_DATA")
    if folder is None or not Path(folder).is_dir():
        pytest.skip("needs real data: set CABINSIGHT_DATA to its folder")
    return Path(folder)
