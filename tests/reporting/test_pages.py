"""The pages, as each role sees them; nothing of another authority's."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from kaicheng.agencies.roles import Role
from kaicheng.annual_report.writers import write
from kaicheng.publishing.models import Decision
from kaicheng.reporting.models import EnteredFigure, HandIn, Intake, ReportDraft
from kaicheng.reporting.supervising.intake import read_intake
from tests.agencies.factories import a_bureau
from tests.cases.factories import a_request
from tests.reporting.test_supervising import a_report
from tests.reporting.writers import YEAR, signed, written

pytestmark = pytest.mark.django_db


def at(name, *parts):
    return reverse(f"reporting:{name}", args=parts)


def opened(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()


def test_writer__goes_from_the_empty_page_to_the_six_tasks_and_a_cell(office, client_of):
    client, agency = client_of(office.officer), office.agency
    assert "开始编写" in opened(client, at("draft", agency.pk, YEAR))
    assert agency.name in opened(client, at("home"))
    client.post(at("draft", agency.pk, YEAR), {"act": "begin"})
    page = opened(client, at("draft", agency.pk, YEAR))
    assert page.count("待完成") == 6 and "必须改正" in page
    text = opened(client, at("section", agency.pk, YEAR, "overview"))
    assert "{{主动公开信息}}" in text and "{{published_items}}" not in text and "代入数字后的样子" in text
    draft = ReportDraft.objects.get()
    answer = client.post(
        at("section", agency.pk, YEAR, "other"),
        {"text": "本年度发出收费通知{{信息处理费收费通知}}件。", "done": "on", "version": draft.version},
    )
    assert answer.status_code == 302
    checked = client.post(
        at("checked", agency.pk, YEAR, "other"),
        {"text": "发出收费通知{{fee_notices}}件，另有{{x}}件", "version": 1},
    ).content.decode()
    assert "发出收费通知0件" in checked and "不指向任何数据" in checked
    client.post(at("draft", agency.pk, YEAR), {"act": "facts", "trainings": "4"})
    draft.refresh_from_db()
    assert draft.recorded == {"trainings": 4} and draft.done == ["other"]
    assert draft.chapters["other"] == "本年度发出收费通知{{fee_notices}}件。"
    assert "0" in opened(client, at("section", agency.pk, YEAR, "requests"))


def test_cell__opens_onto_its_records_and_takes_a_figure_by_hand(office, client_of):
    client, agency = client_of(office.officer), office.agency
    for number in range(60):
        Decision.objects.create(
            agency=agency,
            kind="licence",
            number=f"许可〔{YEAR}〕{number + 1}号",
            name="人力资源服务许可",
            decided_on=dt.date(YEAR, 3, 1),
            recorded_at=timezone.now(),
        )
    url = at("cell", agency.pk, YEAR, "proactive.licensing_decisions")
    page = opened(client, url)
    assert f"许可〔{YEAR}〕1号" in page and "第 1 页，共 2 页" in page
    assert ">60</a>" in opened(client, at("figures", agency.pk, YEAR))
    source = SimpleUploadedFile("台账.txt", "手工台账".encode())
    client.post(
        url,
        {"value": "158", "source_name": "政务服务系统", "reason": "许可在省系统办理", "source": source},
    )
    assert EnteredFigure.objects.get().value == 158
    page = opened(client, url)
    assert "手工填报" in page and "按记录统计是60" in page
    assert "手工" in opened(client, at("figures", agency.pk, YEAR))
    refused = client.post(url, {"value": "-1", "source_name": "x", "reason": "y"}).content.decode()
    assert "不能小于0" in refused
    total = opened(client, at("cell", agency.pk, YEAR, "requests.granted.total"))
    assert "这一格手工填报" not in total
    assert client.get(at("cell", agency.pk, YEAR, "no.such.cell")).status_code == 404
    assert client.get(at("figures", agency.pk, 1900)).status_code == 404


def test_cell_of_requests__leads_to_each_of_them(office, client_of):
    case = a_request(office.bureau, dt.date(YEAR, 3, 4))
    page = opened(
        client_of(office.officer), at("cell", office.agency.pk, YEAR, "requests.new_received.total")
    )
    assert f'href="{reverse("cases_case", args=[case.pk])}"' in page and case.number in page


def test_number_of_the_text__leads_to_the_records_that_it_counts(office, client_of):
    case = a_request(office.bureau, dt.date(YEAR, 3, 4))
    client, agency = client_of(office.officer), office.agency
    client.post(at("draft", agency.pk, YEAR), {"act": "begin"})
    text = opened(client, at("section", agency.pk, YEAR, "overview"))
    for name in ("published_items", "average_days", "channel.in_person", "fee_notices"):
        assert at("fact", agency.pk, YEAR, name) in text
        assert opened(client, at("fact", agency.pk, YEAR, name))
    shown = opened(client, at("fact", agency.pk, YEAR, "channel.in_person"))
    assert case.number in shown and "申请登记台账" in shown
    for name in ("no_such", "meetings", "column.99999"):
        assert client.get(at("fact", agency.pk, YEAR, name)).status_code == 404
    stranger = client_of(a_bureau("另一市某局").people[Role.DISCLOSURE_OFFICER])
    assert stranger.get(at("fact", agency.pk, YEAR, "published_items")).status_code == 404


def test_supervisor__sees_matrix_problems_sum_and_sends_back(office, client_of):
    draft = written(office)
    signed(office, draft)
    client, to = client_of(office.supervisor), office.government.agency
    file = SimpleUploadedFile("教育局.json", write(a_report("示例市教育局"), "json"))
    answer = client.post(at("receive", to.pk, YEAR), {"reports": [file]})
    assert answer.status_code == 302
    intake = Intake.objects.get()
    assert opened(client, at("intake", intake.pk))
    read_intake.func(intake.pk)
    assert "示例市教育局" in opened(client, at("intake", intake.pk))
    matrix = opened(client, at("matrix", to.pk, YEAR))
    assert "示例市教育局" in matrix and "已公布" in matrix
    for name in ("problems", "consolidated", "circular", "roster", "receive"):
        assert opened(client, at(name, to.pk, YEAR))
    cell = at("consolidated", to.pk, YEAR) + "?ge=requests.new_received.total"
    assert "示例市教育局" in opened(client, cell)
    for kind in ("xlsx", "json", "docx", "pdf", "html"):
        assert client.get(at("sum-file", to.pk, YEAR, kind)).status_code == 200
    row = HandIn.objects.get(agency=office.agency)
    assert office.agency.name in opened(client, at("hand-in", row.pk))
    client.post(at("hand-in", row.pk), {"why": "请补充平台建设情况"})
    row.refresh_from_db()
    assert row.returned_why == "请补充平台建设情况"
    assert "请补充平台建设情况" in opened(client_of(office.officer), at("draft", office.agency.pk, YEAR))
    roster = SimpleUploadedFile("名单.csv", "单位\n人力资源和社会保障局\n没有的局\n".encode())
    client.post(at("roster", to.pk, YEAR), {"hand_in_by": f"{YEAR + 1}-01-20", "roster": roster})
    shown = opened(client, at("roster", to.pk, YEAR))
    assert "没有的局" in shown and f'type="date" name="hand_in_by" value="{YEAR + 1}-01-20"' in shown
    whole = at("figures", to.pk, YEAR) + "?xiaji=1"
    assert "连同全部下级机关" in opened(client, whole)
    assert opened(client, at("cell", to.pk, YEAR, "proactive.licensing_decisions") + "?xiaji=1")


def test_pictures__stand_with_their_tables(office, client_of):
    written(office)
    client = client_of(office.officer)
    assert opened(client, at("pictures", office.agency.pk, YEAR))
    assert client.get(at("pictures", office.agency.pk, YEAR) + "?csv=nothing").status_code == 404


def test_package__is_downloaded_by_the_writer(office, client_of):
    draft = written(office)
    client = client_of(office.officer)
    assert client.get(at("package", office.agency.pk, YEAR)).status_code == 404
    signed(office, draft)
    assert client.get(at("package", office.agency.pk, YEAR))["Content-Type"] == "application/zip"


def test_nobody_sees_the_reports_of_other_authorities(office, client_of):
    draft = written(office)
    signed(office, draft)
    row = HandIn.objects.get()
    stranger = a_bureau("另一市某局")
    for role in (Role.DISCLOSURE_OFFICER, Role.SUPERVISOR, Role.AGENCY_HEAD):
        client = client_of(stranger.people[role])
        for url in (
            at("draft", office.agency.pk, YEAR),
            at("figures", office.agency.pk, YEAR),
            at("matrix", office.government.agency.pk, YEAR),
            at("hand-in", row.pk),
        ):
            assert client.get(url).status_code == 404, (role, url)
    assert client_of(office.officer).get(at("matrix", office.government.agency.pk, YEAR)).status_code == 404
    assert client_of(office.bureau.people[Role.AGENCY_HEAD]).post(
        at("draft", office.agency.pk, YEAR), {"act": "send"}
    ).status_code in (403, 404)
