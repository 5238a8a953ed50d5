"""Rules that hold a report against the authority's lists, its site and the roster of units."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from kaicheng.agencies.roles import Role
from kaicheng.annual_report.numbers import CellText
from kaicheng.annual_report.writers import write
from kaicheng.cases.models import Case, Consultation, Proof
from kaicheng.portal.models import AnnualReportPage
from kaicheng.portal.stored import to_text
from kaicheng.publishing.models import ColumnPage, Decision, DocumentPage, FeeYear
from kaicheng.reporting.actions.draft import BeginDraft, RecordFacts, SendReport
from kaicheng.reporting.actions.entered import EnterFigure, SignFigure
from kaicheng.reporting.models import HandIn
from kaicheng.reporting.records_checks import check_held, check_records
from kaicheng.reporting.scope import Scope
from kaicheng.reporting.site import site_findings
from kaicheng.reporting.supervising.adding_up import problems_of_all
from kaicheng.reporting.supervising.matrix import matrix_of
from kaicheng.reporting.tally import tally
from kaicheng.reporting.whole import whole_of
from kaicheng.reporting.writing import Work
from kaicheng.review.actions.sign import Sign
from kaicheng.review.models import Submission
from tests.publishing.factories import published
from tests.reporting.test_supervising import a_report, taken
from tests.reporting.writers import YEAR, an_office, signed, written

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.date(YEAR, 3, 4)
NEW = "requests.new_received.natural_person"


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


# --- each rule with a right sample and a broken one -------------------------------------------------------


def a_case(agency, number=1, *, kind="natural_person", row="granted", late=False, **given):
    finished = given.pop("finished", DAY + dt.timedelta(days=9))
    return Case.objects.create(
        agency=agency,
        number=f"{agency.pk}-{number}",
        source="staff",
        channel="in_person",
        applicant_kind=kind,
        wanted="统计数据",
        arrived_on=DAY,
        registered_at=timezone.now(),
        received_date=DAY,
        finished_on=finished,
        row=row if finished else "",
        phase="closed" if finished else "in_review",
        due=dt.date(YEAR, 6, 1) if late else None,
        **given,
    )


def broken(office, path, value) -> dict[str, str]:
    """Severity by rule of what is found when one cell of the true report says otherwise."""
    found = tally(Scope.year(office.agency, YEAR))
    true = found.report()
    assert not list(check_held(true, whole_of(office.agency, YEAR), TODAY)), "the true report is found right"
    said = check_held(with_figure(true, path, value), whole_of(office.agency, YEAR), TODAY)
    return {one.rule: str(one.severity) for one in said}


def test_T206__fewer_normative_documents_than_the_site_shows(publisher):
    published(publisher, "示例市稳岗办法", kind="normative", created_date=DAY)
    assert broken(publisher, "proactive.normative_documents.issued_this_year", 0) == {"T206": "warn"}


def test_T207__fewer_decisions_than_are_public(office):
    for number, public in enumerate((True, True, False)):
        Decision.objects.create(
            agency=office.agency, kind="penalty", number=str(number), name="处罚", decided_on=DAY,
            public=public, recorded_at=timezone.now(),
        )  # fmt: skip
    assert broken(office, "proactive.penalty_decisions", 1) == {"T207": "warn"}
    assert broken(office, "proactive.penalty_decisions", 2) == {}, "those not public need not be counted here"


@pytest.mark.parametrize(
    ("cell", "rule"),
    [("new_received.total", "T306"), ("granted.natural_person", "T307"), ("handled_total.total", "T307"),
     ("carried_forward.natural_person", "T308")],
)  # fmt: skip
def test_T306_to_T308__table_three_is_not_the_register(office, cell, rule):
    a_case(office.agency)
    a_case(office.agency, 2, finished=None)
    assert broken(office, f"requests.{cell}", 7) == {rule: "block"}


def test_T308__request_overdue_at_the_end_of_the_year_is_answered_with_a_reason(office):
    a_case(office.agency, finished=None, late=True)
    draft = written(office)  # every warning answered: it does not block for ever
    (finding,) = [one for one in Work(draft, TODAY).findings if one.rule == "T308"]
    assert finding.severity == "warn" and "1 件到年底已经超过答复期限" in finding.message.zh
    SendReport(draft, by=office.officer).execute()


def test_T313__excessive_requests_have_a_letter_asking_for_reasons(office):
    case = a_case(office.agency, row="not_processed_excessive")
    assert rules(office) == {"T313"}
    Proof.objects.create(case=case, code="reasons_letter", text="纸质留存", recorded_at=timezone.now())
    assert rules(office) == set()


def test_T314__refusals_for_third_parties_have_a_consultation(office):
    case = a_case(office.agency, row="refused_third_party_rights")
    given = {"case": case, "name": "示例公司", "subject_matter": "合同金额", "created_at": timezone.now()}
    Consultation.objects.create(kind="agency", **given)
    assert rules(office) == {"T314"}, "another authority's opinion is not the third party's"
    Consultation.objects.create(kind="third_party", **given)
    assert rules(office) == set()


def test_X07__items_in_the_text_are_those_of_the_ledger(publisher):
    page = published(publisher)
    DocumentPage.objects.filter(pk=page.pk).update(published_date=DAY)
    found = tally(Scope.year(publisher.agency, YEAR))
    for stated, expected in ((1, set()), (5, {"X07"})):
        text = f"全年主动公开政府信息{stated}条。"
        report = replace(found.report(), chapters={"overview": text})
        assert {one.rule for one in check_records(report, found, TODAY)} == expected


def test_figure_put_in_by_hand__is_told_only_where_the_register_has_more(office):
    cell = "requests.granted.natural_person"
    for number in range(3):
        a_case(office.agency, number)

    def said(value):
        row = EnterFigure(
            office.agency, YEAR, cell, value, source_name="登记簿",
            source=SimpleUploadedFile("登记簿.txt", b"1"), reason="别处办理", by=office.officer,
        ).execute()  # fmt: skip
        SignFigure(row, seen=row.content_hash, by=office.bureau.people[Role.OFFICE_HEAD]).execute()
        report = tally(Scope.year(office.agency, YEAR)).report()
        return {
            one.rule: str(one.severity) for one in check_held(report, whole_of(office.agency, YEAR), TODAY)
        }

    assert said(40) == {}
    assert said(2) == {"T307": "warn"}


def test_records_that_move_on__stop_the_signing_and_are_told_on_hand_in(office):
    draft = written(office)
    SendReport(draft, by=office.officer).execute()
    submission = Submission.objects.latest("pk")
    a_case(office.agency)
    with pytest.raises(ValidationError, match="必须改正"):
        head = office.bureau.people[Role.OFFICE_HEAD]
        Sign(submission, seen=submission.content_hash, by=head).execute()
    (row,) = taken_rows(office, write(Work(draft, TODAY).report.with_cell(NEW, CellText(0)), "json"))
    assert "T306" in {one["rule"] for one in row.findings}


def taken_rows(office, data):
    taken(office, ("报告.json", data))
    return HandIn.objects.all()


def test_unit_that_keeps_its_records_elsewhere__is_not_judged_by_none(office):
    (row,) = taken_rows(office, write(a_report(office.agency.name), "json"))
    assert row.agency == office.agency
    assert not {one["rule"] for one in row.findings} & {"T306", "T307", "T308", "T206", "T207"}


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
