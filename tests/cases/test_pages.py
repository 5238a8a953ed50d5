"""The authority's pages: who sees what, what a form leads to, and that a mistake says what to do."""

from __future__ import annotations

import datetime as dt
import io

import pytest
import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html
from openpyxl import load_workbook

from kaicheng.agencies.models import Office
from kaicheng.agencies.roles import Role
from kaicheng.audit.models import Event
from kaicheng.cases.actions.assign import Assign
from kaicheng.cases.filing import keep
from kaicheng.cases.models import ActRow, Case, CaseFile, FileRole, SavedView
from kaicheng.cases.work import to_answer, to_confirm, to_deliver, to_report
from kaicheng.redaction import find
from kaicheng.statute import Channel
from tests.agencies.factories import a_bureau
from tests.cases.factories import a_request, profiled

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(bureau):
    profiled(bureau.agency)
    return a_request(bureau, timezone.localdate() - dt.timedelta(days=3))


@pytest.fixture
def officer(bureau, client):
    client.force_login(bureau.people[Role.DISCLOSURE_OFFICER])
    return client


def filled(**given: object) -> dict[str, object]:
    today = timezone.localdate()
    return {
        "key": "k" * 32, "channel": "ordinary_post", "arrived_on": today, "confirmed_on": today,
        "waybill": "XA1",
        "applicant_kind": "natural_person", "name": "申请人甲",
        "telephone": "13800001234",
        "wanted": "2025年度工伤保险基金支出情况", "form": "paper", "delivery": "post", **given,
    }  # fmt: skip


def test_pages_of_a_record__are_decided_without_scripts_too(officer, case, bureau):
    data = typst.compile(
        '#set text(font: "Noto Serif CJK SC")\n报送人：王某某\n\n支出总额三百万元。'.encode()
    )
    by = bureau.people[Role.DISCLOSURE_OFFICER]
    original = keep(case, FileRole.ORIGINAL, "支出表.pdf", data, by=by, at=timezone.now())
    url = reverse("cases_pages", args=[case.pk, original.pk])
    shown = html.fromstring(officer.get(url).content)
    given = {
        "plan": shown.cssselect("#cs-raw")[0].text_content(),
        "by_hand": "1", "words": "王某某", "act": "release",
    }  # fmt: skip
    refused = officer.post(url, given, follow=True).content.decode()
    assert "请先选择遮盖文字的依据" in refused
    officer.post(url, {**given, "words_ground": "refused_third_party_rights"})
    released = CaseFile.objects.get(case=case, role=FileRole.RELEASED)
    with released.file.open() as stored:
        copy = stored.read()
    assert find(copy, "王某某") == []
    assert find(copy, "支出总额")


def test_every_page_of_a_case__opens_for_whoever_handles_it(officer, case):
    letters = [
        f"/gongzuo/shenqing/{case.pk}/wenshu/xin/{kind}/"
        for kind in ("L03_correction_notice", "L16_answer_refused")
    ]
    tasks = [
        reverse("cases_task", args=[case.pk, name])
        for name in ("jiaoban", "jiansuo", "liyou", "zhengju", "wenjian", "zhengqiu", "shoufei", "hebing")
    ]
    pages = [
        reverse(name)
        for name in ("cases_register", "cases_intake", "cases_board", "cases_calendar", "cases_load")
    ]
    own = [reverse(name, args=[case.pk]) for name in ("cases_case", "cases_explained", "cases_letters")]
    acts = [reverse("cases_act", args=[case.pk, code]) for code in ("answer", "extension", "withdrawal")]
    for url in [*pages, *own, *letters, *tasks, *acts, reverse("cases_form", args=[case.pk, "dengjibiao"])]:
        assert officer.get(url).status_code == 200, url


def test_case_of_another_authority__is_not_there(officer, case):
    other = a_request(a_bureau())
    assert officer.get(reverse("cases_case", args=[other.pk])).status_code == 404
    assert (
        other.number not in officer.get(reverse("cases_register")).content.decode()
        or other.number == case.number
    )
    assert officer.get(reverse("cases_letters", args=[other.pk])).status_code == 404


def test_name_of_the_applicant__is_masked_on_every_page(officer, case):
    for url in (reverse("cases_register"), reverse("cases_case", args=[case.pk])):
        assert "申请人甲" not in officer.get(url).content.decode()


def test_intake__same_form_sent_twice_is_one_case_with_its_envelope(officer):
    envelope = SimpleUploadedFile("信封.png", b"\x89PNG\r\n\x1a\n" + b"0" * 40)
    first = officer.post(reverse("cases_intake"), filled(envelope=envelope))
    again = officer.post(reverse("cases_intake"), filled())
    assert first.url == again.url
    case = Case.objects.get()
    assert (case.received_date, case.waybill) == (timezone.localdate(), "XA1")
    assert CaseFile.objects.get(case=case).role == FileRole.ENVELOPE


def test_intake__notices_that_the_same_applicant_asks_for_the_same(officer, bureau):
    a_request(bureau, timezone.localdate() - dt.timedelta(days=1))
    answer = officer.post(reverse("cases_intake"), filled())
    assert "同一申请人" in answer.content.decode()
    assert Case.objects.count() == 1
    officer.post(reverse("cases_intake"), filled(different="on"))
    assert Case.objects.count() == 2


def test_anybody_of_the_authority__can_log_what_they_received(bureau, client):
    client.force_login(bureau.people[Role.INFORMATION_OFFICER])
    answer = client.post(reverse("cases_intake"), filled(), follow=True)
    assert answer.status_code == 200
    assert Case.objects.get().number in answer.content.decode()


