"""Rules that hold a report against the authority's lists, its site and the roster of units."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone

from kaicheng.annual_report.writers import write
from kaicheng.portal.models import AnnualReportPage
from kaicheng.portal.stored import to_text
from kaicheng.publishing.models import ColumnPage, Decision, FeeYear
from kaicheng.reporting.actions.draft import BeginDraft, RecordFacts
from kaicheng.reporting.models import HandIn
from kaicheng.reporting.records_checks import check_records
from kaicheng.reporting.scope import Scope
from kaicheng.reporting.site import site_findings
from kaicheng.reporting.supervising.adding_up import problems_of_all
from kaicheng.reporting.supervising.matrix import matrix_of
from kaicheng.reporting.tally import tally
from tests.reporting.test_supervising import taken
from tests.reporting.writers import YEAR, an_office, signed, written

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.date(YEAR, 3, 4)


def rules(office, **recorded) -> set[str]:
    found = tally(Scope.year(office.agency, YEAR))
    return {one.rule for one in check_records(found.report(), found, TODAY, recorded)}


def with_figure(report, path, value):
    return replace(report, figures={**report.figures, path: value})


def test_lists_of_duties_and_fees__are_held_against_the_table(office):
    assert rules(office) == set()
    assert rules(office, licence_items=0, fee_items=0) == set()
    assert rules(office, licence_items=3, fee_items=1) == {"T208", "T209"}
    now = timezone.now()
    given = {"agency": office.agency, "recorded_at": now}
    Decision.objects.create(kind="licence", number="1号", name="许可", decided_on=DAY, **given)
    FeeYear.objects.create(year=YEAR, item="考试费", amount=5, **given)
    assert rules(office, licence_items=3, fee_items=1) == set()
    assert rules(office, licence_items=0, fee_items=0) == {"T208", "T209"}
    assert rules(office) == set(), "a list that nobody has given is not judged by"


def test_lists__are_taken_over_from_the_report_before(office):
    earlier = BeginDraft(office.agency, YEAR - 1, by=office.officer).execute()
    RecordFacts(earlier, {"licence_items": 12, "fee_items": 0, "meetings": 4}, by=office.officer).execute()
    draft = BeginDraft(office.agency, YEAR, by=office.officer).execute()
    assert draft.recorded == {"licence_items": 12, "fee_items": 0}


def test_published_report__is_looked_at_where_it_stands(office):
    draft = written(office)
    assert site_findings(draft.page) == []
    signed(office, draft)
    page = AnnualReportPage.objects.get(pk=draft.page.pk)
    assert site_findings(page) == []
    AnnualReportPage.objects.filter(pk=page.pk).update(report_json=page.report_json.replace("2次", "9次"))
    page = AnnualReportPage.objects.get(pk=page.pk)
    assert {one.rule for one in site_findings(page)} == {"P03"}
    elsewhere = ColumnPage.objects.filter(agency=office.agency).exclude(pk=page.get_parent().pk).first()
    page.move(elsewhere, "last-child")
    assert {one.rule for one in site_findings(AnnualReportPage.objects.get(pk=page.pk))} == {"P02", "P03"}


def test_copy_handed_in_as_a_file__is_compared_with_the_site(office):
    draft = written(office)
    signed(office, draft)
    page = AnnualReportPage.objects.get(pk=draft.page.pk)
    other = with_figure(page.view.report, "proactive.licensing_decisions", 5)
    taken(office, ("更正.json", write(other, "json")))
    assert HandIn.objects.filter(agency=office.agency).count() == 2
    (finding,) = site_findings(page)
    assert finding.rule == "P03" and "行政许可" in finding.message.zh


def test_whole__says_who_is_missing_and_where_it_is_not_the_sum(office):
    to = office.government.agency
    after = dt.date(YEAR + 1, 5, 1)

    def of_the_whole(day):
        found = problems_of_all(to, YEAR, matrix_of(to, YEAR, day))
        return [(one.unit, one.finding["rule"]) for one in found if one.hand_in is None]

    assert of_the_whole(dt.date(YEAR + 1, 1, 2)) == []
    assert of_the_whole(after) == [(office.agency.name, "P05")]
    signed(office, written(office))
    assert of_the_whole(after) == []
    whole = an_office("示例市另一局", office.government)
    page = AnnualReportPage.objects.get(agency=office.agency, year=YEAR)
    stated = with_figure(page.view.report, "requests.new_received.total", 3)
    AnnualReportPage.objects.filter(pk=page.pk).update(report_json=to_text(stated), agency=to)
    assert (to.name, "P06") in of_the_whole(after)
    assert (whole.agency.name, "P05") in of_the_whole(after)
