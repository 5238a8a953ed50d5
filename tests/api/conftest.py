"""A bureau with an open platform, and a token of one of its systems."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.cache import cache
from wagtail.models import Site

from kaicheng.agencies.roles import Role
from kaicheng.api.actions import MakeToken
from kaicheng.portal.actions import open_platform
from tests.databases import MIGRATED
from tests.publishing.factories import Publisher, a_publisher


@pytest.fixture(scope="package", autouse=True)
def _migrated(shelf):
    with shelf.using(MIGRATED):
        yield


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path: Path) -> None:
    settings.KAICHENG_SEARCH = tmp_path / "search"
    settings.KAICHENG_PUBLIC_ROOT = tmp_path / "public"
    cache.clear()


@pytest.fixture
def bureau(db: None) -> Publisher:
    publisher = a_publisher()
    open_platform(publisher.agency)
    Site.clear_site_root_paths_cache()
    return publisher


@pytest.fixture
def secret(bureau: Publisher) -> str:
    officer = bureau.people[Role.DISCLOSURE_OFFICER]
    return MakeToken(bureau.agency, "行政审批系统", by=officer).execute().secret
