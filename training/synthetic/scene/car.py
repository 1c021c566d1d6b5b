"""What a car looks like inside, drawn from a scene's random numbers: plain values, nothing built yet."""

from dataclasses import dataclass

import numpy as np

from training.synthetic.scene.draws import Colour, as_colour, choose, pick_colour


@dataclass(frozen=True, slots=True, kw_only=True)
class Car:
    """The cabin's kind, its measures (metres, radians), shapes and colours (linear RGB)."""

    kind: str
    recline: float
    wheel_radius: float
    wheel_tilt: float
    wheel_height: float
    reach: float
    """Distance to the wheel as a share of the arm's length."""
    wheel_kind: str
    wheel_colour: Colour
    headroom: float
    """Above one who sits upright."""
    header: float
    """Where the windscreen meets the roof, before the pelvis."""
    seat_kind: str
    leather: bool
    seat_pattern: int
    """Of the middle of seats and doors, as `shaders.py` numbers them."""
    seat_colour: Colour
    insert_colour: Colour
    seam_colour: Colour
    dash_kind: str
    trim_colour: Colour
    """Dashboard and doors, above the inlay; `lower_colour` is below."""
    lower_colour: Colour
    inlay_colour: Colour
    inlay_gloss: bool
    gear_lever: bool
    armrest: bool
    visor_down: bool
    sunroof: bool
    roof_colour: Colour
    belt_colour: Colour


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """What is typical of a kind of car: ranges (degrees, metres) and shares."""

    share: float
    recline: tuple[float, float]
    tilt: tuple[float, float]
    radius: tuple[float, float]
    height: tuple[float, float]
    headroom: tuple[float, float]
    header: tuple[float, float]
    seats: dict[str, float]
    dashes: dict[str, float]
    wheels: dict[str, float]


# Tilt 0 is a wheel that stands upright. In vans and trucks one sits upright behind a flat, large wheel.
_KINDS: dict[str, _Kind] = {
    "city": _Kind(
        share=0.22,
        recline=(13, 22),
        tilt=(20, 32),
        radius=(0.172, 0.188),
        height=(0.24, 0.30),
        headroom=(0.07, 0.14),
        header=(-0.50, -0.32),
        seats={"slim": 0.5, "comfort": 0.3, "integrated": 0.2},
        dashes={"screen": 0.45, "round": 0.25, "classic": 0.3},
        wheels={"three_spoke": 0.6, "two_spoke": 0.25, "four_spoke": 0.15},
    ),
    "saloon": _Kind(
        share=0.26,
        recline=(15, 26),
        tilt=(18, 30),
        radius=(0.178, 0.192),
        height=(0.23, 0.29),
        headroom=(0.05, 0.10),
        header=(-0.38, -0.22),
        seats={"comfort": 0.75, "sport": 0.25},
        dashes={"wide_screen": 0.4, "round": 0.3, "screen": 0.2, "classic": 0.1},
        wheels={"three_spoke": 0.45, "four_spoke": 0.3, "flat_bottom": 0.15, "two_spoke": 0.1},
    ),
    "sport": _Kind(
        share=0.12,
        recline=(20, 28),
        tilt=(16, 24),
        radius=(0.170, 0.182),
        height=(0.24, 0.29),
        headroom=(0.04, 0.07),
        header=(-0.34, -0.20),
        seats={"sport": 0.6, "integrated": 0.4},
        dashes={"round": 0.6, "wide_screen": 0.4},
        wheels={"flat_bottom": 0.6, "three_spoke": 0.4},
    ),
    "suv": _Kind(
        share=0.22,
        recline=(12, 21),
        tilt=(20, 32),
        radius=(0.182, 0.195),
        height=(0.24, 0.30),
        headroom=(0.10, 0.17),
        header=(-0.45, -0.30),
        seats={"comfort": 0.8, "sport": 0.2},
        dashes={"wide_screen": 0.4, "screen": 0.4, "round": 0.2},
        wheels={"three_spoke": 0.45, "four_spoke": 0.4, "flat_bottom": 0.15},
    ),
    "old": _Kind(
        share=0.06,
        recline=(14, 24),
        tilt=(22, 34),
        radius=(0.188, 0.205),
        height=(0.24, 0.30),
        headroom=(0.05, 0.10),
        header=(-0.40, -0.25),
        seats={"slim": 0.6, "comfort": 0.4},
        dashes={"classic": 1.0},
        wheels={"classic": 0.7, "two_spoke": 0.3},
    ),
    "van": _Kind(
        share=0.08,
        recline=(9, 16),
        tilt=(34, 46),
        radius=(0.190, 0.205),
        height=(0.22, 0.27),
        headroom=(0.18, 0.32),
        header=(-0.62, -0.45),
        seats={"bench": 1.0},
        dashes={"high_flat": 0.8, "screen": 0.2},
        wheels={"van": 0.6, "four_spoke": 0.4},
    ),
    "truck": _Kind(
        share=0.04,
        recline=(7, 13),
        tilt=(42, 54),
        radius=(0.205, 0.225),
        height=(0.22, 0.26),
        headroom=(0.30, 0.50),
        header=(-0.90, -0.70),
        seats={"bench": 0.4, "integrated": 0.6},
        dashes={"high_flat": 1.0},
        wheels={"van": 0.8, "four_spoke": 0.2},
    ),
}

