"""The search index is told of every change before the action that made it returns.

A page is looked at again while nobody else may write to the index. So whoever comes last has seen what is
true last, and nothing withdrawn is put back by somebody who was slow.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max
from django.utils.translation import gettext_lazy
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished

from kaicheng.agencies.models import Agency, AgencyName
from kaicheng.portal.live.entries import (
    BATCH,
    entries,
    entry_of,
    groups_of_names,
    pages,
    public_pks,
    read_files,
)
from kaicheng.portal.models import AnnualReportPage
from kaicheng.publishing import outlets
from kaicheng.publishing.decisions.showing import concerns_decisions_alone
from kaicheng.publishing.models import ColumnPage, DocumentPage, HomePage
from kaicheng.publishing.outlets import Changed
from kaicheng.retrieval import Index, IndexUnavailable, Synonyms

logger = logging.getLogger(__name__)

WAIT = 30.0
"""Seconds to wait for others who write."""

_lock = threading.Lock()
_opened: dict[Path, tuple[object, Index]] = {}


def the_index() -> Index:
    """The index of this installation, which knows the names that authorities bear today."""
    path = Path(settings.KAICHENG_SEARCH) / "index"
    counted = AgencyName.objects.aggregate(Count("pk"), Max("pk"))
    names = (Agency.objects.count(), *counted.values())
    with _lock:
        known = _opened.get(path)
        if known is None or known[0] != names:
            known = _opened[path] = (names, Index(path, Synonyms(groups_of_names())))
        return known[1]


def bring(pks: Collection[int]) -> None:
    """Make the index say of these pages what is true now.

    Where the index is damaged nothing can be found in it, so nothing withdrawn either: it is built anew by
    the job that compares it.
    """
    read_files(pks)
    path = Path(settings.KAICHENG_SEARCH) / "index"
    try:
        Index.open(path, create=True)
        with the_index().writer(wait=WAIT) as writer:
            there = {page.pk: entry_of(page) for page in pages(pks)}
            for pk in pks:
                if (entry := there.get(pk)) is not None:
                    writer.put(entry)
                else:
                    writer.delete(str(pk))
    except IndexUnavailable as error:
        logger.error("The search index must be built anew: %s", error.message.en)


@outlets.register("search", gettext_lazy("搜索"))
def search(changed: Collection[Changed]) -> None:
    """The outlet of documents, and of columns and platforms, whose names stand on their documents."""
    pks = {one.page for one in changed if not concerns_decisions_alone(one.path)}
    columns = ColumnPage.objects.filter(pk__in=pks).values_list("path", flat=True)
    for path in columns:
        pks.update(Page.objects.filter(path__startswith=path).values_list("pk", flat=True))
    agencies = HomePage.objects.filter(pk__in=pks).values_list("agency", flat=True)
    pks.update(DocumentPage.objects.filter(agency__in=agencies, live=True).values_list("pk", flat=True))
    some = sorted(pks)
    for start in range(0, len(some), BATCH):
        bring(some[start : start + BATCH])


def build() -> int:
    """Build it anew beside the one in use; how many documents it holds then. Raises IndexBusy."""
    index = the_index()
    with index.rebuild() as rebuild:
        for entry in entries():
            rebuild.put(entry)
    return index.count()


def differences() -> tuple[int, int]:
    """How many documents are public by their rows, and how many are in the index.

    Raises IndexUnavailable where there is none, or it is damaged.
    """
    index = the_index()
    index.verify()
    return len(public_pks()), index.count()


def _report_changed(sender: type[Page], instance: Page, **_: Any) -> None:
    pk = instance.pk
    transaction.on_commit(lambda: bring([pk]), robust=True)


page_published.connect(_report_changed, sender=AnnualReportPage)
page_unpublished.connect(_report_changed, sender=AnnualReportPage)
