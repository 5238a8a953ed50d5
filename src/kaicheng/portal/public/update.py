"""What to rewrite when pages have changed: the page, its lists, what links to it. No more than that.

What may not be public any more goes first, before any list is made anew: a dead link for a moment does less
harm than a withdrawn text. Every other file is taken away last, when nothing points to it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from wagtail.models import Page

from kaicheng.portal.models import AnnualReportPage
from kaicheng.portal.public import records
from kaicheng.portal.public.contents import PAGE, content, names
from kaicheng.portal.public.decided import PREFIX, Decided
from kaicheng.portal.public.directory import concerns_month, month_of
from kaicheng.portal.public.edition import Edition, Written, default_site
from kaicheng.portal.public.listing import is_public_report, listing_of
from kaicheng.portal.public.records import Record
from kaicheng.portal.public.relations import with_relations
from kaicheng.portal.public.tree import Tree
from kaicheng.publishing.decisions.showing import concerns_decisions_alone
from kaicheng.publishing.models import ColumnPage, DocumentPage, HomePage
from kaicheng.publishing.outlets import Changed

AT_ONCE = 100
"""Pages that are written while others wait for the tree."""
LINKS = ".links"
"""A hidden file beside a document: what to write anew when it goes. Never served."""


@dataclass
class Concerned:
    """What a change concerns, by folders."""

    documents: set[str] = field(default_factory=set)
    columns: dict[str, dict[int, dt.date]] = field(default_factory=dict)
    """For each year in which something came, went or changed, the earliest day of it."""
    months: set[str] = field(default_factory=set)
    """Months of directories in which documents came, went or changed."""
    homes: dict[str, set[int]] = field(default_factory=dict)
    reports: set[str] = field(default_factory=set)
    decisions: set[str] = field(default_factory=set)
    """Columns of which the decisions have changed, and nothing else."""
    whole: set[int] = field(default_factory=set)
    """Authorities whose every page shows what has changed."""


class _Attempts:
    """Steps of which one that fails keeps no other from being taken."""

    def __init__(self) -> None:
        self.failures: list[Exception] = []

    def __call__(self, step: Callable[..., object], *given: Any) -> None:
        try:
            step(*given)
        except Exception as error:
            self.failures.append(error)

    def over(self, message: str) -> None:
        """Raise what has failed, if anything has."""
        if self.failures:
            raise ExceptionGroup(message, self.failures)


def update(tree: Tree, changed: Collection[Changed]) -> set[int]:
    """Bring the tree up to the database as far as ``changed`` concerns it. Doing it again is harmless.

    Gives the platforms whose every page shows what has changed: :func:`rewrite` is left to the caller.
    """
    site = default_site()
    if site is None:
        return set()
    catalogue = Written(tree)
    edition = Edition(site, catalogue)
    concerned = Concerned()
    attempt = _Attempts()
    there = set(Page.objects.live().filter(pk__in=[one.page for one in changed]).values_list("pk", flat=True))
    for one in sorted(changed, key=lambda one: one.page in there):
        attempt(_settle, tree, edition, catalogue, one, concerned)
    for folder in sorted(concerned.documents | concerned.reports):
        attempt(_write_page, tree, edition, folder)
    for folder, days in sorted(concerned.columns.items()):
        attempt(_write_column, tree, edition, folder, days, concerned.months)
    for folder in sorted(concerned.decisions):
        attempt(_write_decisions, tree, edition, folder)
    for folder, years in sorted(concerned.homes.items()):
        attempt(_write_home, tree, edition, folder, years)
    attempt.over("some pages could not be written")
    return concerned.whole


def rewrite(home: int, within: Callable[[], AbstractContextManager[Tree | None]]) -> None:
    """Write every file of a platform anew, some at a time; what else lies in its folders is taken away.

    ``within`` gives the tree and keeps others from it meanwhile. They have their turn between two portions:
    a withdrawal does not wait for 100,000 documents. Records come first, pages are made of them.
    """
    steps: list[tuple[Callable[[Tree, Edition, Iterable[Page]], None], type[Page]]] = [
        (write_records, DocumentPage),
        (write_pages, Page),
    ]
    for write, kind in steps:
        pages = [pk for pk, model in _pks_of(home) if issubclass(model, kind)]
        for start in range(0, len(pages), AT_ONCE):
            with within() as tree:
                edition = _edition(tree)
                if tree is not None and edition is not None:
                    some = Page.objects.live().filter(pk__in=pages[start : start + AT_ONCE])
                    write(tree, edition, some.order_by("path").specific())
    with within() as tree:
        edition = _edition(tree)
        if tree is not None and edition is not None:
            _sweep(tree, edition, home)


def write_records(tree: Tree, edition: Edition, pages: Iterable[Page]) -> None:
    """The records of documents, and their files."""
    for page in pages:
        folder = edition.folder(page.url_path)
        record = edition.new_record(page)
        if record is not None and folder is not None:
            _write_record(tree, edition, page, folder, record)


def write_pages(tree: Tree, edition: Edition, pages: Iterable[Page]) -> None:
    """All files of these pages; what else lies in their folders is taken away."""
    for page in pages:
        folder = edition.folder(page.url_path)
        if folder is None:
            continue
        kept: set[str] = set()
        wanted = names(page, edition)
        if isinstance(page, DocumentPage) and wanted:
            _write_links(tree, edition, page, folder)
        for name in wanted:
            data = None if _is_kept(page, name) else content(page, name, edition)
            if data is not None:
                tree.write(folder + name, data)
            if data is not None or _is_kept(page, name):
                kept.add(name)
        for name in tree.names(folder):
            if name not in kept:
                tree.remove(folder + name)


def documents_of(home: HomePage) -> Iterator[DocumentPage]:
    """An authority's live documents."""
    yield from with_relations(DocumentPage.objects.live().filter(agency=home.agency).order_by("pk"))


