"""When the person in charge of a request leaves, or the authority ends, somebody else is in charge of it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from kaicheng.agencies.actions.hand_over import HandOver
from kaicheng.agencies.actions.tree import AbolishAgency
from kaicheng.agencies.roles import Role
from kaicheng.cases.models import Case
from tests.agencies.factories import an_agency, somebody
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


def test_authority__does_not_end_while_somebody_waits_for_its_answer(bureau):
    case = a_request(bureau)
    with pytest.raises(ValidationError, match="1件承办中的申请没有办结"):
        AbolishAgency(bureau.agency, reason="机构改革批复", by=None).execute()
    successor = an_agency("示例市承继局")
    AbolishAgency(bureau.agency, successor=successor, reason="机构改革批复", by=None).execute()
    assert Case.objects.get(pk=case.pk).agency.successor == successor
