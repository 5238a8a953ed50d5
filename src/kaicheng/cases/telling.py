"""Telling those who handle requests that something has come."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from kaicheng.agencies.roles import Role
from kaicheng.agencies.standing import acting
from kaicheng.cases.models import Case
from kaicheng.workbench.notices import notify


def tell_officers(case: Case, what: str, at: dt.datetime) -> None:
    """A notice for each who handles requests of the authority: something has come that waits for them."""
    text = _("申请%(number)s：%(what)s") % {"number": case.number, "what": what}
    url = reverse("cases_case", args=[case.pk])
    people = {one.user.pk: one.user for one in acting(Role.DISCLOSURE_OFFICER, case.agency, at.date())}
    for user in people.values():
        notify(user, "cases", text, url, at)
