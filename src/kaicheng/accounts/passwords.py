"""The rules for passwords: their kinds of characters, their history, their age."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kaicheng.accounts.models import Credentials, UsedPassword

_KINDS = (str.islower, str.isupper, str.isdigit)


class KindsOfCharacters:
    """At least so many of: small letters, capital letters, digits, others."""

    def __init__(self, least: int = 3) -> None:
        self.least = least

    def validate(self, password: str, user: Any = None) -> None:
        found = sum(any(kind(character) for character in password) for kind in _KINDS)
        found += any(not (character.isascii() and character.isalnum()) for character in password)
        if found < self.least:
            raise ValidationError(self.get_help_text(), code="password_too_simple")

    def get_help_text(self) -> str:
        return _("密码要包含大写字母、小写字母、数字、其他符号中的%(least)d种。") % {"least": self.least}


class NotUsedBefore:
    """Not one of the passwords that the person had last, the present one included."""

    def __init__(self, last: int = 5) -> None:
        self.last = last

    def validate(self, password: str, user: Any = None) -> None:
        if user is None or user.pk is None:
            return
        used = UsedPassword.objects.filter(user=user).order_by("-pk").values_list("password", flat=True)
        if any(check_password(password, former) for former in [user.password, *used[: self.last]]):
            raise ValidationError(self.get_help_text(), code="password_used_before")

    def password_changed(self, password: str, user: Any = None) -> None:
        """Django tells of every new password, whoever set it. Whose own choice it was is said elsewhere."""
        if user is None or user.pk is None:
            return
        UsedPassword.objects.create(user=user, password=user.password)
        kept = (
            UsedPassword.objects.filter(user=user).order_by("-pk").values_list("pk", flat=True)[: self.last]
        )
        UsedPassword.objects.filter(user=user).exclude(pk__in=list(kept)).delete()
        Credentials.objects.update_or_create(
            user=user, defaults={"password_changed_at": timezone.now(), "must_change": True}
        )

    def get_help_text(self) -> str:
        return ngettext(
            "新密码不能和最近%(last)d次用过的密码相同。",
            "新密码不能和最近%(last)d次用过的密码相同。",
            self.last,
        ) % {"last": self.last}


def expires_at(credentials: Credentials) -> dt.datetime | None:
    """When the password is too old; None where passwords do not age."""
    if not settings.KAICHENG_PASSWORD_DAYS or credentials.password_changed_at is None:
        return None
    return credentials.password_changed_at + dt.timedelta(days=settings.KAICHENG_PASSWORD_DAYS)


def why_change(user: Any, now: dt.datetime) -> str:
    """Why ``user`` has to choose a new password before anything else; nothing when they need not."""
    if not user.has_usable_password():
        return ""
    credentials = Credentials.objects.filter(user=user).first() or Credentials(user=user)
    if credentials.must_change and settings.KAICHENG_PASSWORD_CHANGE_AT_FIRST:
        return _("这是别人为您设置的密码。请先改成只有您自己知道的密码，再开始工作。")
    expires = expires_at(credentials)
    if expires is not None and expires <= now:
        return _("您的密码已经用了%(days)d天以上。请换一个新密码，再继续工作。") % {
            "days": settings.KAICHENG_PASSWORD_DAYS
        }
    return ""


def days_left(user: Any, now: dt.datetime) -> int | None:
    """Whole days until the password is too old; None where it does not age."""
    credentials = Credentials.objects.filter(user=user).first()
    expires = expires_at(credentials) if credentials else None
    return None if expires is None else max(0, (expires - now).days)
