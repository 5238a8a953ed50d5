"""The morning letter: what is on the desk, and nothing when the desk is empty."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kaicheng.agencies.models import User
from kaicheng.language import in_language
from kaicheng.statute import WorkCalendar, day_text
from kaicheng.workbench import mail
from kaicheng.workbench.agenda import Agenda, Line, Number
from kaicheng.workbench.letters import absolute, salutation
from kaicheng.workbench.models import DigestSent, Rules
from kaicheng.workbench.notices import unread_count
from kaicheng.workbench.people import in_portions
from kaicheng.workbench.rules import RuleBook

KIND = "digest"
LISTED = 10
"""How many items the letter names; the rest is counted."""


def digest_everybody(at: dt.datetime) -> int:
    """Write the digests whose hour has come; gives how many letters were written."""
    today = timezone.localdate(at)
    written = 0
    for users in in_portions():
        done = set(DigestSent.objects.filter(day=today, user__in=users).values_list("user_id", flat=True))
        waiting = [user for user in users if user.email and user.pk not in done]
        book = RuleBook(waiting, today)
        written += sum(digest(user, at, book.of(user), book.calendar(user)) for user in waiting)
    return written


def digest(user: User, at: dt.datetime, rules: Rules, calendar: WorkCalendar) -> bool:
    """Write today's digest for one person if its hour has come; gives whether there is a letter."""
    now = timezone.localtime(at)
    if not rules.digest or now.time() < rules.digest_at or rules.quiet.over(now, calendar) != now:
        return False
    with transaction.atomic():
        if not _first_today(user, now.date()):
            return False
        agenda = Agenda.of(user, now.date())
        unread = unread_count(user)
        if not agenda.lines and not unread:
            return False
        subject = _("今日待办 %(n)s 件") % {"n": len(agenda.lines)}
        if not agenda.lines:
            subject = _("有 %(n)s 条未读通知") % {"n": unread}
        return mail.write(user, KIND, subject, _letter(user, agenda, unread), at) is not None


def _first_today(user: User, day: dt.date) -> bool:
    """Whether this is the first digest of the day; another worker's mark is waited for and respected."""
    if DigestSent.objects.filter(user=user, day=day).exists():
        return False
    _mark, made = DigestSent.objects.get_or_create(user=user, day=day)
    return made


def _letter(user: User, agenda: Agenda, unread: int) -> str:
    counted = _("，").join(
        f"{Number(number).label} {count}" for number, count in agenda.numbers.items() if count
    )
    parts = [salutation(user), "", *([counted, ""] if counted else [])]
    parts += [_line(line) for line in agenda.lines[:LISTED]]
    if len(agenda.lines) > LISTED:
        parts.append(_("另有 %(n)s 件，请到工作台查看。") % {"n": len(agenda.lines) - LISTED})
    if unread:
        parts += ["", _("有 %(n)s 条未读通知") % {"n": unread}]
    return "\n".join([*parts, "", absolute(reverse("wagtailadmin_home"))])


def _line(line: Line) -> str:
    if line.due is None:
        return _("· %(title)s") % {"title": line.item.title}
    on = in_language(day_text(line.due.on))
    return _("· %(left)s：%(title)s，期限 %(on)s") % {"left": line.left, "on": on, "title": line.item.title}
