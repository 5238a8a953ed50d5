"""Tells the tree what has changed: documents by the list of what goes outside, other pages by signals."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, post_page_move

from kaicheng.agencies.models import Agency, Office
from kaicheng.portal.models import AnnualReportPage
from kaicheng.portal.public import building
from kaicheng.publishing import outlets
from kaicheng.publishing.models import ColumnPage, DocumentPage, HomePage

outlets.register("files", _("公开页面和栏目"))(building.bring_outside)


@receiver([page_published, page_unpublished], dispatch_uid="portal.public.page")
def page_changed(sender: type[Page], instance: Page, **_given: Any) -> None:
    """Columns and reports go outside by the same list as documents, whose actions announce them."""
    if building.current() is None:
        return
    if isinstance(instance, AnnualReportPage):
        outlets.announce(instance, timezone.now())
    elif isinstance(instance, HomePage | ColumnPage):
        outlets.announce_platform(instance, timezone.now())


@receiver([post_save], sender=HomePage, dispatch_uid="portal.public.home")
@receiver([post_save], sender=ColumnPage, dispatch_uid="portal.public.column")
def page_made(sender: type[Page], instance: HomePage | ColumnPage, created: bool, **_given: Any) -> None:
    """A new platform, or another column of one."""
    if created and building.current() is not None:
        outlets.announce_platform(instance, timezone.now())


@receiver(post_page_move, dispatch_uid="portal.public.move")
def page_moved(
    sender: type[Page], instance: Page, url_path_before: str, url_path_after: str, **_given: Any
) -> None:
    """What lay at the old address goes."""
    if url_path_before != url_path_after and building.current() is not None:
        outlets.announce(instance, timezone.now(), path=url_path_before)


@receiver(post_save, sender=Agency, dispatch_uid="portal.public.agency")
def agency_changed(sender: type[Agency], instance: Agency, created: bool, **_given: Any) -> None:
    """Every page of an authority has its name in the head and its office in the foot."""
    if not created:
        _announce_all(instance)


@receiver(post_save, sender=Office, dispatch_uid="portal.public.office")
def office_changed(sender: type[Office], instance: Office, created: bool, **_given: Any) -> None:
    """Documents name the office that is responsible for them."""
    if not created and DocumentPage.objects.filter(office=instance, live=True).exists():
        _announce_all(instance.agency)


def _announce_all(agency: Agency) -> None:
    home = HomePage.objects.filter(agency=agency).first() if building.current() is not None else None
    if home is not None:
        outlets.announce_platform(home, timezone.now())
