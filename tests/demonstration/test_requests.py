"""The county's requests: every channel and phase, none at the bureau in the years of its report."""

from __future__ import annotations

import datetime as dt

import pytest

from kaicheng.cases.models import Case, Dispute, MailMessage, MailState
from kaicheng.demonstration.county import BUREAU
from kaicheng.statute import Channel, Phase
from tests.demonstration.conftest import NOW

pytestmark = pytest.mark.django_db


def test_requests__came_by_every_channel_and_stand_in_many_phases():
    channels = set(Case.objects.values_list("channel", flat=True))
    assert channels == {str(one) for one in Channel}
    phases = set(Case.objects.values_list("phase", flat=True))
    assert phases >= {
        Phase.AWAITING_CORRECTION, Phase.AWAITING_PAYMENT, Phase.CONSULTING_THIRD_PARTY, Phase.EXTENDED,
        Phase.IN_REVIEW, Phase.ANSWERED, Phase.DELIVERED, Phase.CLOSED,
    }  # fmt: skip
    assert Case.objects.filter(due=NOW.date(), phase=Phase.IN_REVIEW).exists()
    assert Case.objects.filter(due__lt=NOW.date(), phase=Phase.IN_REVIEW).exists()
    assert Case.objects.filter(again_from__isnull=False, answer_due__gt=NOW.date()).exists()
    assert set(Dispute.objects.values_list("outcome", flat=True)) == {"", "corrected"}
    assert MailMessage.objects.get().state == MailState.WAITING


def test_bureau__had_none_before_this_year():
    before = Case.objects.filter(agency__slug=BUREAU, arrived_on__lt=dt.date(NOW.year, 1, 1))
    assert not before.exists()


def test_applicants__are_nobody():
    names = [case.applicant.name.reveal() for case in Case.objects.select_related("applicant")]
    assert all(name.startswith("申请人") or "演示数据" in name for name in names)
