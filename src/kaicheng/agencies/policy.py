"""The permissions as the CMS's own views want them: for viewsets of any app."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.utils import timezone
from wagtail.permission_policies.base import BasePermissionPolicy

from kaicheng.agencies.models import User
from kaicheng.agencies.permissions import Standing


class RolePermissionPolicy(BasePermissionPolicy):
    """Asks ``permissions`` for each of the CMS's words (add, change, delete, view); others are refused.

    ::

        permission_policy = RolePermissionPolicy(Document, {"view": "publishing.document.view", …})
    """

    def __init__(self, model: type[models.Model], actions: Mapping[str, str]) -> None:
        super().__init__(model)
        self.actions = actions

    def _standing(self, user: Any) -> Standing:
        return Standing(user, timezone.localdate())

    def _ours(self, actions: Iterable[str]) -> list[str]:
        return [self.actions[action] for action in actions if action in self.actions]

    def user_has_permission(self, user: Any, action: str) -> bool:
        return self.user_has_any_permission(user, [action])

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        standing = self._standing(user)
        return any(standing.may_somewhere(action) for action in self._ours(actions))

    def users_with_any_permission(self, actions: Iterable[str]) -> models.QuerySet[User]:
        wanted = [user.pk for user in User.objects.all() if self.user_has_any_permission(user, actions)]
        return User.objects.filter(pk__in=wanted)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: models.Model) -> bool:
        return self.user_has_any_permission_for_instance(user, [action], instance)

    def user_has_any_permission_for_instance(
        self, user: Any, actions: Iterable[str], instance: models.Model
    ) -> bool:
        standing = self._standing(user)
        return any(standing.may(action, instance) for action in self._ours(actions))

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> Any:
        standing, rows = self._standing(user), self.model._default_manager
        found = rows.none()
        for action in self._ours(actions):
            found = found | standing.visible(action, rows.all())
        return found

    def users_with_any_permission_for_instance(
        self, actions: Iterable[str], instance: models.Model
    ) -> models.QuerySet[User]:
        wanted = [
            user.pk
            for user in User.objects.filter(is_active=True)
            if self.user_has_any_permission_for_instance(user, actions, instance)
        ]
        return User.objects.filter(pk__in=wanted)
