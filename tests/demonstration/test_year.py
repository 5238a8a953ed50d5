"""The bureau's year: from its records the tally comes to what its report says."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from kaicheng.agencies.models import Agency
from kaicheng.agencies.roles import Role
from kaicheng.agencies.standing import acting
from kaicheng.annual_report.checks import check
from kaicheng.annual_report.readers import read
from kaicheng.demonstration.corpus import BUREAU_NAME
from kaicheng.findings import Severity, blocks
from kaicheng.portal import demonstration as published
from kaicheng.portal.stored import from_text
from kaicheng.publishing.importing.batches import digest_of
from kaicheng.publishing.models import DocumentPage, ImportBatch
from kaicheng.reporting.actions.draft import BeginDraft, SendReport, WriteSection
from kaicheng.reporting.models.draft import PROSE, Section
from kaicheng.reporting.scope import Scope
from kaicheng.reporting.tally import tally
from kaicheng.reporting.writing import Work, findings_of_page
from kaicheng.review.actions.judge import Judge
from kaicheng.review.models import Submission

pytestmark = pytest.mark.django_db


def test_tally_of_2024__equals_the_published_report_cell_for_cell():
    bureau = Agency.objects.get(name=BUREAU_NAME)
    report = read(published.source(), published.SOURCE_NAME)
    counted = tally(Scope.year(bureau, 2024))
    for path, figure in report.figures.items():
        assert counted.figures[path] == figure, path
    assert not blocks(check(counted.report()))


def test_report_of_2024__goes_from_the_empty_draft_to_its_signatures_without_a_blocking_finding():
    bureau = Agency.objects.get(name=BUREAU_NAME)
    stated = read(published.source(), published.SOURCE_NAME)
    today = timezone.localdate()
    officer = acting(Role.DISCLOSURE_OFFICER, bureau, today)[0].user
    draft = BeginDraft(bureau, 2024, by=officer).execute()
    for section in Section:
        text = stated.chapters[section] if section in PROSE else None
        draft = WriteSection(draft, section, text, done=True, by=officer).execute()
    work = Work(draft, today)
    assert not blocks(work.findings)
    assert {path: work.report[path] for path in stated.figures} == dict(stated.figures)
    for finding in work.findings:
        if finding.severity is Severity.WARN:
            Judge(draft.page, finding, upheld=False, by=officer, reason="已经核对，与台账一致").execute()
    SendReport(draft, correction="按台账重新编制", by=officer).execute()
    sent = Submission.objects.latest("pk").revision.as_object()
    assert {path: from_text(sent.report_json)[path] for path in stated.figures} == dict(stated.figures)
    assert not blocks(findings_of_page(sent))


def test_bureau__published_391_items_in_2024_by_an_import_whose_digest_holds():
    items = DocumentPage.objects.filter(
        agency__name=BUREAU_NAME, published_date__range=(dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    )
    assert items.count() == 391
    batch = ImportBatch.objects.get(agency__name=BUREAU_NAME)
    assert digest_of(batch) == (batch.count, batch.digest)
    assert all(page.content_hash == page.signed_hash for page in items)
