"""What one scene of the virtual cabin holds, drawn from a seed: plain numbers, nothing built yet."""

from dataclasses import dataclass

import numpy as np

from training.synthetic.scene.car import Car, draw_car
from training.synthetic.scene.draws import choose
from training.synthetic.scene.driver import Driver, draw_driver
from training.synthetic.scene.passengers import BAG_SHARE, BESIDE_AN_EMPTY_SEAT, SHARE, Passenger, draw_passengers

SCENES_STREAM = 0
"""First word after the seed, so that other draws from the same seed are independent of the scenes."""

PASSENGERS_STREAM, STEERING_STREAM = 5, 7
VIEWS_PER_SCENE = 5

# Every activity with its share of the scenes. Half of them are quiet driving or nearly so; the rest are what events
# are made of. The empty seat is 8% so that a network learns to say that nobody is there.
ACTIVITIES: dict[str, float] = {
    "empty_seat": 0.07,
    "both_hands": 0.13,
    "turning_the_wheel": 0.04,
    "one_hand": 0.11,
    "hands_in_lap": 0.06,
    "phone_at_ear": 0.07,
    "texting": 0.07,
    "drinking": 0.05,
    "eating": 0.03,
    "smoking": 0.02,
    "hand_at_head": 0.04,
    "hand_on_hair": 0.02,
    "hand_at_chin": 0.02,
    "reach_console": 0.04,
    "radio": 0.03,
    "reach_glove_box": 0.03,
    "reach_back": 0.02,
    "reversing": 0.02,
    "visor": 0.01,
    "mirror": 0.01,
    "head_down": 0.03,
    "look_aside": 0.04,
    "window_sill": 0.03,
    "lean": 0.04,
    "slumped": 0.02,
}

# Most hang on the passenger's side and see trunk, thighs and knees, as in DriPE; the others see less of the body.
CAMERAS: dict[str, float] = {
    "a_pillar_right": 0.30,
    "passenger_side": 0.30,
    "a_pillar_left": 0.14,
    "dashboard": 0.09,
    "mirror": 0.10,
    "roof": 0.07,
}

LIGHTS: dict[str, float] = {
    "day": 0.24,
    "overcast": 0.16,
    "low_sun": 0.22,
    "dusk": 0.08,
    "night": 0.06,
    "near_infrared": 0.16,
    "near_infrared_day": 0.08,
}

PAST_A_PASSENGER: dict[str, float] = CAMERAS | {"a_pillar_right": 0.02, "passenger_side": 0.02}
"""The same where somebody sits beside the driver: from that side, one would see little but the passenger."""

# Two fifths of the lenses draw straight, the rest bend lines as cheap wide ones do; some are nearly fisheyes.
LENSES: dict[str, float] = {"straight": 0.40, "barrel": 0.42, "fisheye": 0.18}

MIRRORED_SHARE = 0.30
"""Share of right-hand-drive cars; mirrored in the picture, since the cabin is otherwise the same."""


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
    """One camera of the scene: mount, how far it is off its nominal place and aim (unit cube), zoom (0 to 1), lens."""

    camera: str
    place: tuple[float, float, float]
    aim: tuple[float, float, float]
    zoom: float
    roll: float
    """Radians; nobody mounts a camera with a spirit level."""
    lens: str
    lens_curve: float
    """`Camera.curve`."""
    exposure: float
    """Steps (factors of two) by which automatic exposure is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything about one scene; equal seeds and indices give equal scenes."""

    seed: int
    index: int
    activity: str
    driver: Driver
    passengers: tuple[Passenger, ...]
    bag: bool
    """Whether a bag stands on the seat beside the driver, if nobody sits there."""
    car: Car
    steering: float
    """Radians the wheel is turned by, to the left."""
    light: Light
    views: tuple[View, ...]
    mirrored: bool


def random_stream(seed: int, *words: int) -> np.random.Generator:
    """Return the random numbers that belong to `words` under `seed`, whatever was drawn before."""
    return np.random.default_rng([seed, *words])


def describe_scene(seed: int, index: int, *, empty: bool = False) -> Scene:
    """Draw scene `index` of `seed`; `empty`: with nobody on the driver's seat, and mostly somebody on another one."""
    rng = random_stream(seed, SCENES_STREAM, index)
    others = random_stream(seed, PASSENGERS_STREAM, index)
    passengers = draw_passengers(others, BESIDE_AN_EMPTY_SEAT if empty else SHARE)
    cameras = PAST_A_PASSENGER if any(passenger.seat == "front" for passenger in passengers) else CAMERAS
    drawn = choose(rng, ACTIVITIES)
    activity = "empty_seat" if empty else drawn
    return Scene(
        seed=seed,
        index=index,
        activity=activity,
        driver=draw_driver(rng),
        car=draw_car(rng),
        passengers=passengers,
        bag=bool(others.random() < BAG_SHARE),
        steering=_steering(random_stream(seed, STEERING_STREAM, index), activity),
        light=_light(rng),
        views=tuple(_view(rng, cameras) for _ in range(VIEWS_PER_SCENE)),
        mirrored=bool(rng.random() < MIRRORED_SHARE),
    )


def _light(rng: np.random.Generator) -> Light:
    u = rng.uniform
    mode = choose(rng, LIGHTS)
    # A low sun reaches below the roof and draws pillars on the driver; by night, the lamps of the street are above.
    elevation = {"low_sun": u(5, 22), "night": u(50, 80)}.get(mode, u(25, 60))
    return Light(
        mode=mode,
        azimuth=float(u(0, 2 * np.pi)),
        elevation=float(np.deg2rad(elevation)),
        strength=float(u(0.75, 1.3)),
        panorama=float(rng.random()),
        heading=float(u(0, 2 * np.pi)),
    )


def _steering(rng: np.random.Generator, activity: str) -> float:
    # Else the wheel is nearly straight: 5 degrees correct the lane, hands give way to that.
    turning = rng.choice([-1, 1]) * rng.uniform(25, 75)
    return float(np.deg2rad(turning if activity == "turning_the_wheel" else rng.normal(0, 5)))


def _view(rng: np.random.Generator, cameras: dict[str, float]) -> View:
    px, py, pz, ax, ay, az = (float(v) for v in rng.uniform(-1, 1, 6))
    camera, lens = choose(rng, cameras), choose(rng, LENSES)
    curve = {"straight": 1.0, "barrel": rng.uniform(0.55, 0.85), "fisheye": rng.uniform(0.1, 0.45)}[lens]
    return View(
        camera=camera,
        place=(px, py, pz),
        aim=(ax, ay, az),
        zoom=float(rng.random()),
        roll=float(np.deg2rad(np.clip(rng.normal(0, 2.5), -7, 7))),
        lens=lens,
        lens_curve=float(curve),
        exposure=float(np.clip(rng.normal(0, 0.4), -1.0, 0.9)),
    )
