"""What the pages of the public site list and tell."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.urls import get_script_prefix
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from kaicheng.portal.public import listing, parts
from kaicheng.portal.public.decided import Decided
from kaicheng.portal.public.document import DocumentView
from kaicheng.portal.public.edition import edition_of
from kaicheng.portal.public.listing import Listing
from kaicheng.portal.public.records import Record
from kaicheng.publishing.models import ColumnPage, DocumentPage, HomePage

register = template.Library()


@register.simple_tag(takes_context=True)
def listing_of(context: Context, column: ColumnPage) -> Listing | None:
    """What a column lists."""
    edition = edition_of(context["request"])
    return listing.listing_of(column, edition) if edition else None


@register.simple_tag
def decided_in(column: ColumnPage) -> Decided:
    """The decisions of a column."""
    return Decided(column)


@register.simple_tag(takes_context=True)
def document_view(context: Context, page: DocumentPage) -> DocumentView | None:
    """A document as its page shows it."""
    edition = edition_of(context["request"])
    return DocumentView(page, edition) if edition else None


@register.simple_tag(takes_context=True)
def newest_of(context: Context, home: HomePage) -> list[Record]:
    """An authority's newest documents."""
    edition = edition_of(context["request"])
    return listing.newest_of(home, edition) if edition else []


@register.simple_tag
def reports_of(home: HomePage) -> Any:
    """An authority's annual reports, the latest first."""
    return listing.reports_of(home)


@register.simple_tag
def authorities_below(home: HomePage) -> Any:
    """The platforms directly under this one."""
    return listing.authorities_below(home)


@register.simple_tag
def site_part(name: str) -> SafeString:
    """What the site that the platform stands in puts here."""
    found = parts.part(name)
    return mark_safe(found.decode()) if found else SafeString()  # noqa: S308  # the operator's own file


@register.simple_tag
def site_style() -> str:
    """The address of the site's own style; empty where it has none."""
    return get_script_prefix() + parts.STYLE_ADDRESS if parts.part(parts.STYLE) else ""


@register.simple_tag(takes_context=True)
def above(context: Context, page: Page) -> list[Page]:
    """The columns between an authority's first page and this page, for the breadcrumb."""
    agency = page.specific.agency.pk
    return [
        one
        for one in context["portal"].frame.above(page)
        if isinstance(one, ColumnPage) and one.agency_id == agency
    ]
