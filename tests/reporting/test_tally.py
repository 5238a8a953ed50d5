"""Every figure of the form is counted, adds up, and opens onto what it counts."""

from __future__ import annotations

import calendar
import datetime as dt
import itertools
import json
from decimal import Decimal
from random import Random

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db.models import Sum
from django.urls import reverse

from kaicheng.agencies import setup
from kaicheng.agencies.roles import Role
from kaicheng.annual_report.checks import check
from kaicheng.annual_report.form import form_for
from kaicheng.annual_report.model import Period
from kaicheng.cases.models import Case
from kaicheng.publishing.actions.validity import ChangeValidity
from kaicheng.publishing.models import FeeYear, PolicyEvent, PolicyEventKind
from kaicheng.reporting.actions.entered import EnterFigure, SignFigure
from kaicheng.reporting.bindings import FEES, bindings
from kaicheng.reporting.models import EnteredFigure
from kaicheng.reporting.scope import Scope
from kaicheng.reporting.tally import tally, wan_yuan
from tests.agencies.factories import a_bureau, an_agency, today
from tests.publishing.factories import published
from tests.reporting.years import records, recount

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", range(4))
def test_random_years__equal_a_recount_and_every_sum_of_the_form(seed):
    agency = an_agency()
    records(agency, Random(seed))
    for year in range(2022, 2026):
        found = tally(Scope.year(agency, year))
        by_hand = recount(agency, year)
        asked = {path: count for path, count in found.figures.items() if path.startswith("requests.")}
        assert {path: count for path, count in asked.items() if count} == by_hand
        for equation in form_for(year).equations(set()):
            left = sum(found.figures.get(path, 0) for path in equation.left)
            assert left == sum(found.figures.get(path, 0) for path in equation.right), equation
        assert not [one for one in check(found.report()) if one.rule in ("T302", "T303", "T304", "T305")]


def test_every_cell__opens_onto_exactly_what_it_counts():
    agency = an_agency()
    records(agency, Random(7), count=120)
    scope = Scope.year(agency, 2024)
    found = tally(scope)
    cells = bindings(2024)
    assert set(cells) == set(found.figures)
    for path, binding in cells.items():
        if path == FEES:
            assert (
                wan_yuan(binding.rows(scope).aggregate(total=Sum("amount"))["total"]) == found.figures[path]
            )
        else:
            assert binding.rows(scope).count() == found.figures[path], path


def test_carried_forward__is_next_years_carried_over():
    agency = an_agency()
    records(agency, Random(3))
    for year in (2022, 2023, 2024):
        before, after = (tally(Scope.year(agency, one)).figures for one in (year, year + 1))
        for column in ("natural_person", "commercial_enterprise", "total"):
            assert before[f"requests.carried_forward.{column}"] == after[f"requests.carried_over.{column}"]


def test_subtree__is_the_sum_of_its_authorities():
    parent = an_agency()
    children = [an_agency(parent=parent) for _ in range(3)]
    for number, child in enumerate(children):
        records(child, Random(number), count=20)
    parts = [tally(Scope.year(agency, 2024)).figures for agency in (parent, *children)]
    whole = tally(Scope.year(parent, 2024, subtree=True)).figures
    for path, figure in whole.items():
        if path != FEES:
            assert figure == sum(part[path] for part in parts), path


def test_documents__are_counted_as_issued_abolished_and_in_force(publisher):
    first, second = (
        published(publisher, f"办法{number}", kind="normative", created_date=today()) for number in (1, 2)
    )
    ChangeValidity(first, PolicyEventKind.ABOLISHED, today(), basis="新办法", by=publisher.head).execute()
    PolicyEvent.objects.filter(document=second, kind="issued").update(on=dt.date(today().year - 2, 5, 1))
    figures = tally(Scope.year(publisher.agency, today().year)).figures
    row = "proactive.normative_documents"
    assert [figures[f"{row}.{name}"] for name in ("issued_this_year", "abolished_this_year", "in_force")] == [
        1,
        1,
        1,
    ]
    earlier = tally(Scope.year(publisher.agency, today().year - 1)).figures
    assert earlier[f"{row}.in_force"] == 1


def test_entered_figure__replaces_what_is_counted_and_totals_follow(publisher):
    officer = publisher.people[Role.DISCLOSURE_OFFICER]
    with pytest.raises(ValidationError, match="合计由系统相加"):
        EnterFigure(
            publisher.agency, 2024, "requests.granted.total", 3, source_name="x", by=officer, reason="y"
        ).execute()
    for cell in ("requests.new_received.natural_person", "requests.granted.natural_person"):
        EnterFigure(
            publisher.agency,
            2024,
            cell,
            "3",
            source_name="纸质登记簿",
            source=SimpleUploadedFile("登记簿.txt", b"3"),
            by=officer,
            reason="系统启用前的申请",
        ).execute()
    assert not tally(Scope.year(publisher.agency, 2024)).entered, "before it is signed it counts nowhere"
    for row in EnteredFigure.objects.all():
        SignFigure(row, seen=row.content_hash, by=publisher.head).execute()
    found = tally(Scope.year(publisher.agency, 2024))
    assert found.figures["requests.granted.total"] == 3
    assert found.figures["requests.handled_total.natural_person"] == 3
    assert found.entered == {"requests.new_received.natural_person", "requests.granted.natural_person"}
    above = setup.create_agency("示例市人民政府上级", slug="above")
    publisher.agency.move(above, "last-child")
    above.refresh_from_db()
    assert tally(Scope.year(above, 2024, subtree=True)).figures["requests.granted.total"] == 3


