"""The one way in which a value is written before it is hashed: RFC 8785 (JCS), for plain values only.

The values are so restricted that Python's own JSON writer gives exactly the bytes of RFC 8785: whole
numbers within ±(2⁵³−1), no floating point, and keys whose order by code point is that by UTF-16 unit.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

LARGEST = 2**53 - 1

_writer = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


class NotCanonical(ValueError):
    """A value that the trail cannot hold; the message names it and says what to give instead."""


def canonical(value: Any) -> str:
    """``value`` as canonical JSON. Give values that :func:`check` has passed."""
    return _writer.encode(value)


def check(value: Any, place: str = "value") -> None:
    """Raise :class:`NotCanonical` unless ``value`` is made of text, whole numbers, booleans, None, lists
    and mappings with text keys."""
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, str):
        _check_text(value, place)
    elif isinstance(value, int):
        if abs(value) > LARGEST:
            raise NotCanonical(f"{place}: {value} has more than 53 bits; give it as text")
    elif isinstance(value, (list, tuple)):
        for number, item in enumerate(value):
            check(item, f"{place}[{number}]")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if not isinstance(key, str):
                raise NotCanonical(f"{place}: the key {key!r} is not text")
            if key and max(key) > "\uffff":
                raise NotCanonical(f"{place}: the key {key!r} has a character beyond U+FFFF")
            _check_text(key, place)
            check(item, f"{place}.{key}")
    else:
        raise NotCanonical(f"{place}: a {type(value).__name__} is kept as text; give {str(value)!r}")


def _check_text(text: str, place: str) -> None:
    if "\x00" in text:
        raise NotCanonical(f"{place}: the text holds U+0000, which PostgreSQL cannot store")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise NotCanonical(f"{place}: the text holds half a surrogate pair, which is no character") from error
