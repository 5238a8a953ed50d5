"""Making the account with which somebody signs in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models

from kaicheng.agencies import events, permissions
from kaicheng.agencies.actions.base import StaffAction, refuse, required
from kaicheng.agencies.models import Agency, Membership, User
from kaicheng.audit.recording import Entry

BATCH = 1000


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
            refuse("密码已经设过了，不需要首次登录网址。忘记密码的，请先由安全管理员收回密码。")
        if self.by is not None and self._reaching_further():
            refuse("名单里有人在您的管理范围以外还有岗位，请由上级机关的系统管理员取出网址。")

    def _reaching_further(self) -> bool:
        """Whether one of them holds a post where ``by`` may make no accounts: the address opens that too."""
        assert self.by is not None  # noqa: S101
        standing = permissions.Standing(self.by, self.today)
        for start in range(0, len(self.users), BATCH):
            held = Membership.objects.open(self.today).filter(user__in=self.users[start : start + BATCH])
            if held.exclude(pk__in=standing.visible(self.permission, held).values("pk")).exists():
                return True
        return False

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


class SwitchOff(StaffAction[User]):
    """Switch off the account of somebody who has left: it signs nobody in, and its time of keeping runs."""

    permission = "agencies.account.switch"
    kind, active = events.ACCOUNT_SWITCHED_OFF, False

    def __init__(self, post: Membership, **context: Any) -> None:
        super().__init__(**context)
        self.post, self.user = post, post.user

    def subject(self) -> models.Model:
        return self.post

    def validate(self) -> None:
        required(self.reason, "请写明原因，例如“退休”“调离”。", "reason")
        self.user = User.objects.select_for_update().get(pk=self.user.pk)
        if self.user.is_active is self.active:
            refuse(f"账号“{self.user.username}”现在就是这样，不用再办。")
        if self.user.is_superuser:
            refuse("这是网站维护账号，请由运维人员在服务器上办理。")
        self.judge()

    def judge(self) -> None:
        """Raise ValidationError for what forbids just this."""
        if Membership.objects.filter(user=self.user).open(self.today).exists():
            refuse(f"{self.user.label}还有任职，请先终止任职或者办理工作移交。")

    def perform(self) -> User:
        self.user.is_active = self.active
        self.user.save(update_fields=["is_active"])
        return self.user

    def event(self) -> Entry:
        label = f"账号{self.user.pk}"
        personal = {"username": self.user.username, "name": self.user.label}
        return self.entry(self.kind, self.post.agency.chain, self.user, label=label, personal=personal)


class SwitchOn(SwitchOff):
    """Switch it on again, for somebody who comes back. It opens nothing until they are appointed."""

    kind, active = events.ACCOUNT_SWITCHED_ON, True

    def judge(self) -> None:
        pass
