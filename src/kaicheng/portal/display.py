"""How a visitor wants to read: as designed, or in the elderly mode with large type and high contrast."""

from __future__ import annotations

from enum import StrEnum

from django.http import HttpRequest

COOKIE = "kaicheng_display"
COOKIE_AGE = 365 * 24 * 3600


class Display(StrEnum):
    """The two ways of showing every page."""

    STANDARD = "standard"
    LARGE = "large"

    @classmethod
    def of(cls, request: HttpRequest) -> Display:
        """What the visitor chose earlier; standard otherwise."""
        return cls.LARGE if request.COOKIES.get(COOKIE) == cls.LARGE else cls.STANDARD