def test_forbidden_act__says_why_with_its_article(officer, case):
    answer = officer.get(reverse("cases_act", args=[case.pk, "corrected"]), follow=True)
    assert "《政府信息公开条例》第三十条" in " ".join(str(one) for one in answer.context["messages"])
    assert ActRow.objects.filter(case=case).count() == 1


def test_refusal_recorded_by_hand__needs_its_evidence_first(officer, case):
    url = reverse("cases_act", args=[case.pk, "answer"])
    given = {"on": timezone.localdate(), "outcome": "not_held", "note": ""}
    assert officer.post(url, given).context["form"].errors.keys() == {"paper"}

    def signed() -> dict[str, object]:
        return {**given, "paper": SimpleUploadedFile("答复书.txt", "已经签发".encode())}

    assert "检索查找记录" in officer.post(url, signed()).content.decode()
    search = {
        "office": Office.objects.filter(agency=case.agency)[0].pk, "on": timezone.localdate(),
        "searched_by": "档案员", "where": "综合档案室", "keywords": "工伤保险", "result": "没有找到",
    }  # fmt: skip
    assert officer.post(reverse("cases_task", args=[case.pk, "jiansuo"]), search).status_code == 302
    assert officer.post(url, signed()).status_code == 302
    case.refresh_from_db()
    assert case.outcome == "not_held"


def test_strike__keeps_the_entry_readable(officer, case):
    withdrawn = reverse("cases_act", args=[case.pk, "withdrawal"])
    officer.post(withdrawn, {"on": timezone.localdate(), "note": ""})
    assert ActRow.objects.filter(case=case).count() == 1, "without the applicant's writing it did not happen"
    statement = SimpleUploadedFile("撤回书.txt", "我撤回这份申请。".encode())
    officer.post(withdrawn, {"on": timezone.localdate(), "note": "", "statement": statement})
    assert case.proofs.get().code == "withdrawal_statement"
    url = reverse("cases_act", args=[case.pk, "strike"]) + "?place=1"
    officer.post(url, {"reason": "是另一份申请的撤回"})
    case.refresh_from_db()
    assert case.phase == "in_review"
    assert "是另一份申请的撤回" in officer.get(reverse("cases_case", args=[case.pk])).content.decode()


def test_identity_papers__are_for_intake_and_the_disclosure_office_only(bureau, client, case):
    file = keep(case, FileRole.IDENTITY, "证件.png", b"\x89PNG\r\n\x1a\n0000", by=None, at=timezone.now())
    case.office = bureau.office
    case.save(update_fields=["office"])
    url = reverse("cases_file", args=[case.pk, file.pk])
    client.force_login(bureau.people[Role.LEADER_IN_CHARGE])
    assert client.get(url).status_code == 403
    client.force_login(bureau.people[Role.REGISTRAR])
    assert client.get(url).status_code == 200


def test_office__reports_a_search_without_seeing_who_asks(bureau, client, case):
    today = timezone.localdate()
    officer = bureau.people[Role.DISCLOSURE_OFFICER]
    asked = Assign(case, bureau.office, today + dt.timedelta(days=2), "检索支出表", by=officer).execute()
    person = bureau.people[Role.INFORMATION_OFFICER]
    assert [item.key.split(":")[0] for item in to_report(person, today)] == ["case-assignment"]
    client.force_login(person)
    url = reverse("cases_assignment", args=[asked.pk])
    assert "申请人甲" not in client.get(url).content.decode()
    report = {
        "on": today,
        "searched_by": "信息员",
        "where": "业务系统",
        "keywords": "工伤",
        "found": "on",
        "result": "找到支出表",
        "report": "可以公开",
    }
    assert client.post(url, report).status_code == 302
    assert case.searches.get().found
    assert list(to_report(person, today)) == []


def test_register__takes_as_many_queries_for_many_rows_as_for_one(officer, bureau, case):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert officer.get(reverse("cases_register")).status_code == 200
        return len(asked)

    queries()
    for_one = queries()
    for _number in range(12):
        a_request(bureau, timezone.localdate())
    assert queries() == for_one


def test_export__has_masked_names_and_is_on_record(officer, case):
    answer = officer.get(reverse("cases_export"))
    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[1][0] == case.number
    assert "申请人甲" not in str(rows)
    assert Event.objects.filter(action="cases.register.exported").exists()


def test_filters__are_kept_for_the_person_alone(officer, bureau, client, case):
    officer.post(reverse("cases_save_view"), {"name": "快到期", "query": "due=soon"})
    assert SavedView.objects.get().query == "due=soon"
    assert "快到期" in officer.get(reverse("cases_register")).content.decode()
    client.force_login(bureau.people[Role.REGISTRAR])
    assert "快到期" not in client.get(reverse("cases_register")).content.decode()


def test_desk__shows_what_is_due_and_what_is_to_be_confirmed(bureau):
    today = timezone.localdate()
    officer = bureau.people[Role.DISCLOSURE_OFFICER]
    case = a_request(bureau, today, channel=Channel.FAX)
    (item,) = to_answer(officer, today)
    assert item.due is not None
    assert item.due.on == case.due
    assert [one.key for one in to_confirm(officer, today)] == [f"case-confirmation:{case.pk}"]
    assert list(to_deliver(officer, today)) == []
    assert list(to_answer(bureau.people[Role.INFORMATION_OFFICER], today)) == []
