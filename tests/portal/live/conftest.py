"""A public site with an index of its own in each test."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.cache import cache
from wagtail.models import Site

from kaicheng.portal.actions import open_platform
from tests.databases import MIGRATED
from tests.publishing.factories import Publisher, a_publisher


@pytest.fixture(scope="package", autouse=True)
def _migrated(shelf):
    with shelf.using(MIGRATED):
        yield


@pytest.fixture(autouse=True)
def search_folder(settings, tmp_path: Path) -> Path:
    settings.KAICHENG_SEARCH = tmp_path / "search"
    cache.clear()
    return tmp_path / "search"


@pytest.fixture
def bureau(db: None) -> Publisher:
    """A bureau whose platform is the site."""
    publisher = a_publisher()
    open_platform(publisher.agency)
    Site.clear_site_root_paths_cache()
    return publisher
