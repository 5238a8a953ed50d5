"""A bureau that publishes and is asked, an office below a government that writes its report, and sign-in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from kaicheng.agencies.models import User
from tests.publishing.factories import Publisher, a_publisher
from tests.reporting.writers import Office, an_office


@pytest.fixture
def publisher(db: None) -> Publisher:
    return a_publisher()


@pytest.fixture
def office(db: None) -> Office:
    return an_office()


@pytest.fixture
def client_of(settings) -> Callable[[User], Client]:
    """A browser signed in as somebody, without the second step of the sign-in."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "kaicheng.accounts" not in name]

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in
