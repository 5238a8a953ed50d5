"""What every public template knows: whose site it is, its columns, how the visitor wants to read."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from wagtail.models import Page, Site

from kaicheng.agencies.models import Agency
from kaicheng.portal.display import Display
from kaicheng.portal.public.edition import Edition, Frame
from kaicheng.publishing.models import ColumnPage, HomePage


class Portal:
    """The frame around a page. Nothing is looked up before a template asks."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def frame(self) -> Frame:
        """What other pages of the same edition have looked up already."""
        edition: Edition | None = getattr(self.request, "edition", None)
        return edition.frame if edition else Frame()

    @cached_property
    def home(self) -> HomePage | None:
        """The platform that the page asked for stands on; the site's first one for everything else."""
        site = Site.find_for_request(self.request)
        if site is None:
            return None
        return self.frame.home_of(self.about or site.root_page)

    @cached_property
    def about(self) -> Page | None:
        """The page that is shown, or to which the file that is shown belongs."""
        about: Page | None = getattr(self.request, "about", None)
        if about is None and Site.find_for_request(self.request) is not None:
            found = Page.route_for_request(self.request, self.request.path_info)
            about = found.page if found else None
        return about

    @cached_property
    def within(self) -> set[int]:
        """The pages above the one that is shown."""
        return {page.pk for page in self.frame.above(self.about)} if self.about else set()

    @cached_property
    def agency(self) -> Agency | None:
        return self.home.agency if self.home else None

    @cached_property
    def columns(self) -> list[ColumnPage]:
        return self.frame.columns_of(self.home) if self.home else []

    @cached_property
    def display(self) -> Display:
        return Display.of(self.request)

    @property
    def demonstration(self) -> bool:
        return bool(settings.KAICHENG_DEMONSTRATION)


def portal(request: HttpRequest) -> dict[str, Any]:
    """``portal`` in every template."""
    return {"portal": Portal(request)}
