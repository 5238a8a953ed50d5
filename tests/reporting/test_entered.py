"""A figure put in by hand: with a source, signed by somebody else, marked wherever it is seen."""

from __future__ import annotations

import datetime as dt
import io
import json
import re

import docx
import openpyxl
import pdfplumber
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kaicheng.agencies.permissions import Denied
from kaicheng.agencies.roles import Role
from kaicheng.annual_report.form import form_for
from kaicheng.annual_report.pictures import cells_csv
from kaicheng.annual_report.writers import write
from kaicheng.audit.models import Event
from kaicheng.portal.models import AnnualReportPage
from kaicheng.portal.stored import from_text
from kaicheng.publishing.models import Decision
from kaicheng.reporting.actions.draft import SendReport
from kaicheng.reporting.actions.entered import EnterFigure, SignFigure, WithdrawFigure, enterable
from kaicheng.reporting.models import EnteredFigure, HandIn
from kaicheng.reporting.scope import Scope
from kaicheng.reporting.tally import tally
from kaicheng.reporting.work import figures_to_sign
from tests.agencies.factories import a_bureau, an_agency
from tests.reporting.writers import YEAR, answered, signed, written

pytestmark = pytest.mark.django_db
CELL = "proactive.licensing_decisions"


@pytest.fixture
def head(office):
    return office.bureau.people[Role.OFFICE_HEAD]


def entered(office, value: int = 158, source: bytes | None = b"158") -> EnteredFigure:
    file = SimpleUploadedFile("台账.txt", source) if source else None
    return EnterFigure(
        office.agency, YEAR, CELL, value, source_name="省政务服务系统", source=file, reason="在省系统办理",
        by=office.officer,
    ).execute()  # fmt: skip


def url_of(row):
    return reverse("reporting:cell", args=[row.agency_id, YEAR, CELL])


def test_figure__needs_its_source_once(office):
    with pytest.raises(ValidationError, match="来源文件"):
        entered(office, source=None)
    entered(office)
    assert entered(office, 160, source=None).source_digest


def test_signature__is_somebody_elses_and_on_what_was_seen(office, head):
    row = entered(office)
    with pytest.raises(Denied):
        SignFigure(row, seen=row.content_hash, by=office.officer).execute()
    with pytest.raises(ValidationError, match="又改过"):
        SignFigure(row, seen="", by=head).execute()
    row = SignFigure(row, seen=row.content_hash, by=head).execute()
    assert row.signed and row.signed_post
    assert Event.objects.filter(action="reporting.figure.signed").count() == 1
    with pytest.raises(ValidationError, match="已经有人签字"):
        SignFigure(row, seen=row.content_hash, by=head).execute()
    assert not entered(office, 159, source=None).signed, "a change voids the signature"


def test_unsigned_figure__waits_on_a_desk_and_holds_up_the_report(office, head, client_of):
    draft = written(office)
    row = entered(office)
    (item,) = figures_to_sign(head, timezone.localdate())
    assert "158" in item.title and item.waits_for_me
    assert not list(figures_to_sign(office.officer, timezone.localdate()))
    answered(office, draft)
    with pytest.raises(ValidationError, match="还没有签字"):
        SendReport(draft, by=office.officer).execute()
    SignFigure(row, seen=row.content_hash, by=head).execute()
    assert not list(figures_to_sign(head, timezone.localdate()))
    signed(office, draft)
    page = AnnualReportPage.objects.get(pk=draft.page.pk)
    assert ("手工填报的数据", "表二“行政许可”的本年处理决定数量") in page.review_facts()
    marked_everywhere(page)
    handed = HandIn.objects.get()
    client = client_of(office.supervisor)
    shown = client.get(reverse("reporting:hand-in", args=[handed.pk])).content.decode()
    assert 'class="entered"' in shown
    whole = client.get(reverse("reporting:consolidated", args=[handed.to_id, YEAR])).content.decode()
    assert "有单位手工填报" in whole


