"""Reports of years before the system: read in by one, confirmed by another, then public as they were."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from random import Random

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kaicheng.agencies.models import Membership
from kaicheng.agencies.permissions import Denied
from kaicheng.agencies.roles import Role
from kaicheng.annual_report.model import blank_report
from kaicheng.annual_report.writers import write
from kaicheng.audit.models import Event
from kaicheng.demonstration.reports import made_up
from kaicheng.portal.models import AnnualReportPage
from kaicheng.reporting.actions.earlier import ConfirmEarlier, ReadEarlier
from kaicheng.reporting.editions import published_on
from kaicheng.reporting.models import HandIn
from kaicheng.reporting.work import earlier_to_confirm
from tests.agencies.factories import a_bureau
from tests.reporting.writers import YEAR, written

pytestmark = pytest.mark.django_db
URL = "http://www.example.gov.cn/nianbao/1.html"
LONG_AGO = 2021


@pytest.fixture(autouse=True)
def _began_last_year(office):
    began = timezone.make_aware(dt.datetime(YEAR, 3, 1))
    Membership.objects.filter(agency=office.agency).update(confirmed_at=began)


@pytest.fixture
def head(office):
    return office.bureau.people[Role.OFFICE_HEAD]


def a_file(name: str, year: int = LONG_AGO, kind: str = "docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{year}.{kind}", write(made_up(name, year, Random(year)), kind))


def read_in(office, year: int = LONG_AGO) -> AnnualReportPage:
    return ReadEarlier(office.agency, a_file(office.agency.name, year), URL, by=office.officer).execute()


def test_report_of_before_the_present_regulation__is_read_in_confirmed_and_never_late(office, head):
    name = office.agency.name
    figures = {"requests.new_received.total": 4, "requests.new_received.natural_person": 4}
    old = replace(blank_report(2017, agency=name), figures=figures)
    file = SimpleUploadedFile("2017.json", write(old, "json"))
    page = ReadEarlier(office.agency, file, URL, by=office.officer).execute()
    ConfirmEarlier(page, seen=page.source_digest, by=head).execute()
    assert not [one for one in HandIn.objects.get(year=2017).findings if one["rule"] == "P01"]


@pytest.mark.parametrize("year", [2012, 2099])
def test_year_of_which_no_day_is_known__has_no_pages_of_supervision(office, client_of, year):
    supervisor, officer, to = (
        client_of(office.supervisor),
        client_of(office.officer),
        office.government.agency,
    )
    for name in ("matrix", "problems", "consolidated", "circular", "roster", "receive"):
        assert supervisor.get(reverse(f"reporting:{name}", args=[to.pk, year])).status_code == 404, name
    for name in ("draft", "figures", "pictures", "enter"):
        assert officer.get(reverse(f"reporting:{name}", args=[office.agency.pk, year])).status_code == 200, (
            name
        )


def test_report_read_in__is_public_once_somebody_else_has_compared_it(office, head):
    page = read_in(office)
    assert not page.live and published_on(office.agency, LONG_AGO) is None
    assert Client().get(page.url).status_code == 404
    (item,) = earlier_to_confirm(head, timezone.localdate())
    assert str(LONG_AGO) in item.title and not list(earlier_to_confirm(office.officer, timezone.localdate()))
    with pytest.raises(Denied):
        ConfirmEarlier(page, seen=page.source_digest, by=office.officer).execute()
    with pytest.raises(ValidationError, match="另一个文件"):
        ConfirmEarlier(page, seen="x", by=head).execute()
    ConfirmEarlier(page, seen=page.source_digest, by=head).execute()
    page = AnnualReportPage.objects.get(pk=page.pk)
    assert page.live and page.rightly_public and page.mark == "before"
    assert Client().get(page.url).status_code == 200
    assert published_on(office.agency, LONG_AGO) is not None
    assert not list(earlier_to_confirm(head, timezone.localdate()))
    told = Event.objects.filter(action__startswith="reporting.earlier.")
    assert list(told.order_by("pk").values_list("action", flat=True)) == [
        "reporting.earlier.read",
        "reporting.earlier.confirmed",
    ]
    handed = HandIn.objects.get(agency=office.agency)
    assert not [one for one in handed.findings if one["rule"] in ("P01", "T306")]
    with pytest.raises(ValidationError, match="没有在等确认"):
        ConfirmEarlier(page, seen=page.source_digest, by=head).execute()


def test_what_is_not_of_before_the_system__is_refused(office):
    for file, said in (
        (a_file("另一市某局"), "不是"),
        (SimpleUploadedFile("空.docx", b"PK"), "文件"),
        (a_file(office.agency.name, YEAR), "应当在本系统编写"),
    ):
        with pytest.raises(ValidationError, match=said):
            ReadEarlier(office.agency, file, URL, by=office.officer).execute()
    with pytest.raises(ValidationError, match="网址"):
        ReadEarlier(office.agency, a_file(office.agency.name), " ", by=office.officer).execute()
    written(office, YEAR - 3)
    with pytest.raises(ValidationError, match="已经在本系统里"):
        read_in(office, YEAR - 3)


def test_pages__read_in_show_and_confirm(office, head, client_of):
    writer, confirmer = client_of(office.officer), client_of(head)
    url = reverse("reporting:earlier", args=[office.agency.pk])
    assert "历年报告" in writer.get(reverse("reporting:home")).content.decode()
    answer = writer.post(url, {"report": a_file(office.agency.name, kind="json"), "url": URL})
    assert answer.status_code == 302
    page = AnnualReportPage.objects.get(agency=office.agency, year=LONG_AGO)
    shown = reverse("reporting:earlier-report", args=[page.pk])
    assert "等待确认" in writer.get(shown).content.decode()
    assert "与公开的一致，确认" not in writer.get(shown).content.decode()
    assert "与公开的一致，确认" in confirmer.get(shown).content.decode()
    assert "读入往年报告" not in confirmer.get(url).content.decode()
    confirmer.post(shown, {"seen": page.source_digest})
    assert "系统启用前公开" in confirmer.get(url).content.decode()
    wrong = writer.post(
        url, {"report": SimpleUploadedFile("a.txt", "从前有座山。".encode() * 50), "url": URL}
    )
    assert wrong.status_code == 200 and "error-message" in wrong.content.decode()
    stranger = client_of(a_bureau("另一市某局").people[Role.OFFICE_HEAD])
    for address in (url, shown, reverse("reporting:earlier-original", args=[page.pk])):
        assert stranger.get(address).status_code == 404
