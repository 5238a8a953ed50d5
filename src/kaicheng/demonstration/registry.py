"""The parts of the demonstration, in their order. Each loads once: a second time it changes nothing.

::

    @part("publishing")
    def documents(occasion: Occasion) -> None: ...

    @part("publishing.province", size=Size.LARGE)
    def many_documents(occasion: Occasion) -> None: ...

A part looks for what it would make and leaves it alone where it is there already, changed or not: people who
try things out keep what they did.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from importlib import import_module

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from kaicheng.demonstration import parts

PASSWORD = "kaicheng-demo"  # noqa: S105  # printed on the terminal; only ever on a demonstration


class Size(StrEnum):
    """How much there is to look at."""

    SMALL = "small"
    """西昌市 and some of its authorities."""
    LARGE = "large"
    """The same beside an invented province, to measure with."""


def _silent(_line: str) -> None:
    """Nobody listens."""


@dataclass(frozen=True)
class Occasion:
    """One loading of the demonstration."""

    now: dt.datetime = field(default_factory=timezone.now)
    port: int = 8000
    """Where the site is served."""
    scale: float = 1.0
    """How much of the province is made, from 0 to 1."""
    tell: Callable[[str], None] = _silent
    """Takes lines that say how far it is."""

    @property
    def opened(self) -> dt.date:
        """The day on which the authorities began to work here: the last 2 January.

        So the report on the year before is asked for from the first day on, whenever somebody looks.
        """
        today = timezone.localdate(self.now)
        year = today.year if (today.month, today.day) >= (1, 2) else today.year - 1
        return dt.date(year, 1, 2)

    @property
    def opened_at(self) -> dt.datetime:
        """The moment of :attr:`opened`."""
        return timezone.make_aware(dt.datetime.combine(self.opened, dt.time(9)))

    @cached_property
    def password(self) -> str:
        """The hash of :data:`PASSWORD`, worked out once: a hundred would take a minute."""
        return make_password(PASSWORD)


Load = Callable[[Occasion], None]


@dataclass(frozen=True, slots=True)
class Part:
    """Records that belong together."""

    name: str
    size: Size
    load: Load


_parts: dict[str, Part] = {}


def part(name: str, *, size: Size = Size.SMALL) -> Callable[[Load], Load]:
    """Register a part; one of size LARGE loads after all others, and only when asked for.

    Raises ValueError for a name taken.
    """

    def decorator(load: Load) -> Load:
        if name in _parts:
            raise ValueError(f"the demonstration has a part {name!r} already")
        _parts[name] = Part(name, size, load)
        return load

    return decorator


def registered(size: Size) -> list[Part]:
    """The parts of a demonstration of that size, in the order in which they load."""
    modules = [f"{parts.__name__}.{module}" for module in parts.MODULES]
    for module in modules:
        import_module(module)
    wanted = [one for one in _parts.values() if size is Size.LARGE or one.size is Size.SMALL]
    return sorted(wanted, key=lambda one: (one.size is Size.LARGE, modules.index(one.load.__module__)))


def load(size: Size, occasion: Occasion) -> None:
    """Load every part."""
    for one in registered(size):
        one.load(occasion)
