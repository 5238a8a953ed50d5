"""What the CMS decides by groups, decided by posts: whose pages its explorer, search and choosers show.

The CMS asks one policy object everywhere. It has no setting for another one, so :func:`install` gives that
object our class. Superusers keep what the CMS gives them; what may be done with a page is asked of the page's
tester (:mod:`kaicheng.publishing.page_permissions`) in any case.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.admin.api import views as api_views
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import page_permission_policy

from kaicheng.agencies.models import Agency, User
from kaicheng.agencies.permissions import Standing
from kaicheng.publishing.looking import found_by, standing_of
from kaicheng.publishing.models import ColumnPage, DocumentPage, HomePage

DRAFT, VIEW, MANAGE = "publishing.document.draft", "publishing.document.view", "publishing.column.manage"
_CHANGING = {"add", "change"}


def install() -> None:
    """Have the CMS ask posts."""
    page_permission_policy.__class__ = PostPagePolicy
    api_views.PagePermissionPolicy = PostPagePolicy


def documents_seen(standing: Standing) -> QuerySet[DocumentPage]:
    """The documents that somebody may see: originals of masked copies only where they may draft."""
    seen = standing.visible(VIEW, DocumentPage.objects.all())
    drafted = standing.visible(DRAFT, DocumentPage.objects.filter(restricted=True))
    return seen.filter(Q(restricted=False) | Q(pk__in=drafted.values("pk")))


class PostPagePolicy(PagePermissionPolicy):
    """Pages by posts."""

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        base = self._base_user_has_permission(user)
        if base is not None:
            return bool(base)
        standing = standing_of(user)
        # Without a platform there is no top of a tree to show, and the CMS's lists fail.
        return bool(_CHANGING & set(actions)) and self._works_here(standing) and _has_platform(standing)

    def user_has_any_permission_for_instance(
        self, user: User, actions: Iterable[str], instance: Page
    ) -> bool:
        base = self._base_user_has_permission(user)
        if base is not None:
            return bool(base)
        return self.instances_user_has_any_permission_for(user, actions).filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(self, user: User, actions: Iterable[str]) -> QuerySet[Page]:
        base: QuerySet[Page] | None = self._base_queryset_for_user(user)
        if base is not None:
            return base
        if not _CHANGING & set(actions):
            return Page.objects.none()
        standing = standing_of(user)
        documents = standing.visible(DRAFT, DocumentPage.objects.all()).values("pk")
        columns = standing.visible(MANAGE, ColumnPage.objects.all()).values("pk")
        return Page.objects.filter(Q(pk__in=documents) | Q(pk__in=columns))

    def instances_with_direct_explore_permission(self, user: User) -> Any:
        if user.is_superuser:
            return super().instances_with_direct_explore_permission(user)
        return list(HomePage.objects.filter(agency__in=_agencies(standing_of(user))))

    def explorable_instances(self, user: User) -> QuerySet[Page]:
        base: QuerySet[Page] | None = self._base_queryset_for_user(user)
        if base is not None:
            return base
        standing = standing_of(user)
        homes = HomePage.objects.filter(agency__in=_agencies(standing))
        columns = ColumnPage.objects.filter(agency__in=_agencies(standing))
        others = Q(pk__in=[])
        for path in columns.values_list("path", flat=True):
            others |= Q(path__startswith=path)
        ours = (HomePage, ColumnPage, DocumentPage)
        return Page.objects.filter(
            Q(pk__in=documents_seen(standing).values("pk"))
            | Q(pk__in=columns.values("pk"))
            | Q(pk__in=homes.values("pk"))
            | Q(pk__in=Page.objects.not_type(*ours).filter(others).values("pk"))
        )

    def _works_here(self, standing: Standing) -> bool:
        return standing.may_somewhere(DRAFT) or standing.may_somewhere(MANAGE)


def _agencies(standing: Standing) -> Collection[int]:
    kept = found_by(standing.user)
    if "agencies" not in kept:
        kept["agencies"] = set(standing.visible(VIEW, Agency.objects.all()).values_list("pk", flat=True))
    found: set[int] = kept["agencies"]
    return found


def _has_platform(standing: Standing) -> bool:
    kept = found_by(standing.user)
    if "platform" not in kept:
        kept["platform"] = HomePage.objects.filter(agency__in=_agencies(standing)).exists()
    return bool(kept["platform"])
