"""Sign-ins that failed, on record without telling whether the account exists."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest

from kaicheng.accounts import events
from kaicheng.accounts.people import account, chain_of
from kaicheng.accounts.sessions import origin
from kaicheng.agencies.models import User
from kaicheng.audit.recording import SYSTEM, Entry, Target, atomic, record
from kaicheng.audit.registry import EventType
from kaicheng.privacy.registry import INSTALLATION

SIGN_IN_REFUSED = "用户名或密码不对"
SINGLE_SIGN_ON_REFUSED = "统一身份认证没有通过"
UNKNOWN_PERSON = "统一身份认证的人员没有对应的账号"
_LONGEST = 150


def record_refusal(request: HttpRequest, typed: str, why: str, at: dt.datetime) -> None:
    """Somebody who gave ``typed`` as their name was not let in."""
    _record(request, events.SIGN_IN_FAILED, typed, at, {"why": why})


def record_lock(request: HttpRequest, typed: str, failures: int, at: dt.datetime) -> None:
    """Too many failures in a row."""
    _record(request, events.LOCKED, typed, at, {"failures": failures})


def _record(
    request: HttpRequest, kind: EventType, typed: str, at: dt.datetime, facts: dict[str, str | int]
) -> None:
    user = User.objects.filter(username=typed).first() if typed else None
    # What stands in the field for the name is sometimes a password: it is kept apart, and erased in time.
    text = "".join(character for character in typed if character.isprintable())[:_LONGEST]
    with atomic():
        record(
            Entry(
                type=kind,
                chain=chain_of(user, at) if user else INSTALLATION,
                actor=SYSTEM,
                target=account(user) if user else Target(User._meta.label_lower, "", "账号不存在"),
                at=at,
                origin=origin(request),
                facts=facts,
                personal={"typed": text} if text else {},
            )
        )
