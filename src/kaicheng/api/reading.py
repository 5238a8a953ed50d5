"""What anybody may read: authorities, columns, documents, whole lists."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import translation
from ninja import Path, Query, Router

from kaicheng.agencies.models import Agency
from kaicheng.api import shapes
from kaicheng.api.paging import after, cursor_of
from kaicheng.api.site import opened
from kaicheng.portal.public.document import DocumentView
from kaicheng.portal.public.edition import Edition, edition_of
from kaicheng.portal.public.records import Record, encoded
from kaicheng.publishing.kinds import Kind, Validity
from kaicheng.publishing.models import ColumnPage, DocumentPage, HomePage, PolicyEvent
from kaicheng.publishing.public import rightly_public

router = Router(tags=["read"])
MOST = 100
_LARGEST = 2**63 - 1
Key = Annotated[int, Path(ge=1, le=_LARGEST)]
Limit = Annotated[int, Query(ge=1, le=MOST)]
KindName: Any = Literal[tuple(Kind.values)]
ValidityName: Any = Literal[tuple(Validity.values)]
FAILURES = {400: shapes.Failure, 404: shapes.Failure, 422: shapes.Failure, 429: shapes.Failure}


def _whole(media_type: str, kind: str) -> dict[str, Any]:
    """How OpenAPI describes an answer that is written by hand."""
    content = {media_type: {"schema": {"type": kind}}}
    return {"responses": {200: {"description": "OK", "content": content}}}


@router.get(
    "/authorities",
    response={200: shapes.AuthoritiesOut, **FAILURES},
    summary="机关",
    operation_id="authorities",
)
def authorities(
    request: HttpRequest, limit: Limit = MOST, after_slug: Annotated[str, Query(max_length=50)] = ""
) -> Any:
    """有平台的机关，按 slug 排列。"""
    homes = HomePage.objects.live().select_related("agency").filter(agency__slug__gt=_plain(after_slug))
    some = list(homes.order_by("agency__slug")[: limit + 1])
    parents = _parents([home.agency for home in some])
    items = [_authority(home, parents) for home in some[:limit]]
    more = _next(request, after_slug=some[limit - 1].agency.slug) if len(some) > limit else None
    return {"items": items, "next": more}


@router.get(
    "/authorities/{slug}/columns",
    response={200: shapes.ColumnsOut, **FAILURES},
    summary="一个机关的栏目",
    operation_id="columns",
)
def columns(request: HttpRequest, slug: str) -> Any:
    """按平台上的次序。"""
    home = HomePage.objects.live().filter(agency__slug=_plain(slug)).first()
    if home is None:
        raise Http404
    found = list(ColumnPage.objects.live().descendant_of(home).filter(agency=home.agency).order_by("path"))
    by_path = {column.path: column.pk for column in found}
    return {"items": [_column(one, by_path.get(one.path[: -one.steplen])) for one in found]}


@router.get(
    "/documents",
    response={200: shapes.DocumentsOut, **FAILURES},
    summary="公开的信息",
    operation_id="documents",
)
def documents(
    request: HttpRequest,
    authority: Annotated[str, Query(max_length=50, description="机关的 slug")] = "",
    column: Annotated[int | None, Query(ge=1, le=_LARGEST, description="栏目的 id，含下级栏目")] = None,
    kind: KindName | None = None,
    validity: ValidityName | None = None,
    year: Annotated[int | None, Query(ge=1900, le=2999)] = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    limit: Limit = 20,
    cursor: Annotated[str, Query(max_length=100)] = "",
) -> Any:
    """最新公开的在前。沿 next 一页页读，期间新公开的不会使已有的重复或者漏掉。"""
    rows = DocumentPage.objects.live().filter(published_date__isnull=False)
    if authority:
        rows = rows.filter(agency__slug=_plain(authority))
    if column is not None:
        rows = rows.descendant_of(_column_page(column))
    exact = {"kind": kind, "validity": validity, "published_date__year": year}
    rows = rows.filter(**{name: value for name, value in exact.items() if value is not None})
    rows = rows.filter(published_date__gte=since) if since else rows
    rows = rows.filter(published_date__lte=until) if until else rows
    rows = rows.filter(after(cursor)) if cursor else rows
    some = list(
        rows.order_by("-published_date", "-pk").values_list("pk", "published_date", "url_path")[: limit + 1]
    )
    more = None
    if len(some) > limit:
        pk, day, _path = some[limit - 1]
        more = _next(request, cursor=cursor_of(day, pk))
    records = _edition(request).records(path for _pk, _day, path in some[:limit])
    return {"items": [_fields(record) for record in records], "next": more}


@router.get(
    "/documents/{key}",
    response={200: shapes.WholeOut, **FAILURES},
    summary="一份信息",
    operation_id="document",
)
def document(request: HttpRequest, key: Key) -> Any:
    """全部要素、正文、文件、效力变动；机关公布审核人的，还有审核人的职务。"""
    page = DocumentPage.objects.live().filter(pk=key).first()
    edition = _edition(request)
    if page is None or not rightly_public(page):
        raise Http404
    with translation.override("zh-hans"):
        view = DocumentView(page, edition)
        record = view.record
        if record is None:
            raise Http404
        return {
            **_fields(record),
            "body": str(view.body),
            "history": [_change(event) for event in page.events.filter(struck_at__isnull=True)],
            "signatures": [
                {"level": str(one.level), "post": one.post, "date": one.day.isoformat()}
                for one in view.signed
            ],
        }


@router.get(
    "/columns/{key}/documents.json",
    response=FAILURES,
    openapi_extra=_whole("application/json", "object"),
    summary="一个栏目的全部信息（JSON）",
    operation_id="list_json",
)
def list_json(request: HttpRequest, key: Key) -> HttpResponse:
    """字段同 /documents；不分页，最早公开的在前。"""
    data = {"schema": "kaicheng/list/1", "documents": [one.to_json() for one in _all(request, key)]}
    return opened(request, HttpResponse(encoded(data), content_type="application/json; charset=utf-8"))


@router.get(
    "/columns/{key}/documents.csv",
    response=FAILURES,
    openapi_extra=_whole("text/csv", "string"),
    summary="一个栏目的全部信息（CSV）",
    operation_id="list_csv",
)
def list_csv(request: HttpRequest, key: Key) -> HttpResponse:
    """带 BOM 的 UTF-8，表格软件能直接打开；字段同 /documents，不含文件。"""
    names = [name for name in shapes.DocumentOut.model_fields if name != "files"]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(names)
    for one in _all(request, key):
        data = one.to_json()
        writer.writerow([_cell(data[name]) for name in names])
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="column-{key}.csv"'
    return opened(request, response)


# --- how things are told ---------------------------------------------------------------------------------


def _edition(request: HttpRequest) -> Edition:
    edition = edition_of(request)
    if edition is None:
        raise Http404
    return edition


def _all(request: HttpRequest, key: int) -> list[Record]:
    rows = DocumentPage.objects.live().child_of(_column_page(key)).filter(published_date__isnull=False)
    paths = rows.order_by("published_date", "pk").values_list("url_path", flat=True)
    return list(_edition(request).records(paths))


def _column_page(key: int) -> ColumnPage:
    column = ColumnPage.objects.live().filter(pk=key).first()
    if column is None:
        raise Http404
    return column


def _fields(record: Record) -> dict[str, Any]:
    return {name: value for name, value in record.to_json().items() if name not in {"schema", "links"}}


def _change(event: PolicyEvent) -> dict[str, Any]:
    by = event.by_document
    return {
        "kind": event.kind,
        "date": event.on.isoformat(),
        "basis": event.basis,
        "by": by.pk if by is not None and by.live else None,
    }


def _parents(agencies: list[Agency]) -> dict[str, str]:
    paths = {agency.path[: -Agency.steplen] for agency in agencies}
    return dict(Agency.objects.filter(path__in=paths).values_list("path", "slug"))


def _authority(home: HomePage, parents: dict[str, str]) -> dict[str, Any]:
    agency = home.agency
    return {
        "slug": agency.slug,
        "name": agency.name,
        "short_name": agency.short_name,
        "level": agency.level,
        "kind": agency.kind,
        "credit_code": agency.credit_code,
        "parent": parents.get(agency.path[: -Agency.steplen]),
        "url": home.url,
    }


def _column(column: ColumnPage, parent: int | None) -> dict[str, Any]:
    return {
        "id": column.pk,
        "title": column.title,
        "kind": column.kind,
        "item": column.item,
        "parent": parent,
        "url": column.url,
        "json_list": reverse("api:list_json", args=[column.pk]),
        "csv_list": reverse("api:list_csv", args=[column.pk]),
        "feed": f"{column.url}feed.xml" if column.url else None,
    }


def _next(request: HttpRequest, **changes: str) -> str:
    data: QueryDict = request.GET.copy()
    for name, value in changes.items():
        data[name] = value
    return f"{request.path}?{data.urlencode()}"


def _plain(text: str) -> str:
    return text.replace("\0", "")


def _cell(value: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return f"'{value}"
    return value
