"""Whose rules hold for mail to a person: the own ones, else the authority's, else those of the settings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings

from kaicheng.agencies.models import Membership, User
from kaicheng.statute import WorkCalendar, load_calendar
from kaicheng.workbench.models import Rules


class RuleBook:
    """The rules and calendars of some people, looked up together."""

    def __init__(self, users: Iterable[User], today: dt.date) -> None:
        ids = [user.pk for user in users]
        self._own = {rules.user_id: rules for rules in Rules.objects.filter(user__in=ids)}
        posts = Membership.objects.effective(today).filter(user__in=ids).order_by("-pk")
        # The oldest appointment comes last and so decides where a person belongs.
        self._places = {
            user: (agency, region)
            for user, agency, region in posts.values_list("user_id", "agency_id", "agency__holiday_region")
        }
        agencies = {agency for agency, _region in self._places.values()}
        self._agencies = {rules.agency_id: rules for rules in Rules.objects.filter(agency__in=agencies)}

    def of(self, user: User) -> Rules:
        """The rules that hold for ``user``."""
        agency, _region = self._places.get(user.pk, (None, ""))
        return self._own.get(user.pk) or self._agencies.get(agency) or default()

    def calendar(self, user: User) -> WorkCalendar:
        """The working days where ``user`` works."""
        _agency, region = self._places.get(user.pk, (None, ""))
        return load_calendar(region or None)


def default(**whose: Any) -> Rules:
    """What holds where nobody has set anything."""
    return Rules(**settings.KAICHENG_MAIL_RULES, **whose)
