"""The bureau's year: from its records the tally comes to what its report says."""

from __future__ import annotations

import datetime as dt

import pytest

from kaicheng.agencies.models import Agency
from kaicheng.annual_report.checks import check
from kaicheng.annual_report.readers import read
from kaicheng.demonstration.corpus import BUREAU_NAME
from kaicheng.findings import blocks
from kaicheng.portal import demonstration as published
from kaicheng.publishing.importing.batches import digest_of
from kaicheng.publishing.models import DocumentPage, ImportBatch
from kaicheng.reporting.scope import Scope
from kaicheng.reporting.tally import tally

pytestmark = pytest.mark.django_db


def test_tally_of_2024__equals_the_published_report_cell_for_cell():
    bureau = Agency.objects.get(name=BUREAU_NAME)
    report = read(published.source(), published.SOURCE_NAME)
    counted = tally(Scope.year(bureau, 2024))
    for path, figure in report.figures.items():
        assert counted.figures[path] == figure, path
    assert not blocks(check(counted.report()))


def test_bureau__published_391_items_in_2024_by_an_import_whose_digest_holds():
    items = DocumentPage.objects.filter(
        agency__name=BUREAU_NAME, published_date__range=(dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    )
    assert items.count() == 391
    batch = ImportBatch.objects.get(agency__name=BUREAU_NAME)
    assert digest_of(batch) == (batch.count, batch.digest)
    assert all(page.content_hash == page.signed_hash for page in items)
