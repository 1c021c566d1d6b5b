"""One contract for the paper's base models, and where each starts from."""

import math

import cv2
import pytest

from pose.errors import UserError

torch = pytest.importorskip("torch", reason="needs the training extra")
pytestmark = pytest.mark.training

from training import count_parameters  # noqa: E402
from training.heatmap_loss import gaussian_maps  # noqa: E402
from training.losses import visibility_loss  # noqa: E402
from training.models.base_models import mspn  # noqa: E402
from training.models.base_models.efficientnet import EFFICIENTNET_B0, EFFICIENTNET_B6  # noqa: E402
from training.models.base_models.mspn import MSPN_2_STAGE  # noqa: E402
from training.models.base_models.sbl import SBL  # noqa: E402
from training.models.metamodel import Metamodel  # noqa: E402
from training.models.paper_visibility_branch import PaperVisibilityBranch  # noqa: E402

BASE_MODELS = {
    "sbl": SBL,
    "efficientnet_b0": EFFICIENTNET_B0,
    "efficientnet_b6": EFFICIENTNET_B6,
    "mspn_2_stage": MSPN_2_STAGE,
}
WEIGHTS = {
    "sbl": "resnet50-0676ba61.pth",
    "efficientnet_b0": "efficientnet_b0_rwightman-7f5810bc.pth",
    "efficientnet_b6": "efficientnet_b6_lukemelas-24a108a5.pth",
    "mspn_2_stage": "2xmspn50_coco_256x192-c8765a5c_20201123.pth",
}
HEIGHT, WIDTH = 64, 96


@pytest.fixture(scope="module", params=BASE_MODELS)
def network(request):
    torch.manual_seed(1)
    features, coordinates = BASE_MODELS[request.param].build()
    branch = PaperVisibilityBranch(features.channels, HEIGHT, WIDTH)
    return Metamodel(features, coordinates, branch).eval()


@pytest.fixture(scope="module")
def located(network):
    with torch.no_grad():
        return network.locate(crops())


@pytest.fixture
def weights_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("CABINSIGHT_WEIGHTS", str(tmp_path))
    return tmp_path


def crops():
    return torch.randn(1, 3, HEIGHT, WIDTH, generator=torch.Generator().manual_seed(2))


