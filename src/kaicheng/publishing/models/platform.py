"""An authority's 政府信息公开平台 and its columns, in the page tree of the CMS."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from kaicheng.agencies.models import Agency, Office, User
from kaicheng.publishing.columns import ABOUT, ENTRIES, MEANWHILE, Column, Item
from kaicheng.publishing.guide import guide_of
from kaicheng.publishing.page_permissions import PlatformTester


class HomePage(Page):
    """The first page of an authority's platform; its columns stand below it.

    In an installation of many authorities the platforms of those below another's stand under that one's.
    """

    agency = models.OneToOneField(
        Agency, on_delete=models.PROTECT, related_name="platform", verbose_name=_("行政机关")
    )

    template = "pages/home.html"
    is_creatable = False  # made with the authority: actions.OpenPlatform
    subpage_types = ["publishing.ColumnPage"]
    content_panels = [*Page.content_panels, FieldPanel("agency", read_only=True)]

    class Meta:
        verbose_name = _("政府信息公开平台")

    def permissions_for_user(self, user: User) -> PlatformTester:
        """Decided by posts, not by the CMS's groups."""
        return PlatformTester(user, self)


class ColumnPage(Page):
    """A column: one of the five statutory entries, an item below them, or one of the authority's own."""

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="columns", verbose_name=_("行政机关")
    )
    kind = models.CharField(_("栏目"), max_length=20, choices=Column.choices, default=Column.OWN)
    office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("责任科室"),
        help_text=_("由谁保证这个栏目及时更新。不选的由政府信息公开工作机构负责。"),
    )
    item = models.CharField(_("公开依据"), max_length=20, choices=Item.choices, blank=True)
    update_days = models.PositiveSmallIntegerField(
        _("更新周期（天）"),
        null=True,
        blank=True,
        help_text=_("超过这么多天没有新内容，就提醒责任科室。不填的不提醒。"),
    )
    empty_note = models.CharField(
        _("没有内容时的说明"),
        max_length=200,
        blank=True,
        help_text=_("例如“本机关没有行政处罚职权”。填了的，空着不算问题。"),
    )
    since = models.DateField(_("开设日期"), null=True, blank=True, editable=False)
    closed_on = models.DateField(_("停用日期"), null=True, blank=True, editable=False)
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        editable=False,
        verbose_name=_("接替的栏目"),
    )

    template = "pages/column.html"
    is_creatable = False  # by actions: an authority's own ones on the page of columns
    parent_page_types = ["publishing.HomePage", "publishing.ColumnPage"]
    subpage_types = ["publishing.ColumnPage", "publishing.DocumentPage", "portal.AnnualReportPage"]

    class Meta:
        verbose_name = _("栏目")
        verbose_name_plural = _("栏目")

    def permissions_for_user(self, user: User) -> PlatformTester:
        """Decided by posts, not by the CMS's groups."""
        return PlatformTester(user, self)

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self._place()
        super().full_clean(*args, **kwargs)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._place()
        super().save(*args, **kwargs)

    def _place(self) -> None:
        """A column belongs to the authority on whose platform it stands."""
        if self.agency_id is None and self.path:
            self.agency = agency_of(self.get_parent())

    @property
    def label(self) -> str:
        """The name of a statutory entry in the reader's language; else the title that the authority gave."""
        return str(Column(self.kind).label) if self.kind in ENTRIES else self.title

    @property
    def about(self) -> Promise | str:
        """What the column is for, in a sentence; nothing for an authority's own."""
        return ABOUT.get(self.kind, "")

    @property
    def meanwhile(self) -> Promise | str:
        """What to say while the column is empty."""
        return self.empty_note or MEANWHILE[self.kind]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        below = Page.objects.child_of(self).live()
        if self.kind == Column.GUIDE:
            context["guide"] = guide_of(self.agency, timezone.localdate())
        return {
            **context,
            "subcolumns": ColumnPage.objects.child_of(self).live().filter(closed_on__isnull=True),
            "entries": below.not_type(ColumnPage).order_by("-first_published_at").specific(),
        }


def home_of(page: Page) -> HomePage | None:
    """The platform that a page stands on: the nearest above it, or itself."""
    return (
        HomePage.objects.filter(pk__in=page.get_ancestors(inclusive=True).values("pk"))
        .select_related("agency")
        .order_by("-depth")
        .first()
    )


def agency_of(page: Page) -> Agency:
    """Whose platform a page stands on. Raises LookupError for pages of nobody's."""
    home = home_of(page)
    if home is None:
        raise LookupError(f"{page} stands on no authority's platform")
    return home.agency
