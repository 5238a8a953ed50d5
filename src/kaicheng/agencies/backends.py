"""How Django and the CMS learn who may enter the staff side at all."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.utils import timezone

from kaicheng.agencies.models import User
from kaicheng.agencies.standing import capacities

ENTER = "wagtailadmin.access_admin"


class PostBackend(BaseBackend):
    """Whoever holds a post may enter the staff side. It gives no other permission and signs nobody in."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return (
            perm == ENTER
            and obj is None
            and isinstance(user_obj, User)
            and bool(capacities(user_obj, timezone.localdate()))
        )