@pytest.mark.parametrize(
    "yuan, printed",
    [("248300", "24.83"), ("0", "0"), ("1", "0.0001"), ("100000", "10.00"), ("248300.50", "24.83005")],
)
def test_charges__are_printed_in_ten_thousands(yuan, printed):
    assert str(wan_yuan(Decimal(yuan))) == printed


def test_command__prints_the_contract(publisher, capsys):
    FeeYear.objects.create(
        agency=publisher.agency,
        year=2024,
        item="考试费",
        amount=Decimal("248300"),
        recorded_at=dt.datetime(2025, 1, 2, tzinfo=dt.UTC),
    )
    call_command("tally", agency=publisher.agency.name, year=2024, json=True)
    report = json.loads(capsys.readouterr().out, parse_float=Decimal)
    assert report["schema"] == "kaicheng/annual-report/1"
    assert report["proactive"]["administrative_fees_wan_yuan"] == Decimal("24.83")
    assert report["requests"]["new_received"]["total"] == 0
    assert b'"administrative_fees_wan_yuan": 24.80\n' in printed(publisher, capsys, Decimal("248000"))
    assert b'"administrative_fees_wan_yuan": 24.80123\n' in printed(publisher, capsys, Decimal("248012.30"))
    with pytest.raises(CommandError, match="没有找到"):
        call_command("tally", agency="没有这个局", year=2024)


def printed(publisher, capsys, yuan: Decimal) -> bytes:
    """What the command writes, byte for byte."""
    FeeYear.objects.filter(agency=publisher.agency).update(amount=yuan)
    call_command("tally", agency=publisher.agency.name, year=2024, json=True)
    return capsys.readouterr().out.encode()


def test_other_days_than_a_year__are_counted_by_the_same_rules(capsys, client_of):
    bureau = a_bureau()
    agency = bureau.agency
    records(agency, Random(5), count=80)
    quarters = [
        Scope(agency, Period(dt.date(2024, month, 1), last_day(2024, month + 2))) for month in (1, 4, 7, 10)
    ]
    parts = [tally(scope).figures for scope in quarters]
    whole = tally(Scope.year(agency, 2024)).figures
    for path in ("requests.new_received.total", "requests.granted.total", "proactive.licensing_decisions"):
        assert sum(part[path] for part in parts) == whole[path] > 0
    for before, after in itertools.pairwise(parts):
        assert before["requests.carried_forward.total"] == after["requests.carried_over.total"]
    assert FEES not in parts[0] and whole[FEES]
    two_years = Scope(agency, Period(dt.date(2023, 7, 1), dt.date(2024, 12, 31)))
    assert tally(two_years).figures[FEES] == whole[FEES], "charges of whole years"
    call_command("tally", "--agency", agency.name, "--from", "2024-01-01", "--to", "2024-03-31", "--json")
    report = json.loads(capsys.readouterr().out)
    assert report["period"] == {"start": "2024-01-01", "end": "2024-03-31"} and report["year"] is None
    assert report["requests"]["new_received"]["total"] == parts[0]["requests.new_received.total"]
    assert report["proactive"]["administrative_fees_wan_yuan"] is None
    for wrong in (
        ["--from", "2024-01-01"],
        ["--year", "2024", "--to", "2024-03-31"],
        ["--year", "1900"],
        ["--from", "一月", "--to", "2024-03-31"],
        ["--from", "2024-04-01", "--to", "2024-03-31"],
    ):
        with pytest.raises(CommandError):
            call_command("tally", "--agency", agency.name, *wrong)  # fmt: skip
    client = client_of(bureau.people[Role.DISCLOSURE_OFFICER])
    page = reverse("reporting:figures", args=[agency.pk, 2024])
    days = {"cong": "2024-01-01", "dao": "2024-03-31"}
    assert 'name="cong" value="2024-01-01"' in client.get(page).content.decode()
    shown = client.get(page, days).content.decode()
    assert "2024年1月1日至2024年3月31日" in shown and "cong=2024-01-01&amp;dao=2024-03-31" in shown
    cell = reverse("reporting:cell", args=[agency.pk, 2024, "requests.new_received.total"])
    opened = client.get(cell, days).content.decode()
    assert f"<strong>{parts[0]['requests.new_received.total']}</strong>" in opened
    assert "这一格手工填报" not in opened
    assert "不能晚于" in client.get(page, {"cong": "2024-03-31", "dao": "2024-01-01"}).content.decode()


def last_day(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def test_years_of_the_form_of_2019__are_counted_on_that_form(client_of):
    bureau = a_bureau()
    officer = client_of(bureau.people[Role.DISCLOSURE_OFFICER])
    Case.objects.create(
        agency=bureau.agency,
        number="1",
        source="staff",
        channel="in_person",
        applicant_kind="natural_person",
        wanted="数据",
        arrived_on=dt.date(2020, 3, 1),
        registered_at=dt.datetime(2020, 3, 1, tzinfo=dt.UTC),
        received_date=dt.date(2020, 3, 1),
        finished_on=dt.date(2020, 3, 9),
        row="other_fee_unpaid",
        phase="closed",
    )
    found = tally(Scope.year(bureau.agency, 2020))
    assert found.figures["requests.other_total.total"] == found.figures["requests.handled_total.total"] == 1
    assert "requests.other_fee_unpaid.total" not in found.figures
    assert set(found.figures) == set(bindings(2020))
    assert not [one for one in check(found.report()) if one.rule in ("T301", "T302", "T303")]
    for year in (2020, 2009):
        page = reverse("reporting:figures", args=[bureau.agency.pk, year])
        assert officer.get(page).status_code == 200
    cell = reverse("reporting:cell", args=[bureau.agency.pk, 2020, "requests.other_total.total"])
    assert "1" in officer.get(cell).content.decode()
