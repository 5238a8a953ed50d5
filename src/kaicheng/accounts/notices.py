"""Telling people of sign-ins to their account."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from kaicheng.accounts.models import SignedInSession

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
