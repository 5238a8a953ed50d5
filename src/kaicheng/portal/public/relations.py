"""Many documents with all that their pages ask of them, looked up some hundred at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice

from django.db.models import QuerySet
from wagtail.models import Page

from kaicheng.publishing.models import Attachment, DocumentPage
from kaicheng.publishing.models.document import Issuer

AT_ONCE = 200


def with_relations(documents: QuerySet[DocumentPage]) -> Iterator[DocumentPage]:
    """The documents in order, of which parents, issuers, files and relations are known already."""
    rows = documents.select_related("agency", "office", "batch", "live_revision").iterator(AT_ONCE)
    while some := list(islice(rows, AT_ONCE)):
        _fill(some)
        yield from some


def _fill(documents: list[DocumentPage]) -> None:
    pks = [one.pk for one in documents]
    issuers = _by_page(Issuer.objects.filter(page__in=pks).order_by("sort_order"))
    attachments = _by_page(Attachment.objects.filter(page__in=pks).order_by("sort_order"))
    named = {name: _named(name, pks) for name in ("interprets", "related")}
    parents = {
        page.path: page for page in Page.objects.filter(path__in={path_above(one) for one in documents})
    }
    for one in documents:
        one._cached_parent_obj = parents[path_above(one)]
        # Where the CMS looks for the relations of a page that is being edited, before the database.
        one._cluster_related_objects = {
            "issuers": issuers[one.pk],
            "attachments": attachments[one.pk],
            **{name: found[one.pk] for name, found in named.items()},
        }


def path_above(page: Page) -> str:
    """The tree's path of the page's parent."""
    return str(page.path[: -page.steplen])


def _by_page(rows: Iterable[Issuer] | Iterable[Attachment]) -> defaultdict[int, list[Issuer | Attachment]]:
    found: defaultdict[int, list[Issuer | Attachment]] = defaultdict(list)
    for row in rows:
        found[row.page_id].append(row)
    return found


def _named(name: str, pks: list[int]) -> defaultdict[int, list[DocumentPage]]:
    """The documents that these name as ``interprets`` or ``related``."""
    pairs = list(
        getattr(DocumentPage, name)
        .through.objects.filter(from_documentpage__in=pks)
        .order_by("pk")
        .values_list("from_documentpage", "to_documentpage")
    )
    documents = DocumentPage.objects.in_bulk({named for _page, named in pairs}) if pairs else {}
    found: defaultdict[int, list[DocumentPage]] = defaultdict(list)
    for page, other in pairs:
        found[page].append(documents[other])
    return found
