"""A bureau with people in every role."""

from __future__ import annotations

import pytest

from kaicheng.agencies.models import User
from kaicheng.agencies.roles import Role
from tests.agencies.factories import Bureau, a_bureau


@pytest.fixture
def bureau(db: None) -> Bureau:
    return a_bureau()


@pytest.fixture
def officer(bureau: Bureau) -> User:
    """The disclosure officer, with an address."""
    user = bureau.people[Role.DISCLOSURE_OFFICER]
    user.email = "officer@example.org"
    user.save()
    return user
