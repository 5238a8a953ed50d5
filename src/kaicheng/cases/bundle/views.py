"""The file of a case, made in one go."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Sum
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kaicheng.agencies.staff.web import context_of, staff
from kaicheng.cases.bundle.actions import TakeBundle
from kaicheng.cases.bundle.assembly import make_bundle
from kaicheng.cases.lineage import all_files
from kaicheng.cases.models import FileRole
from kaicheng.cases.staff.web import case_of, form_page

MOST_BYTES = 1 << 30
"""Of all files of a case together: more does not become one file that anybody could send."""


class BundleForm(forms.Form):
    """What goes in, and as what it is taken."""

    what = forms.ChoiceField(
        label=gettext_lazy("要什么"),
        choices=[
            ("zip", gettext_lazy("案卷PDF和全部原件（压缩包）")),
            ("pdf", gettext_lazy("只要案卷PDF")),
        ],
        widget=forms.RadioSelect,
        initial="zip",
    )
    with_originals = forms.BooleanField(
        label=gettext_lazy("装入拟公开信息原件"),
        required=False,
        help_text=gettext_lazy(
            "案卷副本会送达对方。没有公开的信息不要装入，需要法庭查看的单独密封提交；清单里始终列出校验值。"
        ),
    )
    with_identity = forms.BooleanField(
        label=gettext_lazy("装入身份证明"),
        required=False,
        help_text=gettext_lazy("申请人身份有争议，案卷需要证明时才装入。"),
    )
    identity_why = forms.CharField(label=gettext_lazy("为什么需要身份证明"), required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("with_identity") and not given.get("identity_why", "").strip():
            self.add_error("identity_why", _("请写明原因，例如对方对申请人资格有异议。"))
        return given


@staff
@require_http_methods(["GET", "POST"])
def bundle(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Cover, index, records, letters and files as one PDF with page numbers; the originals beside it."""
    case = case_of(request, pk, "cases.bundle.make")
    form = BundleForm(request.POST or None, initial={"what": "zip"})
    files = all_files(case)
    if not files.filter(role=FileRole.ORIGINAL).exists():
        del form.fields["with_originals"]
    if not files.filter(role=FileRole.IDENTITY).exists():
        del form.fields["with_identity"], form.fields["identity_why"]
    held = files.aggregate(size=Sum("size"))["size"] or 0
    if request.method == "POST" and form.is_valid():
        if held > MOST_BYTES:
            messages.error(request, _("案卷文件超过1GB，不能合成一份。请在案卷里分别下载。"))
            return redirect("cases_case", pk)
        with_originals = form.cleaned_data.get("with_originals", False)
        identity = form.cleaned_data["identity_why"].strip() if form.cleaned_data.get("with_identity") else ""
        made = make_bundle(
            case, timezone.localdate(), with_originals=with_originals, with_identity=bool(identity)
        )
        TakeBundle(
            case, made, with_originals=with_originals, identity=identity, **context_of(request)
        ).execute()
        only_pdf = form.cleaned_data["what"] == "pdf"
        given, other = (made.pdf, made.archive) if only_pdf else (made.archive, made.pdf)
        other.close()
        name = f"{case.number} 案卷.{'pdf' if only_pdf else 'zip'}"
        kind = "application/pdf" if only_pdf else "application/zip"
        response = FileResponse(given, as_attachment=True, filename=name, content_type=kind)
        response["Cache-Control"] = "private, no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response
    note = _(
        "封面、目录、办理经过、证据、文书和全部文件合成一份，统一编页码，列出每个原件的SHA-256。案卷含申请人信息，制作会留下记录。"
    )
    return form_page(request, _("制作案卷"), case, form, button=_("制作并下载"), note=note)
