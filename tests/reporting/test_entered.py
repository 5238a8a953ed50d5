"""A figure put in by hand: with a source, signed by somebody else, marked wherever it is seen."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from kaicheng.agencies.permissions import Denied
from kaicheng.agencies.roles import Role
from kaicheng.audit.models import Event
from kaicheng.portal.models import AnnualReportPage
from kaicheng.reporting.actions.draft import SendReport
from kaicheng.reporting.actions.entered import EnterFigure, SignFigure
from kaicheng.reporting.models import EnteredFigure, HandIn
from kaicheng.reporting.work import figures_to_sign
from tests.agencies.factories import a_bureau
from tests.reporting.writers import YEAR, answered, signed, written

pytestmark = pytest.mark.django_db
CELL = "proactive.licensing_decisions"


@pytest.fixture
def head(office):
    return office.bureau.people[Role.OFFICE_HEAD]


def entered(office, value: int = 158, source: bytes | None = b"158") -> EnteredFigure:
    file = SimpleUploadedFile("台账.txt", source) if source else None
    return EnterFigure(
        office.agency, YEAR, CELL, value, source_name="省政务服务系统", source=file, reason="在省系统办理",
        by=office.officer,
    ).execute()  # fmt: skip


def url_of(row):
    return reverse("reporting:cell", args=[row.agency_id, YEAR, CELL])


def test_figure__needs_its_source_once(office):
    with pytest.raises(ValidationError, match="来源文件"):
        entered(office, source=None)
    entered(office)
    assert entered(office, 160, source=None).source_digest


def test_signature__is_somebody_elses_and_on_what_was_seen(office, head):
    row = entered(office)
    with pytest.raises(Denied):
        SignFigure(row, seen=row.content_hash, by=office.officer).execute()
    with pytest.raises(ValidationError, match="又改过"):
        SignFigure(row, seen="", by=head).execute()
    row = SignFigure(row, seen=row.content_hash, by=head).execute()
    assert row.signed and row.signed_post
    assert Event.objects.filter(action="reporting.figure.signed").count() == 1
    with pytest.raises(ValidationError, match="已经有人签字"):
        SignFigure(row, seen=row.content_hash, by=head).execute()
    assert not entered(office, 159, source=None).signed, "a change voids the signature"


def test_unsigned_figure__waits_on_a_desk_and_holds_up_the_report(office, head, client_of):
    draft = written(office)
    row = entered(office)
    (item,) = figures_to_sign(head, timezone.localdate())
    assert "158" in item.title and item.waits_for_me
    assert not list(figures_to_sign(office.officer, timezone.localdate()))
    answered(office, draft)
    with pytest.raises(ValidationError, match="还没有签字"):
        SendReport(draft, by=office.officer).execute()
    SignFigure(row, seen=row.content_hash, by=head).execute()
    assert not list(figures_to_sign(head, timezone.localdate()))
    signed(office, draft)
    page = AnnualReportPage.objects.get(pk=draft.page.pk)
    assert ("手工填报的数据", "表二“行政许可”的本年处理决定数量") in page.review_facts()
    handed = HandIn.objects.get()
    client = client_of(office.supervisor)
    shown = client.get(reverse("reporting:hand-in", args=[handed.pk])).content.decode()
    assert 'class="entered"' in shown
    whole = client.get(reverse("reporting:consolidated", args=[handed.to_id, YEAR])).content.decode()
    assert "有单位手工填报" in whole


@pytest.mark.django_db(transaction=True)  # an answer that streams a file closes the connection
def test_pages__show_the_source_and_take_the_signature(office, head, client_of):
    row = entered(office)
    client, url = client_of(head), url_of(row)
    shown = client.get(url).content.decode()
    assert "还没有签字" in shown and "已核对来源，签字" in shown
    source = client.get(reverse("reporting:source", args=[row.pk]))
    assert b"".join(source.streaming_content) == b"158"
    source.close()
    client.post(url, {"act": "sign", "row": row.pk, "seen": row.content_hash})
    row.refresh_from_db()
    assert row.signed
    assert "签字。" in client.get(url).content.decode()
    assert client.post(url, {"act": "sign", "row": "x"}).status_code == 404
    own = client_of(office.officer)
    assert "已核对来源，签字" not in own.get(url).content.decode()
    stranger = client_of(a_bureau("另一市某局").people[Role.OFFICE_HEAD])
    assert stranger.get(reverse("reporting:source", args=[row.pk])).status_code == 404
    assert stranger.post(url, {"act": "sign", "row": row.pk, "seen": row.content_hash}).status_code == 404
