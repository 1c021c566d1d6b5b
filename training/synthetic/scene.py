"""What one scene of the virtual cabin holds, drawn from a seed: plain numbers, nothing built yet."""

from dataclasses import dataclass

import numpy as np

SCENES_STREAM = 0
"""First word after the seed, so that other draws from the same seed are independent of the scenes."""

VIEWS_PER_SCENE = 5

# Every activity with its share of the scenes. Half of them are quiet driving or nearly so; the rest are what events
# are made of. The empty seat is 8% so that a network learns to say that nobody is there.
ACTIVITIES: dict[str, float] = {
    "empty_seat": 0.08,
    "both_hands": 0.16,
    "one_hand": 0.13,
    "hands_in_lap": 0.07,
    "phone_at_ear": 0.08,
    "texting": 0.07,
    "drinking": 0.06,
    "hand_at_head": 0.05,
    "reach_console": 0.06,
    "reach_glove_box": 0.04,
    "head_down": 0.05,
    "look_aside": 0.05,
    "lean": 0.05,
    "turned_back": 0.03,
    "slumped": 0.02,
}

# Passenger side and a-pillars see most of the body; dashboard and mirror are rarer mounts and see little of it.
CAMERAS: dict[str, float] = {
    "passenger_side": 0.32,
    "a_pillar_right": 0.22,
    "a_pillar_left": 0.20,
    "dashboard": 0.13,
    "mirror": 0.13,
}

LIGHTS: dict[str, float] = {"day": 0.40, "sun": 0.27, "near_infrared": 0.23, "dusk": 0.10}

MIRRORED_SHARE = 0.30
"""Share of right-hand-drive cars; mirrored in the picture, since the cabin is otherwise the same."""

Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """Who sits there: anny's phenotypes (0 to 1), clothes, hair, skin (linear RGB)."""

    phenotypes: dict[str, float]
    skin: Colour
    hair_style: str
    hair_colour: Colour
    eye_colour: Colour
    glasses: bool
    sleeve: float
    """Length along the arm: 1 elbow, 2 wrist."""
    shorts: bool
    top_colour: Colour
    top_pattern: int
    bottom_colour: Colour
    shoe_colour: Colour
    belt: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Car:
    """The cabin's measures (metres, radians) and colours."""

    recline: float
    wheel_radius: float
    wheel_tilt: float
    wheel_height: float
    reach: float
    """Distance to the wheel as a share of the arm's length."""
    spokes: int
    seat_colour: Colour
    leather: bool
    trim_colour: Colour
    roof_colour: Colour
    belt_colour: Colour


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """Where light comes from. Azimuth and elevation in radians; the panorama is a share of those there are."""

    mode: str
    azimuth: float
    elevation: float
    strength: float
    panorama: float
    heading: float


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One camera of the scene: mount, how far it is off its nominal place and aim (unit cube), and zoom (0 to 1)."""

    camera: str
    place: tuple[float, float, float]
    aim: tuple[float, float, float]
    zoom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything about one scene; equal seeds and indices give equal scenes."""

    seed: int
    index: int
    activity: str
    driver: Driver
    car: Car
    light: Light
    views: tuple[View, ...]
    mirrored: bool


def random_stream(seed: int, *words: int) -> np.random.Generator:
    """Return the random numbers that belong to `words` under `seed`, whatever was drawn before."""
    return np.random.default_rng([seed, *words])


def describe_scene(seed: int, index: int) -> Scene:
    """Draw scene `index` of `seed`."""
    rng = random_stream(seed, SCENES_STREAM, index)
    return Scene(
        seed=seed,
        index=index,
        activity=_choose(rng, ACTIVITIES),
        driver=_driver(rng),
        car=_car(rng),
        light=_light(rng),
        views=tuple(_view(rng) for _ in range(VIEWS_PER_SCENE)),
        mirrored=bool(rng.random() < MIRRORED_SHARE),
    )


def _choose(rng: np.random.Generator, shares: dict[str, float]) -> str:
    return str(rng.choice(list(shares), p=np.array(list(shares.values())) / sum(shares.values())))


def _colour(values: np.ndarray) -> Colour:
    red, green, blue = (float(v) for v in np.clip(values, 0.01, 0.95))
    return red, green, blue


def _pick(rng: np.random.Generator, colours: list[Colour], spread: float = 0.1) -> Colour:
    return _colour(np.array(colours[rng.integers(len(colours))]) * rng.uniform(1 - spread, 1 + spread, 3))


