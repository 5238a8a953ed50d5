"""The province, a hundredth of it: as the tree, the CMS and the checks would have it."""

from __future__ import annotations

import pytest
from django.utils import timezone
from wagtail.models import Page

from kaicheng.agencies.models import Agency, AgencyName, Membership, Office, User
from kaicheng.annual_report.checks import check
from kaicheng.audit.verification import verify
from kaicheng.demonstration.parts.province_reports import reports
from kaicheng.demonstration.province import PROVINCE, YEARS, portions
from kaicheng.demonstration.registry import PASSWORD, Occasion, Size, load
from kaicheng.findings import Severity
from kaicheng.portal.models import AnnualReportPage
from kaicheng.portal.stored import from_text
from kaicheng.publishing.models import HomePage
from kaicheng.workbench.agenda import Agenda
from tests.demonstration.conftest import NOW, SCALE
from tests.demonstration.conftest import PROVINCE as LOADED
from tests.demonstration.test_county import counts

COPIED = {"Q01"}
"""Prose like last year's: there are only so many sentences."""

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _loaded_province(shelf):
    with shelf.using(LOADED):
        yield


@pytest.fixture
def province() -> Occasion:
    """How it was loaded."""
    return Occasion(now=NOW, scale=SCALE)


def provincial():
    return Agency.objects.filter(slug__startswith=PROVINCE)


def test_whole_province__has_three_thousand_authorities_parents_first():
    seen: set[str] = {""}
    numbers = set()
    for portion in portions():
        for plan in portion:
            assert plan.parent in seen
            seen.add(plan.slug)
            numbers.add(plan.number)
    assert len(numbers) == len(seen) - 1 == 3000


def test_loading_again__changes_nothing(province):
    before = counts()
    load(Size.LARGE, province)
    assert counts() == before


def test_tree__is_sound(province):
    assert [len(problems) for problems in Agency.find_problems()] == [0, 0, 0, 0, 0]
    assert provincial().count() == 30
    county = Agency.objects.get(slug=f"{PROVINCE}-x001")
    assert county.get_parent().slug == f"{PROVINCE}-01"
    assert county.get_children().count() == 12


def test_rows__pass_the_checks_that_inserting_in_bulk_leaves_out(province):
    for agency in provincial():
        agency.full_clean()
    for model, path in ((Office, "agency"), (Membership, "agency"), (AgencyName, "agency")):
        for row in model.objects.filter(**{f"{path}__in": provincial()}):
            row.full_clean(exclude={"duty"})
    for user in User.objects.filter(memberships__agency__in=provincial()).distinct():
        user.full_clean()


def test_load__is_on_record(province):
    assert list(verify(Agency.objects.get(slug=PROVINCE).chain)) == []


def test_pages__are_where_the_cms_would_have_put_them(client, province):
    assert [len(problems) for problems in Page.find_problems()] == [0, 0, 0, 0, 0]
    for page in Page.objects.filter(depth__gt=1):
        stored = page.url_path
        assert page.set_url_path(page.get_parent()) == stored
        page.specific.full_clean()


def test_reports__add_up_and_follow_from_the_year_before(province):
    homes = HomePage.objects.filter(agency__in=provincial())
    for home in homes[:4]:
        pages = AnnualReportPage.objects.descendant_of(home).order_by("year")
        assert [page.year for page in pages] == list(YEARS)
        yearly = [from_text(page.report_json) for page in pages]
        for previous, report in zip([None, *yearly], yearly, strict=False):
            found = [one for one in check(report, previous) if one.severity is Severity.BLOCK]
            assert [one for one in found if one.rule not in COPIED] == []


def test_reports__are_the_same_every_time(province):
    wanted = AnnualReportPage.objects.filter(slug="2023", path__startswith=_home().path).get().report_json
    pages = Page.objects.filter(path__startswith=_home().path)
    AnnualReportPage.objects.filter(pk__in=pages).delete()
    for home in HomePage.objects.filter(agency__in=provincial()):
        home.delete()
    reports(province)
    again = AnnualReportPage.objects.filter(slug="2023", path__startswith=_home().path).get().report_json
    assert again == wanted


def _home() -> HomePage:
    return HomePage.objects.get(agency__slug=PROVINCE)


def test_people__sign_in_and_owe_nothing_that_is_published(client, province, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    assert client.login(username=f"{PROVINCE}-x001-j04-gongkai", password=PASSWORD)
    user = User.objects.get(username=f"{PROVINCE}-x001-j04-gongkai")
    assert Agenda.of(user, NOW.date()).lines == []
