"""What ``manage.py check`` says about sign-in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import Error, Warning, register

from kaicheng.agencies.roles import Role


@register
def settings_make_sense(**_options: Any) -> list[Error]:
    """Roles are known and limits are limits."""
    found = [
        Error(f"KAICHENG_SECOND_FACTOR_ROLES：没有“{role}”这个角色。", id="accounts.E001")
        for role in settings.KAICHENG_SECOND_FACTOR_ROLES
        if role not in Role.values
    ]
    if settings.KAICHENG_SESSION_IDLE_MINUTES <= 0 or settings.KAICHENG_SESSION_HOURS <= 0:
        found.append(Error("登录会话的两个时限都应大于零。", id="accounts.E002"))
    return found


@register(deploy=True)
def rules_are_on(**_options: Any) -> list[Warning]:
    """What may be switched off for a demonstration is on in production."""
    found = []
    if not settings.KAICHENG_PASSWORD_CHANGE_AT_FIRST:
        found.append(
            Warning("首次登录不要求改密码。", hint="KAICHENG_PASSWORD_CHANGE_AT_FIRST", id="accounts.W001")
        )
    if not settings.AXES_ENABLED:
        found.append(Warning("连续登录失败不会锁定。", hint="AXES_ENABLED", id="accounts.W002"))
    if not settings.KAICHENG_SECOND_FACTOR_ROLES:
        found.append(
            Warning("没有角色需要动态口令。", hint="KAICHENG_SECOND_FACTOR_ROLES", id="accounts.W003")
        )
    return found
