"""What the pages share: who asks, refusals that tell nothing across authorities, and one way to act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kaicheng import audience
from kaicheng.agencies.actions.base import StaffAction
from kaicheng.agencies.forms import FIRST, LAST
from kaicheng.agencies.models import User
from kaicheng.agencies.permissions import Denied, Standing
from kaicheng.audit.recording import Origin
from kaicheng.visitors import client_address

Crumb = tuple[str, str]
PER_PAGE = 100
_LONGEST_NUMBER = 19  # longer ones are no number of a row in either database


def staff(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page for staff. What belongs to other authorities is not there (404); the rest is refused (403)."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Denied as refusal:
            if refusal.elsewhere:
                raise Http404 from refusal
            context = {"why": str(refusal), **frame(_("不能办理"), [])}
            return render(request, "organisation/refused.html", context, status=403)

    return audience.staff(guarded)


def person_of(request: HttpRequest) -> User:
    """Who is signed in: the CMS's guard let nobody else in."""
    return cast(User, request.user)


def standing_of(request: HttpRequest) -> Standing:
    """What the person may do today."""
    return Standing(person_of(request), timezone.localdate())


def context_of(request: HttpRequest) -> dict[str, Any]:
    """Who acts, when and from where, as actions take it."""
    return {
        "by": person_of(request),
        "at": timezone.now(),
        "origin": Origin(address=client_address(request)),
    }


def frame(title: str, crumbs: list[Crumb]) -> dict[str, Any]:
    """The head of a page: its title and the way to it."""
    way = [(reverse("wagtailadmin_home"), _("今日")), *crumbs, ("", title)]
    return {
        "header_title": title,
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in way],
    }


def page(
    request: HttpRequest, template: str, title: str, crumbs: list[Crumb], **context: Any
) -> HttpResponse:
    """A rendered page with its head."""
    return render(request, f"organisation/{template}.html", {**context, **frame(title, crumbs)})


def carried_out(action: StaffAction[Any], form: forms.BaseForm) -> bool:
    """Whether the action was done. What forbids it is said at the field it is about."""
    return carried_out_by(action.execute, form)


def carried_out_by(change: Callable[[], object], form: forms.BaseForm) -> bool:
    """The same for a change that is more than one action."""
    try:
        change()
    except ValidationError as error:
        found = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        for name, messages in found.items():
            for message in messages:
                form.add_error(name if name in form.fields else None, message)
        return False
    return True


def day(text: str | None) -> dt.date | None:
    """A day of the address line; None where it is none that anything here could be about."""
    try:
        found = dt.date.fromisoformat(text or "")
    except ValueError:
        return None
    return found if FIRST <= found <= LAST else None


def number(text: str | None) -> int | None:
    """The number of a row, as forms and the address line have it; None where it is none."""
    return int(text) if text and text.isdecimal() and len(text) < _LONGEST_NUMBER else None
