"""Who sits in the car, drawn from a scene's random numbers: plain values, nothing built yet."""

from dataclasses import dataclass

import numpy as np

from training.synthetic.scene.draws import Colour, as_colour, choose, pick_colour


@dataclass(frozen=True, slots=True, kw_only=True)
class Outfit:
    """Clothes. Colours are linear RGB."""

    top: str
    """`t_shirt`, `shirt` (with a collar), `pullover` or `turtleneck`."""
    sleeve: float
    """Length along the arm: 1 elbow, 2 wrist."""
    top_colour: Colour
    top_pattern: int
    outer: str
    """`none`, `jacket`, `coat`, `hoodie` or `vest` (high visibility)."""
    outer_open: float
    """Half the opening's width at the chest, metres; 0 is closed."""
    outer_colour: Colour
    looseness: float
    """0 tight, 1 wide."""
    shorts: bool
    bottom_colour: Colour
    shoe_colour: Colour


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """A person: anny's phenotypes (0 to 1) and local changes (-1 to 1), skin, hair, clothes."""

    phenotypes: dict[str, float]
    features: dict[str, float]
    skin: Colour
    hair_style: str
    hair_colour: Colour
    beard: str
    """`none`, `stubble`, `moustache` or `full`."""
    eye_colour: Colour
    eyewear: str
    """`none`, `glasses` or `sunglasses`."""
    mask: bool
    mask_colour: Colour
    headwear: str
    """`none`, `cap`, `beanie` or `headscarf`."""
    headwear_colour: Colour
    watch: bool
    belt: bool
    outfit: Outfit


# Anny's local changes that make faces and bellies differ, and how far each is drawn (its own units).
FEATURES: dict[str, float] = {
    "head-scale-horiz-incr": 0.5,
    "head-fat-incr": 0.7,
    "head-angle-out": 0.5,
    "forehead-temple-incr": 0.5,
    "forehead-nubian-incr": 0.4,
    "chin-width-incr": 0.7,
    "chin-prominent-incr": 0.5,
    "chin-height-incr": 0.5,
    "l-cheek-volume-incr": 0.6,
    "l-cheek-bones-incr": 0.7,
    "nose-scale-horiz-incr": 0.3,
    "nose-scale-vert-incr": 0.3,
    "nose-scale-depth-incr": 0.3,
    "nose-hump-incr": 0.6,
    "nose-point-up": 0.5,
    "nose-volume-incr": 0.3,
    "mouth-scale-horiz-incr": 0.5,
    "mouth-lowerlip-volume-incr": 0.6,
    "mouth-upperlip-volume-incr": 0.6,
    "mouth-angles-up": 0.5,
    "l-eye-scale-incr": 0.35,
    "l-eye-height1-incr": 0.0,
    "l-eye-height2-incr": 0.0,
    "l-eye-height3-incr": 0.0,
    "l-eye-bag-incr": 0.5,
    "l-ear-wing-incr": 0.5,
    "neck-double-incr": 0.5,
}

SKINS: list[Colour] = [
    (0.66, 0.43, 0.33),
    (0.57, 0.35, 0.25),
    (0.46, 0.27, 0.175),
    (0.34, 0.185, 0.11),
    (0.20, 0.105, 0.065),
    (0.105, 0.056, 0.038),
]
"""Six steps from light to dark."""
_HAIRS: list[Colour] = [(0.018, 0.015, 0.013), (0.05, 0.03, 0.018), (0.12, 0.06, 0.03), (0.34, 0.22, 0.10)]
_RED_HAIR: Colour = (0.22, 0.07, 0.02)
_GREYS: list[Colour] = [(0.50, 0.48, 0.46), (0.22, 0.21, 0.20), (0.75, 0.73, 0.70)]
_EYES: list[Colour] = [(0.15, 0.08, 0.04), (0.08, 0.05, 0.03), (0.10, 0.16, 0.22), (0.10, 0.17, 0.08)]
_TROUSERS: list[Colour] = [
    (0.03, 0.04, 0.08),
    (0.06, 0.10, 0.20),
    (0.11, 0.17, 0.28),
    (0.02, 0.02, 0.02),
    (0.30, 0.24, 0.16),
    (0.20, 0.20, 0.21),
    (0.08, 0.09, 0.05),
]
_SHOES: list[Colour] = [(0.02, 0.02, 0.02), (0.55, 0.55, 0.55), (0.15, 0.08, 0.04), (0.05, 0.06, 0.10)]
_OUTERS: list[Colour] = [
    (0.02, 0.02, 0.022),
    (0.03, 0.045, 0.09),
    (0.10, 0.10, 0.11),
    (0.07, 0.08, 0.04),
    (0.20, 0.11, 0.05),
    (0.34, 0.30, 0.24),
    (0.30, 0.03, 0.03),
]
_VESTS: list[Colour] = [(0.62, 0.75, 0.03), (0.85, 0.22, 0.02)]
_MASKS: list[Colour] = [(0.35, 0.55, 0.68), (0.80, 0.80, 0.78), (0.02, 0.02, 0.02)]

