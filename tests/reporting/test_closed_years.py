"""A year that is over keeps its figures: joined and split requests, mergers, units that move or end."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from kaicheng.agencies.models import Agency
from kaicheng.annual_report.form import form_for
from kaicheng.cases.actions.act import RecordAct
from kaicheng.cases.actions.fees import ChargeFee, RecordPayment
from kaicheng.cases.actions.parts import Join, Split
from kaicheng.cases.models import ActRow
from kaicheng.publishing.models import Decision
from kaicheng.reporting.bindings import bindings
from kaicheng.reporting.facts import facts_of
from kaicheng.reporting.scope import Scope
from kaicheng.reporting.succession import year_before
from kaicheng.reporting.tally import tally
from tests.agencies.factories import an_agency
from tests.cases.factories import a_request, moment
from tests.publishing.factories import Publisher

pytestmark = pytest.mark.django_db
DECEMBER, JANUARY = dt.date(2024, 12, 20), dt.date(2025, 1, 8)


def asked(agency: Agency, year: int) -> dict[str, int]:
    """The totals of table three that are not zero; they add up, and each opens onto what it counts."""
    scope = Scope.year(agency, year)
    figures = tally(scope).figures
    for equation in form_for(year).equations(set()):
        left = sum(figures.get(path, 0) for path in equation.left)
        assert left == sum(figures.get(path, 0) for path in equation.right), equation
    found = {path: figure for path, figure in figures.items() if path.startswith("requests.") and figure}
    for path, figure in found.items():
        assert bindings(year)[path].rows(scope).count() == figure, path
    return {path.split(".")[1]: int(one) for path, one in found.items() if path.endswith(".total")}


def test_request_joined_in_january__was_carried_forward_and_ends_in_the_new_year(publisher: Publisher):
    first, second = (a_request(publisher, DECEMBER) for _ in range(2))
    before = asked(publisher.agency, 2024)
    assert before == {"new_received": 2, "carried_forward": 2}
    Join(second, first, by=publisher.people["disclosure_officer"], at=moment(JANUARY)).execute()
    assert asked(publisher.agency, 2024) == before, "the published year stays as it was"
    assert asked(publisher.agency, 2025) == {
        "carried_over": 2, "other_other": 1, "handled_total": 1, "carried_forward": 1,
    }  # fmt: skip


def test_request_split_in_january__ends_and_its_parts_are_received_then(publisher: Publisher):
    whole = a_request(publisher, DECEMBER, items=["甲", "乙", "丙"])
    before = asked(publisher.agency, 2024)
    Split(whole, by=publisher.people["disclosure_officer"], at=moment(JANUARY)).execute()
    assert asked(publisher.agency, 2024) == before == {"new_received": 1, "carried_forward": 1}
    assert asked(publisher.agency, 2025) == {
        "new_received": 3, "carried_over": 1, "other_other": 1, "handled_total": 1, "carried_forward": 3,
    }  # fmt: skip


def test_request_joined_or_split_within_its_year__counts_once(publisher: Publisher):
    first, second, whole = (a_request(publisher, DECEMBER, items=["甲", "乙"]) for _ in range(3))
    officer, day = publisher.people["disclosure_officer"], moment(DECEMBER + dt.timedelta(days=3))
    Join(second, first, by=officer, at=day).execute()
    Split(whole, by=officer, at=day).execute()
    assert asked(publisher.agency, 2024) == {"new_received": 3, "carried_forward": 3}
    assert asked(publisher.agency, 2025) == {"carried_over": 3, "carried_forward": 3}


# --- mergers --------------------------------------------------------------------------------------------


def licence(agency: Agency, day: dt.date) -> None:
    Decision.objects.create(
        agency=agency, kind="licence", number=f"{agency.pk}-{day}", name="许可", decided_on=day,
        recorded_at=timezone.now(),
    )  # fmt: skip


def merge(agency: Agency, into: Agency, on: dt.date) -> None:
    Agency.objects.filter(pk=agency.pk).update(status="merged", status_since=on, successor=into)


def licences(agency: Agency, year: int, *, subtree: bool = False):
    agency = Agency.objects.get(pk=agency.pk)
    return tally(Scope.year(agency, year, subtree=subtree)).figures["proactive.licensing_decisions"]


def test_merger__adds_nothing_to_the_years_before_it():
    top = an_agency("示例省人民政府")
    city, other = (an_agency(name, parent=Agency.objects.get(pk=top.pk)) for name in ("示例市", "邻市"))
    taking = an_agency("示例市文化和旅游局", parent=Agency.objects.get(pk=city.pk))
    gone = an_agency("邻市旅游局", parent=Agency.objects.get(pk=other.pk))
    for agency in (taking, gone):
        for year in (2023, 2024):
            licence(agency, dt.date(year, 5, 6))
    merge(gone, taking, dt.date(2024, 7, 1))
    assert [licences(taking, year) for year in (2023, 2024)] == [1, 2]
    assert licences(gone, 2023) == 1
    # The sub-trees: in 2023 it stood below the neighbour, in 2024 its records are the other city's.
    assert [licences(city, year, subtree=True) for year in (2023, 2024)] == [1, 2]
    assert [licences(other, year, subtree=True) for year in (2023, 2024)] == [1, 0]
    assert [licences(top, year, subtree=True) for year in (2023, 2024)] == [2, 2]


def test_body_that_has_ended__stays_in_the_report_that_spoke_for_it():
    bureau = an_agency("示例市教育局")
    centre, other = (
        an_agency(name, parent=Agency.objects.get(pk=bureau.pk), acts_in_own_name=False)
        for name in ("示例市教育考试中心", "示例市电教馆")
    )
    taking = an_agency("示例市科学技术局")
    for agency in (centre, other):
        for year in (2023, 2024, 2025):
            licence(agency, dt.date(year, 1, 6))
    assert [licences(bureau, year) for year in (2023, 2024, 2025)] == [2, 2, 2]
    Agency.objects.filter(pk=centre.pk).update(status="abolished", status_since=dt.date(2025, 3, 1))
    merge(other, taking, dt.date(2025, 3, 1))
    assert [licences(bureau, year) for year in (2023, 2024, 2025)] == [2, 2, 1]
    assert [licences(taking, year) for year in (2023, 2024, 2025)] == [0, 0, 1]


def test_what_was_carried_forward_by_a_merged_authority__is_carried_over_by_its_successor(publisher):
    from kaicheng.annual_report.checks import check
    from tests.publishing.factories import a_publisher

    other = a_publisher("示例市医疗保障局")
    for one, count in ((publisher, 2), (other, 3)):
        for _ in range(count):
            a_request(one, DECEMBER)
    own = tally(Scope.year(publisher.agency, 2024)).report()
    merge(other.agency, publisher.agency, dt.date(2025, 3, 1))
    after = tally(Scope.year(publisher.agency, 2025)).report()
    path = "requests.carried_over.total"
    assert after[path] == 5 and own["requests.carried_forward.total"] == 2
    held_against = year_before(publisher.agency, 2025, own)
    assert held_against["requests.carried_forward.total"] == 5
    assert "T305" not in {one.rule for one in check(after, held_against)}
    assert "T305" in {one.rule for one in check(after, own)}
    assert year_before(publisher.agency, 2026, after) == after, "the year after has them in its own report"


# --- part six: what was asked for ------------------------------------------------------------------------


def fees(publisher: Publisher, year: int) -> list[object]:
    scope = Scope.year(publisher.agency, year)
    found = facts_of(scope, {}, {})
    return [found[name].value for name in ("fee_notices", "fee_amount", "fee_paid")]


def test_fee__counts_from_its_notice_as_long_as_that_stands(publisher: Publisher):
    case = a_request(publisher, DECEMBER)
    officer, december, january = publisher.people["disclosure_officer"], moment(DECEMBER), moment(JANUARY)
    charge = ChargeFee(
        case, basis="per_page", first=1, last=160, history="所申请资料共160页。", how="银行转账",
        by=officer, at=december,
    ).execute()  # fmt: skip
    assert fees(publisher, 2024) == [0, 0, 0], "decided on, and nobody was asked to pay"
    RecordAct(case, "fee_notice", JANUARY, by=officer, at=january).execute()
    assert fees(publisher, 2024) == [0, 0, 0] and fees(publisher, 2025) == [1, charge.amount, 0]
    notice = ActRow.objects.get(case=case, code="fee_notice")
    struck = {"act_index": notice.place, "reason": "送错了"}
    RecordAct(case, "strike", JANUARY, struck, by=officer, at=january).execute()
    assert fees(publisher, 2025) == [0, 0, 0]
    later = JANUARY + dt.timedelta(days=1)
    RecordAct(case, "fee_notice", later, by=officer, at=moment(later)).execute()
    case.refresh_from_db()
    RecordPayment(charge, later, by=officer, at=moment(later)).execute()
    assert fees(publisher, 2025) == [1, charge.amount, charge.amount]
