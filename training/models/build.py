"""From a recipe's names to a network."""

from collections.abc import Callable

from torch import nn

from pose.errors import UserError
from training.models.base_models import BaseModel
from training.models.base_models.efficientnet import EFFICIENTNET_B0, EFFICIENTNET_B6
from training.models.base_models.light import LIGHT
from training.models.base_models.movenet import MOVENET_LIGHTNING, MOVENET_THUNDER
from training.models.base_models.mspn import MSPN_2_STAGE
from training.models.base_models.sbl import SBL
from training.models.driver_detector import DriverDetector
from training.models.light_visibility_branch import LightVisibilityBranch
from training.models.metamodel import Metamodel
from training.models.paper_visibility_branch import MultiScaleVisibilityBranch, PaperVisibilityBranch
from training.models.parts import CoordinateHead, FeatureExtractor, VisibilityBranch
from training.recipe import Recipe

BASE_MODELS: dict[str, BaseModel] = {
    "light": LIGHT,
    "sbl": SBL,
    "efficientnet_b0": EFFICIENTNET_B0,
    "efficientnet_b6": EFFICIENTNET_B6,
    "mspn_2_stage": MSPN_2_STAGE,
    "movenet_thunder": MOVENET_THUNDER,
    "movenet_lightning": MOVENET_LIGHTNING,
}

Branch = Callable[[FeatureExtractor, CoordinateHead, int, int], VisibilityBranch]
"""Features, coordinate head, and the crop's height and width in pixels, to a branch with fresh weights."""

VISIBILITY_BRANCHES: dict[str, Branch] = {
    "light": lambda features, head, height, width: LightVisibilityBranch(features.channels, head.evidence_channels),
    "paper": lambda features, head, height, width: PaperVisibilityBranch(features.channels, height, width),
    "multi_scale": lambda features, head, height, width: MultiScaleVisibilityBranch(features.channels, height, width),
}


def build(recipe: Recipe) -> nn.Module:
    """Make the recipe's network with fresh weights, for the input size of its last phase."""
    if recipe.task == "detection":
        return DriverDetector()
    return build_metamodel(
        recipe.base_model, recipe.visibility_branch, recipe.phases[-1].height, recipe.phases[-1].width
    )


def build_metamodel(base_model: str, visibility_branch: str, height: int, width: int) -> Metamodel:
    """Make a metamodel with fresh weights.

    Parameters
    ----------
    base_model, visibility_branch : names in `BASE_MODELS` and `VISIBILITY_BRANCHES`.
    height, width : pixels of the crop.

    Raises
    ------
    UserError : there is nothing of that name.
    """
    if base_model not in BASE_MODELS:
        raise UserError(f"base model '{base_model}' is unknown; there are {', '.join(BASE_MODELS)}")
    if visibility_branch not in VISIBILITY_BRANCHES:
        raise UserError(
            f"visibility branch '{visibility_branch}' is unknown; there are {', '.join(VISIBILITY_BRANCHES)}"
        )
    features, coordinates = BASE_MODELS[base_model].build()
    branch = VISIBILITY_BRANCHES[visibility_branch](features, coordinates, height, width)
    return Metamodel(features, coordinates, branch)


def load_pretrained(recipe: Recipe, network: nn.Module) -> None:
    """Put the base model's published weights into a fresh network.

    Raises
    ------
    UserError : they are not on this machine; says the file's name and where it goes.
    """
    if isinstance(network, DriverDetector):
        network.features.load_imagenet()
    elif isinstance(network, Metamodel):
        BASE_MODELS[recipe.base_model].load_pretrained(network.features, network.coordinates)
