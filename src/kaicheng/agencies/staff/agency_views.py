"""Authorities and their offices: the tree, one authority, and its particulars."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from PIL import Image

from kaicheng.agencies.actions.agency import CONTACT, ChangeAgency
from kaicheng.agencies.forms import AgencyForm, SealForm
from kaicheng.agencies.models import Agency, Membership, Office
from kaicheng.agencies.staff.acts import AGENCY_ACTS, OFFICE_ACTS
from kaicheng.agencies.staff.web import (
    PER_PAGE,
    Crumb,
    carried_out,
    context_of,
    page,
    staff,
    standing_of,
)

LARGEST_SEAL = 1024 * 1024
LONGEST_SIDE = 4000


def to_list() -> list[Crumb]:
    """The way to the tree."""
    return [(reverse("organisation:agencies"), _("机关"))]


def to_agency(agency: Agency) -> list[Crumb]:
    """The way to one authority."""
    return [*to_list(), (reverse("organisation:agency", args=[agency.pk]), agency.short_name)]


@staff
@require_GET
def agencies(request: HttpRequest) -> HttpResponseBase:
    """The tree as far as the person sees it."""
    standing, asked = standing_of(request), request.GET.get("q", "").strip()
    rows = standing.visible("agencies.agency.view", Agency.objects.all()).order_by("path")
    if asked:
        rows = rows.filter(Q(name__icontains=asked) | Q(short_name__icontains=asked))
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("ye"))
    top = min((agency.depth for agency in shown), default=1)
    lines = [(agency, 0 if asked else agency.depth - top) for agency in shown]
    return page(
        request,
        "agencies",
        _("机关"),
        [],
        page=shown,
        lines=lines,
        asked=asked,
        may_load=standing.may_somewhere("agencies.setup.load"),
    )


@staff
@require_GET
def agency(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One authority: how it is reached, its offices, its names, and what may be done with it."""
    standing = standing_of(request)
    found = get_object_or_404(Agency, pk=pk)
    standing.require("agencies.agency.view", found)
    today = timezone.localdate()
    acts = [act for act in AGENCY_ACTS.values() if standing.may(act.permission, found)]
    offices = list(Office.objects.filter(agency=found).not_over(today).select_related("agency"))
    posts = (
        Membership.objects.filter(agency=found).effective(today).select_related("user", "agency", "office")
    )
    heads: dict[int | None, list[Membership]] = {}
    for post in posts:
        heads.setdefault(post.office_id, []).append(post)
    return page(
        request,
        "agency",
        found.short_name,
        to_list(),
        agency=found,
        particulars=[(field.verbose_name, _shown(found, field.name)) for field in _particulars()],
        names=found.names.order_by("-valid_from"),
        offices=[
            (
                office,
                heads.get(office.pk, []),
                [act for act in OFFICE_ACTS.values() if standing.may(act.permission, office)],
            )
            for office in offices
        ],
        agency_posts=heads.get(None, []),
        acts=[act for act in acts if not act.reform],
        changes=[act for act in acts if act.reform],
        may_edit=standing.may("agencies.agency.change_profile", found),
        may_seal=standing.may("agencies.agency.identify", found),
    )


@staff
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The particulars: those for being reached, or all of them."""
    standing = standing_of(request)
    found = get_object_or_404(Agency, pk=pk)
    standing.require("agencies.agency.change_profile", found)
    narrow = not standing.may("agencies.agency.identify", found)
    others = standing.visible("agencies.agency.view", Agency.objects.filter(status="active"))
    form = AgencyForm(request.POST or None, instance=found, narrow=narrow, agencies=others)
    if request.method == "POST" and form.is_valid():
        before = Agency.objects.get(pk=pk)
        changed = {name: value for name, value in form.cleaned_data.items() if getattr(before, name) != value}
        if not changed:
            messages.info(request, _("内容没有变化。"))
            return redirect("organisation:agency", pk)
        if carried_out(ChangeAgency(before, changed, **context_of(request)), form):
            messages.success(request, _("已保存。公开指南等页面随后使用新的内容。"))
            return redirect("organisation:agency", pk)
    note = _("您可以修改联系方式；代码、类别等由系统管理员修改。") if narrow else ""
    return page(
        request,
        "act",
        _("修改资料"),
        to_agency(found),
        form=form,
        about=found.name,
        note=note,
        button=_("保存"),
        back=reverse("organisation:agency", args=[pk]),
    )


@staff
@require_http_methods(["GET", "POST"])
def seal(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The picture of the seal, and a new one. It never leaves the private files."""
    standing = standing_of(request)
    found = get_object_or_404(Agency, pk=pk)
    standing.require("agencies.agency.identify", found)
    if request.method == "GET" and "tu" in request.GET:
        if not found.seal:
            raise Http404
        return FileResponse(found.seal.open("rb"), content_type="image/png")
    form = SealForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given: Any = form.cleaned_data["seal"]
        data = given.read(LARGEST_SEAL + 1) if given else b""
        if data and (len(data) > LARGEST_SEAL or not _is_png(data)):
            form.add_error("seal", _("请上传不超过 1 MB、长宽不超过4000像素、能正常打开的 PNG 图片。"))
        elif carried_out(ChangeAgency(found, {"seal": data}, **context_of(request)), form):
            messages.success(request, _("印章图样已更新。") if data else _("印章图样已删除。"))
            return redirect("organisation:agency", pk)
    return page(
        request,
        "act",
        _("印章图样"),
        to_agency(found),
        form=form,
        about=found.name,
        note=_("用在答复书等文书上，只有系统管理员能查看。不选文件直接保存，会删除现有图样。"),
        picture=f"{request.path}?tu=1" if found.seal else "",
        button=_("保存"),
        back=reverse("organisation:agency", args=[pk]),
    )


def _is_png(data: bytes) -> bool:
    """Whether it is a picture that letters can be stamped with: whole, and not blown up when unpacked."""
    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as picture:
            fitting = picture.width <= LONGEST_SIDE and picture.height <= LONGEST_SIDE
            if fitting:
                picture.load()
            return fitting
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False


def _particulars() -> list[Any]:
    first = ["office", "address", "postcode", "hours", "telephone", "fax", "email", "website"]
    names = [*first, *(name for name in AgencyForm.Meta.fields if name not in CONTACT)]
    return [Agency._meta.get_field(name) for name in names]


def _shown(found: Agency, name: str) -> str:
    display = getattr(found, f"get_{name}_display", None)
    value = display() if display else getattr(found, name)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return "" if value is None else str(value)
