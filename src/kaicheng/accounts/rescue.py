"""Help for a colleague who cannot sign in, by the security administrator.

Nobody can make themselves somebody else by it: who takes a password back sees none, and the address at which
a new one is set is taken out by the system administrator (``IssueAddresses``). So it takes two of the three.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from axes.utils import reset
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaicheng.accounts import codes, events
from kaicheng.accounts.actions import AccountAction, EndSession, RemoveCodes, needs_reason
from kaicheng.accounts.notices import tell_of_help
from kaicheng.agencies import permissions
from kaicheng.agencies.models import Membership, User
from kaicheng.audit.recording import NOWHERE, Actor, Origin, atomic

PERMISSION = "agencies.account.rescue"


class Help(models.TextChoices):
    """What can be done for somebody. The value stands in forms."""

    CODES = "kouling", gettext_lazy("停用动态口令（手机丢失、更换）：本人用密码登录，再重新启用")
    PASSWORD = (
        "mima",
        gettext_lazy("收回密码（忘记、泄露）：结束全部登录，由系统管理员取出首次登录网址交给本人重新设置"),
    )
    SESSIONS = "huihua", gettext_lazy("结束全部登录（设备丢失、忘记退出）")
    LOCK = "suoding", gettext_lazy("解除登录锁定（连续输错密码）")


class WithdrawPassword(AccountAction[None]):
    """The password opens nothing any more, and no session goes on; the person sets a first one again."""

    kind = events.PASSWORD_WITHDRAWN

    def check(self) -> None:
        needs_reason(self.reason)
        if not self.user.has_usable_password():
            raise ValidationError(_("这个账号没有密码：请系统管理员取出首次登录网址，交给本人设置。"))

    def perform(self) -> None:
        self.user.set_unusable_password()
        self.user.save(update_fields=["password"])
        _end_sessions(self.user, self.by, self.reason, self.at, self.origin)


class Unlock(AccountAction[int]):
    """Forget failures to sign in, so that the next try counts as the first."""

    kind = events.UNLOCKED

    def check(self) -> None:
        needs_reason(self.reason)

    def perform(self) -> int:
        count: int = reset(username=self.user.get_username())
        self.facts = {"failures": count}
        return count


_ACTIONS: dict[Help, type[AccountAction[Any]]] = {
    Help.CODES: RemoveCodes,
    Help.PASSWORD: WithdrawPassword,
    Help.LOCK: Unlock,
}


def rescue(
    user: User, help_: Help, *, by: User, reason: str, at: dt.datetime, origin: Origin = NOWHERE
) -> None:
    """Help ``user``. Raises what :func:`rescuer` raises, and ValidationError without need or reason."""
    with atomic():
        actor, reason = rescuer(user, by, at), reason.strip()
        if help_ is Help.SESSIONS:
            needs_reason(reason)
            if not _end_sessions(user, actor, reason, at, origin):
                raise ValidationError(_("现在没有登录着的设备，不用结束。"))
        else:
            if help_ is Help.CODES and codes.confirmed(user) is None:
                raise ValidationError(_("没有启用动态口令，不用停用。"))
            _ACTIONS[help_](user, at=at, by=actor, reason=reason, origin=origin).execute()
        if user.email:
            transaction.on_commit(
                lambda: tell_of_help.enqueue(str(user.pk), help_.value, actor.post, at.isoformat())
            )


def rescuer(user: User, by: User, at: dt.datetime) -> Actor:
    """As whom ``by`` may help ``user``: all posts of ``user`` must lie within the reach of ``by``.

    Raises Denied where no post does, and ValidationError for one's own account, for one that reaches further,
    and for the CMS's superusers, who are helped at the server's shell.
    """
    on = timezone.localdate(at)
    posts = Membership.objects.open(on).filter(user=user).select_related("agency", "office").order_by("pk")
    standing = permissions.Standing(by, on)
    within = [standing.capacity_for(PERMISSION, post) for post in posts]
    capacity = next(filter(None, within), None)
    if capacity is None:
        raise permissions.Denied(permissions.find(PERMISSION), elsewhere=not _known(standing, posts))
    if user.pk == by.pk:
        raise ValidationError(_("不能给自己办。请另一位安全管理员，或者由运维人员在服务器上办理。"))
    if user.is_superuser:
        raise ValidationError(_("这是网站维护账号，请由运维人员在服务器上办理。"))
    if None in within:
        raise ValidationError(_("这位同事在您的管理范围以外还有岗位，请由上级机关的安全管理员办理。"))
    return capacity.actor


def _known(standing: permissions.Standing, posts: models.QuerySet[Membership]) -> bool:
    """Whether the asker may see one of these posts anyway, and so be told that this is refused."""
    return any(standing.may("agencies.membership.view", post) for post in posts)


def _end_sessions(user: User, by: Actor, reason: str, at: dt.datetime, origin: Origin) -> int:
    sessions = list(user.signed_in_sessions.going_on())
    for session in sessions:
        EndSession(session, why=reason, at=at, by=by, origin=origin).execute()
    return len(sessions)
