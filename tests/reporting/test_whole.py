"""A city, its districts and their bureaus: every unit is in the report of the whole, and is in it once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from kaicheng.agencies.models import Agency
from kaicheng.agencies.roles import Role
from kaicheng.annual_report.writers import write
from kaicheng.audit.models import Event
from kaicheng.cases.models import Case
from kaicheng.portal.models import AnnualReportPage
from kaicheng.portal.stored import from_text
from kaicheng.publishing.models import Decision
from kaicheng.reporting.actions.again import HandUpAgain
from kaicheng.reporting.actions.draft import BeginDraft
from kaicheng.reporting.actions.supervise import SendBack
from kaicheng.reporting.models import HandIn, IntakeFile
from kaicheng.reporting.scope import Scope
from kaicheng.reporting.supervising.matrix import matrix_of
from kaicheng.reporting.supervising.units import units_on
from kaicheng.reporting.tally import tally
from kaicheng.reporting.told import SUMMED
from kaicheng.reporting.tree import superior_of, supervising, units_of
from kaicheng.reporting.whole import whole_of
from kaicheng.reporting.work import sent_back
from kaicheng.reporting.writing import Work, findings_of_page
from tests.agencies.factories import Bureau, a_bureau, an_agency
from tests.reporting.test_supervising import a_report, taken
from tests.reporting.writers import YEAR, Office, an_office, signed, written

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
JANUARY = dt.datetime(YEAR + 1, 1, 4, tzinfo=dt.UTC)
RECEIVED, OVER, HANDLED, FORWARD = "new_received", "carried_over", "handled_total", "carried_forward"


def fresh(agency: Agency) -> Agency:
    return Agency.objects.get(pk=agency.pk)


def a_government(name: str, parent: Agency | None = None) -> Bureau:
    made = a_bureau(name, parent=parent)
    Agency.objects.filter(pk=made.agency.pk).update(kind="government")
    made.agency.refresh_from_db()
    return made


def asked(agency: Agency, received: int, over: int, handled: int) -> None:
    """So many requests: carried over ones first, the first ``handled`` of all of them answered."""
    days = [dt.date(YEAR - 1, 12, 28)] * over + [dt.date(YEAR, 5, 6)] * received
    Case.objects.bulk_create(
        [
            Case(
                agency=agency,
                number=f"{agency.pk}-{number}",
                source="staff",
                channel="in_person",
                applicant_kind="natural_person",
                wanted="统计数据",
                arrived_on=day,
                registered_at=JANUARY,
                received_date=day,
                finished_on=dt.date(YEAR, 6, 1) if number < handled else None,
                row="granted" if number < handled else "",
                phase="closed" if number < handled else "in_review",
            )
            for number, day in enumerate(days)
        ],
        batch_size=500,
    )


@pytest.fixture
def city(db):
    return a_government("示例市人民政府")


@pytest.fixture
def district(city):
    """The office that writes the district's report, below the city."""
    made = a_government("示例市示例区人民政府", fresh(city.agency))
    an_office_of(made)
    an_office_of(city)
    return Office(city, made)


def an_office_of(bureau: Bureau) -> None:
    from kaicheng.publishing.actions.platform import OpenPlatform

    OpenPlatform(bureau.agency, by=None).execute()


@pytest.fixture
def bureau(district):
    """A bureau of the district."""
    return an_office("示例市示例区教育局", district.bureau)


@pytest.fixture
def town(district):
    """Another unit of the district."""
    return an_office("示例市示例区青山镇人民政府", district.bureau)


# --- who hands in to whom -----------------------------------------------------------------------------


def test_units__hand_in_to_one_authority_each(city, district, bureau):
    to, below = fresh(city.agency), fresh(district.agency)
    assert units_of(to) == [below] and units_of(below) == [bureau.agency]
    assert superior_of(bureau.agency) == below and superior_of(below) == to and superior_of(to) is None
    assert [unit.agency for unit in matrix_of(to, YEAR, timezone.localdate()).units] == [below]


