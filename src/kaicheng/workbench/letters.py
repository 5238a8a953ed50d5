"""What all letters have in common."""

from __future__ import annotations

from urllib.parse import urljoin

from django.conf import settings
from django.utils.translation import gettext as _

from kaicheng.agencies.models import User


def absolute(path: str) -> str:
    """The full address of a path of this site."""
    return urljoin(settings.WAGTAILADMIN_BASE_URL, path)


def salutation(user: User) -> str:
    """How a letter begins."""
    return _("%(name)s：") % {"name": user.label}
