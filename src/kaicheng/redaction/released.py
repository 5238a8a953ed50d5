"""What comes out of a release."""

from __future__ import annotations

from dataclasses import dataclass

MEDIA_TYPE = "application/pdf"


@dataclass(frozen=True, slots=True)
class Released:
    """The finished file, proved. ``redrawn`` are the numbers of the pages that became pictures with text:
    those with boxes, and given ones that hid something or whose fonts could not be cleaned.
    """

    data: bytes
    redrawn: tuple[int, ...]
    media_type: str = MEDIA_TYPE
