"""Dates of the staff side, as a careful clerk writes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from kaicheng.agencies.standing import capacities
from kaicheng.language import in_language
from kaicheng.statute import day_text
from kaicheng.workbench import digests, reminders

register = template.Library()


@register.simple_tag(takes_context=True)
def whose(context: Mapping[str, Any]) -> str:
    """The authority of the first of the person's posts; the software's name where there is none."""
    user = getattr(context.get("request"), "user", None)
    held = capacities(user, timezone.localdate()) if user else ()
    return held[0].agency.short_name if held else settings.WAGTAIL_SITE_NAME


@register.filter
def day(value: dt.date) -> str:
    """2026年3月5日（周四）."""
    return in_language(day_text(value))


@register.filter
def moment(value: dt.datetime) -> str:
    """2026年3月5日（周四）14:30."""
    here = timezone.localtime(value)
    return f"{day(here.date())} {here:%H:%M}"


@register.filter
def letter_kind(kind: str) -> str:
    """What sort of letter it is."""
    names = {reminders.KIND: _("期限提醒"), digests.KIND: _("待办摘要")}
    return names.get(kind, kind)
