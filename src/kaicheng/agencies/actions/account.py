"""Making the account with which somebody signs in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models

from kaicheng.agencies import events
from kaicheng.agencies.actions.base import StaffAction, refuse, required
from kaicheng.agencies.models import Agency, User
from kaicheng.audit.recording import Entry


class IssueAddresses(StaffAction[list[User]]):
    """Take out the addresses at which people set their first password: whoever has one could be that person,
    so it is on record. Accounts that have a password get none.
    """

    permission = "agencies.account.create"

    def __init__(self, users: Iterable[User], *, agency: Agency, **context: Any) -> None:
        super().__init__(**context)
        self.agency = agency
        self.users = [user for user in users if user.is_active and not user.has_usable_password()]

    def subject(self) -> models.Model:
        return self.agency

    def validate(self) -> None:
        if not self.users:
            refuse("密码已经设过了，不需要首次登录网址。忘记密码的，请由管理员重新设置。")

    def perform(self) -> list[User]:
        return self.users

    def event(self) -> Entry:
        first = self.users[0]
        label = f"账号{first.pk}" + (f"至账号{self.users[-1].pk}" if len(self.users) > 1 else "")
        return self.entry(
            events.ADDRESS_ISSUED, self.agency.chain, first, label=label, facts={"count": len(self.users)}
        )


class CreateAccount(StaffAction[User]):
    """A new account. It opens nothing until its holder is appointed to a post."""

    permission = "agencies.account.create"

    def __init__(
        self,
        username: str,
        *,
        agency: Agency,
        name: str = "",
        email: str = "",
        password: str | None = None,
        **context: Any,
    ) -> None:
        super().__init__(**context)
        self.agency = agency
        self.user = User(username=username.strip(), first_name=name.strip(), email=email.strip())
        self.user.set_password(password)  # None makes it unusable

    def subject(self) -> models.Model:
        return self.agency

    def validate(self) -> None:
        required(self.user.username, "请填写登录名。", "username")
        if User.objects.filter(username__iexact=self.user.username).exists():
            refuse(f"登录名“{self.user.username}”已经有人用了，请换一个。", "username")
        self.user.full_clean(exclude={"password"})

    def perform(self) -> User:
        self.user.save()
        return self.user

    def event(self) -> Entry:
        return self.entry(
            events.ACCOUNT_CREATED,
            self.agency.chain,
            self.user,
            label=f"账号{self.user.pk}",  # a login name may be the person's own
            personal={"username": self.user.username, "name": self.user.label},
        )
