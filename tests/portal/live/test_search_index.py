"""The index says what is true: attachments, reports, damage, crashes, and who comes last."""

from __future__ import annotations

import io
import shutil

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.utils import timezone
from docx import Document

from kaicheng.portal.live import jobs, outlet
from kaicheng.portal.live.asked import Asked
from kaicheng.portal.live.findings import find
from kaicheng.publishing import outlets
from kaicheng.publishing.models import Attachment, DocumentPage, Outgoing
from kaicheng.retrieval import IndexUnavailable
from tests.publishing.factories import a_draft, published, signed_by, submitted

pytestmark = pytest.mark.django_db


def keys(text: str) -> list[str]:
    found = find(Asked(text))
    return [] if found.results.relaxed else [hit.key for hit in found.hits]


def test_words_of_an_attached_file__find_the_document(bureau, django_capture_on_commit_callbacks):
    from kaicheng.review.models import Opening

    made = Document()
    made.add_paragraph("附表：春风行动用工岗位一览")
    data = io.BytesIO()
    made.save(data)
    page = a_draft(bureau)
    attachment = Attachment(page=page, name="岗位表.docx")
    attachment.file.save("gangwei.docx", ContentFile(data.getvalue()), save=False)
    attachment.full_clean(exclude=["page"])
    attachment.file.close()
    page.attachments.add(attachment)
    page.save_revision(user=bureau.author)
    submission = submitted(bureau, page)
    for user in (bureau.head, bureau.leader):
        Opening.objects.get_or_create(user=user, digest=attachment.digest, defaults={"at": timezone.now()})
    with django_capture_on_commit_callbacks(execute=True):
        signed_by(submission, bureau.head, bureau.leader)
    assert keys("用工岗位一览") == [str(page.pk)]
    (hit,) = find(Asked("用工岗位一览")).hits
    assert hit.in_attachments


def test_crash_between_commit_and_index__is_made_up_for(bureau):
    page = published(bureau)  # its outlets never ran
    assert Outgoing.objects.exists()
    outlets.catch_up()
    assert keys("稳岗就业") == [str(page.pk)]
    assert not Outgoing.objects.exists()


def test_lost_and_damaged_index__is_built_anew_by_the_job(bureau, search_folder):
    page = published(bureau)
    jobs.compare(timezone.now())
    assert keys("稳岗就业") == [str(page.pk)]
    for file in (search_folder / "index").rglob("*.store"):
        file.write_bytes(b"damaged")
    jobs.compare(timezone.now())
    assert keys("稳岗就业") == [str(page.pk)]
    shutil.rmtree(search_folder)
    with pytest.raises(IndexUnavailable):
        outlet.the_index().count()
    jobs.compare(timezone.now())
    assert keys("稳岗就业") == [str(page.pk)]


def test_row_made_live_by_hand__is_not_found_even_after_building_anew(bureau):
    draft = a_draft(bureau, "没有签过的稿子")
    DocumentPage.objects.filter(pk=draft.pk).update(
        live=True, live_revision=draft.latest_revision, signed_hash=draft.content_hash
    )
    assert outlet.build() == 0
    jobs.compare(timezone.now())  # says so in the log, and does not go on for ever


def test_command__builds_checks_and_says_what_differs(bureau, capsys):
    with pytest.raises(CommandError):
        call_command("search_index", "check")
    published(bureau)
    call_command("search_index", "build")
    call_command("search_index", "check")
    assert "公开的1件都搜得到" in capsys.readouterr().out
    published(bureau, "又一份")
    with pytest.raises(CommandError, match="公开的有2件，搜得到1件"):
        call_command("search_index", "check")


def test_renamed_column__renames_the_facet(bureau, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        page = published(bureau)
    column = page.column
    column.title = "稳岗就业新栏目"
    column.save()
    with django_capture_on_commit_callbacks(execute=True):
        outlets.announce(column, timezone.now())
    (hit,) = find(Asked("稳岗就业")).hits
    assert hit.column == "稳岗就业新栏目"