def marked_everywhere(page):
    """The published page and its files say which figure was put in by hand."""
    note = "注：表二“行政许可”的本年处理决定数量为手工填报。"
    assert note in Client().get(page.url).content.decode()
    report = from_text(page.report_json)
    assert note in write(report, "html").decode()
    assert note in [one.text for one in docx.Document(io.BytesIO(write(report, "docx"))).paragraphs]
    assert json.loads(write(report, "json"))["provenance"] == {CELL: "entered"}
    book = openpyxl.load_workbook(io.BytesIO(write(report, "xlsx")))
    (cell,) = [cell for row in book["表2"] for cell in row if cell.comment]
    assert (cell.value, cell.comment.text) == (158, "手工填报")
    assert note in [row[0].value for row in book["报告"]]
    with pdfplumber.open(io.BytesIO(write(report, "pdf"))) as pages:
        assert note in "".join(one.extract_text() for one in pages.pages).replace("\n", "")
    line = next(line for line in cells_csv(report).splitlines() if line.startswith(CELL))
    assert line.endswith(",158,件,手工填报")


def test_figure_taken_back__counts_no_more_and_keeps_its_source(office, head, client_of):
    row = entered(office)
    with pytest.raises(ValidationError, match="为什么撤回"):
        WithdrawFigure(row, by=office.officer).execute()
    with pytest.raises(Denied):
        WithdrawFigure(row, reason="重复", by=head).execute()
    client, url = client_of(office.officer), url_of(row)
    assert "撤回这个数字" in client.get(url).content.decode()
    client.post(url, {"act": "withdraw", "row": row.pk, "reason": "系统里已经补录"})
    row.refresh_from_db()
    assert row.withdrawn_why == "系统里已经补录" and row.source
    found = tally(Scope.year(office.agency, YEAR))
    assert found.figures[CELL] == 0 and not found.entered
    assert not list(figures_to_sign(head, timezone.localdate()))
    assert Event.objects.filter(action="reporting.figure.withdrawn").count() == 1
    with pytest.raises(ValidationError, match="已经撤回"):
        SignFigure(row, seen=row.content_hash, by=head).execute()
    assert entered(office, 160).pk != row.pk, "what is put in later is another figure"


def a_table(*rows) -> SimpleUploadedFile:
    lines = ["位置,数值", *(f"{name},{value}" for name, value in rows)]
    return SimpleUploadedFile("填报.csv", "\n".join(lines).encode("gb18030"))


def test_table__is_downloaded_filled_in_and_signed_at_once(office, head, client_of):
    client = client_of(office.officer)
    url = reverse("reporting:enter", args=[office.agency.pk, YEAR])
    template = client.get(url, {"moban": 1}).content.decode("utf-8-sig").splitlines()
    names = {cell.name for path, cell in form_for(YEAR).cells.items() if path in enterable(YEAR)}
    assert {line.removesuffix(",") for line in template[1:]} == names
    cells = form_for(YEAR).cells
    received, granted = "requests.new_received.natural_person", "requests.granted.natural_person"
    given = {"source_name": "纸质登记簿", "reason": "系统启用前的申请"}

    def sent(*rows):
        source = SimpleUploadedFile("登记簿.txt", b"3")
        return client.post(url, {**given, "table": a_table(*rows), "source": source})

    for rows, said in (
        ([("没有这一格", 3)], "没有“没有这一格”这一格"),
        ([(cells[received].name, "三")], "不是数字"),
        ([(cells[received].name, 3), (cells[received].name, 4)], "填了两次"),
        ([(cells["requests.granted.total"].name, 3)], "合计"),
        ([], "没有填数字"),
    ):
        assert said in sent(*rows, *([] if rows else [(cells[received].name, "")])).content.decode()
    assert not EnteredFigure.objects.exists()
    rows = [(cells[received].name, 3), (cells[granted].name, 3), (cells[CELL].name, "")]
    assert sent(*rows).status_code == 302
    assert EnteredFigure.objects.values("source").distinct().count() == 1
    assert not tally(Scope.year(office.agency, YEAR)).entered
    page = reverse("reporting:figures", args=[office.agency.pk, YEAR])
    assert "一并签字" not in client.get(page).content.decode()
    signer = client_of(head)
    shown = signer.get(page).content.decode()
    seen = re.findall(r'name="seen" value="([^"]+)"', shown)
    assert len(seen) == 2 and "2格一并签字" in shown
    signer.post(page, {"act": "sign", "seen": [seen[0], seen[1][:-1] + "x"]})
    assert not any(one.signed for one in EnteredFigure.objects.all())
    signer.post(page, {"act": "sign", "seen": seen})
    assert all(one.signed for one in EnteredFigure.objects.all())
    assert Event.objects.filter(action="reporting.figures.signed").count() == 1
    figures = tally(Scope.year(office.agency, YEAR)).figures
    assert figures["requests.new_received.total"] == figures["requests.handled_total.total"] == 3


