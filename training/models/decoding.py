"""Decoding in the graph: `pose.heatmap.decode` in operators that every runtime has (tested to be equal)."""

import torch
from torch import Tensor

from pose.heatmap import STRIDE


def decode(heatmaps: Tensor) -> Tensor:
    """Decode (N, 17, h, w) float32 heatmaps to (N, 17, 3): x, y in crop pixels, and the peak's height, 0 to 1.

    Places are computed as floats: exact below 2**24, and TensorRT has no integer clip.
    """
    rows, columns = heatmaps.shape[2:]
    flat = heatmaps.flatten(2)
    peak = flat.argmax(dim=2, keepdim=True)
    score = flat.amax(dim=2, keepdim=True)
    place = peak.to(torch.float32)
    # The half keeps the floor right where a runtime multiplies by the rounded inverse.
    y = torch.floor((place + 0.5) / columns)
    x = place - y * columns

    def height_at(offset: int) -> Tensor:
        # At the border this names a place in another row; the quarter is masked there.
        index = (place + offset).clamp(0.0, float(rows * columns - 1)).to(torch.int64)
        return torch.gather(flat, 2, index)

    inside_x = ((x > 0) & (x < columns - 1)).to(torch.float32)
    inside_y = ((y > 0) & (y < rows - 1)).to(torch.float32)
    x = x + 0.25 * inside_x * torch.sign(height_at(1) - height_at(-1))
    y = y + 0.25 * inside_y * torch.sign(height_at(columns) - height_at(-columns))
    places = (torch.cat([x, y], dim=2) + 0.5) * STRIDE - 0.5
    return torch.cat([places, score.clamp(0.0, 1.0)], dim=2)
