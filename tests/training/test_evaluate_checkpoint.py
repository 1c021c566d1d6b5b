import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the training extra")
pytestmark = pytest.mark.training

from pose.boxes import Box  # noqa: E402
from pose.bundle import InputSize  # noqa: E402
from pose.errors import UserError  # noqa: E402
from training.evaluation.networks import metamodel_network, open_network  # noqa: E402
from training.evaluation.options import Options  # noqa: E402
from training.models.decoding import decode  # noqa: E402
from training.models.metamodel import Metamodel  # noqa: E402
from training.models.parts import CoordinateHead, Coordinates, FeatureExtractor, Features, VisibilityBranch  # noqa: E402

SIZE = InputSize(height=64, width=48)


class Brightness(FeatureExtractor):
    """Knows its own normalisation: black is 0, white is 1."""

    channels = {4: 1}  # noqa: RUF012
    mean, deviation = (0.0, 0.0, 0.0), (255.0, 255.0, 255.0)

    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.ones(5))

    def forward(self, x):
        return Features({4: torch.nn.functional.avg_pool2d(x[:, :1], 4)})


class Brightest(CoordinateHead):
    evidence_channels = 1

    def forward(self, features):
        return Coordinates(features.maps[4].repeat(1, 17, 1, 1), features.maps[4])

    def loss(self, features, coordinates, xy, located):
        raise NotImplementedError

    def decode(self, coordinates):
        return decode(coordinates.heatmaps)


class AlwaysOccluded(VisibilityBranch):
    def __init__(self):
        super().__init__()
        self.logits = torch.nn.Parameter(torch.tensor([0.0, 9.0, 0.0]))

    def look(self, features, coordinates):
        return features.maps[4]

    def forward(self, seen):
        return self.logits.expand(len(seen), 17, 3)


def network(name="S1", options=Options()):  # noqa: B008
    return metamodel_network(name, Metamodel(Brightness(), Brightest(), AlwaysOccluded()), SIZE, options)


@pytest.mark.parametrize("options", [Options(), Options(flip=True)])
def test_a_checkpoint_answers_in_picture_pixels(options):
    picture = np.zeros((64, 48, 3), np.uint8)
    picture[40:44, 12:16] = 204
    # A box whose padded crop is the picture itself.
    pose = network(options=options).estimate(picture, Box(4.8, 6.4, 43.2, 57.6))
    np.testing.assert_allclose(pose.xy, np.tile([13.5, 41.5], (17, 1)), atol=1e-4)
    np.testing.assert_allclose(pose.score, 0.8, atol=1e-5)
    assert (pose.state == 1).all()


def test_parameters_are_those_of_base_model_and_branch():
    assert network().parameters == 8 and network().branch


def test_the_base_is_counted_without_its_branch():
    base = network("base")
    assert base.parameters == 5 and not base.branch


def test_a_file_that_is_no_checkpoint_is_refused(tmp_path):
    (tmp_path / "network.pt").write_bytes(b"nothing of ours")
    with pytest.raises(UserError, match="is not a checkpoint"):
        open_network(f"S1={tmp_path / 'network.pt'}", Options())