def test_general_office__collects_for_its_government(city, district, bureau):
    office = an_agency("示例市示例区人民政府办公室", parent=fresh(district.agency), kind="general_office")
    for supervised in (bureau.agency, district.agency):
        Agency.objects.filter(pk=supervised.pk).update(supervising_department=office)
    below = fresh(district.agency)
    assert superior_of(fresh(bureau.agency)) == below and superior_of(office) == below
    assert superior_of(below) == fresh(city.agency), "no government hands in to itself"
    assert set(units_of(below)) == {bureau.agency, office}


def test_supervising_department__goes_before_the_tree(city, district, bureau):
    line = an_agency("示例市税务局", parent=fresh(city.agency))
    Agency.objects.filter(pk=bureau.agency.pk).update(supervising_department=line)
    assert superior_of(fresh(bureau.agency)) == line
    assert units_of(fresh(line)) == [bureau.agency]
    assert bureau.agency not in units_of(fresh(district.agency))


def test_body_without_a_report_of_its_own__is_in_that_of_the_authority_above(bureau):
    centre = an_agency("示例区教育考试中心", parent=fresh(bureau.agency), acts_in_own_name=False)
    school = an_agency("示例区第一中学", parent=fresh(bureau.agency), kind="public_service")
    for agency in (centre, school):
        asked(agency, 3, 0, 3)
    below = an_agency("示例区教育督导室", parent=fresh(centre))
    asked(below, 5, 0, 5)
    assert superior_of(below) == fresh(bureau.agency)
    figures = tally(Scope.year(fresh(bureau.agency), YEAR)).figures
    assert figures[f"requests.{RECEIVED}.total"] == 3


# --- the sum, from the records of three levels ---------------------------------------------------------


def test_three_levels__come_to_the_published_figures_of_a_real_city(city, district, bureau, town):
    """14,069 received and 560 carried over, 13,810 handled and 819 carried forward."""
    own = an_office("示例市司法局", city)
    asked(city.agency, 9_000, 300, 8_900)
    asked(own.agency, 3_000, 160, 2_800)
    asked(district.agency, 1_500, 60, 1_540)
    asked(bureau.agency, 500, 40, 510)
    asked(town.agency, 69, 0, 60)
    for number, office in enumerate((bureau, town, district, own)):
        signed(office, written(office, place=3 + 4 * number))
    assert set(HandIn.objects.values_list("to__name", "agency__name")) == {
        (district.agency.name, bureau.agency.name),
        (district.agency.name, town.agency.name),
        (city.agency.name, district.agency.name),
        (city.agency.name, own.agency.name),
    }
    of_district = from_text(HandIn.objects.get(agency=district.agency).report_json)
    assert of_district[f"requests.{RECEIVED}.total"] == 1_500 + 500 + 69
    assert "收到政府信息公开申请2069件" in of_district.chapters["overview"]

    whole = whole_of(fresh(city.agency), YEAR)
    expected = {RECEIVED: 14_069, OVER: 560, HANDLED: 13_810, FORWARD: 819}
    assert {row: whole.figures[f"requests.{row}.total"] for row in expected} == expected
    assert {one.unit: one.value for one in whole.sum.contributors(f"requests.{RECEIVED}.total")} == {
        "示例市人民政府（本级）": 9_000,
        "示例市示例区人民政府": 2_069,
        "示例市司法局": 3_000,
    }
    assert whole.apart() == [] and whole.waiting == ()
    report = Work(written(Office(city, city)), timezone.localdate()).report
    assert {row: report[f"requests.{row}.total"] for row in expected} == expected


def test_late_record_below__is_shown_as_a_difference_from_the_sum(city, district, bureau):
    signed(bureau, written(bureau))
    signed(district, written(district, place=7))
    Decision.objects.create(
        agency=bureau.agency, kind="licence", number="迟录1号", name="许可",
        decided_on=dt.date(YEAR, 12, 30), recorded_at=timezone.now(),
    )  # fmt: skip
    for agency in (district.agency, city.agency):
        (one,) = whole_of(fresh(agency), YEAR).apart()
        assert (one.path, one.handed_in, one.recorded) == ("proactive.licensing_decisions", 0, 1)


