"""Which files a public page has, and what is in each. The same for the tree and for a visitor."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models.functions import ExtractYear
from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils import timezone, translation
from wagtail.models import Page

from kaicheng.annual_report.writers import KINDS
from kaicheng.portal import downloads
from kaicheng.portal.models import AnnualReportPage
from kaicheng.portal.public import directory, feeds, parts, records
from kaicheng.portal.public.decided import PREFIX, Decided
from kaicheng.portal.public.directory import directory_of
from kaicheng.portal.public.edition import Edition
from kaicheng.portal.public.listing import is_public_report, listing_of, newest_of
from kaicheng.publishing.models import ColumnPage, DocumentPage, HomePage

PAGE = "index.html"
_YEAR_PAGE = re.compile(r"(\d{4})-(\d+)\.html")
_YEAR_DATA = re.compile(r"(\d{4})\.(json|csv)")
_YEAR_MAP = re.compile(r"sitemap-(\d{4})\.xml")
COLUMNS_OF_CSV = (
    "title",
    "url",
    "index_number",
    "document_number",
    "publisher",
    "kind_name",
    "created_date",
    "published_date",
    "effective_date",
    "expiry_date",
    "validity_name",
    "abolished_date",
    "topic",
    "genre",
    "item",
    "office",
    "summary",
)


def names(page: Page, edition: Edition) -> list[str]:
    """The files of a page, by the records that there are."""
    match page:
        case HomePage():
            found = [PAGE, "feed.xml", *(_map_name(year) for year in years_of(page))]
            if _is_top(page, edition):
                found += ["sitemap.xml", "sitemap-pages.xml", "robots.txt", "404.html", parts.STYLE_ADDRESS]
            return found
        case ColumnPage():
            found = [PAGE, "feed.xml", "list.json"]
            for year in listing_of(page, edition).years:
                found += [f"{year.year}.json", year.table_name, *year.names]
            return found + Decided(page).names() + directory_of(page, edition).names()
        case DocumentPage():
            folder = edition.folder(page.url_path)
            record = edition.catalogue.record(folder) if folder is not None else None
            return [PAGE, records.NAME, *(one.name for one in record.files)] if record else []
        case AnnualReportPage():
            return [PAGE, *(f"report.{kind}" for kind in KINDS)] if is_public_report(page) else []
    return []


def content(page: Page, name: str, edition: Edition, request: HttpRequest | None = None) -> bytes | None:
    """What is in one of a page's files; None when it has no such file.

    Pages are rendered for ``request``, else in Chinese for a visitor who has chosen nothing.
    """
    if name == PAGE:
        return _rendered(page, edition)
    match page:
        case HomePage():
            return _of_home(page, name, edition, request)
        case ColumnPage():
            return _of_column(page, name, edition, request)
        case DocumentPage():
            return _of_document(page, name, edition)
        case AnnualReportPage():
            kind = name.removeprefix("report.")
            if name != f"report.{kind}" or kind not in KINDS or not is_public_report(page):
                return None
            return downloads.file_of(page.report_json, kind).path.read_bytes()
    return None


def years_of(home: HomePage) -> list[int]:
    """The years in which an authority has published something that is public."""
    documents = DocumentPage.objects.live().filter(agency=home.agency, published_date__isnull=False)
    years = documents.annotate(in_year=ExtractYear("published_date")).values_list("in_year", flat=True)
    return sorted(set(years.order_by().distinct()))


# --- pages ------------------------------------------------------------------------------------------------


def _rendered(page: Page, edition: Edition) -> bytes | None:
    folder = edition.folder(page.url_path)
    if folder is None:
        return None
    with translation.override(settings.LANGUAGE_CODE), timezone.override(None):
        try:
            response = page.serve(_about(edition.request(folder), page))
        except Http404:
            return None
        if response.status_code != 200:
            raise RuntimeError(f"{page.url_path} answers {response.status_code}")
        if isinstance(response, TemplateResponse):
            response.render()
        done: bytes = response.content
        return done


def _template(
    name: str, context: dict[str, Any], edition: Edition, page: Page, file: str, request: HttpRequest | None
) -> bytes:
    if request is not None:
        return render_to_string(name, context, edition.equip(request)).encode()
    folder = edition.folder(page.url_path) or ""
    with translation.override(settings.LANGUAGE_CODE), timezone.override(None):
        return render_to_string(name, context, _about(edition.request(folder, file), page)).encode()


def _about(request: HttpRequest, page: Page) -> HttpRequest:
    request.about = page  # type: ignore[attr-defined]
    return request


def _of_home(home: HomePage, name: str, edition: Edition, request: HttpRequest | None) -> bytes | None:
    if name == "feed.xml":
        found = newest_of(home, edition, 20)
        return _feed(home, f"{home.agency.name}政府信息公开", home.agency.name, found, edition)
    if matched := _YEAR_MAP.fullmatch(name):
        return _year_map(home, int(matched[1]), edition)
    if not _is_top(home, edition):
        return None
    match name:
        case "sitemap.xml":
            return feeds.sitemap_index(_parts(edition))
        case "sitemap-pages.xml":
            found_pages = (
                Page.objects.live()
                .descendant_of(home, inclusive=True)
                .not_exact_type(DocumentPage)
                .order_by("url_path")
            )
            return feeds.url_set(
                (edition.full_url(edition.url(folder)), "")
                for path in found_pages.values_list("url_path", flat=True)
                if (folder := edition.folder(path)) is not None
            )
        case "robots.txt":
            lines = [
                "User-agent: *",
                f"Disallow: {edition.url('gongzuo/')}",
                f"Disallow: {edition.url('shezhi/')}",
            ]
            where = edition.full_url(edition.url("sitemap.xml"))
            return "\n".join([*lines, "", f"Sitemap: {where}", ""]).encode()
        case parts.STYLE_ADDRESS:
            return parts.part(parts.STYLE)
        case "404.html":
            return _template("404.html", {}, edition, home, name, request)
    return None


def _of_column(column: ColumnPage, name: str, edition: Edition, request: HttpRequest | None) -> bytes | None:
    if name.startswith(PREFIX):
        return _of_decisions(column, name, edition, request)
    if name.startswith(directory.PREFIX):
        return _of_directory(column, name, edition, request)
    listing = listing_of(column, edition)
    if name == "feed.xml":
        title = f"{column.title} - {column.agency.name}"
        return _feed(column, title, column.agency.name, listing.newest, edition)
    if name == "list.json":
        url = column.get_url() or ""
        return records.encoded(
            {
                "schema": "kaicheng/list/1",
                "title": column.title,
                "agency": column.agency.name,
                "url": edition.full_url(url),
                "years": [
                    {
                        "year": one.year,
                        "count": one.count,
                        "json": f"{url}{one.year}.json",
                        "csv": f"{url}{one.year}.csv",
                    }
                    for one in listing.years
                ],
                "newest": [one.to_json() for one in listing.newest],
            }
        )
    if matched := _YEAR_DATA.fullmatch(name):
        found = listing.year(int(matched[1]))
        if not found:
            return None
        if matched[2] == "csv":
            return _csv(found, edition)
        return records.encoded({"schema": "kaicheng/list/1", "documents": [one.to_json() for one in found]})
    if matched := _YEAR_PAGE.fullmatch(name):
        shown = listing.page(int(matched[1]), int(matched[2]))
        if shown is None:
            return None
        context = {"page": column, "self": column, "shown": shown}
        return _template("pages/year.html", context, edition, column, name, request)
    return None


def _of_decisions(
    column: ColumnPage, name: str, edition: Edition, request: HttpRequest | None
) -> bytes | None:
    decided = Decided(column)
    shown = decided.page(name)
    if shown is None:
        return decided.table(name)
    context = {"page": column, "self": column, "shown": shown}
    return _template("pages/decisions.html", context, edition, column, name, request)


def _of_directory(
    column: ColumnPage, name: str, edition: Edition, request: HttpRequest | None
) -> bytes | None:
    shown = directory_of(column, edition)
    if not shown.exists:
        return None
    about: dict[str, Any] = {"page": column, "self": column}
    if name == directory.FIRST:
        about |= {"directory": shown}
        return _template("pages/directory.html", about, edition, column, name, request)
    found = shown.month(name)
    if found is None:
        return None
    month, entries = found
    if name == month.table_name:
        return directory.table(entries, edition)
    about |= {"month": month, "entries": entries}
    return _template("pages/directory_month.html", about, edition, column, name, request)


def _of_document(page: DocumentPage, name: str, edition: Edition) -> bytes | None:
    folder = edition.folder(page.url_path)
    record = edition.catalogue.record(folder) if folder is not None else None
    if record is None:
        return None
    if name == records.NAME:
        return records.encoded(record.to_json())
    for one in page.attachments.all():
        if records.public_file(one, record.url).name == name:
            with one.file.open("rb") as file:
                data: bytes = file.read()
            return data
    return None


# --- lists for machines -----------------------------------------------------------------------------------


def _feed(page: Page, title: str, author: str, found: list[records.Record], edition: Edition) -> bytes:
    folder = edition.folder(page.url_path) or ""
    address = edition.full_url(edition.url(folder))
    return feeds.atom(
        title=title,
        author=author,
        page=address,
        feed=f"{address}feed.xml",
        records=found,
        base=edition.site.root_url,
    )


def _year_map(home: HomePage, year: int, edition: Edition) -> bytes | None:
    documents = DocumentPage.objects.live().filter(agency=home.agency, published_date__year=year)
    rows = documents.order_by("published_date", "pk").values_list("url_path", "last_published_at")
    found = [
        (edition.full_url(edition.url(folder)), timezone.localdate(at).isoformat() if at else "")
        for path, at in rows
        if (folder := edition.folder(path)) is not None and edition.catalogue.has(folder)
    ]
    return feeds.url_set(found) if found else None


def _parts(edition: Edition) -> Iterator[str]:
    yield edition.full_url(edition.url("sitemap-pages.xml"))
    homes = HomePage.objects.live().filter(url_path__startswith=edition.top).select_related("agency")
    for home in homes.order_by("path"):
        folder = edition.folder(home.url_path) or ""
        for year in years_of(home):
            if _has_any(home, year, edition):
                yield edition.full_url(edition.url(folder + _map_name(year)))


def _has_any(home: HomePage, year: int, edition: Edition) -> bool:
    documents = DocumentPage.objects.live().filter(agency=home.agency, published_date__year=year)
    folders = (edition.folder(path) for path in documents.order_by().values_list("url_path", flat=True))
    return any(folder is not None and edition.catalogue.has(folder) for folder in folders)


def _map_name(year: int) -> str:
    return f"sitemap-{year}.xml"


def _csv(found: list[records.Record], edition: Edition) -> bytes:
    text = io.StringIO()
    text.write("\ufeff")
    writer = csv.writer(text)
    writer.writerow(COLUMNS_OF_CSV)
    for one in found:
        values = [getattr(one, name) or "" for name in COLUMNS_OF_CSV]
        values[1] = edition.full_url(one.url)
        writer.writerow([f"'{value}" if value[:1] in tuple("=+-@\t") else value for value in values])
    return text.getvalue().encode()


def _is_top(home: HomePage, edition: Edition) -> bool:
    return bool(home.url_path == edition.top)
