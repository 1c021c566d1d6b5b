"""How much light of the windows reaches each place in the cabin, and from which side: probes on a grid, filled by rays.

Each probe holds the light that falls on surfaces that face the six directions of the axes (an ambient cube; McTaggart,
Half-Life 2 / Valve Source Shading, GDC 2004). Light that bounces off the cabin once or twice is in it.
"""

from collections.abc import Iterable

import cv2
import numpy as np
from embreex import rtcore_scene
from embreex.mesh_construction import TriangleMesh

from training.synthetic.mesh import Array, Mesh
from training.synthetic.picture.illumination import Illumination

LOW, HIGH = np.array([-1.25, -1.45, -0.45]), np.array([0.52, 1.65, 1.35])
"""The corners of the grid (metres): the cabin of the highest car."""
COUNTS = (14, 22, 15)
"""Probes along x, y and z: one about every 13 cm, a third of the smallest window."""
RAYS = 64
BOUNCES = 2
GLASS = 0.55
"""What tinted, slanted and dirty windows let in of the light outside."""
LEAST = 0.004
"""Of the sky's light reaches everywhere through gaps and glass that are not modelled."""


def light_field(meshes: Iterable[Mesh], panorama: np.ndarray, heading: float, light: Illumination) -> np.ndarray:
    """Return light `(6, z, y, x, 3)` float32 that faces +x, -x, +y, -y, +z, -z at each probe.

    `meshes` are the cabin's: who sits in it moves, and is small against the windows. `heading` (turns) rotates the
    `panorama (H, W, 3)`.
    """
    tracer, albedo = _tracer(list(meshes))
    axes = [np.linspace(low, high, count) for low, high, count in zip(LOW, HIGH, COUNTS, strict=True)]
    probes = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 3)
    directions = _sphere(RAYS)
    origins = np.repeat(probes, RAYS, axis=0).astype(np.float32)
    along = np.tile(directions, (len(probes), 1)).astype(np.float32)
    hits = tracer.run(origins, along, output=1)
    free = hits["primID"] < 0
    sky = _seen(panorama, directions, heading) * light.outside * GLASS
    direct = np.where(free[:, None], np.tile(sky, (len(probes), 1)), 0.0)
    # Where a ray ends, the light of the nearest probe before the surface lights it.
    ends = origins + (np.where(free, 0, hits["tfar"]) - 0.08)[:, None] * along
    steps = (HIGH - LOW) / (np.array(COUNTS) - 1)
    cell = np.clip(np.round((ends - LOW) / steps), 0, np.array(COUNTS) - 1).astype(int)
    nearest = (cell[:, 0] * COUNTS[1] + cell[:, 1]) * COUNTS[2] + cell[:, 2]
    colour = np.where(free[:, None], 0.0, albedo[hits["primID"]])
    weights = _weights(directions)
    sunlit = tracer.run(probes.astype(np.float32), np.tile(light.sun_direction, (len(probes), 1)).astype(np.float32))
    # A third: surfaces face the sun at any angle.
    from_sun = np.where((sunlit < 0)[:, None], light.sun, 0.0) / 3
    falling = np.zeros((len(probes), 6, 3))
    for _ in range(BOUNCES + 1):
        lit = falling.mean(axis=1) + from_sun
        arriving = (direct + colour * lit[nearest]).reshape(len(probes), RAYS, 3)
        falling = np.einsum("ar,prc->pac", weights, arriving)
    falling += LEAST * light.outside
    return np.ascontiguousarray(falling.reshape(*COUNTS, 6, 3).transpose(3, 2, 1, 0, 4), np.float32)


def _tracer(meshes: list[Mesh]) -> tuple[rtcore_scene.EmbreeScene, Array]:
    soup = np.concatenate([mesh.vertices[mesh.faces] for mesh in meshes])
    albedo = np.concatenate([mesh.colours[mesh.faces[:, 0]] for mesh in meshes])
    scene = rtcore_scene.EmbreeScene()
    TriangleMesh(scene, soup.astype(np.float32))
    return scene, albedo


def _sphere(count: int) -> Array:
    """Return directions `(count, 3)` spread evenly (Fibonacci's spiral)."""
    turn = np.pi * (3 - np.sqrt(5)) * np.arange(count)
    z = 1 - (2 * np.arange(count) + 1) / count
    flat = np.sqrt(1 - z**2)
    return np.stack([flat * np.cos(turn), flat * np.sin(turn), z], axis=1)


def _weights(directions: Array) -> Array:
    """Return `(6, RAYS)`: how each ray counts for each face of the cube; each row's sum is 1."""
    faces = np.concatenate([np.eye(3), -np.eye(3)])[[0, 3, 1, 4, 2, 5]]
    cosine = np.maximum(faces @ directions.T, 0)
    return cosine / cosine.sum(axis=1, keepdims=True)


def _seen(panorama: np.ndarray, directions: Array, heading: float) -> Array:
    """Return what is outside in these directions, as in `shaders.py`, over about 15 degrees."""
    rows, columns = 12, 24
    coarse = cv2.resize(panorama, (columns, rows), interpolation=cv2.INTER_AREA)
    x, y, z = directions.T
    u = np.arctan2(x, -y) / (2 * np.pi) + 0.5 + heading
    v = np.arccos(np.clip(z, -1, 1)) / np.pi
    row = np.clip((v * rows).astype(int), 0, rows - 1)
    return coarse[row, (u * columns).astype(int) % columns].astype(float)
