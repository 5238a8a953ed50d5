"""The province's platforms on the public site, and five years of annual reports.

The figures are the same every time, add up, and begin with what the year before has carried forward. The
CMS's indexes for searching and for references are not made for these pages.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db.models import F
from django.utils import timezone
from wagtail.models import Page

from kaicheng.agencies.models import Agency
from kaicheng.audit.recording import atomic
from kaicheng.demonstration.bulk import AT_ONCE
from kaicheng.demonstration.province import OPENED_AT, YEARS, counted
from kaicheng.demonstration.registry import Occasion, Size, part
from kaicheng.demonstration.reports import carried_forward, made_up
from kaicheng.portal.events import told_of_reading_in
from kaicheng.portal.models import AnnualReportPage
from kaicheng.portal.stored import to_text
from kaicheng.publishing.columns import Column, Planned, statutory
from kaicheng.publishing.importing.tree import insert_own_rows, paths_below
from kaicheng.publishing.models import ColumnPage, HomePage
from kaicheng.publishing.models.document import Mark

SEED = "711"
Made = TypeVar("Made", bound=Page)


@part("province.reports", size=Size.LARGE)
def reports(occasion: Occasion) -> None:
    """The platform of every authority with its reports."""
    for portion, so_far in counted(occasion.scale):
        if HomePage.objects.filter(agency__slug=portion[0].slug).exists():
            continue
        with atomic():
            _platforms(Agency.objects.filter(slug__in=[plan.slug for plan in portion]))
        occasion.tell(f"演示省：年度报告 annual reports {so_far}")


def _platforms(agencies: Sequence[Agency]) -> None:
    """The home, the columns and the reports of every authority."""
    root = Page.objects.select_for_update().get(depth=1)
    paths = paths_below(root, root.get_last_child())
    homes = [
        _page(root, next(paths), HomePage, agency.name, agency.slug, OPENED_AT, len(statutory()))
        for agency in agencies
    ]
    _insert(HomePage, [(home, {"agency": agency}) for home, agency in zip(homes, agencies, strict=True)])
    Page.objects.filter(pk=root.pk).update(numchild=F("numchild") + len(homes))
    columns = [
        (_column(home, path, entry), {"kind": entry.kind, "agency": agency, "update_days": entry.update_days})
        for home, agency in zip(homes, agencies, strict=True)
        for path, entry in zip(paths_below(home), statutory(), strict=False)
    ]
    _insert(ColumnPage, columns)
    shelves = [page for page, values in columns if values["kind"] is Column.REPORTS]
    pairs = zip(shelves, agencies, strict=True)
    for page in _insert(
        AnnualReportPage, [row for shelf, agency in pairs for row in _reports(shelf, agency)]
    ):
        told_of_reading_in(page, page.last_published_at or OPENED_AT)


def _column(home: Page, path: str, entry: Planned) -> Page:
    held = len(YEARS) if entry.kind is Column.REPORTS else 0
    return _page(home, path, ColumnPage, entry.title, entry.slug, OPENED_AT, held)


def _reports(shelf: Page, agency: Agency) -> Iterator[tuple[Page, dict[str, Any]]]:
    """The pages of an authority's reports, with the values that they add."""
    carried = None
    for path, year in zip(paths_below(shelf), YEARS, strict=False):
        report = made_up(agency.name, year, Random(f"{SEED}:{agency.slug}:{year}"), carried)  # noqa: S311
        carried = carried_forward(report)
        at = timezone.make_aware(dt.datetime(year + 1, 1, 20, 10))
        page = _page(shelf, path, AnnualReportPage, report.title, str(year), at, 0)
        values = {"agency": agency, "year": year, "report_json": to_text(report), "mark": Mark.BEFORE}
        shown = AnnualReportPage(title=report.title, **values)
        yield page, {**values, "read_at": at, "signed_hash": shown.content_hash}


def _page(
    parent: Page, path: str, kind: type[Page], title: str, slug: str, at: dt.datetime, children: int
) -> Page:
    """A published page, not stored yet, without what its kind adds."""
    return Page(
        path=path,
        depth=parent.depth + 1,
        numchild=children,
        title=title,
        draft_title=title,
        slug=slug,
        url_path=f"{parent.url_path}{slug}/",
        content_type=ContentType.objects.get_for_model(kind),
        locale_id=parent.locale_id,
        first_published_at=at,
        last_published_at=at,
    )


def _insert(kind: type[Made], rows: Sequence[tuple[Page, dict[str, Any]]]) -> list[Made]:
    """Store pages of a kind with the values that it adds."""
    Page.objects.bulk_create([page for page, _values in rows], AT_ONCE)
    made = [kind(page_ptr_id=page.pk, id=page.pk, title=page.title, **values) for page, values in rows]
    insert_own_rows(kind, made)
    return made
