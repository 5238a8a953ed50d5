"""A bureau that is asked."""

from __future__ import annotations

import pytest

from tests.agencies.factories import Bureau, a_bureau


@pytest.fixture
def bureau(db: None) -> Bureau:
    return a_bureau()
