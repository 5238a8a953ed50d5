"""What the whole suite shares. Nothing here needs Django, so that the pure tests run without it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.databases import Shelf

REPORTS = Path(__file__).parent / "annual_report" / "reports"


BOTH = {"audit", "demonstration", "visibility", "workbench"}
"""Folders whose tests run on SQLite too; beside them, every test of the browser has a server on SQLite."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches a database, so that the runs on each kind of database need no list of files."""
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or names & {"db", "transactional_db", "live_server"}:
            item.add_marker(pytest.mark.database)
            if item.path.relative_to(Path(__file__).parent).parts[0] in BOTH:
                item.add_marker(pytest.mark.both)


def shared_folder(config: pytest.Config) -> Path:
    """A folder of this run alone, the same in each of its processes."""
    base: Path = config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
    return (base.parent if hasattr(config, "workerinput") else base) / "databases"


def pytest_sessionfinish(session: pytest.Session) -> None:
    """When all processes have ended, leave no database on the server."""
    folder = shared_folder(session.config)
    if folder.exists() and not hasattr(session.config, "workerinput"):
        from tests.databases import clear

        clear(folder)


@pytest.fixture(scope="session")
def shelf(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker
) -> Iterator[Shelf]:
    """This process's database, which can be put into any state; see ``tests/databases.py``."""
    from django.test import TransactionTestCase

    from tests.databases import MIGRATED, shelf_of

    worker = getattr(request.config, "workerinput", {}).get("workerid", "alone")
    shelf = shelf_of(shared_folder(request.config), worker, django_db_blocker.unblock)
    patch = pytest.MonkeyPatch()
    # In place of Django's way of emptying every table, which the triggers of the audit trail refuse.
    patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: shelf.again())
    with shelf.using(MIGRATED):
        yield shelf
    patch.undo()


@pytest.fixture(scope="session")
def django_db_setup(shelf: Shelf) -> None:
    """In place of pytest-django's own."""


@pytest.fixture(scope="session")
def xichang() -> bytes:
    """The published report of 西昌市人力资源和社会保障局 for 2024, as a scraper saved it."""
    return (REPORTS / "xichang-hrss-2024.txt").read_bytes()