def pages_of(home: HomePage) -> Iterator[Page]:
    """An authority's pages: the first one, columns, reports, documents."""
    yield home
    for column in ColumnPage.objects.live().filter(agency=home.agency).order_by("path"):
        yield column
        yield from AnnualReportPage.objects.live().child_of(column).order_by("pk").iterator(chunk_size=20)
    yield from documents_of(home)


def _pks_of(pk: int) -> Iterator[tuple[int, type[Page]]]:
    home = HomePage.objects.live().filter(pk=pk).select_related("agency").first()
    if home is None:
        return
    yield pk, HomePage
    for model in (ColumnPage, AnnualReportPage, DocumentPage):
        own = {"page_ptr__in": Page.objects.live().descendant_of(home)}
        agency = {} if model is AnnualReportPage else {"agency": home.agency}
        rows = model.objects.live().filter(**own, **agency).order_by("pk")
        yield from ((one, model) for one in rows.values_list("pk", flat=True).iterator())


def _edition(tree: Tree | None) -> Edition | None:
    site = default_site()
    return Edition(site, Written(tree)) if site is not None and tree is not None else None


def _sweep(tree: Tree, edition: Edition, pk: int) -> None:
    """Take away what lies in the folders of pages that are not there any more."""
    home = HomePage.objects.filter(pk=pk).first()
    own = edition.folder(home.url_path) if home else None
    if home is None or own is None:
        return
    paths = Page.objects.live().descendant_of(home, inclusive=True).values_list("url_path", flat=True)
    folders = {edition.folder(path) for path in paths.iterator()}
    for path in list(tree.files(own)):
        folder = path.rpartition("/")[0]
        if (f"{folder}/" if folder else "") not in folders:
            tree.remove(path)


def _is_kept(page: Page, name: str) -> bool:
    """Whether it was written with the record."""
    return isinstance(page, DocumentPage) and name != PAGE


# --- what a change concerns -------------------------------------------------------------------------------


def _settle(tree: Tree, edition: Edition, catalogue: Written, one: Changed, concerned: Concerned) -> None:
    """Write or take away the record of what has changed, and note what else is to be written."""
    page = Page.objects.filter(pk=one.page).first()
    page = page.specific if page else None
    old = edition.folder(one.path)
    new = edition.folder(page.url_path) if page else None
    folders = {folder for folder in (old, new) if folder is not None}
    if concerns_decisions_alone(one.path):
        if new is not None:
            concerned.decisions.add(new)
        return
    if isinstance(page, HomePage | ColumnPage):
        home = page if isinstance(page, HomePage) else HomePage.objects.filter(agency=page.agency).first()
        if home is not None:
            concerned.whole.add(home.pk)
            _note_top(edition, concerned)
        return
    if isinstance(page, AnnualReportPage):
        for folder in folders:
            if is_public_report(page) and folder == new:
                concerned.reports.add(folder)
            else:
                _empty(tree, folder)
            _note_above(edition, folder, None, concerned)
        _note_top(edition, concerned)
        return
    if isinstance(page, DocumentPage):
        concerned.documents.update(edition.linked(page))
    for folder in folders:
        concerned.documents.update(_links(tree, folder))
        before = catalogue.record(folder)
        record = None
        if isinstance(page, DocumentPage) and page.live and folder == new:
            record = edition.new_record(page)
        try:
            if record is None or not isinstance(page, DocumentPage):
                _empty(tree, folder)
            else:
                _write_record(tree, edition, page, folder, record)
                concerned.documents.add(folder)
        finally:  # a file that cannot be taken away is no reason to stay in lists
            catalogue.forget(folder)
            for known in (before, record):
                _note_above(edition, folder, known, concerned)


