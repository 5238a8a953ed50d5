"""Decisions and charges on the staff side: by form, from a spreadsheet, taken back when overturned."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from openpyxl import load_workbook

from kaicheng.agencies.loading import xlsx_template
from kaicheng.agencies.roles import Role
from kaicheng.audit.models import Event
from kaicheng.publishing.decisions.actions import Overturn, SaveDecision, StrikeDecision, WithdrawDecision
from kaicheng.publishing.decisions.confirming import ConfirmDecisions, digest_of
from kaicheng.publishing.decisions.sheets import DECISIONS, FEES, SHEETS
from kaicheng.publishing.decisions.work import returned, to_confirm, to_withdraw
from kaicheng.publishing.models import Decision, DecisionKind, FeeYear, Overturned
from kaicheng.reporting.scope import Scope
from kaicheng.reporting.tally import tally
from tests.agencies.factories import somebody, today
from tests.publishing.factories import Publisher, a_publisher, confirmed

pytestmark = pytest.mark.django_db
TODAY = today()
DAY = TODAY.replace(month=1, day=5)
ROW = {
    "种类": "行政许可",
    "决定书文号": "许〔1〕号",
    "事项名称": "劳务派遣经营许可",
    "决定日期": DAY.isoformat(),
}


def a_decision(publisher: Publisher, number: str = "罚〔1〕号", **given: object) -> Decision:
    values = {"kind": DecisionKind.PENALTY, "name": "拖欠工资", "decided_on": DAY, **given}
    decision = Decision(agency=publisher.agency, number=number, **values)  # type: ignore[arg-type]
    SaveDecision(decision, by=publisher.author).execute()
    confirmed(publisher)
    return Decision.objects.get(pk=decision.pk)


def a_book(decisions: list[dict[str, object]], fees: list[dict[str, object]] = []) -> bytes:  # noqa: B006
    """The template, filled in as a clerk would."""
    book = load_workbook(io.BytesIO(xlsx_template(SHEETS)))
    for sheet, rows in ((DECISIONS, decisions), (FEES, fees)):
        for row in rows:
            book[sheet.name].append([row.get(heading) for heading in sheet.headings])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def checked(client, publisher: Publisher, data: bytes, name: str = "决定.xlsx"):
    """The page after the dry run."""
    given = {"agency": publisher.agency.pk, "file": SimpleUploadedFile(name, data)}
    return client.post(reverse("publishing_decisions_load"), given)


def loaded(client, answer):
    """What the button below the dry run sends."""
    plan = {name: answer.context[name] for name in ("digest", "name")}
    return client.post(
        reverse("publishing_decisions_carry_out"), {"agency": answer.context["agency"].pk, **plan}
    )


def test_filled_in_template__is_recorded_as_one_action_and_counted_in_table_two(client, publisher):
    client.force_login(publisher.author)
    penalty = {**ROW, "种类": "行政处罚", "决定书文号": "罚〔1〕号", "公开": "否"}
    fees = [{"年度": TODAY.year, "收费项目": "考试考务费", "收费金额（元）": 24830.5}]
    rows = [ROW, {**ROW, "决定书文号": "许〔2〕号", "承办科室": "业务科"}, penalty]
    answer = checked(client, publisher, a_book(rows, fees))
    assert "没有发现问题" in answer.text
    assert not Decision.objects.exists()
    assert loaded(client, answer).status_code == 302
    event = Event.objects.get(action="publishing.decisions.loaded")
    assert (event.facts["decisions"], event.facts["fees"]) == (3, 1)
    figures = tally(Scope.year(publisher.agency, TODAY.year)).figures
    assert figures["proactive.licensing_decisions"] == 2
    assert figures["proactive.penalty_decisions"] == 1
    assert figures["proactive.administrative_fees_wan_yuan"] == Decimal("2.48305")
    assert Decision.objects.get(number="许〔2〕号").office == publisher.other_office


def test_same_file_again__changes_nothing_and_a_changed_row_changes_its_record(client, publisher):
    client.force_login(publisher.author)
    loaded(client, checked(client, publisher, a_book([ROW])))
    again = checked(
        client, publisher, a_book([{**ROW, "有效期至": "2099-01-01"}, {**ROW, "决定书文号": "新"}])
    )
    assert (again.context["plan"].new, again.context["plan"].changed) == (1, 1)
    loaded(client, again)
    assert (
        checked(client, publisher, a_book([{**ROW, "有效期至": "2099-01-01"}])).context["plan"].unchanged == 1
    )
    assert Decision.objects.get(number="许〔1〕号").valid_to == dt.date(2099, 1, 1)


def test_what_is_wrong__is_told_by_row_and_nothing_is_recorded(client, publisher):
    client.force_login(publisher.author)
    rows = [
        {**ROW, "种类": "行政奖励"},
        {**ROW, "决定日期": "去年"},
        {**ROW, "决定书文号": "甲", "决定内容": "身份证号：513401199003070015"},
        {**ROW, "决定书文号": "乙", "承办科室": "没有的科"},
        {**ROW, "决定书文号": "丙"},
        {**ROW, "决定书文号": "丙"},
    ]
    fees = [
        {"年度": "今年", "收费项目": "甲", "收费金额（元）": "1"},
        {"年度": 2024, "收费项目": "乙", "收费金额（元）": "约3万"},
    ]
    answer = checked(client, publisher, a_book(rows, fees))
    told = [str(one) for one in answer.context["problems"]]
    assert [one[:12] for one in told] == [
        "《行政决定》第2行“种类",
        "《行政决定》第3行“决定",
        "《行政决定》第4行“决定",
        "《行政决定》第5行“承办",
        "《行政决定》第7行“决定",
        "《年度收费》第2行“年度",
        "《年度收费》第3行“收费",
    ]
    assert "和第6行重复" in told[4]
    assert loaded(client, answer).status_code == 200
    assert not Decision.objects.exists()
    assert not FeeYear.objects.exists()


def test_csv_of_one_sheet__is_read_too_and_what_is_no_spreadsheet_is_told(client, publisher):
    client.force_login(publisher.author)
    stream = io.StringIO()
    writer = csv.DictWriter(stream, FEES.headings)
    writer.writeheader()
    writer.writerow({"年度": "2024", "收费项目": "考试考务费", "收费金额（元）": "1,200.00"})
    answer = checked(client, publisher, stream.getvalue().encode("gb18030"), "收费.csv")
    loaded(client, answer)
    assert FeeYear.objects.get().amount == 1200
    assert "不是模板里的表头" in checked(client, publisher, b"\x00\x01", "x.csv").text


def test_overturned_penalty__stands_on_the_home_until_it_is_withdrawn_with_its_reason(publisher):
    decision = a_decision(publisher)
    assert list(to_withdraw(publisher.author, TODAY)) == []
    day = dt.date(2026, 3, 5)
    with pytest.raises(ValidationError) as refused:
        leak = "当事人身份证号513401199003070015"
        Overturn(decision, Overturned.REVOKED, day, basis=leak, by=publisher.author).execute()
    assert "basis" in refused.value.message_dict, "the public reads it"
    done = Overturn(
        decision, Overturned.REVOKED, day, basis="西府复决〔2026〕3号", by=publisher.author
    ).execute()
    assert done.must_be_withdrawn
    item = next(iter(to_withdraw(publisher.author, TODAY)))
    # Thursday 5 March 2026; three working days by 行政处罚法 Arts 48 and 85.
    assert item.due is not None
    assert item.due.on == dt.date(2026, 3, 10)
    assert "第四十八条" in item.due.article.zh
    with pytest.raises(ValidationError, match="理由"):
        WithdrawDecision(done, by=publisher.author).execute()
    with pytest.raises(ValidationError):
        WithdrawDecision(done, by=publisher.author, reason="当事人身份证号513401199003070015").execute()
    withdrawn = WithdrawDecision(done, by=publisher.author, reason="决定已被复议机关撤销").execute()
    assert withdrawn.withdrawn_on == TODAY
    assert list(to_withdraw(publisher.author, TODAY)) == []
    with pytest.raises(ValidationError, match="没有公开"):
        WithdrawDecision(withdrawn, by=publisher.author, reason="再撤一次").execute()


@pytest.mark.parametrize(("kind", "public"), [(DecisionKind.LICENCE, True), (DecisionKind.PENALTY, False)])
def test_what_is_no_public_penalty__need_not_be_withdrawn(publisher, kind, public):
    decision = a_decision(publisher, kind=kind, public=public)
    Overturn(decision, Overturned.VOID, DAY, basis="判决", by=publisher.author).execute()
    assert list(to_withdraw(publisher.author, TODAY)) == []


def test_overturned__not_before_it_was_made_nor_in_the_future(publisher):
    decision = a_decision(publisher)
    for day in (DAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)):
        with pytest.raises(ValidationError):
            Overturn(decision, Overturned.VOID, day, basis="判决", by=publisher.author).execute()


def test_mistaken_record__goes_and_the_trail_keeps_what_it_said(publisher):
    StrikeDecision(a_decision(publisher), by=publisher.author, reason="重复登记").execute()
    assert not Decision.objects.exists()
    event = Event.objects.get(action="publishing.decision.struck")
    assert (event.object_label, event.facts["name"]) == ("罚〔1〕号", "拖欠工资")


def test_same_number_twice__is_refused_at_its_place(client, publisher):
    a_decision(publisher)
    client.force_login(publisher.author)
    given = {
        "agency": publisher.agency.pk,
        "kind": "penalty",
        "number": "罚〔1〕号",
        "name": "甲",
        "decided_on": DAY,
    }
    assert "已经登记过了" in client.post(reverse("publishing_decision_add"), given).text
    assert (
        client.post(reverse("publishing_decision_add"), {**given, "number": "罚〔2〕号"}).status_code == 302
    )


def test_identity_number__is_not_published_as_a_credit_code(client, publisher):
    client.force_login(publisher.author)
    given = {
        "agency": publisher.agency.pk,
        "kind": "penalty",
        "number": "罚〔3〕号",
        "name": "拖欠工资",
        "party": "某人",
        "party_code": "11010519491231002X",
        "decided_on": DAY,
    }
    page = client.post(reverse("publishing_decision_add"), given)
    assert page.status_code == 200
    assert "身份证" in page.text
    assert not Decision.objects.exists()


def test_list__is_filtered_and_the_forms_lead_on(client, publisher):
    one, other = (
        a_decision(publisher),
        a_decision(publisher, "许〔9〕号", kind="licence", office=publisher.office),
    )
    client.force_login(publisher.author)
    for query, numbers in {
        "": {one.number, other.number},
        "?zhonglei=licence": {other.number},
        f"?keshi={publisher.office.pk}": {other.number},
        f"?nian={DAY.year - 1}": set(),
        "?q=罚": {one.number},
        "?gongkai=withdrawn": set(),
        "?nian=99999999999999999999&keshi=x&ye=9&gongkai=x": {one.number, other.number},
    }.items():
        page = client.get(f"{reverse('publishing_decisions')}{query}")
        assert {row.number for row in page.context["page"]} == numbers, query
    given = {"what": "revoked", "on": TODAY.isoformat(), "basis": "判决"}
    onward = client.post(reverse("publishing_decision_overturn", args=[one.pk]), given)
    assert onward.url == reverse("publishing_decision_withdraw", args=[one.pk])
    assert "被撤销" in client.get(onward.url).text
    assert "待撤回" in client.get(reverse("publishing_decisions")).text


def test_charges__by_form_with_their_sum(client, publisher):
    client.force_login(publisher.author)
    given = {"agency": publisher.agency.pk, "year": 2025, "item": "考试考务费", "amount": "100.50"}
    client.post(reverse("publishing_fee_add"), given)
    fee = FeeYear.objects.get()
    client.post(reverse("publishing_fee", args=[fee.pk]), {**given, "amount": "200"})
    assert "合计200.00元" in client.get(reverse("publishing_fees")).text
    client.post(reverse("publishing_fee_strike", args=[fee.pk]), {"reason": "年度填错"})
    assert not FeeYear.objects.exists()


def test_other_authority__sees_and_changes_nothing(client, publisher):
    decision = a_decision(publisher)
    fee = FeeYear.objects.create(
        agency=publisher.agency, year=2025, item="甲", amount=1, recorded_at="2026-01-01T00Z"
    )
    other = a_publisher()
    client.force_login(other.author)
    for name, row in [
        ("publishing_decision", decision),
        ("publishing_decision_withdraw", decision),
        ("publishing_decision_strike", decision),
        ("publishing_decision_overturn", decision),
        ("publishing_fee", fee),
        ("publishing_fee_strike", fee),
    ]:
        assert client.get(reverse(name, args=[row.pk])).status_code == 404
    assert decision.number not in client.get(reverse("publishing_decisions")).text
    client.force_login(publisher.leader)
    assert client.get(reverse("publishing_decisions")).status_code == 200
    assert client.get(reverse("publishing_decision", args=[decision.pk])).status_code == 403
    client.force_login(publisher.people[Role.REGISTRAR])
    assert client.get(reverse("publishing_decisions")).status_code == 403


def waiting_page(client, publisher: Publisher) -> str:
    return client.get(reverse("publishing_decisions_waiting")).text


def test_what_was_recorded__waits_for_a_leader_who_sees_it_and_confirms_or_returns_it(client, publisher):
    client.force_login(publisher.author)
    loaded(client, checked(client, publisher, a_book([ROW, {**ROW, "决定书文号": "许〔2〕号"}])))
    assert [one.is_shown for one in Decision.objects.all()] == [False, False]
    assert client.get(reverse("publishing_decisions_waiting")).status_code == 403
    client.force_login(publisher.leader)
    item = next(iter(to_confirm(publisher.leader, TODAY)))
    assert "2件" in item.title and "决定.xlsx" in waiting_page(client, publisher)
    address = item.act.url
    page = client.get(address)
    assert "劳务派遣经营许可" in page.text
    given = {name: page.context[name] for name in ("seen", "until")}
    assert "请写明退回的理由" in client.post(address, {**given, "act": "return"}).text
    Decision.objects.filter(number="许〔2〕号").update(name="别的许可")
    assert "看到的内容和现在的不一样" in client.post(address, {**given, "act": "confirm"}).text
    given["seen"] = client.get(address).context["seen"]
    assert client.post(address, {**given, "act": "return", "reason": "事项名称写错"}).status_code == 302
    assert [item.state for item in returned(publisher.author, TODAY)] == ["被退回：事项名称写错"] * 2
    assert list(to_confirm(publisher.leader, TODAY)) == []
    for decision in Decision.objects.all():
        decision.name = "劳务派遣经营许可证核发"
        SaveDecision(decision, by=publisher.author).execute()
    assert confirmed(publisher) == 2
    assert [one.is_shown for one in Decision.objects.all()] == [True, True]
    told = Event.objects.get(action="publishing.decisions.confirmed")
    assert (told.actor, told.facts["count"], len(told.content_hash)) == (str(publisher.leader.pk), 2, 64)


def test_nobody_confirms__what_they_have_recorded_themselves(publisher):
    both = publisher.leader
    somebody(Role.INFORMATION_OFFICER, publisher.office, both)
    decision = Decision(
        agency=publisher.agency, kind="licence", number="许〔9〕号", name="许可", decided_on=DAY
    )
    SaveDecision(decision, by=both).execute()
    assert confirmed(publisher) == 0
    with pytest.raises(ValidationError, match="自己登记的要由别人确认"):
        ConfirmDecisions(
            publisher.agency, decision.source, decision.recorded_at, seen=digest_of([decision]), by=both
        ).execute()
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(confirmed_at=decision.recorded_at, confirmed_by=both)


def test_row_that_comes_later__waits_for_the_next_confirmation(publisher):
    first = SaveDecision(
        Decision(agency=publisher.agency, kind="licence", number="1", name="许可", decided_on=DAY),
        by=publisher.author,
    ).execute()
    seen = digest_of([first])
    later = SaveDecision(
        Decision(agency=publisher.agency, kind="licence", number="2", name="许可", decided_on=DAY),
        by=publisher.author,
    ).execute()
    ConfirmDecisions(
        publisher.agency, first.source, first.recorded_at, seen=seen, by=publisher.leader
    ).execute()
    assert [Decision.objects.get(pk=one.pk).is_shown for one in (first, later)] == [True, False]
