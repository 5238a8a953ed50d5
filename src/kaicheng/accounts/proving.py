"""The second step: a code is checked, recorded, and the session marked as proved."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_otp import login as mark_proved

from kaicheng.accounts import codes, events
from kaicheng.accounts.models import CodeDevice
from kaicheng.accounts.people import account, actor_of, chain_of
from kaicheng.accounts.sessions import origin
from kaicheng.agencies.models import User
from kaicheng.audit.recording import Entry, atomic, record

_BY = {codes.APP: "动态口令", codes.RECOVERY: "备用码"}


def prove(
    request: HttpRequest,
    user: User,
    device: CodeDevice,
    code: str,
    now: dt.datetime,
    *,
    recovery: bool = True,
) -> str:
    """Check ``code`` and mark the session as proved; gives in words what was wrong, if anything was."""
    by_recovery = recovery and codes.looks_like_recovery(code)
    try:
        right = codes.check_recovery(user, code, now) if by_recovery else codes.check(device, code, now)
    except codes.TooSoon as error:
        when = date_format(timezone.localtime(error.until), "H:i:s")
        return _("输错的次数较多，请在%(when)s以后再试。") % {"when": when}
    with atomic():
        record(
            Entry(
                type=events.CODE_ACCEPTED if right else events.CODE_REFUSED,
                chain=chain_of(user, now),
                actor=actor_of(user, now),
                target=account(user),
                at=now,
                origin=origin(request),
                facts={"by": _BY[codes.RECOVERY if by_recovery else codes.APP]} if right else {},
            )
        )
    if right:
        request.session.cycle_key()
        mark_proved(request, device)
        return ""
    if by_recovery:
        return _("备用码不对，或者已经用过。每个备用码只能用一次。")
    return _("动态口令不对。请等手机上换出新的6位数字再输，并检查手机时间是否准确。")
