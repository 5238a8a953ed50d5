"""Entries of the staff menu that only those see who can do something there."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.menu import MenuItem

from kaicheng.agencies import permissions


class PermittedMenuItem(MenuItem):
    """Shown to whoever may do ``permission`` somewhere."""

    def __init__(self, permission: str, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return permissions.may_somewhere(user, self.permission, timezone.localdate())