# Six steps from light to dark, linear RGB.
_SKINS: list[Colour] = [
    (0.72, 0.46, 0.35),
    (0.62, 0.38, 0.27),
    (0.50, 0.29, 0.19),
    (0.36, 0.20, 0.12),
    (0.22, 0.12, 0.075),
    (0.12, 0.065, 0.045),
]
_HAIRS: list[Colour] = [(0.02, 0.017, 0.014), (0.06, 0.035, 0.02), (0.14, 0.07, 0.035), (0.36, 0.23, 0.10)]
_GREY_HAIR: Colour = (0.48, 0.46, 0.44)
_EYES: list[Colour] = [(0.15, 0.08, 0.04), (0.08, 0.05, 0.03), (0.15, 0.25, 0.35)]
_TROUSERS: list[Colour] = [
    (0.03, 0.04, 0.08),
    (0.06, 0.10, 0.20),
    (0.02, 0.02, 0.02),
    (0.3, 0.24, 0.16),
    (0.2, 0.2, 0.21),
]
_SHOES: list[Colour] = [(0.02, 0.02, 0.02), (0.55, 0.55, 0.55), (0.15, 0.08, 0.04)]
_SEATS: list[Colour] = [
    (0.02, 0.02, 0.02),
    (0.07, 0.07, 0.08),
    (0.25, 0.18, 0.11),
    (0.16, 0.16, 0.17),
    (0.32, 0.29, 0.25),
]
_ROOFS: list[Colour] = [(0.45, 0.44, 0.42), (0.6, 0.58, 0.54), (0.08, 0.08, 0.085), (0.3, 0.3, 0.31)]
_BELTS: list[Colour] = [(0.012, 0.012, 0.012), (0.04, 0.04, 0.045), (0.2, 0.17, 0.12)]


def _driver(rng: np.random.Generator) -> Driver:
    u = rng.uniform
    female = bool(rng.random() < 0.5)
    africa, asia, europe = rng.dirichlet([0.6, 0.6, 0.6])
    age = u(0.62, 0.98)
    phenotypes = dict(
        gender=0.9 if female else 0.1,
        age=age,
        muscle=u(0.3, 0.75),
        weight=u(0.3, 0.85),
        height=u(0.35, 0.75),
        proportions=u(0.3, 0.8),
        cupsize=u(0.3, 0.7),
        firmness=0.5,
        african=africa,
        asian=asia,
        caucasian=europe,
    )
    # Asia's skins lie a little, Africa's far along the six steps; the draw keeps all of them common.
    tone = min(5, int((africa * 0.9 + asia * 0.25 + u(0, 0.25)) * 5.2))
    grey = age > 0.85 and rng.random() < 0.5
    styles = ["bob", "bun", "ponytail", "short"] if female else ["short", "short", "short", "bald"]
    top = np.full(3, u(0.02, 0.8)) + u(-0.04, 0.04, 3) if rng.random() < 0.55 else u(0.03, 0.75, 3)
    return Driver(
        phenotypes={name: float(value) for name, value in phenotypes.items()},
        skin=_pick(rng, [_SKINS[tone]], 0.08),
        hair_style=str(rng.choice(styles)),
        hair_colour=_pick(rng, [_GREY_HAIR] if grey else _HAIRS),
        eye_colour=_pick(rng, _EYES),
        glasses=bool(rng.random() < 0.3),
        sleeve=float(u(0.45, 0.9) if rng.random() < 0.4 else u(1.85, 1.97)),
        shorts=bool(rng.random() < 0.15),
        top_colour=_colour(top),
        top_pattern=int(rng.choice(4, p=[0.55, 0.2, 0.15, 0.1])),
        bottom_colour=_pick(rng, _TROUSERS),
        shoe_colour=_pick(rng, _SHOES),
        belt=bool(rng.random() < 0.9),
    )


def _car(rng: np.random.Generator) -> Car:
    u = rng.uniform
    return Car(
        recline=float(np.deg2rad(u(12, 26))),
        wheel_radius=float(u(0.175, 0.195)),
        wheel_tilt=float(np.deg2rad(u(18, 32))),
        wheel_height=float(u(0.23, 0.30)),
        reach=float(u(0.80, 0.97)),
        spokes=int(rng.choice([2, 3])),
        seat_colour=_pick(rng, _SEATS),
        leather=bool(rng.random() < 0.5),
        trim_colour=_colour(np.full(3, u(0.015, 0.11)) * u(0.9, 1.1, 3)),
        roof_colour=_pick(rng, _ROOFS),
        belt_colour=_pick(rng, _BELTS),
    )


def _light(rng: np.random.Generator) -> Light:
    u = rng.uniform
    return Light(
        mode=_choose(rng, LIGHTS),
        azimuth=float(u(0, 2 * np.pi)),
        elevation=float(np.deg2rad(u(18, 55))),
        strength=float(u(0.7, 1.3)),
        panorama=float(rng.random()),
        heading=float(u(0, 2 * np.pi)),
    )


def _view(rng: np.random.Generator) -> View:
    px, py, pz, ax, ay, az = (float(v) for v in rng.uniform(-1, 1, 6))
    return View(camera=_choose(rng, CAMERAS), place=(px, py, pz), aim=(ax, ay, az), zoom=float(rng.random()))
