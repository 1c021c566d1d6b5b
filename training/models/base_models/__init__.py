"""Base models by name: one file each, with `build` and `load_pretrained`."""

from collections.abc import Callable
from dataclasses import dataclass

from training.models.parts import CoordinateHead, FeatureExtractor


@dataclass(frozen=True, slots=True)
class BaseModel:
    """A pose network that becomes a metamodel.

    Attributes
    ----------
    build : make both parts with fresh weights.
    load_pretrained : put published weights into them; `UserError` names the file that is missing and where it goes.
    """

    build: Callable[[], tuple[FeatureExtractor, CoordinateHead]]
    load_pretrained: Callable[[FeatureExtractor, CoordinateHead], None]
