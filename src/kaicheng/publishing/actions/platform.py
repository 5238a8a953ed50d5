"""Opening an authority's platform with its columns."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from wagtail.models import Page, Site

from kaicheng.agencies.actions.base import StaffAction
from kaicheng.agencies.models import Agency
from kaicheng.audit.recording import Entry
from kaicheng.publishing import events
from kaicheng.publishing.columns import Column, Planned, items, statutory
from kaicheng.publishing.models import ColumnPage, HomePage


@dataclass(frozen=True, slots=True)
class Opened:
    """The platform, and how many columns were made for it now."""

    home: HomePage
    made: int


class OpenPlatform(StaffAction[Opened]):
    """An authority's platform with every column that it must have; what exists stays as it is.

    It stands below the platform of the nearest authority above that has one, else at the top of the tree.
    """

    permission = "agencies.agency.create"

    def __init__(self, agency: Agency, **context: object) -> None:
        super().__init__(**context)  # type: ignore[arg-type]
        self.agency = agency

    def subject(self) -> models.Model:
        return self.agency

    def perform(self) -> Opened:
        self.made = 0
        home = HomePage.objects.filter(agency=self.agency).first()
        if home is None:
            above = self._above()
            home = HomePage(
                title=self.agency.name, slug=self.agency.slug, agency=self.agency, locale=above.locale
            )
            above.add_child(instance=home)
            _lead_visitors_to(home)
        for entry in statutory():
            column = self._column(home, entry)
            if entry.kind is Column.PROACTIVE:
                for item in items():
                    if item.is_for(self.agency.kind):
                        self._column(column, item)
        self.opened = Opened(home, self.made)
        return self.opened

    def event(self) -> Entry:
        return self.entry(
            events.PLATFORM_OPENED, self.agency.chain, self.agency, facts={"columns": self.made}
        )

    def _above(self) -> Page:
        ancestors = self.agency.get_ancestors().order_by("-depth")
        for agency in ancestors:
            home = HomePage.objects.filter(agency=agency).first()
            if home is not None:
                return home
        return Page.get_first_root_node()

    def _column(self, parent: Page, planned: Planned) -> ColumnPage:
        there = ColumnPage.objects.child_of(parent).filter(kind=planned.kind, item=planned.item).first()
        if there is not None:
            return there
        column = ColumnPage(
            title=planned.title,
            slug=planned.slug,
            kind=planned.kind,
            item=planned.item,
            update_days=planned.update_days,
            agency=self.agency,
            since=self.today,
        )
        parent.add_child(instance=column)
        self.made += 1
        return column


def _lead_visitors_to(home: HomePage) -> None:
    """Where the site still opens onto nothing of ours, it opens onto the first platform."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is not None and isinstance(site.root_page.specific, HomePage):
        return
    named = {"root_page": home, "site_name": home.agency.short_name}
    Site.objects.update_or_create(
        is_default_site=True, defaults=named, create_defaults={**named, "hostname": "localhost"}
    )