_WOMENS_HAIR = {"bob": 0.2, "long": 0.24, "fringe": 0.12, "ponytail": 0.2, "bun": 0.1, "curly": 0.08, "short": 0.06}
_MENS_HAIR = {"short": 0.4, "buzz": 0.18, "parted": 0.16, "curly": 0.08, "receding": 0.08, "bald": 0.07, "long": 0.03}


def draw_driver(rng: np.random.Generator) -> Driver:
    """Draw a person."""
    u = rng.uniform
    female = bool(rng.random() < 0.5)
    africa, asia, europe = (float(share) for share in rng.dirichlet([0.6, 0.6, 0.6]))
    # 0.67 is 25 years, 1 is 90; most drivers are between 20 and 70.
    age = float(u(0.62, 0.97))
    old = age > 0.84
    phenotypes = dict(
        gender=float(u(0.88, 1.0) if female else u(0.0, 0.12)),
        age=age,
        muscle=u(0.25, 0.75),
        weight=float(np.clip(rng.normal(0.58, 0.19), 0.22, 1.0)),
        height=u(0.3, 0.8),
        proportions=u(0.25, 0.8),
        cupsize=u(0.25, 0.75),
        firmness=u(0.3, 0.7),
        african=africa,
        asian=asia,
        caucasian=europe,
    )
    # Asia's skins lie a little, Africa's far along the six steps; the draw keeps all of them common.
    tone = min(5, int((africa * 0.9 + asia * 0.25 + u(0, 0.25)) * 5.2))
    headwear = choose(rng, {"none": 0.80, "cap": 0.09, "beanie": 0.05, "headscarf": 0.06 if female else 0.0})
    hairs = _GREYS if old and rng.random() < 0.65 else [_RED_HAIR] if tone < 2 and rng.random() < 0.06 else _HAIRS
    if tone >= 2 and hairs is _HAIRS:  # the darker the skin, the rarer is light hair
        hairs = _HAIRS[: 3 if tone == 2 else 2]
    beards = {"none": 0.55, "stubble": 0.2, "full": 0.17, "moustache": 0.08}
    return Driver(
        phenotypes={name: float(value) for name, value in phenotypes.items()},
        features=_features(rng),
        skin=pick_colour(rng, [SKINS[tone]], 0.08),
        hair_style=choose(rng, _WOMENS_HAIR if female else _MENS_HAIR),
        hair_colour=pick_colour(rng, hairs, 0.2),
        beard="none" if female else choose(rng, beards),
        eye_colour=pick_colour(rng, _EYES[:2] if tone >= 3 else _EYES),
        eyewear=choose(rng, {"none": 0.66, "glasses": 0.24 if not old else 0.4, "sunglasses": 0.10}),
        mask=bool(rng.random() < 0.06),
        mask_colour=pick_colour(rng, _MASKS),
        headwear=headwear,
        headwear_colour=as_colour(u(0.02, 0.5) + u(-0.15, 0.15, 3)),
        watch=bool(rng.random() < 0.3),
        belt=bool(rng.random() < 0.9),
        outfit=_outfit(rng),
    )


def _features(rng: np.random.Generator) -> dict[str, float]:
    drawn = {name: float(np.clip(rng.normal(0, size), -1, 1)) for name, size in FEATURES.items()}
    # Lids: anny's neutral eyes are wide open; drivers look into light.
    lids = float(np.clip(rng.normal(-0.15, 0.15), -0.5, 0.2))
    drawn |= {f"l-eye-height{i}-incr": lids for i in (1, 2, 3)}
    belly = {"stomach-pregnant-incr": float(max(0.0, rng.normal(-0.1, 0.3)))}
    return drawn | belly


def _outfit(rng: np.random.Generator) -> Outfit:
    u = rng.uniform
    top = choose(rng, {"t_shirt": 0.4, "shirt": 0.28, "pullover": 0.24, "turtleneck": 0.08})
    short = {"t_shirt": 0.8, "shirt": 0.25}.get(top, 0.0)
    # Most clothes are dark, grey or white; every third is coloured.
    grey = u(0.015, 0.15) if rng.random() < 0.6 else u(0.3, 0.8)
    colour = u(0.02, 0.6, 3) if rng.random() < 0.4 else np.full(3, grey) * u(0.85, 1.15, 3)
    outer = choose(rng, {"none": 0.62, "jacket": 0.16, "coat": 0.07, "hoodie": 0.10, "vest": 0.05})
    return Outfit(
        top=top,
        sleeve=float(u(0.45, 0.95) if rng.random() < short else u(1.85, 1.97)),
        top_colour=as_colour(colour),
        top_pattern=int(rng.choice(4, p=[0.62, 0.16, 0.14, 0.08])),
        outer=outer,
        outer_open=float(u(0.03, 0.075) if rng.random() < 0.65 else 0.0),
        outer_colour=pick_colour(rng, _VESTS if outer == "vest" else _OUTERS, 0.2),
        looseness=float(u(0.1, 1.0)),
        shorts=bool(rng.random() < 0.12),
        bottom_colour=pick_colour(rng, _TROUSERS, 0.2),
        shoe_colour=pick_colour(rng, _SHOES),
    )
