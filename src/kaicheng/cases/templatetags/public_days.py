"""Days in words on the applicant's pages."""

from __future__ import annotations

import datetime as dt

from django import template
from django.utils import timezone
from django.utils.translation import ngettext

from kaicheng.language import in_language
from kaicheng.statute import day_text

register = template.Library()


@register.filter
def day(value: dt.date | None) -> str:
    """2026年3月5日（周四）; nothing for nothing."""
    return in_language(day_text(value)) if value else ""


@register.filter
def how_long(days: int) -> str:
    """A time in whole years where it is one, else in days."""
    years, rest = divmod(days, 365)
    if rest:
        return ngettext("%(days)s天", "%(days)s天", days) % {"days": days}
    return ngettext("%(years)s年", "%(years)s年", years) % {"years": years}


@register.filter
def moment(value: dt.datetime) -> str:
    """2026年3月5日（周四）09:12, in local time."""
    local = timezone.localtime(value)
    return f"{in_language(day_text(local.date()))} {local:%H:%M}"
