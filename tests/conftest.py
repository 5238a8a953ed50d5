"""What the whole suite shares. Nothing here needs Django, so that the pure tests run without it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

REPORTS = Path(__file__).parent / "annual_report" / "reports"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches a database, so that one run on each kind of database needs no list of files."""
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or names & {"db", "transactional_db", "live_server"}:
            item.add_marker(pytest.mark.database)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """The test database, which may be emptied between tests although the audit trail refuses to be."""
    from tests.emptying import permitted

    with permitted():
        yield


@pytest.fixture(scope="session")
def xichang() -> bytes:
    """The published report of 西昌市人力资源和社会保障局 for 2024, as a scraper saved it."""
    return (REPORTS / "xichang-hrss-2024.txt").read_bytes()
