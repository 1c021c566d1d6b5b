import pytest

from app.command_line import main
from app.drives.reading import read_drive
from app.perception.detector import DriverDetector
from app.perception.perception import Perception
from app.perception.pose_estimator import PoseEstimator
from app.posture.event import EventKind
from app.review.comparison import compare
from app.review.outcome import Outcome, outcome_of
from app.review.reanalysis import reanalyse
from engines.cpu import CpuEngine
from pose.errors import UserError
from tests.tiny_scenes import DRIVER, write_video

GONE = None


@pytest.fixture
def recorded(tmp_path, pose_bundle, detection_bundle, capsys):
    """A recorded drive in which the driver leaves for four seconds."""
    video = write_video(tmp_path / "in.mp4", [DRIVER] * 10 + [GONE] * 40 + [DRIVER] * 20, fps=10)
    options = ["--model", str(pose_bundle.folder), "--detector", str(detection_bundle.folder)]
    drives = tmp_path / "drives"
    assert main(["monitor", "--headless", "--record", "--camera", str(video), "--drives", str(drives), *options]) == 0
    capsys.readouterr()
    return read_drive(next(drives.iterdir()))


@pytest.fixture
def perception(pose_bundle, detection_bundle):
    return Perception(DriverDetector(CpuEngine(detection_bundle)), PoseEstimator(CpuEngine(pose_bundle)))


def test_the_same_networks_find_the_same_events_in_the_recording(recorded, perception):
    steps = list(reanalyse(recorded, perception))
    assert [step.done for step in steps] == [*range(1, 71), 70] and steps[0].total == 70
    found = compare(Outcome(events=recorded.events, observability={}), steps[-1].outcome)
    assert found.only_a == found.only_b == ()
    assert EventKind.DRIVER_ABSENT in {event.kind for event in steps[-1].outcome.events}


def test_looking_anew_can_be_left_at_any_picture(recorded, perception):
    steps = reanalyse(recorded, perception)
    assert next(steps).outcome is None
    steps.close()
    assert next(steps, None) is None


def test_a_drive_without_pictures_says_so(tmp_path, perception):
    from tests.app.review.kept_drives import keep, wandering

    with pytest.raises(UserError, match="has no video"):
        outcome_of(reanalyse(read_drive(keep(tmp_path, wandering(0, 5))), perception))