def test_missing_unit__is_told_to_the_writer_who_goes_on_with_a_reason(district, bureau):
    draft = written(district)  # every warning answered
    (finding,) = [one for one in Work(draft, timezone.localdate()).findings if one.rule == "P05"]
    assert bureau.agency.name in finding.message.zh and finding.severity == "warn"
    signed(district, draft)
    signed(bureau, written(bureau, place=7))
    assert "P05" not in {one.rule for one in Work(draft, timezone.localdate()).findings}
    row = HandIn.objects.get(agency=bureau.agency)
    by = district.bureau.people[Role.SUPERVISOR]
    SendBack(row, findings=[], why="请补充", mend_by=None, by=by).execute()
    assert "P05" in {one.rule for one in Work(draft, timezone.localdate()).findings}


def test_unit_that_hands_in_again__is_seen_by_who_signs_the_whole(district, bureau):
    signed(bureau, written(bureau))
    draft = written(district, place=7)
    work = Work(draft, timezone.localdate())
    page = AnnualReportPage.objects.get(pk=draft.page.pk)
    work.fill(page)
    assert "P06" not in {one.rule for one in findings_of_page(page)}
    row = HandIn.objects.get(agency=bureau.agency)
    changed = from_text(row.report_json)
    files = write(changed.with_cell("proactive.penalty_decisions", a_cell(4)), "json")
    taken(Office(district.bureau, bureau.bureau), ("更正.json", files))
    (finding,) = [one for one in findings_of_page(page) if one.rule == "P06"]
    assert (finding.expected, finding.actual, finding.severity) == ("4", "0", "block")


def a_cell(value):
    from kaicheng.annual_report.numbers import CellText

    return CellText(value)


def test_report_from_two_levels_down__is_not_taken_in_a_second_time(city, district, bureau):
    files = [
        (f"{name}.json", write(a_report(name, number), "json"))
        for number, name in enumerate((bureau.agency.name, city.agency.name, district.agency.name))
    ]
    first, second, third = taken(Office(city, city), *files).files.order_by("pk")
    assert first.state == second.state == IntakeFile.State.UNREADABLE
    assert district.agency.name in first.note and "本级数据按记录计入" in second.note
    assert third.state == IntakeFile.State.READ
    assert list(HandIn.objects.values_list("unit", flat=True)) == [district.agency.name]


def test_unit_that_has_moved__stays_in_its_year_until_it_hands_in_again(city, district, bureau, client_of):
    draft = written(bureau)
    signed(bureau, draft)
    below, above = district.agency, city.agency
    with pytest.raises(ValidationError, match="不用重新上报"):
        HandUpAgain(draft, by=bureau.officer).execute()
    Agency.objects.filter(pk=bureau.agency.pk).update(supervising_department=above)
    assert [row.agency for row in whole_of(fresh(below), YEAR).handed] == [bureau.agency]
    assert bureau.agency in {unit.agency for unit in matrix_of(fresh(below), YEAR, TODAY).units}
    assert bureau.agency not in units_on(fresh(above), YEAR) and bureau.agency in units_of(fresh(above))
    client, url = client_of(bureau.officer), reverse("reporting:draft", args=[bureau.agency.pk, YEAR])
    assert "重新上报示例市人民政府" in client.get(url).content.decode()
    HandIn.objects.update(returned_at=timezone.now(), returned_why="请补充")
    assert list(sent_back(bureau.officer, TODAY))
    client.post(url, {"act": "again"})
    assert not list(sent_back(bureau.officer, TODAY)), "whom it went to before waits for nothing any more"
    assert "重新上报示例市人民政府" not in client.get(url).content.decode()
    whole = whole_of(fresh(below), YEAR)
    assert whole.handed == () and [row.agency for row in whole.elsewhere] == [bureau.agency]
    assert bureau.agency in {row.agency for row in whole_of(fresh(above), YEAR).handed}
    assert Event.objects.filter(action="reporting.report.handed_up_again").count() == 1


