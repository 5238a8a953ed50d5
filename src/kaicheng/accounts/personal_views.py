"""Personal data on screen: one's own handed over, another's opened for a reason."""

from __future__ import annotations

import json
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from kaicheng.accounts import sessions
from kaicheng.accounts.forms import ReasonForm
from kaicheng.accounts.people import actor_of, chain_of
from kaicheng.accounts.views import own
from kaicheng.privacy import registry
from kaicheng.privacy.handing_over import HandOverPersonal
from kaicheng.privacy.opening import OpenPersonal, may_open


@own
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """One's own personal data as a file."""
    user: Any = request.user
    now = timezone.now()
    document = HandOverPersonal(
        user,
        chain=chain_of(user, now),
        by=actor_of(user, now),
        at=now,
        reason="本人导出",
        origin=sessions.origin(request),
    ).execute()
    response = HttpResponse(
        json.dumps(document, ensure_ascii=False, indent=1), content_type="application/json; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="personal-data.json"'
    return response


@own
def open_personal(request: HttpRequest, model: str, pk: str, field: str) -> HttpResponse:
    """Ask for the reason, then show the value, this once. Who has no need is not told that it is there."""
    user: Any = request.user
    try:
        data = registry.of_model(apps.get_model(model))
    except (LookupError, ValueError):
        raise Http404 from None
    try:
        instance = get_object_or_404(data.model, pk=pk)
    except (ValueError, ValidationError):
        raise Http404 from None
    if field not in data.fields or not may_open(user, instance):
        raise Http404
    form = ReasonForm(request.POST or None)
    context: dict[str, Any] = {
        "form": form,
        "title": instance._meta.get_field(field).verbose_name,  # type: ignore[union-attr]
        "masked": str(getattr(instance, field)),
    }
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        context["value"] = OpenPersonal(
            instance,
            field,
            user=user,
            by=actor_of(user, now),
            reason=form.cleaned_data["reason"],
            at=now,
            origin=sessions.origin(request),
        ).execute()
    return render(request, "accounts/open_personal.html", context)
