"""When the person in charge of a request leaves, somebody else is in charge of it."""

from __future__ import annotations

import datetime as dt

from kaicheng.agencies.actions.hand_over import HandOver
from kaicheng.agencies.roles import Role
from kaicheng.cases.models import Case
from tests.agencies.factories import somebody
from tests.cases.factories import a_request


def test_open_requests__change_hands_and_finished_ones_stay(bureau):
    leaver = bureau.people[Role.INFORMATION_OFFICER]
    successor = somebody(Role.INFORMATION_OFFICER, bureau.office)
    open_, finished = a_request(bureau), a_request(bureau)
    Case.objects.update(handler=leaver)
    Case.objects.filter(pk=finished.pk).update(finished_on=dt.date(2026, 3, 20))
    result = HandOver(leaver, successor, bureau.agency, reason="调离", by=None).execute()
    assert result.holdings["承办中的申请"] == 1
    assert Case.objects.get(pk=open_.pk).handler == successor
    assert Case.objects.get(pk=finished.pk).handler == leaver, "who was in charge then is history"