def test_unit_that_has_ended__stays_in_the_years_that_it_was_there(district, bureau, town):
    asked(bureau.agency, 3, 0, 3)
    signed(bureau, written(bureau))
    to = fresh(district.agency)
    before = whole_of(to, YEAR).figures
    for unit in (bureau, town):  # one has handed in, the other has not
        Agency.objects.filter(pk=unit.agency.pk).update(
            status="merged", status_since=dt.date(YEAR + 1, 2, 10), successor=district.agency
        )
    whole = whole_of(to, YEAR)
    assert whole.figures == before and before[f"requests.{RECEIVED}.total"] == 3
    assert [unit.pk for unit in whole.waiting] == [town.agency.pk]
    assert whole_of(to, YEAR + 1).units == (), "of the year in which they ended they owe nothing"


def test_unit_that_is_new__owes_nothing_for_the_years_before_it(district):
    made = an_agency("示例市示例区数据局", parent=fresh(district.agency), since=dt.date(YEAR + 1, 1, 5))
    to = fresh(district.agency)
    assert made not in units_on(to, YEAR) and made in units_on(to, YEAR + 1)


def test_part_six_and_items_of_a_whole__are_what_its_units_have_handed_in(district, bureau):
    said = (
        "本年度发出收费通知3件，总金额1200元，实际收取700元。",
        "（一）主动公开\n全年主动公开政府信息120条。",
    )
    report = a_report("示例市示例区档案馆", 3)
    report = replace(report, chapters={**report.chapters, "other": said[0], "overview": said[1]})
    taken(Office(district.bureau, bureau.bureau), ("档案馆.json", write(report, "json")))
    signed(bureau, written(bureau))
    draft = BeginDraft(district.agency, YEAR, by=district.officer).execute()
    facts = Work(draft, TODAY).facts
    assert {name: facts[name].value for name in SUMMED} == {
        "published_items": 120, "fee_notices": 3, "fee_amount": 1200, "fee_paid": 700,
    }  # fmt: skip
    assert "各单位报送" in facts["fee_notices"].source


# --- the pages ------------------------------------------------------------------------------------------


def test_pages__tell_of_units_and_of_what_does_not_agree(client_of, city, district, bureau):
    asked(bureau.agency, 2, 0, 2)
    signed(bureau, written(bureau))
    draft = written(district, place=7)
    Decision.objects.create(
        agency=bureau.agency, kind="licence", number="迟录1号", name="许可",
        decided_on=dt.date(YEAR, 12, 30), recorded_at=timezone.now(),
    )  # fmt: skip
    writer, below = client_of(district.officer), district.agency.pk
    shown = writer.get(reverse("reporting:draft", args=[below, YEAR])).content.decode()
    assert "本级和所属单位" in shown and "记录与报送不一致" in shown
    cell = reverse("reporting:cell", args=[below, YEAR, f"requests.{RECEIVED}.total"])
    assert "由本级和所属单位构成" in writer.get(cell).content.decode()
    supervisor = client_of(district.bureau.people[Role.SUPERVISOR])
    whole = supervisor.get(reverse("reporting:consolidated", args=[below, YEAR])).content.decode()
    assert "本级数据加1家单位" in whole and "记录与报送不一致" in whole
    assert draft.agency == district.agency


def test_reports_for_the_general_office__are_gathered_by_its_government_alone():
    city = a_government("示例市人民政府").agency
    office = an_agency("示例市人民政府办公室", parent=city, kind="general_office")
    bureau = an_agency("示例市财政局", parent=city)
    Agency.objects.filter(pk=bureau.pk).update(supervising_department=office)
    assert superior_of(fresh(bureau)) == city
    everyone = Agency.objects.filter(pk__in=[city.pk, office.pk, bureau.pk])
    assert supervising(everyone) == [fresh(city)]


def test_pictures_of_a_whole__show_what_its_report_says(client_of, district, bureau):
    asked(district.agency, 2, 0, 2)
    asked(bureau.agency, 5, 0, 4)
    signed(bureau, written(bureau))
    url = reverse("reporting:pictures", args=[district.agency.pk, YEAR])
    table = client_of(district.officer).get(url, {"csv": "flow"}).content.decode()
    assert "本年新收,7," in table and "结转下年,1," in table
