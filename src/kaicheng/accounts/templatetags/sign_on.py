"""What the sign-in page offers beside a password."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.urls import reverse

register = template.Library()


@register.simple_tag
def sign_on_choices() -> list[dict[str, str]]:
    """Each provider of single sign-on with its name and address."""
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    return [
        {"name": app["name"], "address": reverse("openid_connect_login", args=[app["provider_id"]])}
        for app in apps
    ]
