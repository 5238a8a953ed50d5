"""What the search knows of a public page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Q
from django.utils import timezone, translation
from wagtail.models import Page

from kaicheng.agencies.models import Agency, AgencyName
from kaicheng.conversion import NotReadable, text_of
from kaicheng.portal.live.attached import text_of_file
from kaicheng.portal.models import AnnualReportPage
from kaicheng.portal.public.relations import with_relations
from kaicheng.publishing.models import Attachment, DocumentPage
from kaicheng.publishing.models.platform import agency_of
from kaicheng.publishing.public import rightly_public
from kaicheng.retrieval import Entry

BATCH = 200
DATED = frozenset({"abolished", "lapsed", "amended", "not_yet"})
"""Validities that are told of any kind of document; that it is in force, of policies alone."""


def shown() -> Q:
    """Rows that may be public; :func:`entry_of` has the last word on each."""
    return Q(live=True)


def entry_of(page: DocumentPage | AnnualReportPage) -> Entry | None:
    """The entry of a page that is rightly public and has an address; None for any other."""
    if page.url is None:
        return None
    with translation.override("zh-hans"):
        return _of_document(page) if isinstance(page, DocumentPage) else _of_report(page)


def entries() -> Iterator[Entry]:
    """Of everything that is public, in the order in which it was made."""
    for pks in _batches(public_pks()):
        for page in pages(pks):
            if (entry := entry_of(page)) is not None:
                yield entry


def public_pks() -> list[int]:
    """The pages that an index should hold, by what their rows say."""
    documents = DocumentPage.objects.filter(shown()).exclude(signed_hash="").values_list("pk", flat=True)
    reports = AnnualReportPage.objects.filter(shown()).values_list("pk", flat=True)
    return sorted([*documents, *reports])


def pages(pks: Iterable[int]) -> list[DocumentPage | AnnualReportPage]:
    """Those of the pages that can be searched, as they are now."""
    wanted = list(pks)
    documents = with_relations(DocumentPage.objects.filter(pk__in=wanted))
    reports = AnnualReportPage.objects.filter(pk__in=wanted)
    return sorted([*documents, *reports], key=lambda page: page.pk)


def read_files(pks: Iterable[int]) -> None:
    """Have the texts of attached files at hand before anybody waits for them."""
    for attachment in Attachment.objects.filter(page__in=pks, page__live=True):
        text_of_file(attachment)


def groups_of_names() -> list[tuple[str, ...]]:
    """The names that each authority bears or has borne: whoever types one finds the others."""
    groups: dict[int, list[str]] = {}
    for pk, name, short in Agency.objects.values_list("pk", "name", "short_name"):
        groups[pk] = [name, short]
    for pk, name, short in AgencyName.objects.values_list("agency", "name", "short_name"):
        groups.setdefault(pk, []).extend([name, short])
    return [tuple(names) for names in ({*filter(None, group)} for group in groups.values()) if len(names) > 1]


def _of_document(page: DocumentPage) -> Entry | None:
    if not rightly_public(page):
        return None
    column: Page = page.get_parent()
    body = _plain(page.body)
    summary = "" if page.summary in body else page.summary
    return Entry(
        key=str(page.pk),
        url=page.url,
        title=page.title,
        body="\n".join(filter(None, [body, summary, page.subject_terms])),
        attachments="\n".join(
            "\n".join(filter(None, [one.name, one.alt, text_of_file(one)])) for one in page.attachments.all()
        ),
        number=page.document_number,
        index_number=page.index_number or "",
        authority=page.agency.name,
        column=column.title,
        kind=str(page.get_kind_display()),
        topic=str(page.get_topic_display()),
        validity=page.validity if page.is_policy or page.validity in DATED else "",
        published_on=page.published_date,
    )


def _of_report(page: AnnualReportPage) -> Entry | None:
    if not page.live:
        return None
    report = page.view.report
    column: Page = page.get_parent()
    day = page.first_published_at
    return Entry(
        key=str(page.pk),
        url=page.url,
        title=page.title,
        body="\n".join(text for text in report.chapters.values() if text),
        authority=agency_of(page).name,
        column=column.title,
        kind="年度报告",
        published_on=timezone.localdate(day) if day else None,
    )


def _plain(html: str) -> str:
    try:
        return text_of(html)
    except NotReadable:
        return ""


def _batches(pks: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(pks), BATCH):
        yield pks[start : start + BATCH]
