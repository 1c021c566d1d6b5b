import pytest

from pose.errors import UserError

torch = pytest.importorskip("torch", reason="needs the training extra")
pytestmark = pytest.mark.training

from training.losses import visibility_loss  # noqa: E402
from training.models.paper_visibility_branch import (  # noqa: E402
    MultiScaleVisibilityBranch,
    PaperVisibilityBranch,
    ResidualBottleneck,
)
from training.models.parts import Coordinates, Features  # noqa: E402

CHANNELS = {4: 2, 8: 3, 16: 4, 32: 5}
NOTHING = Coordinates(torch.empty(0), torch.empty(0))


def features_of(height, width):
    torch.manual_seed(1)
    return Features({s: torch.randn(2, c, height // s, width // s) for s, c in CHANNELS.items()})


def test_the_paper_branch_looks_at_the_deepest_map():
    features = features_of(64, 96)
    assert PaperVisibilityBranch(CHANNELS, 64, 96).look(features, NOTHING) is features.maps[32]


@pytest.mark.parametrize("size", [(256, 192), (128, 96), (64, 64)])
@pytest.mark.parametrize("kind", [PaperVisibilityBranch, MultiScaleVisibilityBranch])
def test_every_crop_size_gives_three_logits_per_keypoint(kind, size):
    branch = kind(CHANNELS, *size).eval()
    with torch.no_grad():
        assert branch(branch.look(features_of(*size), NOTHING)).shape == (2, 17, 3)


@pytest.mark.parametrize("kind", [PaperVisibilityBranch, MultiScaleVisibilityBranch])
def test_a_crop_that_pools_to_nothing_is_refused_with_the_least_size(kind):
    with pytest.raises(UserError, match=r"32 x 96 is too small.* 64 x 64"):
        kind(CHANNELS, 32, 96)


def test_parameters_on_resnet_features_are_those_counted_by_hand():
    with torch.device("meta"):
        branch = PaperVisibilityBranch({32: 2048}, 256, 192)
    bottleneck = 9 * 2048 * 368 + 368 * 368 + 9 * 368 * 2048 + 2 * (368 + 368 + 2048)
    reduction = 2048 * 256 + 2 * 256
    # 8 x 6 pixels, pooled to 4 x 3.
    decision = (256 * 12 + 1) * 4096 + (4096 + 1) * 2048 + (2048 + 1) * 1024 + (1024 + 1) * 51
    assert sum(p.numel() for p in branch.parameters()) == bottleneck + reduction + decision


def test_a_bottleneck_whose_convolutions_are_silent_lets_features_pass():
    block = ResidualBottleneck(5).eval()
    torch.nn.init.zeros_(block.layers[-1].weight)
    x = torch.rand(1, 5, 4, 3)
    assert torch.equal(block(x), x)


def test_outputs_are_grouped_by_keypoint():
    branch = PaperVisibilityBranch(CHANNELS, 64, 64).eval()
    torch.nn.init.zeros_(branch.decision[-1].weight)
    branch.decision[-1].bias.data = torch.arange(51.0)
    logits = branch(torch.randn(1, 5, 2, 2))
    assert logits[0, 0].tolist() == [0, 1, 2] and logits[0, 16].tolist() == [48, 49, 50]


def test_the_multi_scale_feed_averages_every_map_to_the_deepest_size_finest_first():
    maps = {16: torch.tensor([[[[1.0, 3.0, 0.0, 0.0], [5.0, 7.0, 0.0, 4.0]]]]), 32: torch.tensor([[[[8.0, 9.0]]]])}
    seen = MultiScaleVisibilityBranch({16: 1, 32: 1}, 64, 64).look(Features(maps), NOTHING)
    assert seen.tolist() == [[[[4.0, 1.0]], [[8.0, 9.0]]]]


def test_visibility_teaches_the_features_of_every_stride():
    features = features_of(64, 64)
    for there in features.maps.values():
        there.requires_grad_()
    branch = MultiScaleVisibilityBranch(CHANNELS, 64, 64)
    classes = torch.tensor([0.0, 1.0, 0.0]).expand(2, 17, 3)
    visibility_loss(branch(branch.look(features, NOTHING)), classes, torch.ones(3)).backward()
    assert all(there.grad.any() for there in features.maps.values())
