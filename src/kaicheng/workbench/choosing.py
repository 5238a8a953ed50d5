"""The CMS's choosers, which ask for no permission to look: here they show what is public or one's own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from wagtail.admin.views.chooser import BrowseView, ChosenMultipleView
from wagtail.images import get_image_model
from wagtail.images.permissions import permission_policy
from wagtail.images.views.chooser import viewset
from wagtail.models import Page

from kaicheng import audience
from kaicheng.agencies.models import User
from kaicheng.workbench.views import person_of


def may_see(user: User, page: Page) -> bool:
    """Whether a page may be shown: it is public, or one may work on it or read its history."""
    if page.live or page.is_root():
        return True
    tester = page.specific.permissions_for_user(user)
    return tester.can_edit() or tester.can_view_revisions()


@audience.staff
def browse(request: HttpRequest, parent_page_id: int) -> HttpResponseBase:
    """What is below a page."""
    _only_seen(request, [parent_page_id])
    return BrowseView.as_view()(request, parent_page_id=parent_page_id)


@audience.staff
def chosen(request: HttpRequest) -> HttpResponseBase:
    """The pages chosen together."""
    _only_seen(request, request.GET.getlist("id"))
    return ChosenMultipleView.as_view()(request)


@audience.staff
def select_format(request: HttpRequest, image_id: int) -> HttpResponseBase:
    """How a picture is to stand in the text."""
    image = get_object_or_404(get_image_model(), pk=image_id)
    if not permission_policy.user_has_permission_for_instance(person_of(request), "choose", image):
        raise Http404
    return viewset.select_format_view(request, image_id=image_id)


def _only_seen(request: HttpRequest, pks: Iterable[int | str]) -> None:
    """Not found, unless the person may see every one of these pages."""
    for pk in pks:
        if not str(pk).isdecimal() or not may_see(person_of(request), get_object_or_404(Page, pk=pk)):
            raise Http404


def addresses(guarded: Any) -> list[URLPattern]:
    """What stands before the CMS's own addresses, behind its own guard."""
    return [
        path("choose-page/<int:parent_page_id>/", guarded(browse)),
        path("choose-page/chosen-multiple/", guarded(chosen)),
        path("images/chooser/<int:image_id>/select_format/", guarded(select_format)),
    ]
