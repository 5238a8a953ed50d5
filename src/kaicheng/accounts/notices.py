"""Telling people of sign-ins to their account, and of what others have done to it."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django_tasks import task

from kaicheng.accounts.models import SignedInSession
from kaicheng.agencies.models import User

_LOOK_BACK = 50


def said(session: SignedInSession) -> str:
    """A session in words: when, on what, from where."""
    when = date_format(timezone.localtime(session.started_at), "Y年n月j日 H:i")
    parts = [when, session.device, str(session.address)]
    return "，".join(part for part in parts if part)


def is_new(session: SignedInSession) -> bool:
    """Whether the person has not been seen on such a device in that network before."""
    before = session.user.signed_in_sessions.exclude(pk=session.pk).filter(device=session.device)
    return all(str(other.address) != str(session.address) for other in before[:_LOOK_BACK])


@task(backend="background")
def tell_by_mail(session_id: int) -> None:
    """The e-mail about a sign-in. The queue holds the number of the session and nothing about the person."""
    session = SignedInSession.objects.select_related("user").get(pk=session_id)
    with override(settings.LANGUAGE_CODE):
        send_mail(
            _("您的账号有新的登录"),
            _(
                "您好：\n\n您在“%(site)s”的账号刚刚登录：%(session)s。\n\n"
                "是您本人登录的，不用处理。不是的，请立即修改密码，并联系本单位安全管理员。\n\n"
                "这封邮件由系统自动发出，请不要回复。\n"
            )
            % {"site": settings.WAGTAIL_SITE_NAME, "session": said(session)},
            None,
            [session.user.email],
        )


_HELPED = {
    "kouling": gettext_lazy("停用了您的动态口令。请用密码登录，再重新启用"),
    "mima": gettext_lazy("收回了您的密码，并结束了全部登录。请向系统管理员要首次登录网址，重新设置密码"),
    "huihua": gettext_lazy("结束了您的全部登录"),
    "suoding": gettext_lazy("解除了您账号的登录锁定"),
}
"""What was done, by the value of :class:`kaicheng.accounts.rescue.Help`."""


@task(backend="background")
def tell_of_help(user_id: str, help_: str, post: str, at: str) -> None:
    """The e-mail to somebody whose account a security administrator has helped with, at an ISO 8601 moment.

    So nobody's codes or password are taken away without their knowing.
    """
    user = User.objects.get(pk=user_id)
    with override(settings.LANGUAGE_CODE):
        when = date_format(timezone.localtime(dt.datetime.fromisoformat(at)), "Y年n月j日 H:i")
        send_mail(
            _("安全管理员处理了您的账号"),
            _(
                "您好：\n\n%(when)s，安全管理员（%(post)s）在“%(site)s”%(done)s。\n\n"
                "是您请求的，照上面的话办就可以。不是的，请立即告诉本单位负责人和审计管理员。\n\n"
                "这封邮件由系统自动发出，请不要回复。\n"
            )
            % {"when": when, "post": post, "site": settings.WAGTAIL_SITE_NAME, "done": _HELPED[help_]},
            None,
            [user.email],
        )
