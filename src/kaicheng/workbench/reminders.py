"""Reminders of legal dates: 5, 2 and 0 working days before, and once overdue; each of them once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kaicheng.agencies.models import User
from kaicheng.language import in_language
from kaicheng.statute import WorkCalendar, day_text
from kaicheng.workbench import mail
from kaicheng.workbench.agenda import Agenda, Line
from kaicheng.workbench.items import Urgency
from kaicheng.workbench.letters import absolute, salutation
from kaicheng.workbench.models import Reminded, Rules, Stage
from kaicheng.workbench.notices import notify
from kaicheng.workbench.people import in_portions
from kaicheng.workbench.rules import RuleBook

KIND = "reminder"
_STAGES = ((2, Stage.TWO), (5, Stage.FIVE))


def stage_of(line: Line) -> Stage | None:
    """The most urgent reminder that an item calls for today."""
    if line.due is None:
        return None
    urgency = line.due.urgency(line.today)
    if urgency is Urgency.OVERDUE:
        return Stage.OVERDUE
    if urgency is Urgency.TODAY:
        return Stage.TODAY
    left = line.due.workdays_left(line.today)
    return next((stage for days, stage in _STAGES if left <= days), None)


def remind_everybody(at: dt.datetime) -> int:
    """Give every reminder that is due; gives to how many people there was something new to say."""
    today = timezone.localdate(at)
    reminded = 0
    for users in in_portions():
        book = RuleBook(users, today)
        reminded += sum(remind(user, at, book.of(user), book.calendar(user)) for user in users)
    return reminded


def remind(user: User, at: dt.datetime, rules: Rules, calendar: WorkCalendar) -> bool:
    """Remind one person, in the pages and by one letter; gives whether there was something new to say."""
    today = timezone.localdate(at)
    called = [(line, stage) for line in Agenda.of(user, today).lines if (stage := stage_of(line)) is not None]
    if not called:
        return False
    with transaction.atomic():
        fresh = _fresh(user, called, at)
        for line, stage in fresh:
            notify(user, KIND, _sentence(line), line.item.act.url, at, key=_key(line, stage))
        if fresh and rules.reminders:
            subject = _("%(left)s：%(title)s") % {"left": fresh[0][0].left, "title": fresh[0][0].item.title}
            if len(fresh) > 1:
                subject = _("%(first)s 等 %(n)s 件") % {"first": subject, "n": len(fresh)}
            body = _letter(user, [line for line, _stage in fresh])
            free = rules.quiet.over(timezone.localtime(at), calendar)
            mail.write(user, KIND, subject, body, at, not_before=free)
    return bool(fresh)


def _fresh(user: User, called: list[tuple[Line, Stage]], at: dt.datetime) -> list[tuple[Line, Stage]]:
    """What has not been said yet, marked as said. A second worker waits here, and finds it said."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    known = set(
        Reminded.objects.filter(user=user, item__in=[line.item.key for line, _stage in called]).values_list(
            "item", "due", "stage"
        )
    )
    fresh = [(line, stage) for line, stage in called if (line.item.key, _on(line), stage.value) not in known]
    Reminded.objects.bulk_create(
        Reminded(user=user, item=line.item.key, due=_on(line), stage=stage, at=at) for line, stage in fresh
    )
    return fresh


def _on(line: Line) -> dt.date:
    assert line.due is not None  # noqa: S101  # only lines with a date have a stage
    return line.due.on


def _key(line: Line, stage: Stage) -> str:
    return f"{KIND}:{line.item.key}:{_on(line)}:{stage.value}"


def _sentence(line: Line) -> str:
    return _("%(left)s：%(title)s，期限 %(on)s") % {
        "left": line.left,
        "on": in_language(day_text(_on(line))),
        "title": line.item.title,
    }


def _letter(user: User, lines: Iterable[Line]) -> str:
    """The text of a letter with all that is new."""
    parts = [salutation(user), ""]
    for line in lines:
        parts += [_sentence(line), line.basis, absolute(line.item.act.url), ""]
    return "\n".join(parts)
