"""A bureau that publishes and is asked."""

from __future__ import annotations

import pytest

from tests.publishing.factories import Publisher, a_publisher


@pytest.fixture
def publisher(db: None) -> Publisher:
    return a_publisher()
