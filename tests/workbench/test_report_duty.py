"""The annual report on the desks of those who answer for it."""

from __future__ import annotations

from datetime import date

import pytest

from kaicheng.agencies.models.agency import Kind
from kaicheng.agencies.roles import Role
from kaicheng.portal.actions import open_platform, was_public
from kaicheng.portal.models import AnnualReportPage
from kaicheng.portal.report_duty import reports_owed
from kaicheng.publishing.models import ColumnPage
from tests.agencies.factories import a_bureau, somebody
from tests.workbench.desks import since

LAST_YEAR = date(2025, 6, 1)
NOVEMBER, DECEMBER, JANUARY = date(2025, 11, 30), date(2025, 12, 1), date(2026, 1, 20)


@pytest.fixture
def bureau(bureau):
    since(LAST_YEAR, *bureau.people.values())
    return bureau


def keys(user, today):
    return [item.key for item in reports_owed(user, today)]


def publish(agency, year, *, live=True):
    home = open_platform(agency)
    column = ColumnPage.objects.child_of(home).get(kind="reports")
    page = AnnualReportPage(title=f"{year}年报", slug=str(year), year=year, report_json="{}", agency=agency)
    if live:
        was_public(page, column)
        return page
    return column.add_child(instance=page)


def test_report__is_owed_from_december_until_it_is_published(bureau, officer):
    key = f"annual-report:{bureau.agency.pk}:2025"
    assert keys(officer, NOVEMBER) == []
    assert keys(officer, DECEMBER) == keys(officer, JANUARY) == keys(officer, date(2026, 5, 1)) == [key]
    publish(bureau.agency, 2025)
    assert keys(officer, JANUARY) == []
    assert keys(officer, date(2026, 12, 1)) == [f"annual-report:{bureau.agency.pk}:2026"]


def test_report_before_the_authority_came__is_not_owed_here(bureau, officer):
    assert f"annual-report:{bureau.agency.pk}:2024" not in keys(officer, JANUARY)


def test_draft__is_the_next_act(bureau, officer):
    publish(bureau.agency, 2025, live=False)
    (item,) = reports_owed(officer, JANUARY)
    assert item.act.url == f"/gongzuo/nianbao/{bureau.agency.pk}/2025/"
    assert "正在编写" in item.state


def test_dates__of_departments_and_governments(bureau, officer):
    (item,) = reports_owed(officer, JANUARY)
    assert (item.due.on, item.due.target) == (date(2026, 1, 31), date(2026, 1, 30))
    bureau.agency.kind = Kind.GOVERNMENT
    bureau.agency.save()
    (item,) = reports_owed(officer, JANUARY)
    assert item.due.on == date(2026, 3, 31)
    assert "第四十九条" in item.due.article.zh


@pytest.mark.parametrize("kind", [Kind.PUBLIC_SERVICE])
def test_public_service__owes_no_such_report(bureau, officer, kind):
    bureau.agency.kind = kind
    bureau.agency.save()
    assert keys(officer, JANUARY) == []


def test_report__is_on_the_desks_of_those_who_answer_for_it_only(bureau):
    owing = {role for role, user in bureau.people.items() if keys(user, JANUARY)}
    assert owing == {Role.DISCLOSURE_OFFICER, Role.AGENCY_HEAD}


def test_report_of_another_authority__is_not_shown(bureau, officer):
    other = a_bureau(parent=bureau.agency)
    since(LAST_YEAR, *other.people.values())
    assert keys(officer, JANUARY) == [f"annual-report:{bureau.agency.pk}:2025"]


def test_queries__do_not_grow_with_authorities(bureau, officer, django_assert_max_num_queries):
    for _number in range(5):
        other = a_bureau()
        publish(other.agency, 2024)
        somebody(Role.DISCLOSURE_OFFICER, other.agency, officer)
    since(LAST_YEAR, officer)
    with django_assert_max_num_queries(7):
        assert len(keys(officer, JANUARY)) == 6
