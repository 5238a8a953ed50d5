"""Checks by strangers cannot exhaust the machine: so many a minute, so many at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from kaicheng.visitors import client_address

_places: dict[int, threading.BoundedSemaphore] = {}
WINDOW_SECONDS = 60


class Busy(Exception):
    """Every place is taken; try again shortly."""


def too_often(request: HttpRequest) -> bool:
    """Count this request; whether its address has now asked more often than allowed in a minute."""
    key = f"check:{client_address(request)}"
    cache.add(key, 0, WINDOW_SECONDS)
    try:
        count = cache.incr(key)
    except ValueError:  # it expired in between
        return False
    return count > settings.KAICHENG_CHECK_PER_MINUTE


@contextmanager
def a_place() -> Iterator[None]:
    """Hold one of the places for checking in this process. Raises Busy when none comes free in time."""
    number = settings.KAICHENG_CHECK_AT_ONCE
    semaphore = _places.setdefault(number, threading.BoundedSemaphore(number))
    if not semaphore.acquire(timeout=settings.KAICHENG_CHECK_WAIT_SECONDS):
        raise Busy
    try:
        yield
    finally:
        semaphore.release()
