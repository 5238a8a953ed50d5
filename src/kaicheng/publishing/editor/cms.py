"""The CMS's own screens as a writer needs them: three buttons, own pages, own authority's documents."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem, SaveDraftMenuItem
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from kaicheng.publishing.editor.forms import CHOSEN
from kaicheng.publishing.models import ColumnPage, DocumentPage

TO_REVIEW = "action-to-review"


class SaveAndSubmitItem(ActionMenuItem):
    """保存并送审: saves, then shows what the checks say."""

    name = TO_REVIEW
    label = _("保存并送审")
    icon_name = "check"

    def is_shown(self, context: dict[str, Any]) -> bool:
        return not context.get("locked_for_user")


@hooks.register("construct_page_action_menu")
def three_buttons(items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]) -> None:
    """Saving, saving to submit, and the CMS's preview beside them: nothing that publishes."""
    page = context.get("page")
    document = isinstance(page, DocumentPage) or (
        context.get("view") == "create" and isinstance(context.get("parent_page"), ColumnPage)
    )
    saving = [
        item for item in items if isinstance(item, SaveDraftMenuItem) or item.name == "action-page-locked"
    ]
    items[:] = [SaveAndSubmitItem(order=0), *saving] if document else saving


@hooks.register("before_create_page")
def take_what_was_chosen(request: HttpRequest, parent: Page, page_class: type[Page]) -> None:
    """Hand on the kind and office that were chosen before the editor opened."""
    if issubclass(page_class, DocumentPage):
        given = request.GET.get("office", "")
        office = int(given) if given.isdecimal() and len(given) < 10 else None
        kind = request.GET.get("kind", "")
        known = {choice for choice, _label in DocumentPage._meta.get_field("kind").choices or ()}
        setattr(
            parent,
            CHOSEN,
            {"kind": kind if kind in known else "", "office": office},
        )


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def on_to_review(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Go to the page of submitting when that was asked for."""
    if isinstance(page, DocumentPage) and request.POST.get(TO_REVIEW):
        return redirect("publishing_submit", page.pk)
    return None


@hooks.register("construct_explorer_page_queryset")
def own_pages(_parent: Page, pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """The explorer's lists, without what belongs to others."""
    seen = page_permission_policy.explorable_instances(request.user)
    return pages.filter(pk__in=seen.values("pk"))


@hooks.register("construct_page_chooser_queryset")
def own_public_documents(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """Choosers: columns to walk through, and documents that are public."""
    seen = page_permission_policy.explorable_instances(request.user)
    drafts = DocumentPage.objects.filter(live=False).values("pk")
    return pages.filter(Q(pk__in=seen.values("pk")) & ~Q(pk__in=drafts))
