"""The guide writes itself."""

from __future__ import annotations

import datetime as dt

import pytest

from kaicheng.publishing.guide import guide_of
from kaicheng.publishing.models import ColumnPage

pytestmark = pytest.mark.django_db


def test_guide__says_what_article_twelve_wants_and_what_is_missing(publisher, client):
    agency = publisher.agency
    assert guide_of(agency, dt.date(2026, 1, 1)).missing == (
        "政府信息公开工作机构",
        "办公地址",
        "办公时间",
        "联系电话",
    )
    agency.office, agency.address, agency.hours, agency.telephone = "办公室", "1号", "工作日", "0834-1"
    agency.save()
    guide = guide_of(agency, dt.date(2026, 1, 1))
    assert guide.missing == ()
    assert (guide.answer_days, guide.extension_days, guide.correction_days) == (20, 20, 7)
    page = client.get(ColumnPage.objects.get(agency=agency, kind="guide").url).content.decode()
    assert "收到申请之日起20个工作日内答复" in page
    assert "第11—30件：每件100元" in page
    assert "第31件起，每10件为一档，每增加一档单价提高100元" in page
    assert "第201页起：每页40元" in page
