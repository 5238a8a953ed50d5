"""Ink that does not show on its ground: white on nothing, black on black."""

from __future__ import annotations

import re

Colour = tuple[int, int, int]

_PALE, _DARK = 0xE8, 0x30
_NAMED: dict[str, Colour] = {
    "white": (255, 255, 255),
    "snow": (255, 250, 250),
    "ivory": (255, 255, 240),
    "black": (0, 0, 0),
}
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*[, ]\s*(\d{1,3})")


def colour(written: str) -> Colour | None:
    """A colour as web pages write it; None for those that are neither pale nor dark by name."""
    value = written.replace("!important", "").strip().lower()
    if value in _NAMED:
        return _NAMED[value]
    digits = value.removeprefix("#")
    if re.fullmatch(r"[0-9a-f]{3}", digits):
        digits = "".join(digit * 2 for digit in digits)
    if re.fullmatch(r"[0-9a-f]{6}", digits):
        return _of_hex(digits)
    parts = _RGB.match(value)
    return (int(parts[1]), int(parts[2]), int(parts[3])) if parts else None


def of_argb(value: str) -> Colour | None:
    """A colour as workbooks write it, with or without how much shows through."""
    return _of_hex(value[-6:]) if re.fullmatch(r"(?:[0-9A-Fa-f]{2})?[0-9A-Fa-f]{6}", value) else None


def _of_hex(digits: str) -> Colour:
    red, green, blue = bytes.fromhex(digits)
    return red, green, blue


def is_lost(ink: Colour, ground: Colour | None) -> bool:
    """Whether nobody sees it; a ``ground`` of None is paper."""
    under = ground or (255, 255, 255)
    return (min(ink) >= _PALE and min(under) >= _PALE) or (max(ink) <= _DARK and max(under) <= _DARK)
