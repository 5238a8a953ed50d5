"""What else lies on somebody's desk: drafts not published yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from kaicheng.agencies.models import User

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Draft:
    """A page of the person's own that the public does not see as it stands here."""

    title: str
    url: str
    changed_at: datetime | None
    published: bool


def drafts_of(user: User) -> list[Draft]:
    """The latest drafts that the person began or changed last and may still change."""
    editable = page_permission_policy.instances_user_has_permission_for(user, "change")
    mine = Q(owner=user) | Q(latest_revision__user=user)
    pages = editable.filter(mine, Q(live=False) | Q(has_unpublished_changes=True), depth__gt=1)
    return [
        Draft(
            page.draft_title or page.title,
            reverse("wagtailadmin_pages:edit", args=[page.pk]),
            page.latest_revision_created_at,
            page.live,
        )
        for page in pages.order_by("-latest_revision_created_at", "-pk")[:SHOWN]
    ]


def may_begin_a_page(user: User) -> bool:
    """Whether there is a place where the person may make pages."""
    return bool(page_permission_policy.user_has_permission(user, "add")) and (
        Page.objects.filter(depth__gt=1).exists()
    )
