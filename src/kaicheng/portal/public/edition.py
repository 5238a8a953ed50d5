"""A site and its records: what pages are rendered with, on their way to a file or to a visitor."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import get_script_prefix
from wagtail.models import Page, Site

from kaicheng.portal.public import records
from kaicheng.portal.public.records import Record, record_of
from kaicheng.portal.public.relations import path_above
from kaicheng.portal.public.tree import Tree
from kaicheng.publishing.models import ColumnPage, DocumentPage, HomePage, PolicyEvent
from kaicheng.publishing.models.platform import home_of


class Catalogue(Protocol):
    """Where records come from, by the document's folder."""

    def has(self, folder: str) -> bool: ...

    def record(self, folder: str) -> Record | None: ...


class Written:
    """The records in a tree."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._read: dict[str, Record | None] = {}

    def has(self, folder: str) -> bool:
        return self.tree.has(folder + records.NAME)

    def record(self, folder: str) -> Record | None:
        if folder not in self._read:
            data = self.tree.read(folder + records.NAME)
            self._read[folder] = Record.from_json(json.loads(data)) if data else None
        return self._read[folder]

    def forget(self, folder: str) -> None:
        """Read it anew the next time."""
        self._read.pop(folder, None)


class Unwritten:
    """The records as they would be written now; for an installation without a tree."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def has(self, folder: str) -> bool:
        return True

    def record(self, folder: str) -> Record | None:
        edition = Edition(self.site, self)
        page = DocumentPage.objects.filter(url_path=edition.url_path(folder)).first()
        return edition.new_record(page) if page else None


class Frame:
    """What stands around many pages, looked up once for an edition: pages of one column share it."""

    def __init__(self) -> None:
        self._homes: dict[str, HomePage | None] = {}
        self._columns: dict[int, list[ColumnPage]] = {}
        self._above: dict[str, list[Page]] = {}
        self.directories: dict[int, Any] = {}
        """Directories by their columns: each is made of all that its authority has published."""
        self.listings: dict[int, Any] = {}
        """Lists by their columns: each page of a year is made of all that the column holds."""

    def home_of(self, page: Page) -> HomePage | None:
        """The platform that a page stands on."""
        key = page.path if isinstance(page, HomePage) else path_above(page)
        if key not in self._homes:
            self._homes[key] = home_of(page)
        return self._homes[key]

    def columns_of(self, home: HomePage) -> list[ColumnPage]:
        """The columns directly below a platform."""
        if home.pk not in self._columns:
            self._columns[home.pk] = list(ColumnPage.objects.child_of(home).live())
        return self._columns[home.pk]

    def above(self, page: Page) -> list[Page]:
        """The pages above a page, the highest first; columns as columns."""
        key = path_above(page)
        if key not in self._above:
            pages = page.get_ancestors()
            columns = {one.pk: one for one in ColumnPage.objects.filter(pk__in=pages.values("pk"))}
            self._above[key] = [columns.get(one.pk, one) for one in pages]
        return self._above[key]


class Edition:
    """Everything that a page needs to be rendered."""

    def __init__(self, site: Site, catalogue: Catalogue) -> None:
        self.site = site
        self.catalogue = catalogue
        self.top: str = site.root_page.url_path
        self.frame = Frame()
        self._paths = Site.get_site_root_paths()

    # --- addresses ------------------------------------------------------------------------------------

    def folder(self, url_path: str) -> str | None:
        """``a/b/`` for a page, empty for the first one; None for pages that are not on this site."""
        return url_path[len(self.top) :] if url_path.startswith(self.top) else None

    def url_path(self, folder: str) -> str:
        return self.top + folder

    def url(self, folder: str) -> str:
        return get_script_prefix() + folder

    def full_url(self, url: str) -> str:
        return self.site.root_url + url

    def page(self, folder: str) -> Page | None:
        """The live page there."""
        found = Page.objects.live().filter(url_path=self.url_path(folder)).first()
        return found.specific if found else None

    # --- records --------------------------------------------------------------------------------------

    def new_record(self, page: DocumentPage) -> Record | None:
        """The record of a document as the database has it now; None when it is not rightly public."""
        folder = self.folder(page.url_path)
        if folder is None:
            return None
        return record_of(page, self.url(folder))

    def linked(self, page: DocumentPage) -> list[str]:
        """The folders of the documents on which a card of ``page`` stands, or whose card stands on it."""
        pks = {
            *(one.pk for one in page.interprets.all()),
            *page.interpretations.values_list("pk", flat=True),
            *(one.pk for one in page.related.all()),
            *DocumentPage.objects.filter(related=page).values_list("pk", flat=True),
            *PolicyEvent.objects.filter(by_document=page).values_list("document", flat=True),
            *PolicyEvent.objects.filter(document=page, by_document__isnull=False).values_list(
                "by_document", flat=True
            ),
        }
        paths = Page.objects.filter(pk__in=pks).values_list("url_path", flat=True)
        return sorted(folder for path in paths if (folder := self.folder(path)) is not None)

    def records(self, url_paths: Iterable[str]) -> Iterator[Record]:
        """The records of those that have one, in the order given."""
        for path in url_paths:
            folder = self.folder(path)
            record = self.catalogue.record(folder) if folder is not None else None
            if record is not None:
                yield record

    # --- requests -------------------------------------------------------------------------------------

    def request(self, folder: str, name: str = "") -> HttpRequest:
        """A visitor who asks for that address and has chosen nothing."""
        root = urlsplit(self.site.root_url)
        request = HttpRequest()
        request.method = "GET"
        request.path_info = f"/{folder}{name}"
        request.path = get_script_prefix() + folder + name
        request.META = {
            "REQUEST_METHOD": "GET",
            "SERVER_NAME": root.hostname or "localhost",
            "SERVER_PORT": str(root.port or (443 if root.scheme == "https" else 80)),
            "wsgi.url_scheme": root.scheme,
        }
        return self.equip(request)

    def equip(self, request: HttpRequest) -> HttpRequest:
        """Let templates find this edition by the request."""
        request.edition = self  # type: ignore[attr-defined]
        request._wagtail_site = self.site  # type: ignore[attr-defined]
        request._wagtail_cached_site_root_paths = self._paths  # type: ignore[attr-defined]
        return request


def default_site() -> Site | None:
    return Site.objects.filter(is_default_site=True).select_related("root_page").first()


def edition_of(request: HttpRequest) -> Edition | None:
    """The edition that a page is being rendered with; for a visitor the current one."""
    from kaicheng.portal.public.building import current

    found: Edition | None = getattr(request, "edition", None)
    if found is None and (site := default_site()) is not None:
        tree = current()
        found = Edition(site, Written(tree) if tree else Unwritten(site))
        found.equip(request)
    return found