def places():
    """Every keypoint somewhere else in the crop's heatmaps."""
    k = torch.arange(17.0)
    return torch.stack([k % 5 * 4 + 2, k // 5 * 3 + 2], dim=1)[None], torch.ones(1, 17, dtype=torch.bool)


def test_features_have_the_announced_strides_and_channels(network, located):
    shapes = {stride: tuple(there.shape) for stride, there in located[0].maps.items()}
    assert list(shapes) == [4, 8, 16, 32]
    assert shapes == {s: (1, network.features.channels[s], HEIGHT // s, WIDTH // s) for s in shapes}


def test_heatmaps_and_evidence_have_stride_four(network, located):
    coordinates = located[1]
    assert coordinates.heatmaps.shape == (1, 17, HEIGHT // 4, WIDTH // 4)
    assert coordinates.evidence.shape == (1, network.coordinates.evidence_channels, HEIGHT // 4, WIDTH // 4)


def test_every_keypoint_is_decoded_inside_the_crop(network, located):
    decoded = network.coordinates.decode(located[1])[0]
    assert decoded.shape == (17, 3)
    assert (decoded[:, 0] >= 0).all() and (decoded[:, 0] < WIDTH).all() and (decoded[:, 1] < HEIGHT).all()


def test_right_heatmaps_cost_less_than_silent_ones_and_those_less_than_wrong_ones(network, located):
    features, coordinates = located
    xy, taught = places()
    right = gaussian_maps(xy, HEIGHT // 4, WIDTH // 4, sigma=1.0)
    costs = [
        network.coordinates.loss(features, coordinates._replace(heatmaps=maps), xy, taught).item()
        for maps in (right, torch.zeros_like(right), right.flip(1))
    ]
    assert math.isfinite(costs[0]) and costs == sorted(set(costs))


def test_both_losses_teach_the_first_layer(network):
    stem = next(network.features.parameters())
    features, coordinates = network.locate(crops())
    in_place = network.coordinates.loss(features, coordinates, *places())
    logits = network.visibility(network.visibility.look(features, coordinates))
    in_sight = visibility_loss(logits, torch.tensor([0.0, 1.0, 0.0]).expand(1, 17, 3), torch.ones(3))
    for loss in (in_place, in_sight):
        (gradient,) = torch.autograd.grad(loss, stem, retain_graph=True)
        assert torch.isfinite(gradient).all() and gradient.any()


def test_only_mspn_has_an_earlier_stage_to_teach(network, located):
    stages = [tuple(maps.shape) for maps in located[0].earlier]
    is_mspn = isinstance(network.features, mspn.MspnFeatures)
    assert stages == ([(1, 17, HEIGHT // 4, WIDTH // 4)] * 4 if is_mspn else [])


def test_mspn_costs_nothing_only_if_every_unit_of_both_stages_is_right():
    with torch.device("meta"):
        head = mspn.MspnCoordinateHead()
    xy, taught = places()
    sigmas = (2.6, 2.0, 1.7, 1.4, 1.1)
    *coarse, finest = (gaussian_maps(xy, HEIGHT // 4, WIDTH // 4, sigma) for sigma in sigmas)
    features = mspn.Features({}, tuple(coarse))
    coordinates = mspn.Coordinates(finest, finest, tuple(coarse[1:]))
    assert head.loss(features, coordinates, xy, taught).item() == pytest.approx(0.0, abs=1e-9)
    pixels = finest.shape[2] * finest.shape[3]
    wrong = features._replace(earlier=(coarse[0] + 2.0, *coarse[1:]))
    # Off by 2 at every pixel of one coarse unit, which weighs a quarter.
    assert head.loss(wrong, coordinates, xy, taught).item() == pytest.approx(0.25 * 4 * pixels)
    one_keypoint = finest.clone()
    one_keypoint[0, 3, 0, 0] += 2.0
    missed = coordinates._replace(heatmaps=one_keypoint)
    assert head.loss(features, missed, xy, taught).item() == pytest.approx(4 / 8, rel=1e-4)


@pytest.mark.parametrize("kernel", mspn.KERNELS)
def test_mspn_gaussians_fall_as_opencv_kernels_of_that_width_do(kernel):
    weights = cv2.getGaussianKernel(kernel, 0)[:, 0]
    beside_the_peak = weights[kernel // 2 + 1] / weights[kernel // 2]
    assert math.exp(-1 / (2 * mspn.sigma(kernel) ** 2)) == pytest.approx(beside_the_peak, abs=0.01)


@pytest.mark.parametrize("name", BASE_MODELS)
def test_weights_that_are_not_here_are_named_with_their_source(name, weights_folder):
    with torch.device("meta"):
        parts = BASE_MODELS[name].build()
    with pytest.raises(UserError, match=f"{WEIGHTS[name]}: not there; it is .+ --from-scratch"):
        BASE_MODELS[name].load_pretrained(*parts)


@pytest.mark.parametrize("stored", [b"no weights", None])
def test_a_file_of_that_name_that_holds_something_else_is_refused(stored, weights_folder):
    path = weights_folder / WEIGHTS["sbl"]
    if stored is None:
        torch.save({"conv1.weight": torch.zeros(64, 3, 7, 7)}, path)
    else:
        path.write_bytes(stored)
    with torch.device("meta"):
        parts = SBL.build()
    with pytest.raises(UserError, match=f"{WEIGHTS['sbl']}: (cannot be read|holds another network's weights)"):
        SBL.load_pretrained(*parts)


def numbered(weights):
    """The same shapes, each weight filled with a number of its own; takes no room on disk."""
    return {
        key: torch.tensor(i + 1, dtype=value.dtype).expand(value.shape)
        for i, (key, value) in enumerate(weights.items())
    }


def test_imagenet_weights_reach_the_features_and_leave_the_head_fresh(weights_folder):
    from torchvision.models import efficientnet_b0, resnet50

    for base, make, last in (
        (SBL, resnet50, "layer4.2.bn3.bias"),
        (EFFICIENTNET_B0, efficientnet_b0, "features.8.1.bias"),
    ):
        published = numbered(make().state_dict())
        name = next(name for name in BASE_MODELS if BASE_MODELS[name] is base)
        torch.save(published, weights_folder / WEIGHTS[name])
        features, head = base.build()
        before = {key: value.clone() for key, value in head.state_dict().items()}
        base.load_pretrained(features, head)
        *_, last_bias = features.parameters()
        assert torch.equal(next(features.parameters()), next(iter(published.values())))
        assert torch.equal(last_bias, published[last])
        assert all(torch.equal(value, before[key]) for key, value in head.state_dict().items())


PUBLISHED_SHAPES = {
    "backbone.top.top.0.conv.weight": (64, 3, 7, 7),
    "backbone.multi_stage_mspn.0.downsample.layer1.0.downsample.conv.weight": (256, 64, 1, 1),
    "backbone.multi_stage_mspn.1.downsample.layer4.2.bn3.running_var": (2048,),
    "backbone.multi_stage_mspn.0.upsample.up1.out_skip1.conv.weight": (2048, 2048, 1, 1),
    "backbone.multi_stage_mspn.0.upsample.up2.out_skip2.conv.weight": (1024, 256, 1, 1),
    "backbone.multi_stage_mspn.0.upsample.up4.cross_conv.conv.weight": (64, 256, 1, 1),
    "backbone.multi_stage_mspn.1.upsample.up1.in_skip.conv.weight": (256, 2048, 1, 1),
    "backbone.multi_stage_mspn.1.upsample.up2.up_conv.conv.weight": (256, 256, 1, 1),
    "keypoint_head.predict_layers.7.conv_layers.1.conv.weight": (17, 256, 3, 3),
}
"""MMPose's names, read off its code: one of each kind."""


def test_pose_weights_reach_all_of_mspn_and_peaks_become_one(weights_folder):
    features, head = MSPN_2_STAGE.build()
    weights = {
        f"{name}.{key}".replace("downsample.0.", "downsample.conv.").replace("downsample.1.", "downsample.bn."): value
        for name, part in mspn.published_names(features, head).items()
        for key, value in part.state_dict().items()
    }
    assert {key: tuple(weights[key].shape) for key in PUBLISHED_SHAPES} == PUBLISHED_SHAPES
    assert len(weights) == len(features.state_dict()) + len(head.state_dict())
    published = numbered(weights)
    torch.save({"meta": {"epoch": 210}, "state_dict": published}, weights_folder / WEIGHTS["mspn_2_stage"])
    MSPN_2_STAGE.load_pretrained(features, head)
    skip = published["backbone.multi_stage_mspn.1.downsample.layer1.0.downsample.conv.weight"]
    assert torch.equal(features.last_encoder.stages[0][0].downsample[0].weight, skip)
    peak = published["keypoint_head.predict_layers.7.conv_layers.1.bn.weight"] / 255
    assert torch.allclose(head.decoder.units[3].heatmaps[1].bn.weight, peak)


def test_pose_weights_of_another_network_are_refused(weights_folder):
    torch.save({"state_dict": {"backbone.conv1.weight": torch.zeros(1)}}, weights_folder / WEIGHTS["mspn_2_stage"])
    with torch.device("meta"):
        parts = MSPN_2_STAGE.build()
    with pytest.raises(UserError, match="another network's weights"):
        MSPN_2_STAGE.load_pretrained(*parts)


def test_sbl_with_the_paper_branch_has_the_papers_parameters():
    counted = count_parameters.count("sbl")
    assert counted.base + counted.branch == pytest.approx(71.2e6, rel=0.01)


@pytest.mark.parametrize(
    ("name", "millions"), [("efficientnet_b0", 43.43), ("efficientnet_b6", 91.40), ("mspn_2_stage", 94.16)]
)
def test_the_other_totals_stay_what_is_told_of_them(name, millions):
    counted = count_parameters.count(name)
    assert (counted.base + counted.branch) / 1e6 == pytest.approx(millions, abs=0.005)
