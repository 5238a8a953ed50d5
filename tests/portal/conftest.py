"""The demonstration site, loaded as ``make run`` loads it."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from kaicheng.demonstration.registry import Occasion, Size, load
from kaicheng.portal.models import AnnualReportPage
from tests.databases import MIGRATED, State


def _load() -> None:
    load(Size.SMALL, Occasion(port=80))


SITE = State("site", _load, MIGRATED)


@pytest.fixture(autouse=True)
def _no_memory_between_tests():
    cache.clear()


@pytest.fixture(scope="package", autouse=True)
def _loaded_site(shelf):
    with shelf.using(SITE):
        yield


@pytest.fixture
def report_page(db) -> AnnualReportPage:
    return AnnualReportPage.objects.get()
