"""A bureau with its platform, whose requests come on line."""

from __future__ import annotations

import pytest
from django.test import Client

from kaicheng.publishing.actions.platform import OpenPlatform
from tests.agencies.factories import Bureau, a_bureau


@pytest.fixture
def bureau(db: None) -> Bureau:
    made = a_bureau()
    OpenPlatform(made.agency, by=None).execute()
    return made


@pytest.fixture
def visitor(bureau: Bureau) -> Client:
    """Somebody at home."""
    return Client()


@pytest.fixture(autouse=True)
def _quick_puzzles(settings: object) -> None:
    settings.KAICHENG_REQUEST_PROOF_BITS = 8  # type: ignore[attr-defined]
