"""People with and without posts that ask for a second factor, and a clock that tests set."""

from __future__ import annotations

import datetime as dt
import sys

import pytest
from django.utils import timezone
from django_otp.oath import hotp

from kaicheng.accounts.models import CodeDevice
from kaicheng.agencies.models import User
from kaicheng.agencies.roles import Role
from tests.agencies.factories import a_bureau

NOW = dt.datetime(2026, 3, 5, 9, 30, tzinfo=dt.UTC)
PASSWORD = "Xichang-2026-kai"
HOME = "/gongzuo/"


class Clock:
    """What ``timezone.now`` answers."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now

    def forward(self, **delta: float) -> dt.datetime:
        self.now += dt.timedelta(**delta)
        return self.now


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock, real = Clock(), timezone.now
    monkeypatch.setattr(timezone, "now", clock)
    for name, module in list(sys.modules.items()):
        if name.startswith("axes.") and getattr(module, "now", None) is real:
            monkeypatch.setattr(module, "now", clock)
    return clock


@pytest.fixture
def strict(settings):
    """The rules as they are in production."""
    settings.AXES_ENABLED = True
    settings.KAICHENG_PASSWORD_CHANGE_AT_FIRST = True
    settings.KAICHENG_SECOND_FACTOR_GRACE_DAYS = 0
    return settings


@pytest.fixture
def bureau(db, clock):
    return a_bureau()


@pytest.fixture
def officer(bureau) -> User:
    """An information officer: works with a password alone."""
    return with_password(bureau.people[Role.INFORMATION_OFFICER])


@pytest.fixture
def head(bureau) -> User:
    """An office head: reviews, so needs a second factor."""
    return with_password(bureau.people[Role.OFFICE_HEAD])


def with_password(user: User, password: str = PASSWORD) -> User:
    user.set_password(password)
    user.save()
    user.credentials.must_change = False
    user.credentials.save()
    return user


def sign_in(client, user, password: str = PASSWORD, **extra):
    """Fill in the sign-in page."""
    form = {"username": user if isinstance(user, str) else user.username, "password": password}
    return client.post("/gongzuo/login/", form, **extra)


def code_now(device: CodeDevice, now: dt.datetime, steps: int = 0) -> str:
    """What the app shows."""
    return f"{hotp(bytes.fromhex(device.key.reveal()), int(now.timestamp()) // device.STEP + steps):06}"
