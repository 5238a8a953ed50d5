"""``{% personal applicant "phone" %}``: the value masked, with a way to open it for whom needs it."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import Model

from kaicheng.privacy.opening import may_open

register = template.Library()


@register.inclusion_tag("privacy/personal.html", takes_context=True)
def personal(context: template.Context, instance: Model, field: str) -> dict[str, Any]:
    """The personal value ``field`` of ``instance``."""
    value = getattr(instance, field)
    user = getattr(context.get("request"), "user", None)
    return {
        "masked": str(value) if value else "",
        "title": instance._meta.get_field(field).verbose_name,  # type: ignore[union-attr]
        "model": instance._meta.label_lower,
        "pk": instance.pk,
        "field": field,
        "may_open": bool(value and user is not None and may_open(user, instance)),
    }
