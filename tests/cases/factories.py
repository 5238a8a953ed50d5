"""Requests in the words of the field."""

from __future__ import annotations

import datetime as dt

from kaicheng.cases.actions.intake import RegisterRequest
from kaicheng.cases.models import Case, Source
from kaicheng.statute import Channel
from tests.agencies.factories import Bureau


def a_request(bureau: Bureau, on: dt.date = dt.date(2026, 3, 2), **given: object) -> Case:
    """A request handed in at the counter, written down by the disclosure officer on the day."""
    from kaicheng.agencies.roles import Role

    values: dict[str, object] = {
        "source": Source.STAFF,
        "channel": Channel.IN_PERSON,
        "arrived_on": on,
        "wanted": "2025年度工伤保险基金支出情况",
        "applicant_kind": "natural_person",
        "applicant": {"name": "申请人甲", "telephone": "13800001234"},
        "by": bureau.people[Role.DISCLOSURE_OFFICER],
        "at": moment(on),
        **given,
    }
    return RegisterRequest(bureau.agency, **values).execute()  # type: ignore[arg-type]


def moment(day: dt.date) -> dt.datetime:
    """Ten in the morning of a day."""
    return dt.datetime.combine(day, dt.time(10), tzinfo=dt.timezone(dt.timedelta(hours=8)))
