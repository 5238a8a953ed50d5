"""The demonstration as ``make run`` loads it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from kaicheng.demonstration.registry import Occasion, Size, load
from tests.databases import MIGRATED, State

NOW = timezone.make_aware(dt.datetime(2026, 3, 5, 10))
SCALE = 0.01


def _load() -> None:
    load(Size.SMALL, Occasion(now=NOW))


def _load_large() -> None:
    load(Size.LARGE, Occasion(now=NOW, scale=SCALE))


COUNTY = State("county", _load, MIGRATED)
PROVINCE = State("province", _load_large, COUNTY)


@pytest.fixture(scope="package", autouse=True)
def _loaded_county(shelf):
    """The small one."""
    with shelf.using(COUNTY):
        yield
