"""Polygons in the picture: how far a point is outside, and the hull of points."""

import math
from itertools import pairwise

Point = tuple[float, float]
"""x and y, pixels of the picture."""

Polygon = tuple[Point, ...]
"""Corners in order, pixels of the picture; () where no zone is known."""


def distance_outside(point: Point, polygon: Polygon) -> float:
    """Return how far `point` is outside the polygon's edge, pixels; negative inside."""
    x, y = point
    inside = False
    nearest = math.inf
    for (ax, ay), (bx, by) in pairwise((*polygon, polygon[0])):
        dx, dy = bx - ax, by - ay
        length = dx * dx + dy * dy
        along = min(max(((x - ax) * dx + (y - ay) * dy) / length, 0.0), 1.0) if length else 0.0
        nearest = min(nearest, math.hypot(x - ax - along * dx, y - ay - along * dy))
        # Inside if a ray to the right crosses an odd number of edges.
        if (ay > y) != (by > y) and x < ax + (y - ay) / dy * dx:
            inside = not inside
    return -nearest if inside else nearest


def hull(points: list[Point]) -> Polygon:
    """Return the convex hull of points, () where they are on one line (Andrew's monotone chain)."""
    ordered = sorted(set(points))
    lower, upper = _chain(ordered), _chain(ordered[::-1])
    corners = (*lower[:-1], *upper[:-1])
    return corners if len(corners) >= 3 else ()


def _chain(ordered: list[Point]) -> list[Point]:
    chain: list[Point] = []
    for x, y in ordered:
        while len(chain) >= 2:
            (ax, ay), (bx, by) = chain[-2:]
            if (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0:
                break
            chain.pop()
        chain.append((x, y))
    return chain


def area(polygon: Polygon) -> float:
    """Return a polygon's area, square pixels; 0 with fewer than three corners (shoelace formula)."""
    if len(polygon) < 3:
        return 0.0
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise((*polygon, polygon[0])))) / 2
