"""What is worn on head and face: caps, beanies, headscarves, masks, glasses, sunglasses.

Cloth on the head is part `Part.HAIR`: it hides what is under it, and it counts as head. Glasses are `Part.IGNORED`:
eyes behind them are visible, at the place seen through the lens.
"""

import numpy as np

from training.synthetic.mesh import Array, Faces, Material, Mesh, Part, clip, loft, plain, tube, used
from training.synthetic.people.body import AnnyBody, PosedBody, RestBody, move
from training.synthetic.people.hair import hat_line
from training.synthetic.people.head import Head, dome
from training.synthetic.scene.draws import Colour
from training.synthetic.scene.driver import Driver

_ALL_ROUND = np.linspace(-np.pi, np.pi, 49)


def wear(body: AnnyBody, rest: RestBody, posed: PosedBody, driver: Driver, head: Head) -> list[Mesh]:
    """Return everything on the head that isn't hair."""
    carried = body.attachment(rest, posed, "head")
    meshes = []
    makers = {"cap": _cap, "beanie": _beanie, "headscarf": _headscarf}
    if driver.headwear != "none":
        for shape in makers[driver.headwear](head):
            meshes.append(_cloth(shape, driver.headwear_colour, carried))
    if driver.mask:
        meshes.append(_cloth(_mask(head), driver.mask_colour, carried))
        meshes += [_cloth(loop, (0.6, 0.6, 0.6), carried) for loop in _ear_loops(head)]
    if driver.eyewear != "none":
        meshes += _glasses(rest, head, carried, dark=driver.eyewear == "sunglasses")
    return meshes


def _cloth(shape: tuple[Array, Faces], colour: Colour, carried: Array) -> Mesh:
    vertices, faces = shape
    return plain((move(carried, vertices), faces), colour, Material.FABRIC, Part.HAIR, rest=vertices)


def _around(head: Head, angles: Array, off: float) -> Array:
    """Return y `(M,)` of the head at hat height, for lines that depend on it."""
    heights = np.full((1, len(angles)), head.brow + 0.02)
    return head.around(heights, angles, np.full(heights.shape, off))[0, :, 1]


def _cap(head: Head) -> list[tuple[Array, Faces]]:
    edge = hat_line(head, _around(head, _ALL_ROUND, 0.012))
    crown = dome(head, edge, _ALL_ROUND, 0.014, 0.020)
    # The peak: from the front edge forwards and down.
    angles = np.linspace(-1.0, 1.0, 25)
    front = head.around(hat_line(head, _around(head, angles, 0.014))[None], angles, np.full((1, len(angles)), 0.014))[0]
    length = 0.075 * np.cos(angles * 1.25) ** 0.6
    rows = [
        front
        + t * length[:, None] * np.array([0, -1, 0])
        - [0, 0, 0.020 * t**1.5]
        + np.stack([0 * angles, 0 * angles, -0.016 * t * np.sin(angles) ** 2], axis=1)
        for t in np.linspace(0, 1, 6)
    ]
    under = [row - [0, 0, 0.004] for row in rows[::-1]]
    return [crown, loft(np.array([*rows, *under]))]


def _beanie(head: Head) -> list[tuple[Array, Faces]]:
    edge = hat_line(head, _around(head, _ALL_ROUND, 0.012)) - 0.006
    crown = dome(head, edge, _ALL_ROUND, 0.014, 0.030)
    heights = edge + np.array([0.0, 0.002, 0.025, 0.042, 0.044])[:, None]
    off = np.array([0.014, 0.020, 0.021, 0.020, 0.014])[:, None] + 0 * heights
    return [crown, loft(head.around(heights, _ALL_ROUND, off))]