def _note_above(edition: Edition, folder: str, record: Record | None, concerned: Concerned) -> None:
    """The columns above a folder and the authority's first page."""
    above = folder.rstrip("/").rpartition("/")[0]
    parent = True
    day = record.day if record is not None else None
    if record is not None:
        concerned.months.add(month_of(record))
    while True:
        here = f"{above}/" if above else ""
        page = edition.page(here)
        if isinstance(page, HomePage):
            concerned.homes.setdefault(here, set()).update({day.year} if day else ())
            return
        if isinstance(page, ColumnPage):
            days = concerned.columns.setdefault(here, {})
            if day is not None and parent:
                days[day.year] = min(day, days.get(day.year, day))
            parent = False
        if not above:
            return
        above = above.rpartition("/")[0]


def _note_top(edition: Edition, concerned: Concerned) -> None:
    concerned.homes.setdefault("", set())


def _empty(tree: Tree, folder: str) -> None:
    """Take away a document's own files, its text before anything else; whatever cannot go stops no other."""
    attempt = _Attempts()
    present = tree.names(folder)
    for name in (*sorted(present, key=lambda name: (name != PAGE, name == records.NAME)), LINKS):
        attempt(tree.remove, folder + name)
    attempt.over("some files could not be taken away")


def _links(tree: Tree, folder: str) -> list[str]:
    """The documents whose cards stood on this one's page, or this one's on theirs, when it was written."""
    known: list[str] = json.loads(tree.read(folder + LINKS) or b"[]")
    return known


# --- writing ----------------------------------------------------------------------------------------------


def _write_files(
    tree: Tree, edition: Edition, page: Page, folder: str, fresh: Iterable[str], gone: Iterable[str]
) -> None:
    """Write these files of a page, then take those away, whatever another of them comes to."""
    attempt = _Attempts()

    def written(name: str) -> None:
        if (data := content(page, name, edition)) is not None:
            tree.write(folder + name, data)

    for name in fresh:
        attempt(written, name)
    for name in gone:
        attempt(tree.remove, folder + name)
    attempt.over(f"some files of {folder} could not be written")


def _write_record(tree: Tree, edition: Edition, page: DocumentPage, folder: str, record: Record) -> None:
    for one in page.attachments.all():
        known = records.public_file(one, record.url)
        if not tree.has(folder + known.name):
            with one.file.open("rb") as file:
                tree.write(folder + known.name, file.read())
    tree.write(folder + records.NAME, records.encoded(record.to_json()))


def _write_links(tree: Tree, edition: Edition, page: DocumentPage, folder: str) -> None:
    tree.write(folder + LINKS, json.dumps(edition.linked(page)).encode())


def _write_page(tree: Tree, edition: Edition, folder: str) -> None:
    """A document or a report with its files; nothing when it is not public."""
    page = edition.page(folder)
    if not isinstance(page, DocumentPage | AnnualReportPage):
        return
    wanted = names(page, edition)
    if isinstance(page, DocumentPage) and wanted:
        _write_links(tree, edition, page, folder)
    fresh = [name for name in wanted if not _is_kept(page, name)]
    gone = [name for name in tree.names(folder) if name not in wanted]
    _write_files(tree, edition, page, folder, fresh, gone)


def _write_column(
    tree: Tree, edition: Edition, folder: str, days: dict[int, dt.date], months: set[str]
) -> None:
    """A column, the pages of its years from the days on, and the directory's pages of these months."""
    page = edition.page(folder)
    if not isinstance(page, ColumnPage):
        return
    wanted = names(page, edition)
    turned = {name for day in days.values() for name in listing_of(page, edition).names_since(day)}

    def is_stale(name: str) -> bool:
        year = int(name[:4]) if name[:4].isdigit() else None
        whole_year = year in days and "-" not in name
        month = concerns_month(name)
        listed = year is None and month is None and not name.startswith(PREFIX)
        return listed or whole_year or name in turned or month in months or not tree.has(folder + name)

    gone = [name for name in tree.names(folder) if name not in wanted]
    _write_files(tree, edition, page, folder, filter(is_stale, wanted), gone)


def _write_decisions(tree: Tree, edition: Edition, folder: str) -> None:
    """The pages of a column's decisions, and its own page, which leads to them."""
    page = edition.page(folder)
    if not isinstance(page, ColumnPage):
        return
    wanted = Decided(page).names()
    gone = [name for name in tree.names(folder) if name.startswith(PREFIX) and name not in wanted]
    _write_files(tree, edition, page, folder, (*wanted, PAGE), gone)


def _write_home(tree: Tree, edition: Edition, folder: str, years: set[int]) -> None:
    """An authority's first page and feed, and its parts of the sitemap."""
    page = edition.page(folder)
    if not isinstance(page, HomePage):
        return
    index_too = not folder
    for name in (PAGE, "feed.xml", *(f"sitemap-{year}.xml" for year in sorted(years))):
        data = content(page, name, edition)
        if data is None:
            index_too = tree.remove(folder + name) or index_too
        else:
            new = not tree.has(folder + name)
            tree.write(folder + name, data)
            index_too = index_too or new
    top = edition.page("")
    if index_too and isinstance(top, HomePage):
        for name in ("sitemap.xml", "sitemap-pages.xml"):
            if (data := content(top, name, edition)) is not None:
                tree.write(name, data)
