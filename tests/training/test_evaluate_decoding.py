import numpy as np
import pytest

from pose.boxes import Box
from pose.bundle import InputSize
from pose.decision import Decision
from pose.errors import UserError
from pose.heatmap import STRIDE, decode, encode
from pose.keypoints import FLIP_ORDER
from training.evaluation.dark import decode_dark
from training.evaluation.flip_test import merge, with_mirror
from training.evaluation.networks import estimate_with
from training.evaluation.options import Options
from training.evaluation.peers import open_movenet

WIDTH, HEIGHT = 192, 256
COLUMNS, ROWS = WIDTH // STRIDE, HEIGHT // STRIDE


def places(seed=0, margin=20):
    generator = np.random.default_rng(seed)
    return generator.uniform(margin, (WIDTH - margin, HEIGHT - margin), (17, 2)).astype(np.float32)


def seen_in_a_mirror(xy):
    mirrored = xy[list(FLIP_ORDER)].copy()
    mirrored[:, 0] = WIDTH - 1 - mirrored[:, 0]
    return mirrored


def drawn(xy):
    return encode(xy, COLUMNS, ROWS, sigma=1.0)


def off_by(found, xy):
    return np.abs(found[:, :2] - xy).max() / STRIDE


def test_the_mirror_image_agrees_to_the_heatmap_pixel_so_nothing_needs_a_shift():
    xy = places()
    merged, _ = merge(np.stack([drawn(xy), drawn(seen_in_a_mirror(xy))]), np.zeros((2, 17, 3), np.float32))
    np.testing.assert_allclose(merged, drawn(xy), atol=1e-4)


def test_what_the_mirror_says_of_the_left_wrist_counts_for_the_right_one():
    logits = np.zeros((2, 17, 3), np.float32)
    logits[0, 10] = 4, 0, 0
    logits[1, 9] = 0, 0, 2
    _, merged = merge(np.zeros((2, 17, ROWS, COLUMNS), np.float32), logits)
    assert merged[10].tolist() == [2, 0, 1] and not merged[9].any()


def test_two_answers_that_disagree_meet_halfway():
    xy = places()
    moved = seen_in_a_mirror(xy + np.array([STRIDE, 0], np.float32))
    merged, _ = merge(np.stack([drawn(xy), drawn(moved)]), np.zeros((2, 17, 3), np.float32))
    middle = decode_dark(merged)[:, 0] - xy[:, 0]
    np.testing.assert_allclose(middle, STRIDE / 2, atol=0.1 * STRIDE)


def test_the_mirrored_crop_stands_behind_the_crop():
    crop = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)
    both = with_mirror(crop)
    assert (both[0] == crop).all() and (both[1, :, 0] == crop[:, 2]).all()


def test_dark_finds_the_centre_between_pixels_where_a_quarter_pixel_cannot():
    for seed in range(20):
        xy = places(seed)
        assert off_by(decode_dark(drawn(xy)), xy) < 0.05
    worst = max(off_by(decode(drawn(places(seed))), places(seed)) for seed in range(20))
    assert 0.2 < worst < 0.251


def test_dark_keeps_the_height_of_the_peak():
    maps = 0.6 * drawn(places())
    assert decode_dark(maps)[:, 2].tolist() == decode(maps)[:, 2].tolist()


@pytest.mark.parametrize("corner", [(1.5, 1.5), (WIDTH - 3.0, 100.0), (90.0, HEIGHT - 3.0)])
def test_at_the_border_dark_leaves_the_quarter_pixel(corner):
    maps = drawn(np.array([corner], np.float32))
    assert decode_dark(maps).tolist() == decode(maps).tolist()


def test_a_flat_heatmap_has_no_top_to_step_to():
    maps = np.zeros((1, ROWS, COLUMNS), np.float32)
    maps[0, 20:40, 20:40] = 0.1
    assert np.isfinite(decode_dark(maps)).all()


def estimate(options, keypoints_off=0.0, heatmaps=True):
    """Ask a network that always sees `places()`, also in the mirror."""
    xy = places()

    def run(pictures):
        maps = np.stack([drawn(xy), drawn(seen_in_a_mirror(xy))])[: len(pictures)]
        keypoints = np.stack([decode(each) for each in maps])
        keypoints[..., 0] += keypoints_off
        outputs = {"keypoints": keypoints, "visibility_logits": np.zeros((len(pictures), 17, 3), np.float32)}
        return outputs | ({"heatmaps": maps} if heatmaps else {})

    asked = estimate_with(run, InputSize(height=HEIGHT, width=WIDTH), Decision(), options, "bold")
    # A box whose padded crop is the picture itself, so picture and crop pixels are the same.
    middle = Box(0.1 * WIDTH, 0.1 * HEIGHT, 0.9 * WIDTH, 0.9 * HEIGHT)
    return asked(np.zeros((HEIGHT, WIDTH, 3), np.uint8), middle).xy


def test_flip_test_and_dark_together_find_the_places():
    assert off_by(estimate(Options(flip=True, dark=True)), places()) < 0.05


def test_without_options_the_graphs_own_decoding_is_taken():
    plain = estimate(Options())
    np.testing.assert_allclose(estimate(Options(), keypoints_off=3.0)[:, 0], plain[:, 0] + 3.0, atol=1e-4)


@pytest.mark.parametrize("options", [Options(flip=True), Options(dark=True)])
def test_a_graph_without_heatmaps_refuses(options):
    with pytest.raises(UserError, match="bold: its graph has no heatmaps"):
        estimate(options, heatmaps=False)


@pytest.mark.parametrize("options", [Options(flip=True), Options(dark=True)])
def test_a_network_that_adds_offsets_to_its_heatmaps_refuses(options):
    with pytest.raises(UserError, match="bold: does not decode from its heatmaps alone"):
        estimate(options, keypoints_off=2.5)


def test_movenet_refuses(tmp_path):
    with pytest.raises(UserError, match="MoveNet Thunder: adds offsets"):
        open_movenet(tmp_path / "none.onnx", Options(dark=True))