def _headscarf(head: Head) -> list[tuple[Array, Faces]]:
    bottom = head.chin - 0.045
    edge = np.full(len(_ALL_ROUND), bottom)
    vertices, faces = dome(head, edge, _ALL_ROUND, 0.013, 0.012, rows=30)
    # The face stays free: an oval from under the chin to above the brows.
    middle = (head.chin + head.brow) / 2
    tall = (head.brow + 0.022 - head.chin + 0.012) / 2
    oval = (vertices[:, 0] / 0.063) ** 2 + ((vertices[:, 2] - middle - 0.004) / tall) ** 2 - 1
    field = np.where(vertices[:, 1] < head.ear[1] - 0.012, oval * 0.05, 0.05)
    faces, vertices = clip(faces, field, vertices)
    kept, faces = used(faces)
    # Below the chin it widens over neck and shoulders.
    rows = []
    for t in np.linspace(0, 1, 8):
        heights = np.full((1, len(_ALL_ROUND)), bottom + 0.012)
        ring = head.around(heights, _ALL_ROUND, np.full(heights.shape, 0.013))[0]
        centre = np.array([0, head.middle[1] + 0.005, 0])
        wide = 1 + 0.75 * t**1.5
        fold = 1 + 0.03 * t * np.sin(_ALL_ROUND * 9)
        row = centre + (ring - centre) * np.array([wide, wide * 0.95, 0]) * fold[:, None]
        row[:, 2] = bottom + 0.012 - 0.10 * t
        rows.append(row)
    return [(vertices[kept], faces), loft(np.array(rows))]


def _mask(head: Head) -> tuple[Array, Faces]:
    angles = np.linspace(-1.25, 1.25, 31)
    side = np.abs(angles) / 1.25
    upper = head.eye[2] - 0.016 - 0.010 * np.clip(side * 2, 0, 1) - 0.012 * side**2
    lower = head.chin - 0.004 + 0.030 * side**2
    t = np.linspace(0, 1, 12)[:, None]
    heights = lower * (1 - t) + upper * t
    pleats = 0.0015 * np.sin(t * 20)
    return loft(head.around(heights, angles, 0.005 + pleats + 0 * heights))


def _ear_loops(head: Head) -> list[tuple[Array, Faces]]:
    loops = []
    for sign in (1, -1):
        ear = head.ear * np.array([sign, 1, 1])
        cheek = head.around(np.array([[head.mouth[2] + 0.02]]), np.array([sign * 1.25]), np.full((1, 1), 0.006))[0, 0]
        path = [cheek, ear + np.array([sign * 0.0, -0.02, 0.02]), ear + np.array([0, 0.012, 0.022])]
        loops.append(tube(path, 0.0014, 5))
    return loops


def _glasses(rest: RestBody, head: Head, carried: Array, *, dark: bool) -> list[Mesh]:
    meshes = []
    circle = np.linspace(0, 2 * np.pi, 25)
    wide, tall = (0.029, 0.022) if dark else (0.026, 0.019)
    frame = [0.02] * 3
    inner = []
    for side, (eye, ear) in ((1, (1, 3)), (-1, (2, 4))):
        centre = rest.keypoints[eye] + np.array([side * 0.001, -0.017, -0.003])
        x, z = np.cos(circle), np.sin(circle)
        squared = np.sign(x) * np.abs(x) ** 0.8, np.sign(z) * np.abs(z) ** 0.8
        # Lenses curve back towards the temples.
        back = 0.004 * np.clip(side * squared[0], 0, 1)
        rim = centre + np.stack([wide * squared[0], back, tall * squared[1]], axis=1)
        inner.append(centre + np.array([-side * wide, 0, 0.004]))
        hook = rest.keypoints[ear] + np.array([side * 0.004, 0.012, 0.022])
        hinge = centre + np.array([side * wide, 0.004, 0.006])
        temple = np.array([hinge, hinge + np.array([side * 0.016, 0.028, 0.004]), hook])
        for path in (rim, temple):
            shape = tube(move(carried, path), 0.0022 if dark else 0.0017, 6)
            meshes.append(plain(shape, frame, Material.GLOSS, Part.IGNORED))
        if dark:
            disc = loft(np.stack([rim, 0.5 * rim + 0.5 * centre, np.broadcast_to(centre, rim.shape)]))
            shape = (move(carried, disc[0]), disc[1])
            meshes.append(plain(shape, [0.012] * 3, Material.GLOSS, Part.IGNORED))
    bridge = tube(
        move(carried, np.array([inner[0], inner[0] * np.array([0, 1, 1]) + [0, -0.002, 0.002], inner[1]])), 0.0017, 6
    )
    return [*meshes, plain(bridge, frame, Material.GLOSS, Part.IGNORED)]
