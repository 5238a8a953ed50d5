"""How often strangers may ask: counted by address in each process, a minute at a time."""

from __future__ import annotations

import time

from django.core.cache import cache
from django.http import HttpRequest

from kaicheng.visitors import client_address

WINDOW = 60
"""Seconds."""


def too_often(request: HttpRequest, what: str, most: int) -> bool:
    """Count this request; whether its address has asked for ``what`` more than ``most`` times in a minute."""
    key = f"live:{what}:{int(time.time() // WINDOW)}:{client_address(request)}"
    cache.add(key, 0, WINDOW * 2)
    try:
        return cache.incr(key) > most
    except ValueError:  # crowded out of the cache in between
        return False
