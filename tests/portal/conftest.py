"""The demonstration site, loaded as ``make run`` loads it."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from kaicheng.demonstration.registry import Occasion, Size, load
from kaicheng.portal.models import AnnualReportPage
from tests.emptying import empty_trail


@pytest.fixture(autouse=True)
def _no_memory_between_tests():
    cache.clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Loaded once; what a test changes is rolled back."""
    with django_db_blocker.unblock():
        load(Size.SMALL, Occasion(port=80))
        empty_trail()


@pytest.fixture
def report_page(db) -> AnnualReportPage:
    return AnnualReportPage.objects.get()
