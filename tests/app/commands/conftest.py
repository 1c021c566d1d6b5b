import pytest


@pytest.fixture
def tiny_networks(pose_bundle, detection_bundle):
    """Options that make a command run the tiny networks."""
    return ["--model", str(pose_bundle.folder), "--detector", str(detection_bundle.folder)]
