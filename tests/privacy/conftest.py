"""A table for the model of the tests, keys of their own, and a clock that stands still."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kaicheng.privacy import keys

if TYPE_CHECKING:
    from tests.databases import Shelf

NOW = dt.datetime(2026, 3, 5, 9, 30, tzinfo=dt.UTC)


def _make_table() -> None:
    from django.db import connection

    from tests.privacy.applicants import Applicant

    with connection.schema_editor() as editor:
        editor.create_model(Applicant)


@pytest.fixture(scope="package")
def applicants_table(shelf: Shelf) -> Iterator[None]:
    from kaicheng.privacy import registry
    from tests.databases import MIGRATED, State
    from tests.privacy.applicants import DECLARATION, Applicant, installed

    registry.register(DECLARATION)
    with installed(), shelf.using(State("applicants", _make_table, MIGRATED)):
        yield
    registry.unregister(Applicant)


@pytest.fixture
def key_file(tmp_path: Path, settings) -> Path:
    """A key file with one key, ``first``."""
    path = tmp_path / "keys" / "personal"
    keys.create(path, "first")
    settings.KAICHENG_PERSONAL_KEYS = str(path)
    return path


@pytest.fixture
def applicants(applicants_table, key_file, db, settings, tmp_path):
    """The model, its table empty, files in a folder of its own."""
    from django.core.files.storage import storages

    from tests.privacy.applicants import Applicant

    settings.STORAGES = {
        **settings.STORAGES,
        "private": {**settings.STORAGES["private"], "OPTIONS": {"location": tmp_path / "private"}},
    }
    storage = Applicant._meta.get_field("paper").storage
    storage.__dict__.pop("storage", None)
    storages._storages.clear()
    yield Applicant
    storage.__dict__.pop("storage", None)


@pytest.fixture
def now() -> dt.datetime:
    return NOW
