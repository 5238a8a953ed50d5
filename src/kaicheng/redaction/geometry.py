"""Rectangles with the origin at the top left, ``top`` smaller than ``bottom``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle, in points of a page or in fractions of one."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def area(self) -> float:
        return max(0.0, self.width) * max(0.0, self.height)

    def scaled(self, x: float, y: float) -> Rect:
        """With all that is horizontal times ``x`` and all that is vertical times ``y``."""
        return Rect(self.left * x, self.top * y, self.right * x, self.bottom * y)

    def grown(self, by: float) -> Rect:
        """Larger by that much on each side."""
        return Rect(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def within(self, width: float, height: float) -> Rect:
        """Cut off at the edges of a page of that size."""
        return Rect(
            min(max(self.left, 0.0), width),
            min(max(self.top, 0.0), height),
            min(max(self.right, 0.0), width),
            min(max(self.bottom, 0.0), height),
        )

    def common(self, other: Rect) -> Rect:
        """What both cover; without area where they do not meet."""
        return Rect(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )

    def overlaps(self, other: Rect, by: float = 0.0) -> bool:
        """Whether both cover something wider and higher than ``by``."""
        shared = self.common(other)
        return shared.width > by and shared.height > by

    def holds(self, x: float, y: float) -> bool:
        """Whether the point lies inside."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    @property
    def centre(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


def around(rects: Iterable[Rect]) -> Rect:
    """The smallest rectangle that holds all of them; there must be one."""
    lefts, tops, rights, bottoms = zip(*((r.left, r.top, r.right, r.bottom) for r in rects), strict=True)
    return Rect(min(lefts), min(tops), max(rights), max(bottoms))
