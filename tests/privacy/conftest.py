"""A table for the model of the tests, keys of their own, and a clock that stands still."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from kaicheng.privacy import keys

NOW = dt.datetime(2026, 3, 5, 9, 30, tzinfo=dt.UTC)


@pytest.fixture(scope="session")
def applicants_table(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    from django.db import connection

    from kaicheng.privacy import registry
    from tests.privacy.applicants import DECLARATION, Applicant

    registry.register(DECLARATION)
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Applicant)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Applicant)
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