_DARKS: list[Colour] = [(0.018, 0.018, 0.019), (0.03, 0.03, 0.032), (0.055, 0.055, 0.06)]
_GREYS: list[Colour] = [(0.08, 0.08, 0.09), (0.13, 0.13, 0.14), (0.21, 0.205, 0.2)]
_LIGHTS: list[Colour] = [(0.45, 0.39, 0.30), (0.36, 0.30, 0.22), (0.50, 0.48, 0.44), (0.30, 0.29, 0.27)]
_BROWNS: list[Colour] = [(0.16, 0.075, 0.035), (0.09, 0.045, 0.028), (0.27, 0.14, 0.065)]
_BOLD: list[Colour] = [(0.16, 0.02, 0.02), (0.03, 0.055, 0.14), (0.05, 0.08, 0.06), (0.15, 0.07, 0.02)]
_SEAT_COLOURS = {"dark": 0.46, "grey": 0.22, "light": 0.14, "brown": 0.12, "bold": 0.06}
_PALETTES = {"dark": _DARKS, "grey": _GREYS, "light": _LIGHTS, "brown": _BROWNS, "bold": _BOLD}
_INLAYS: list[Colour] = [
    (0.42, 0.42, 0.43),
    (0.012, 0.012, 0.013),
    (0.15, 0.065, 0.025),
    (0.30, 0.18, 0.09),
    (0.06, 0.06, 0.065),
    (0.10, 0.012, 0.012),
]
_ROOFS: list[Colour] = [(0.50, 0.48, 0.44), (0.58, 0.56, 0.52), (0.035, 0.035, 0.038), (0.34, 0.34, 0.34)]
_BELTS: list[Colour] = [(0.012, 0.012, 0.012), (0.04, 0.04, 0.045), (0.2, 0.17, 0.12), (0.18, 0.015, 0.015)]
LEATHER_PATTERNS, CLOTH_PATTERNS = (0, 1, 2, 3, 4), (10, 11, 12, 13)


def draw_car(rng: np.random.Generator) -> Car:
    """Draw a car: first its kind, then what is usual in that kind."""
    name = choose(rng, {name: kind.share for name, kind in _KINDS.items()})
    kind = _KINDS[name]
    leather = bool(rng.random() < (0.2 if name in ("van", "truck", "city") else 0.55))
    family = choose(rng, _SEAT_COLOURS)
    seat = pick_colour(rng, _PALETTES[family], 0.06)
    # One in three has a middle of another colour; else cloth is a little lighter there.
    other = pick_colour(rng, _PALETTES[choose(rng, _SEAT_COLOURS)]) if rng.random() < 0.33 else seat
    trim = pick_colour(rng, _DARKS if rng.random() < 0.75 else _GREYS, 0.06)
    lower = pick_colour(rng, [seat] if family in ("light", "brown") else [trim], 0.06)
    seam = pick_colour(rng, _LIGHTS + _BOLD) if rng.random() < 0.4 else as_colour(np.array(seat) * 0.5)
    return Car(
        kind=name,
        recline=_degrees(rng, kind.recline),
        wheel_radius=float(rng.uniform(*kind.radius)),
        wheel_tilt=_degrees(rng, kind.tilt),
        wheel_height=float(rng.uniform(*kind.height)),
        reach=float(rng.uniform(0.80, 0.97)),
        wheel_kind=choose(rng, kind.wheels),
        wheel_colour=pick_colour(rng, [*_DARKS, *_DARKS, *_DARKS, *_BROWNS, lower], 0.1),
        headroom=float(rng.uniform(*kind.headroom)),
        header=float(rng.uniform(*kind.header)),
        seat_kind=choose(rng, kind.seats),
        leather=leather,
        seat_pattern=int(rng.choice(LEATHER_PATTERNS if leather else CLOTH_PATTERNS)),
        seat_colour=seat,
        insert_colour=as_colour(np.array(other) * rng.uniform(0.9, 1.4)),
        seam_colour=seam,
        dash_kind=choose(rng, kind.dashes),
        trim_colour=trim,
        lower_colour=lower,
        inlay_colour=pick_colour(rng, _INLAYS, 0.15),
        inlay_gloss=bool(rng.random() < 0.6),
        gear_lever=bool(rng.random() < 0.55),
        armrest=bool(rng.random() < 0.6),
        visor_down=bool(rng.random() < 0.12),
        sunroof=bool(rng.random() < 0.15 and name in ("saloon", "suv", "sport")),
        roof_colour=pick_colour(rng, _ROOFS),
        belt_colour=pick_colour(rng, _BELTS),
    )


def _degrees(rng: np.random.Generator, span: tuple[float, float]) -> float:
    return float(np.deg2rad(rng.uniform(*span)))
