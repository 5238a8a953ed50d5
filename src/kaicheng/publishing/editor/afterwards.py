"""Pages for what may be done with a public document: taking it down, and recording what became of it."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from kaicheng.agencies.staff.web import carried_out, context_of, frame, staff, standing_of
from kaicheng.publishing import outlets
from kaicheng.publishing.actions.validity import ChangeValidity, StrikeValidity
from kaicheng.publishing.actions.withdraw import Withdraw
from kaicheng.publishing.editor.begin import mine_crumb
from kaicheng.publishing.models import DocumentPage, PolicyEvent, PolicyEventKind


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=gettext_lazy("理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )


class ValidityForm(forms.Form):
    """What became of a document."""

    kind = forms.ChoiceField(
        label=gettext_lazy("登记什么"),
        choices=[one for one in PolicyEventKind.choices if one[0] != PolicyEventKind.ISSUED],
    )
    on = forms.DateField(label=gettext_lazy("从哪一天起"), widget=forms.DateInput(attrs={"type": "date"}))
    basis = forms.CharField(
        label=gettext_lazy("依据"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("哪个文件、哪一条，例如“西人社发〔2026〕8号第十条”。"),
    )
    by_document = forms.CharField(
        label=gettext_lazy("由哪份已经公开的文件"),
        max_length=60,
        required=False,
        help_text=gettext_lazy(
            "填它的发文字号或者索引号，两份文件的公开页面互相链接。不在本网站公开的不填。"
        ),
    )

    def clean_by_document(self) -> DocumentPage | None:
        """The public document of that number."""
        number = self.cleaned_data["by_document"].strip()
        if not number:
            return None
        named = Q(document_number=number) | Q(index_number=number)
        found = list(DocumentPage.objects.live().filter(named).order_by("-pk")[:2])
        if len(found) != 1:
            none = gettext_lazy("没有公开过文号或者索引号是“%(number)s”的文件，请核对。")
            several = gettext_lazy("有几份文件的文号是“%(number)s”，请填索引号。")
            raise forms.ValidationError(several if found else none, params={"number": number})
        return found[0]


def say_withdrawn(request: HttpRequest, pages: Iterable[int], done: str) -> None:
    """Tell a leader that something is gone from the site; where it is not yet, say so."""
    left = outlets.unfinished(pages)
    if not left:
        messages.success(request, done)
        return
    said = _(
        "已经登记撤下，但是这些地方还没有更新完：%(where)s。系统每分钟重试一次，在“每日监测”里可以看到结果；急的请马上告诉运维人员。"
    )
    messages.warning(request, said % {"where": "、".join(left)})


@staff
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take a document off the public site, with a reason."""
    page = get_object_or_404(DocumentPage, pk=pk)
    standing_of(request).require("publishing.document.withdraw", page)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        action = Withdraw(page, **{**context_of(request), "reason": form.cleaned_data["reason"]})
        if carried_out(action, form):
            say_withdrawn(request, [page.pk], _("已经从网站撤下，记录保留。"))
            return redirect("publishing_mine")
    note = _("撤下以后，公开页面、栏目、搜索和订阅里马上都没有了；谁因为什么撤下的，记录保留。")
    return _shown(request, page, form, _("撤下"), _("撤下"), note, ())


@staff
@require_http_methods(["GET", "POST"])
def validity(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Record that a document was amended, repealed or has lapsed, or strike such a record."""
    page = get_object_or_404(DocumentPage, pk=pk)
    standing_of(request).require("publishing.document.change_validity", page)
    struck = request.POST.get("struck", "")
    form = ValidityForm(None if struck else request.POST or None)
    if request.method == "POST" and struck.isdecimal() and len(struck) < 20:
        event = get_object_or_404(PolicyEvent, pk=int(struck), document=page)
        reason = ReasonForm(request.POST)
        if reason.is_valid() and carried_out(
            StrikeValidity(event, **{**context_of(request), "reason": reason.cleaned_data["reason"]}), reason
        ):
            messages.success(request, _("这条登记已经撤销。"))
            return redirect(request.path)
        messages.error(request, " ".join(str(one) for errors in reason.errors.values() for one in errors))
    elif request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        action = ChangeValidity(
            page,
            PolicyEventKind(given["kind"]),
            given["on"],
            basis=given["basis"],
            by_document=given["by_document"],
            **context_of(request),
        )
        if carried_out(action, form):
            messages.success(request, _("已经登记，公开页面上会标明。"))
            return redirect(request.path)
    note = _("登记以后，公开页面和栏目里会标明，文件仍然可以查看。")
    events = PolicyEvent.objects.filter(document=page, struck_at__isnull=True)
    return _shown(request, page, form, _("效力"), _("登记"), note, events)


def _shown(
    request: HttpRequest,
    page: DocumentPage,
    form: forms.Form,
    title: str,
    button: str,
    note: str,
    events: Iterable[PolicyEvent],
) -> HttpResponseBase:
    context = {
        "page": page,
        "form": form,
        "button": button,
        "note": note,
        "events": events,
        "issued": PolicyEventKind.ISSUED,
        **frame(title, [mine_crumb()]),
    }
    return render(request, "publishing/afterwards.html", context)
