"""How strongly samples are varied: a recipe's table `[augmentation]`."""

from dataclasses import dataclass, fields, replace

SHARES = (
    *("cut", "rotation_share", "wide_share", "half_body", "lower_share", "flip", "one_occluder", "two_occluders"),
    *("near_infrared", "blur", "noise"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AugmentationSettings:
    """Shares of the draws, 0 to 1, and spreads; as they stand, those for drivers before a cabin camera.

    Attributes
    ----------
    cut : draws whose picture is made to end within the person; what lies beyond is absent.
    rotation : degrees, standard deviation; nothing is turned by more than twice that. Drivers lean and cameras tilt by
        some 20.
    rotation_share : draws that are turned at all.
    wide_share : turned draws whose spread is three times as large.
    scale : standard deviation of the logarithm of the size, cut at twice that.
    shift : standard deviation, share of the crop's sides; parts of the person may leave the crop.
    half_body : draws that show a half of the body only, where enough of it is labelled.
    lower_share : half-body draws that show the lower half, hips to ankles; the others show face, arms and shoulders.
    flip : mirrored draws.
    one_occluder, two_occluders : draws with one thing pasted before the person, and with two.
    light : strength of the changes of brightness, contrast, gamma and colour; 1 is a camera's, 0 none.
    near_infrared : draws that look like a near-infrared camera's: grey.
    blur, noise : draws that are blurred, and with a sensor's noise.
    """

    cut: float = 0.2
    rotation: float = 15.0
    rotation_share: float = 1.0
    wide_share: float = 0.1
    scale: float = 0.18
    shift: float = 0.08
    half_body: float = 0.4
    lower_share: float = 0.1
    flip: float = 0.5
    one_occluder: float = 0.35
    two_occluders: float = 0.15
    light: float = 1.0
    near_infrared: float = 0.25
    blur: float = 0.3
    noise: float = 0.5

    def __post_init__(self) -> None:
        for field in fields(self):
            value, limit = getattr(self, field.name), 1.0 if field.name in SHARES else float("inf")
            if not 0.0 <= value <= limit:
                raise ValueError(f"{field.name} = {value}: it must be between 0 and {limit:g}")
        if self.one_occluder + self.two_occluders > 1.0:
            raise ValueError("one_occluder and two_occluders are shares of the same draws: together 1 at most")


DRIVERS = AugmentationSettings()

NONE = AugmentationSettings(
    cut=0.0,
    rotation=0.0,
    scale=0.0,
    shift=0.0,
    half_body=0.0,
    flip=0.0,
    one_occluder=0.0,
    two_occluders=0.0,
    light=0.0,
    near_infrared=0.0,
    blur=0.0,
    noise=0.0,
)
"""Every draw is the plain crop: to see whether a network can learn a handful of people by heart."""

SIMPLE_BASELINE = replace(NONE, rotation=40.0, rotation_share=0.6, wide_share=0.0, scale=0.3, flip=0.5)
"""The paper's rotation, flip and scale, with the figures of Xiao et al. 2018 (Simple Baselines, COCO): 40 degrees in
six draws of ten, size by 30% (theirs is linear and cut at once the spread). Their later code adds `half_body = 0.3,
lower_share = 0.5`."""
