"""The demonstration as ``make run`` loads it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from kaicheng.demonstration.registry import Occasion, Size, load
from tests.emptying import empty_trail

NOW = timezone.make_aware(dt.datetime(2026, 3, 5, 10))
SCALE = 0.01


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The small one loaded once; what a test changes is rolled back."""
    with django_db_blocker.unblock():
        load(Size.SMALL, Occasion(now=NOW))
        empty_trail()


@pytest.fixture
def province(db) -> Occasion:
    """The large one, a hundredth of it."""
    occasion = Occasion(now=NOW, scale=SCALE)
    load(Size.LARGE, occasion)
    return occasion
