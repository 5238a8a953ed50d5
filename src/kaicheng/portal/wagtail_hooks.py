"""What the portal adds to the CMS: making an answered request public."""

from __future__ import annotations

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from kaicheng.agencies.permissions import Standing
from kaicheng.cases.models import Case
from kaicheng.cases.staff.offers import Offer, offers
from kaicheng.portal import answered_views
from kaicheng.portal.answered import GIVEN
from kaicheng.statute import CaseState


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [path("shenqing/<int:pk>/gongkai/", answered_views.publish, name="portal_answered")]


@offers
def made_public(case: Case, state: CaseState, standing: Standing) -> Offer | None:
    """Once an answer that gave something has been served (Art. 44)."""
    if state.served_on is None or state.outcome not in GIVEN:
        return None
    if not (
        standing.may("cases.case.handle", case) and standing.may("publishing.document.draft", case.agency)
    ):
        return None
    return Offer(reverse("portal_answered", args=[case.pk]), _("整理成主动公开信息（条例第四十四条）"))
