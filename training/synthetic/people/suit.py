"""MakeHuman's tights with every triangle cut in four: the surface that clothes are cut from."""

import numpy as np
from scipy import sparse

from training.synthetic.mesh import Array, Faces, used


class Suit:
    """The finer tights: how they follow from the body's vertices, and who neighbours whom. The same for everyone.

    `tights (M, 3)` are faces over the body's vertices `(19158,)`, `bone` the dominant bone of each of those.
    """

    def __init__(self, tights: Faces, bone: np.ndarray) -> None:
        old, faces = used(tights)
        corners = np.stack([faces, np.roll(faces, -1, axis=1)], axis=-1).reshape(-1, 2)
        halved, of_face = np.unique(np.sort(corners, axis=1), axis=0, return_inverse=True)
        a, b, c = faces.T
        ab, bc, ca = (of_face.ravel() + len(old)).reshape(-1, 3).T
        quarters = ((a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca))
        self.faces: Faces = np.concatenate([np.stack(quarter, axis=1) for quarter in quarters])
        self._parents = np.concatenate([np.stack([old, old], axis=1), old[halved]])
        pairs = np.stack([self.faces, np.roll(self.faces, -1, axis=1)], axis=-1).reshape(-1, 2)
        self._edges = np.unique(np.sort(pairs, axis=1), axis=0)
        count, ones = len(self._parents), np.ones(len(self._edges))
        links = sparse.coo_matrix((ones, tuple(self._edges.T)), shape=(count, count))
        links = (links + links.T).tocsr()
        self._degree = np.asarray(links.sum(axis=1)).ravel()
        self._average = sparse.diags(1 / self._degree) @ links
        self.bone = bone[self._parents[:, 0]]

    def spread(self, values: Array) -> Array:
        """Carry values `(19158, ...)` of the body's vertices over to the suit's `(N, ...)`."""
        return values[self._parents].mean(axis=1)

    def smooth(self, values: Array, rounds: int) -> Array:
        """Average values `(N, K)` with their neighbours', half and half."""
        for _ in range(rounds):
            values = 0.5 * values + 0.5 * (self._average @ values)
        return values

    def stretch(self, standing: Array, posed: Array) -> Array:
        """Return `(N,)` how long the threads are in the pose, as a share of their length on the standing body."""
        a, b = self._edges.T
        ratio = np.linalg.norm(posed[a] - posed[b], axis=1) / np.linalg.norm(standing[a] - standing[b], axis=1)
        total = np.bincount(a, ratio, len(posed)) + np.bincount(b, ratio, len(posed))
        return total / self._degree
