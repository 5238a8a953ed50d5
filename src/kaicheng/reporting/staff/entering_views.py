"""Putting in the figures of a table at once, from a spreadsheet."""

from __future__ import annotations

import csv
import io

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kaicheng.agencies.loading.reading import UnreadableFile, read_files
from kaicheng.agencies.loading.sheets import Column, Sheet
from kaicheng.agencies.staff.web import carried_out, context_of, staff
from kaicheng.annual_report.form import form_for
from kaicheng.reporting.actions.entered import EnterFigures, enterable
from kaicheng.reporting.staff.forms import EnterTableForm
from kaicheng.reporting.staff.places import headed, place_of

ENTER = "reporting.figure.enter"
SHEET = Sheet(
    "年报数据",
    (
        Column("位置", "cell", "按下载的表格，不要改动", required=True),
        Column("数值", "value", "不填的格照旧按记录统计"),
    ),
)


@staff
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, pk: int, year: int) -> HttpResponseBase:
    """The table to fill in, and taking it back filled in."""
    agency = place_of(request, pk, year, ENTER)
    if request.GET.get("moban"):
        return HttpResponse(
            _template(year),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="figures-{agency.slug}-{year}.csv"'},
        )
    form = EnterTableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            figures = figures_in(str(given["table"].name), given["table"].read(), year)
        except UnreadableFile as error:
            form.add_error("table", str(error))
        else:
            action = EnterFigures(
                agency,
                year,
                figures,
                source_name=given["source_name"],
                source=given["source"],
                **{**context_of(request), "reason": given["reason"]},
            )
            if carried_out(action, form):
                said = _("已经填报%(n)s格，表格里会标明；还要科室负责人或者分管领导签字。")
                messages.success(request, said % {"n": len(figures)})
                return redirect("reporting:figures", agency.pk, year)
    return render(request, "reporting/enter.html", {"form": form, **headed(_("用表格填报"), agency, year)})


def figures_in(name: str, data: bytes, year: int) -> list[tuple[str, str]]:
    """The cells with a number in a filled-in table. Raises :class:`UnreadableFile` with what to mend."""
    filled = read_files([(name, data)], (SHEET,))
    if filled.problems:
        raise UnreadableFile("；".join(str(problem) for problem in filled.problems[:5]))
    names = {cell.name: path for path, cell in form_for(year).cells.items()}
    found = []
    for row in filled.rows[SHEET.name]:
        if row["value"]:
            if row["cell"] not in names:
                raise UnreadableFile(f"第{row.number}行：表格里没有“{row['cell']}”这一格。位置请不要改动。")
            found.append((names[row["cell"]], row["value"]))
    return found


def _template(year: int) -> bytes:
    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow(SHEET.headings)
    cells = form_for(year).cells
    writer.writerows((cells[path].name, "") for path in cells if path in enterable(year))
    return ("\ufeff" + held.getvalue()).encode()