# --- with those merged into it, and over a sub-tree ------------------------------------------------------


def licences(agency, count: int) -> None:
    Decision.objects.bulk_create(
        Decision(
            agency=agency, kind="licence", number=f"{agency.pk}-{number}", name="许可",
            decided_on=dt.date(YEAR, 3, 1), recorded_at=timezone.now(),
        )
        for number in range(count)
    )  # fmt: skip


def by_hand(agency, value: int, at: dt.datetime) -> None:
    source = SimpleUploadedFile("台账.txt", b"1")
    row = EnterFigure(
        agency, YEAR, CELL, value, source_name="台账", source=source, reason="别处办理", by=None, at=at
    ).execute()
    SignFigure(row, seen=row.content_hash, by=None, at=at).execute()


def counts(agency, *, subtree: bool = False):
    return tally(Scope.year(agency, YEAR, subtree=subtree)).figures[CELL]


@pytest.fixture
def merged():
    """An authority with 5 licences, into which one with 2 was merged last summer, below a government."""
    above = an_agency("示例市人民政府")
    taking = an_agency("示例市文化和旅游局", parent=above)
    gone = an_agency("示例市旅游局", parent=type(above).objects.get(pk=above.pk))
    licences(taking, 5)
    licences(gone, 2)
    gone.status, gone.status_since, gone.successor = "merged", dt.date(YEAR, 7, 1), taking
    gone.save()
    above.refresh_from_db()
    return above, taking, gone


BEFORE, AFTER = (dt.datetime(YEAR, month, 1, 12, tzinfo=dt.UTC) for month in (6, 8))


def test_figure_of_before_the_merger__stands_for_its_own_authority_alone(merged):
    above, taking, gone = merged
    by_hand(gone, 20, BEFORE)
    assert counts(taking) == counts(above, subtree=True) == 5 + 20
    by_hand(taking, 50, BEFORE)
    assert counts(taking) == counts(above, subtree=True) == 50 + 20


def test_figure_of_after_the_merger__stands_for_both(merged):
    above, taking, gone = merged
    by_hand(gone, 20, BEFORE)
    by_hand(taking, 100, AFTER)
    assert counts(taking) == counts(above, subtree=True) == 100
    licences(above, 1)
    assert counts(above, subtree=True) == 101


@pytest.mark.django_db(transaction=True)  # an answer that streams a file closes the connection
def test_pages__show_the_source_and_take_the_signature(office, head, client_of):
    row = entered(office)
    client, url = client_of(head), url_of(row)
    shown = client.get(url).content.decode()
    assert "还没有签字" in shown and "已核对来源，签字" in shown
    source = client.get(reverse("reporting:source", args=[row.pk]))
    assert b"".join(source.streaming_content) == b"158"
    source.close()
    client.post(url, {"act": "sign", "row": row.pk, "seen": row.content_hash})
    row.refresh_from_db()
    assert row.signed
    assert "签字。" in client.get(url).content.decode()
    assert client.post(url, {"act": "sign", "row": "x"}).status_code == 404
    own = client_of(office.officer)
    assert "已核对来源，签字" not in own.get(url).content.decode()
    stranger = client_of(a_bureau("另一市某局").people[Role.OFFICE_HEAD])
    assert stranger.get(reverse("reporting:source", args=[row.pk])).status_code == 404
    assert stranger.post(url, {"act": "sign", "row": row.pk, "seen": row.content_hash}).status_code == 404
