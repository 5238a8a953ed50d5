"""The page 我的信息 and its table as a file."""

from __future__ import annotations

import io
import re
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from openpyxl import Workbook

from kaicheng.agencies.models import Office
from kaicheng.agencies.permissions import Denied, find
from kaicheng.agencies.staff.web import frame, person_of, staff, standing_of
from kaicheng.publishing.editor.listing import STATES, WHOSE, Wanted, found, own_offices, rows
from kaicheng.publishing.kinds import Kind

PER_PAGE = 30
MOST_ROWS = 20_000
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULA = re.compile(r"^[=+\-@\t\r]")


@staff
@require_GET
def mine(request: HttpRequest) -> HttpResponseBase:
    """What the person, their office or their authority has written."""
    user, standing = person_of(request), standing_of(request)
    if not standing.may_somewhere("publishing.document.view"):
        raise Denied(find("publishing.document.view"), elsewhere=False)
    wanted = Wanted.of(request.GET.dict())
    if request.GET.get("xiazai"):
        return _table(found(user, standing, wanted))
    page = Paginator(found(user, standing, wanted), PER_PAGE).get_page(request.GET.get("ye"))
    agencies = {one.membership.agency_id for one in standing.held}
    context = {
        "page": page,
        "rows": list(rows(list(page.object_list), standing)),
        "wanted": wanted,
        "whose": [(key, label, _address(request, shei=key)) for key, label in WHOSE.items()],
        "states": STATES,
        "kinds": Kind.choices,
        "offices": Office.objects.filter(agency__in=agencies).order_by("agency", "order", "pk"),
        "download": _address(request, xiazai="1"),
        "next": _address(request, ye=page.next_page_number()) if page.has_next() else "",
        "previous": _address(request, ye=page.previous_page_number()) if page.has_previous() else "",
        "may_write": standing.may_somewhere("publishing.document.draft"),
        "own": own_offices(standing),
        **frame(_("我的信息"), []),
    }
    return render(request, "publishing/mine.html", context)


def _address(request: HttpRequest, **changes: object) -> str:
    query = {key: value for key, value in request.GET.dict().items() if key not in ("ye", "xiazai") and value}
    return f"?{urlencode({**query, **changes})}"


def _table(pages: object) -> HttpResponse:
    """The list as a workbook. What a sheet would take for a formula is kept as text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("信息清单"))
    sheet.append(
        [
            _("标题"),
            _("状态"),
            _("信息类型"),
            _("责任科室"),
            _("发文字号"),
            _("索引号"),
            _("成文日期"),
            _("公开日期"),
            _("有效性"),
        ]
    )
    for one in pages[:MOST_ROWS]:  # type: ignore[index]
        cells = [
            one.draft_title or one.title,
            str(STATES[one.standing]),
            one.get_kind_display(),
            one.office.name if one.office else "",
            one.document_number,
            one.index_number or "",
            one.created_date,
            one.published_date,
            one.get_validity_display(),
        ]
        sheet.append(
            [f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell for cell in cells]
        )
    file = io.BytesIO()
    book.save(file)
    answer = HttpResponse(file.getvalue(), content_type=_XLSX)
    day = timezone.localdate().isoformat()
    answer["Content-Disposition"] = (
        f"attachment; filename=\"xinxi-{day}.xlsx\"; filename*=UTF-8''%E4%BF%A1%E6%81%AF-{day}.xlsx"
    )
    return answer
