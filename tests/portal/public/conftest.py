"""A small authority that is a site of its own, with its public files in a folder of the test."""

from __future__ import annotations

from pathlib import Path

import pytest
from wagtail.models import Site

from kaicheng.portal.public import building
from kaicheng.portal.public.tree import Tree
from tests.databases import MIGRATED
from tests.publishing.factories import Publisher, a_publisher


@pytest.fixture(scope="package", autouse=True)
def _loaded_site(shelf):
    """In place of the demonstration, which is larger than these tests need."""
    with shelf.using(MIGRATED):
        yield


@pytest.fixture
def publisher(db: None) -> Publisher:
    return a_site()


@pytest.fixture
def public_root(tmp_path: Path, settings) -> Path:
    settings.KAICHENG_PUBLIC_ROOT = tmp_path / "public"
    return tmp_path / "public"


@pytest.fixture
def tree(publisher: Publisher, public_root: Path) -> Tree:
    """The files of the authority before it has published anything."""
    building.build()
    found = building.current()
    assert found is not None
    return found


def a_site() -> Publisher:
    """The authority's platform is the site."""
    publisher = a_publisher()
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": publisher.home}
    )
    return publisher
