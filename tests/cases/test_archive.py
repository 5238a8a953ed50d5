"""A file goes into the archive complete and whole, is only read from then on, and comes back for a reason."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from kaicheng.agencies.permissions import Denied
from kaicheng.agencies.roles import Role
from kaicheng.audit.models import Event
from kaicheng.cases.actions.act import RecordAct
from kaicheng.cases.actions.archive import ArchiveCase, ReopenFile, digest_of, lacking, proposed
from kaicheng.cases.actions.evidence import AddProof
from kaicheng.cases.actions.parts import AnswerAgain
from kaicheng.cases.disputes.actions import RecordDispute
from kaicheng.cases.filing import keep
from kaicheng.cases.models import Case, CaseFile, CaseLetter, FileRole
from kaicheng.cases.work import to_archive
from tests.agencies.factories import a_bureau
from tests.cases.factories import a_request, moment, on_paper, proven

pytestmark = pytest.mark.django_db
DAY = dt.date(2025, 3, 4)


@pytest.fixture
def officer(bureau):
    return bureau.people[Role.DISCLOSURE_OFFICER]


@pytest.fixture
def archivist(bureau):
    return bureau.people[Role.ARCHIVIST]


def ended(bureau, outcome: str = "refused_internal_affairs", on: dt.date = DAY) -> Case:
    """Answered and served in 2025."""
    officer = bureau.people[Role.DISCLOSURE_OFFICER]
    case = a_request(bureau, on)
    proven(bureau, case, outcome, on)
    on_paper(bureau, case, on)
    RecordAct(case, "answer", on, {"outcome": outcome}, by=officer, at=moment(on)).execute()
    RecordAct(case, "service", on, {"means": "in_person"}, by=officer, at=moment(on)).execute()
    keep(case, FileRole.REQUEST, "申请表.txt", "申请表".encode(), by=officer, at=moment(on))
    return Case.objects.get(pk=case.pk)


def test_file__is_archived_with_its_papers_named_by_a_digest(bureau, archivist):
    case = ended(bureau)
    ArchiveCase(case, place="2025年第3盒", by=archivist).execute()
    case.refresh_from_db()
    assert (case.archived_on, case.archived_for, case.archive_place) == (
        timezone.localdate(),
        "30",
        "2025年第3盒",
    )
    event = Event.objects.get(action="cases.case.archived")
    assert event.facts["digest"] == digest_of(CaseFile.objects.filter(case=case).order_by("pk"))
    assert (event.facts["files"], event.facts["retention"]) == (2, "定期30年")
    with pytest.raises(ValidationError, match="已经归档"):
        ArchiveCase(case, by=archivist).execute()


def test_archived_file__is_only_read_until_it_is_taken_back(bureau, officer, archivist):
    case = ended(bureau)
    ArchiveCase(case, by=archivist).execute()
    deeds = (
        AddProof(case, "disclosure_review", "补充", by=officer),
        RecordAct(case, "strike", timezone.localdate(), {"act_index": 2, "reason": "记错"}, by=officer),
    )
    for deed in deeds:
        with pytest.raises(ValidationError, match="只能查阅"):
            deed.execute()
    with pytest.raises(ValidationError, match="为什么退回整理"):
        ReopenFile(case, " ", by=archivist).execute()
    ReopenFile(case, "补入行政判决书", by=archivist).execute()
    assert Event.objects.get(action="cases.case.reopened").facts["why"] == "补入行政判决书"
    AddProof(case, "disclosure_review", "补充", by=officer).execute()
    ArchiveCase(case, by=archivist).execute()


def test_order_to_answer_again__comes_to_an_archived_file_too(bureau, officer, archivist):
    case = ended(bureau)
    ArchiveCase(case, by=archivist).execute()
    today = timezone.localdate()
    again = AnswerAgain(case, decided_on=today, answer_by=today, by=officer).execute()
    assert again.archived_on is None


def test_file_that_lacks_something__says_all_of_it(bureau, officer, archivist):
    open_case = a_request(bureau, DAY)
    with pytest.raises(ValidationError, match="还没有办结"):
        ArchiveCase(open_case, by=archivist).execute()
    case = ended(bureau)
    case.harms.all().delete()
    CaseLetter.objects.create(case=case, kind="L16_answer_refused", version="1", act="answer")
    CaseLetter.objects.filter(case=case).update(live=True)
    values = {"case": case, "kind": "reconsideration", "body": "示例市人民政府", "filed_on": DAY}
    RecordDispute(bureau.agency, values, by=officer, at=moment(DAY)).execute()
    wanting = "".join(lacking(case))
    assert all(what in wanting for what in ("缺证据", "还没有登记送达", "复议、诉讼还没有结果"))
    assert proposed(case) == "permanent"
    assert proposed(ended(bureau, "petition_complaint")) == "10"


def test_paper_that_is_damaged__keeps_the_file_out_of_the_archive(bureau, archivist):
    case = ended(bureau)
    row = CaseFile.objects.get(case=case, role=FileRole.REQUEST)
    row.file.storage.delete(row.file.name)
    with pytest.raises(ValidationError, match=r"申请表\.txt"):
        ArchiveCase(case, by=archivist).execute()
    row.file.save("file", ContentFile("另一份".encode()), save=True)
    with pytest.raises(ValidationError, match=r"不一致：申请表\.txt"):
        ArchiveCase(case, by=archivist).execute()
    assert Case.objects.get(pk=case.pk).archived_on is None


def test_only_archivist_and_disclosure_office__archive(bureau, officer):
    case = ended(bureau)
    for person in (bureau.people[Role.OFFICE_HEAD], a_bureau().people[Role.ARCHIVIST]):
        with pytest.raises(Denied):
            ArchiveCase(case, by=person).execute()
    ArchiveCase(case, by=officer).execute()


def test_year__goes_into_the_archive_together_and_leaves_what_lacks_something(
    bureau, client, archivist, officer
):
    first, second, wanting = (ended(bureau) for _number in range(3))
    wanting.harms.all().delete()
    other_year = ended(bureau, on=dt.date(2024, 5, 6))
    stranger = ended(a_bureau())
    items = {item.key: item.title for item in to_archive(archivist, dt.date(2026, 1, 5))}
    assert list(items.values()) == ["2024年办结的1件申请还没有归档", "2025年办结的3件申请还没有归档"]
    client.force_login(archivist)
    url = reverse("cases_archive") + "?nian=2025"
    html = client.get(url).content.decode()
    assert first.number in html and "缺证据" in html
    assert f'value="{wanting.pk}"' not in html and f'value="{other_year.pk}"' not in html
    chosen = [case.pk for case in (first, second, wanting, other_year, stranger)]
    shown = client.post(url, {"case": chosen, "place": "第1盒"}, follow=True).content.decode()
    assert "已归档2件" in shown and "1件没有归档" in shown
    assert set(Case.objects.filter(archived_on__isnull=False)) == {first, second}
    answer = client.get(reverse("cases_archive_list") + "?nian=2025")
    rows = [
        [cell.value for cell in row] for row in load_workbook(io.BytesIO(answer.content)).active.iter_rows()
    ]
    assert [row[0] for row in rows[1:]] == [first.number, second.number]
    assert rows[1][6:8] == ["定期30年", "第1盒"]
    assert "申请人甲" not in str(rows)
    assert Event.objects.filter(action="cases.register.exported").exists()
    client.force_login(bureau.people[Role.OFFICE_HEAD])
    assert client.get(url).status_code == 403


def test_register_and_case__tell_what_is_archived(bureau, client, officer):
    case, other = ended(bureau), ended(bureau)
    ArchiveCase(case, by=officer).execute()
    client.force_login(officer)
    found = {
        which: {
            row.case.pk for row in client.get(reverse("cases_register"), {"archive": which}).context["rows"]
        }
        for which in ("yes", "no")
    }
    assert found == {"yes": {case.pk}, "no": {other.pk}}
    html = client.get(reverse("cases_case", args=[case.pk])).content.decode()
    assert "归档，定期30年" in html and "退回整理" in html
    task = reverse("cases_task", args=[other.pk, "guidang"])
    assert client.get(task).context["form"].initial == {"retention": "30"}
    client.post(task, {"retention": "permanent", "place": ""})
    other.refresh_from_db()
    assert other.archived_for == "permanent"
